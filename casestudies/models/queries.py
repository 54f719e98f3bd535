from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

import numpy as np
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Prefetch, Q

from accounts.models import User
from casestudies.models.parts import ChannelUse, Event, FailureLesson, Source, SuccessFactor
from casestudies.models.search import CaseTerm, CaseText
from casestudies.similarity import Traits, Weights, profiles

if TYPE_CHECKING:
    from casestudies.models.case import CaseStudy  # noqa: F401 - named in quotes below

PUBLIC = ("published", "needs_recheck")
CHECK_EVERY = timedelta(days=183)


class CaseStudyQuerySet(models.QuerySet["CaseStudy"]):
    def published(self) -> Self:
        """What everybody reads; a case that is to be checked again stays and says so."""
        return self.filter(status__in=PUBLIC)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody reads what is published; curators see the rest before it is."""
        if user.is_staff and user.has_perm("casestudies.view_casestudy"):
            return self
        return self.published()

    def search(self, text: str) -> list[int]:
        """Pks of these cases that hold every word of the text somewhere, in either language; the best fit first."""
        ranks = CaseText.objects.ranks(text)
        return sorted((pk for pk in self.values_list("pk", flat=True) if pk in ranks), key=lambda pk: -ranks[pk])

    def chosen(self, filters: Mapping[str, str]) -> Self:
        """Cases that have each of these terms, by facet."""
        found = self
        for facet, term in filters.items():
            found = found.filter(pk__in=CaseTerm.objects.filter(facet=facet, term=term).values("case"))
        return found

    def count_terms(self, facets: Iterable[str]) -> list[tuple[str, str, int]]:
        """Facet, term and number of these cases that have it: one query."""
        rows = CaseTerm.objects.filter(case__in=self.order_by().values("pk"), facet__in=list(facets))
        return list(rows.values_list("facet", "term").annotate(Count("pk")))

    def for_rows(self) -> Self:
        """With what a row of the library says about the sources."""
        return self.prefetch_related(Prefetch("sources", Source.objects.only("verified", "case_id")))

    def due(self, today: date) -> Self:
        """Not compared with its sources for half a year; a case that never was counts from its own date."""
        return self.filter(
            Q(status="needs_recheck")
            | Q(checked__lte=today - CHECK_EVERY)
            | Q(checked=None, as_of__lte=today - CHECK_EVERY)
            | Q(checked=None, as_of=None)
        )

    def for_comparing(self) -> Self:
        """With what similarity reads: two queries, however many cases."""
        return self.prefetch_related(Prefetch("channels", ChannelUse.objects.only("type", "case_id")))

    def closest(self, venture: Traits, weights: Weights) -> list[tuple[int, float]]:
        """Pk and score of these cases, the closest to a venture first: one query, and no case is read.

        Those with too little in common are left out. Equally close ones stand in the order of the library.
        """
        rows = list(self.values_list("pk", "kept_traits__line").exclude(kept_traits=None))
        scores, shown = profiles(tuple(line for _pk, line in rows)).scores(venture, weights)
        order = np.argsort(-scores, kind="stable")
        return [(rows[place][0], float(scores[place])) for place in order if shown[place]]

    def for_reading(self) -> Self:
        """With everything that the page of a case shows."""
        sources = Prefetch("sources", Source.objects.only("pk", "key", "position", "case_id"))
        return self.prefetch_related(
            "sources",
            Prefetch("channels", ChannelUse.objects.prefetch_related(sources)),
            Prefetch("success_factors", SuccessFactor.objects.prefetch_related(sources)),
            Prefetch("failure_lessons", FailureLesson.objects.prefetch_related(sources)),
            Prefetch("timeline", Event.objects.prefetch_related(sources)),
        )

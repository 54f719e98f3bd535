from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from accounts.models import User
from casestudies.facets import Terms
from casestudies.models.parts import ChannelUse, Event, FailureLesson, Source, SuccessFactor

if TYPE_CHECKING:
    from casestudies.models.case import CaseStudy  # noqa: F401 - named in quotes below

CHECK_EVERY = timedelta(days=183)


def contains(names: Iterable[str], word: str) -> Q:
    """One of the texts, in either language, contains the word."""
    found = Q()
    for name in names:
        found |= Q(**{f"{name}_en__icontains": word}) | Q(**{f"{name}_zh__icontains": word})
    return found


def within(parts: "models.QuerySet[Any]") -> Q:
    """The case has one of these parts."""
    return Q(Exists(parts.filter(case=OuterRef("pk"))))


class CaseStudyQuerySet(models.QuerySet["CaseStudy"]):
    def published(self) -> Self:
        return self.filter(status="published")

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody reads what is published; curators see the rest before it is."""
        if user.is_staff and user.has_perm("casestudies.view_casestudy"):
            return self
        return self.published()

    def search(self, text: str) -> Self:
        """Cases that hold every word of the text somewhere, in either language."""
        found = self
        for searched in text.split()[:8]:
            found = found.filter(
                contains(("name", "city", "summary", "takeaways"), searched)
                | within(ChannelUse.objects.filter(contains(("detail",), searched)))
                | within(SuccessFactor.objects.filter(contains(("title", "detail"), searched)))
                | within(FailureLesson.objects.filter(contains(("title", "detail", "response"), searched)))
                | within(Event.objects.filter(contains(("event",), searched)))
            )
        return found

    def for_rows(self) -> Self:
        """With what a row of the library says about the sources."""
        counts = {"source_count": Count("sources"), "reread_count": Count("sources", filter=Q(sources__verified=True))}
        return self.annotate(**counts).order_by("position", "name_en", "pk")  # counting drops the default order

    def due(self, today: date) -> Self:
        """Not compared with its sources for half a year; a case that never was counts from its own date."""
        return self.filter(
            Q(checked__lte=today - CHECK_EVERY)
            | Q(checked=None, as_of__lte=today - CHECK_EVERY)
            | Q(checked=None, as_of=None)
        )

    def for_comparing(self) -> Self:
        """With what similarity reads: two queries, however many cases."""
        return self.prefetch_related(Prefetch("channels", ChannelUse.objects.only("type", "case_id")))

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

    def terms(self) -> dict[int, Terms]:
        """What each case can be filtered by, for all of them at once."""
        terms = {
            pk: Terms(fields=set(fields), layers=set(layers), country=country, outcome=outcome)
            for pk, fields, layers, country, outcome in self.values_list(
                "pk", "application_fields", "stack_layers", "country", "outcome"
            )
        }
        for pk, channel in self.filter(channels__isnull=False).values_list("pk", "channels__type").distinct():
            terms[pk].channels.add(channel)
        for pk, aspect in self.filter(success_factors__isnull=False).values_list("pk", "success_factors__aspect"):
            terms[pk].aspects.add(aspect)
        for pk, risk in self.filter(failure_lessons__isnull=False).values_list("pk", "failure_lessons__risk"):
            terms[pk].risks.add(risk)
        return terms

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models import Count, F, Func, Prefetch, Q, Value

from accounts.models import User
from casestudies.models.choices import PUBLIC
from casestudies.models.parts import ChannelUse, Event, FailureLesson, Source, SuccessFactor
from casestudies.models.search import CaseText, Comparison

if TYPE_CHECKING:
    from casestudies.models.case import CaseStudy  # noqa: F401 - named in quotes below

CHECK_EVERY = timedelta(days=183)
CHANNEL_TYPES = Prefetch("channels", ChannelUse.objects.only("type", "case_id"))  # all that similarity reads of them


def one_of(pks: list[int]) -> Q:
    """The rows with these keys; PostgreSQL takes thousands written as one array much faster than as values."""
    if connection.vendor != "postgresql":
        return Q(pk__in=pks)
    array = Value(f"{{{','.join(map(str, pks))}}}")
    return Q(Comparison(F("pk"), Func(array, template="ANY(%(expressions)s::bigint[])"), arg_joiner=" = "))


class CaseStudyQuerySet(models.QuerySet["CaseStudy"]):
    def published(self) -> Self:
        """What everybody reads; a case that is to be checked again stays and says so."""
        return self.filter(status__in=PUBLIC)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody reads what is published; curators see the rest before it is."""
        if user.is_staff and user.has_perm("casestudies.view_casestudy"):
            return self
        return self.published()

    def holding(self, text: str) -> Self:
        """As the library searches, in every status, and by the short name."""
        return self.filter(one_of(CaseText.objects.holders(text)) | Q(slug__icontains=text))

    def for_rows(self) -> Self:
        """With what a row of the library says about the sources, as `source_count` and `reread_count`."""
        reread = Count("sources", filter=Q(sources__verified=True))
        return self.annotate(source_count=Count("sources"), reread_count=reread)

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
        return self.prefetch_related(CHANNEL_TYPES)

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

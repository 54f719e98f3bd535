import hashlib
import logging
import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import InterfaceError, OperationalError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import AuditEvent, User
from assessments.models import Assessment, Snapshot
from reports import beside

logger = logging.getLogger(__name__)

TEMPLATE_VERSION = 2  # raise it once in each release whose reports say or show something else: old ones keep theirs
MOST_ATTEMPTS = 5
MOST_AN_HOUR = 10  # reports that one person may ask for
RING_AGAIN = timedelta(seconds=10)  # a report nobody took up within this time is announced again


class TooMany(Exception):
    """This person has asked for as many reports as one may within an hour."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"no more reports before {until}")
        self.until = until


class Overtaken(Exception):
    """The lease ran out and somebody else has taken the report over."""


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(snapshot__in=Snapshot.objects.visible_to(user))

    def with_parts(self) -> Self:
        """What a list shows, without the bytes and without the snapshot's documents."""
        parts = self.select_related("snapshot__assessment__bank", "file", "requested_by")
        return parts.defer(
            "beside", "file__pdf", "snapshot__document", "snapshot__result", "snapshot__assessment__bank__document"
        ).order_by("-created", "-pk")

    def open(self) -> Self:
        """Neither finished nor failed."""
        return self.filter(built=None, error="")

    def free(self) -> Self:
        """Open, and nobody holds a lease on it."""
        return self.open().filter(Q(lease_until=None) | Q(lease_until__lt=timezone.now()))

    def working(self) -> Self:
        """Open, and somebody holds a lease on it."""
        return self.open().filter(lease_until__gte=timezone.now())

    def following(self, report: "Report") -> "Report | None":
        """The next one of the same person."""
        waiting = self.free().filter(requested_by=report.requested_by_id, attempts__lt=MOST_ATTEMPTS)
        return waiting.exclude(requested_by=None).order_by("created", "pk").first()

    def give_up(self) -> int:
        """Fail those whose last attempt never ended, and tell how many there were."""
        worn_out = self.free().filter(attempts__gte=MOST_ATTEMPTS)
        return worn_out.update(error=Report.Reason.WORN_OUT, token=None, lease_until=None)

    def overlooked(self) -> Self:
        """Those that nobody works on although they were announced a while ago."""
        return self.free().filter(attempts__lt=MOST_ATTEMPTS, rung__lt=timezone.now() - RING_AGAIN).order_by("created")


class Report(models.Model):
    """One PDF of one snapshot, in one language or in both. The row is the job; the queue only rings the bell.

    A worker claims the row for a while, builds, and stores the PDF if the row is still its own. A worker that dies
    lets its lease run out, and the report is announced again. So nothing is lost, and nothing is stored twice.
    """

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        CHINESE = "zh-hans", "中文"
        BOTH = "both", pgettext_lazy("languages of a report", "English and Chinese in one file")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("state of a report", "Waiting")
        WORKING = "working", pgettext_lazy("state of a report", "In the making")
        READY = "ready", pgettext_lazy("state of a report", "Ready")
        FAILED = "failed", pgettext_lazy("state of a report", "Failed")

    class Step(models.IntegerChoices):
        COLLECT = 1, pgettext_lazy("step of making a report", "collecting the answers")
        SCORE = 2, pgettext_lazy("step of making a report", "working out the figures")
        DRAW = 3, pgettext_lazy("step of making a report", "drawing the charts")
        SET = 4, pgettext_lazy("step of making a report", "setting the pages")

    class Reason(models.TextChoices):
        SLOW = "slow", _("Setting the pages took too long. Shorten the longest notes, then ask again.")
        FETCH = "fetch", _("Something in the report tried to load a file from outside, so it was not made.")
        FAULT = "fault", _("The report could not be set, through a fault of ours. Your answers are safe; ask again.")
        WORN_OUT = "worn_out", _("The report was started five times and never came to an end. Ask again later.")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="reports")
    language = models.CharField(max_length=10, choices=Language)
    template_version = models.PositiveIntegerField(default=TEMPLATE_VERSION)
    beside = models.JSONField(default=dict)  # the plan and the cases that it shows, as they were when it was asked for
    beside_sha256 = models.CharField(max_length=64, default="", blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    rung = models.DateTimeField(default=timezone.now)  # when the workers were told of it last
    token = models.UUIDField(null=True, blank=True)  # of the worker that has it now
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(choices=Step, null=True, blank=True)
    built = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=10, choices=Reason, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "language", "template_version", "beside_sha256"], name="one_report_a_content"
            ),
            models.CheckConstraint(condition=Q(built=None) | Q(error=""), name="built_or_failed"),
            models.CheckConstraint(condition=Q(language__in=["en", "zh-hans", "both"]), name="known_report_language"),
            models.CheckConstraint(
                condition=Q(token=None, lease_until=None) | Q(token__isnull=False, lease_until__isnull=False),
                name="token_means_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.code}, {self.language}"

    @classmethod
    def request(cls, assessment: Assessment, user: User, language: str) -> "Report":
        """The report of answers and plan as they are. A second request finds the first; a failed one starts afresh.

        Raises scoring.CannotScore for answers that have no score yet, and TooMany.
        """
        with transaction.atomic():
            snapshot = assessment.freeze()
            shown = beside.of_snapshot(snapshot)
            wanted = {
                "snapshot": snapshot,
                "language": language,
                "template_version": TEMPLATE_VERSION,
                "beside_sha256": beside.fingerprint(shown),
            }
            if not cls.objects.filter(**wanted).exists():
                cls.check_limit(user)
            report, made = cls.objects.get_or_create(**wanted, defaults={"requested_by": user, "beside": shown})
            if made:
                AuditEvent.record(AuditEvent.Act.REPORT_REQUESTED, user, report)
            else:
                report.ask_again()
        return report

    @classmethod
    def check_limit(cls, user: User) -> None:
        """Raises TooMany."""
        hour = timedelta(hours=1)
        recent = cls.objects.filter(requested_by=user, created__gt=timezone.now() - hour).order_by("-created")
        moments = list(recent.values_list("created", flat=True)[:MOST_AN_HOUR])
        if len(moments) == MOST_AN_HOUR:
            raise TooMany(moments[-1] + hour)

    def make_again(self, user: User) -> bool:
        """Drop the bytes of a finished report and put it in the queue; the same snapshot gives the same bytes.

        False for one that is not finished or was made with other templates, whose pages cannot be had again. Raises
        TooMany.
        """
        with transaction.atomic():
            self.check_limit(user)
            fresh = {"built": None, "attempts": 0, "step": None, "created": timezone.now(), "rung": timezone.now()}
            mine = Report.objects.filter(pk=self.pk, built__isnull=False, template_version=TEMPLATE_VERSION)
            if not mine.update(requested_by=user, **fresh):
                return False
            ReportFile.objects.filter(report=self).delete()
        self.refresh_from_db()
        return True

    def ask_again(self) -> None:
        """Start a failed report afresh; any other is left alone."""
        failed = Report.objects.filter(pk=self.pk).exclude(error="")
        failed.update(error="", attempts=0, step=None, token=None, lease_until=None, rung=timezone.now())
        self.refresh_from_db()

    @property
    def languages(self) -> tuple[str, ...]:
        """In the order of the pages."""
        return told_in(self.language)

    @property
    def html_language(self) -> str:
        """Of its name in a list; nothing for both languages, whose name is in the reader's own."""
        return {"en": "en", "zh-hans": "zh-Hans"}.get(self.language, "")

    @property
    def state(self) -> State:
        if self.built:
            return self.State.READY
        if self.error:
            return self.State.FAILED
        working = self.lease_until is not None and self.lease_until > timezone.now()
        return self.State.WORKING if working else self.State.WAITING

    @property
    def may_be_purged(self) -> bool:
        """Pages that were made with other templates cannot be had again."""
        return self.built is not None and self.template_version == TEMPLATE_VERSION

    @property
    def is_open(self) -> bool:
        return self.built is None and not self.error

    @cached_property
    def place(self) -> int:
        """Its place in the queue; 1 is next or in the making."""
        return Report.objects.open().filter(created__lt=self.created).count() + 1

    def claim(self) -> bool:
        """Take the report for a while; False if somebody else has it, or it is done, or was tried too often.

        One report of a person is made at a time, so that nobody keeps all workers from the others. The person's row is
        locked meanwhile: two workers would else both look before either has taken its report.
        """
        with transaction.atomic():
            if self.requested_by_id:
                User.objects.select_for_update(no_key=True).filter(pk=self.requested_by_id).first()
                others = Report.objects.working().filter(requested_by=self.requested_by_id)
                if others.exclude(pk=self.pk).exists():
                    return False
            taken = (
                Report.objects.free()
                .filter(pk=self.pk, attempts__lt=MOST_ATTEMPTS)
                .update(
                    token=uuid.uuid4(),
                    lease_until=timezone.now() + timedelta(seconds=settings.REPORT_LEASE_SECONDS),
                    attempts=F("attempts") + 1,
                    step=Report.Step.COLLECT,
                )
            )
        if taken:
            self.refresh_from_db()
        return bool(taken)

    def build(self, too_slow: type[Exception] = TimeoutError) -> None:
        """Make the PDF. May be called any number of times, by any number of workers; it is stored once.

        `too_slow` is what the caller's time limit raises: the same text would be too slow again, so it is not retried.
        """
        if not self.claim():
            return
        try:
            self.finish(*self.render())
        except Overtaken:
            logger.warning("%s was taken over by another worker", self)
        except (OperationalError, InterfaceError):
            raise  # the database is away; once the lease runs out, the report is announced again
        except too_slow:
            self.fail(self.Reason.SLOW)
        except Exception as error:
            from reports.pdf import Fetched

            logger.exception("%s failed", self)
            self.fail(self.Reason.FETCH if isinstance(error, Fetched) else self.Reason.FAULT)

    def render(self) -> tuple[bytes, int]:
        """The PDF and its number of pages."""
        from reports import contents, pdf  # WeasyPrint takes long to load, and web processes never need it

        bank, document = self.snapshot.assessment.bank.parsed, self.snapshot.parsed()
        self.reach(self.Step.SCORE)
        told = contents.gather(
            bank, document, self.snapshot.result, self.languages,
            sha256=self.snapshot.sha256, final=self.snapshot.final, beside=self.beside,
        )  # fmt: skip
        self.reach(self.Step.DRAW)
        page = pdf.draw(*told)
        self.reach(self.Step.SET)
        return pdf.set_pages(page, *told)

    def mine(self) -> ReportQuerySet:
        """This row, as long as nobody has taken it over."""
        return Report.objects.open().filter(pk=self.pk, token=self.token)

    def reach(self, step: int) -> None:
        if not self.mine().update(step=step):
            raise Overtaken

    def finish(self, content: bytes, pages: int) -> None:
        sha256 = hashlib.sha256(content).hexdigest()
        with transaction.atomic():
            if not self.mine().update(built=timezone.now(), token=None, lease_until=None):
                raise Overtaken
            ReportFile.objects.create(report=self, pdf=content, size=len(content), sha256=sha256, pages=pages)
        self.refresh_from_db()

    def fail(self, reason: str) -> None:
        self.mine().update(error=reason, token=None, lease_until=None)
        self.refresh_from_db()


def told_in(language: str) -> tuple[str, ...]:
    """What a report in this language is written in."""
    both = (Report.Language.ENGLISH.value, Report.Language.CHINESE.value)
    return both if language == Report.Language.BOTH else (language,)


class ReportFile(models.Model):
    """The bytes, in a table of their own, so that no list ever loads them."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="file")
    pdf = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"PDF of {self.report}"


from reports.sharing import Section, ShareLink, ShareOpening  # noqa: E402 - Django finds models here alone

__all__ = ["Overtaken", "Report", "ReportFile", "Section", "ShareLink", "ShareOpening", "TooMany"]

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import User
from assessments import scoring
from assessments.models.answered import document_of, profile_of
from assessments.models.bank import Bank
from assessments.models.following import carried_answers, carried_weights, understood
from assessments.models.sheet import Answer, Closed, Sheet
from assessments.models.snapshot import Snapshot
from assessments.scoring.document import canonical_json, write
from ventures.models import Venture

SETTINGS = ("profile", "custom_weights", "currency", "rate", "rate_dated", "mitigation_budget")


class Money(NamedTuple):
    """The currency in which all money answers are given, and what one unit of it is worth; empty: the bank's unit."""

    currency: str = ""
    rate: Decimal | None = None
    rate_dated: date | None = None


class Unfinished(Exception):
    """Required steps have no response."""

    def __init__(self, missing: tuple[scoring.Step, ...]) -> None:
        super().__init__(f"{len(missing)} required steps are open")
        self.missing = missing


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(venture__in=Venture.objects.visible_to(user))

    def editable_by(self, user: User) -> Self:
        return self.filter(venture__in=Venture.objects.editable_by(user))

    def with_parts(self) -> Self:
        """Newest round first, with what a page needs and without the bank's 100 KB document."""
        parts = self.select_related("venture", "bank", "final")
        return parts.defer("bank__document", "final__document", "final__result").order_by("-round")


class Assessment(models.Model):
    """One round: a venture, a bank version and the answers to it."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    venture = models.ForeignKey(Venture, on_delete=models.CASCADE, related_name="assessments")
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="assessments")
    round = models.PositiveIntegerField(default=1)
    profile = models.CharField(max_length=40, default="balanced")
    custom_weights = models.JSONField(default=dict, blank=True)  # on top of the profile; see set_weights
    currency = models.CharField(max_length=3, blank=True)  # of all money answers; empty: the bank's unit
    rate = models.DecimalField(max_digits=18, decimal_places=8, null=True, blank=True)  # value of one unit of currency
    rate_dated = models.DateField(null=True, blank=True)
    mitigation_budget = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    created = models.DateTimeField(default=timezone.now, editable=False)
    finished = models.DateTimeField(null=True, blank=True)
    final = models.OneToOneField(Snapshot, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["venture", "round"], name="one_assessment_per_round"),
            models.CheckConstraint(
                condition=models.Q(finished=None, final=None) | models.Q(finished__isnull=False, final__isnull=False),
                name="finished_means_frozen",
            ),
            models.CheckConstraint(condition=models.Q(rate=None) | models.Q(rate__gt=0), name="rate_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.venture}, round {self.round}"

    @classmethod
    def begin(cls, venture: Venture, author: User) -> "Assessment":
        """The venture's newest round, made when there is none. May be called twice."""
        with transaction.atomic():
            Venture.objects.select_for_update().get(pk=venture.pk)
            assessment = cls.objects.with_parts().filter(venture=venture).first()
            if assessment is None:
                assessment = cls.objects.create(venture=venture, bank=Bank.objects.current())
                assessment.sheets.create(author=author, role=Sheet.Role.FOUNDER)
        return assessment

    @classmethod
    def begin_round(cls, venture: Venture, author: User) -> "Assessment":
        """The round after the newest one, with its answers and the newest bank. A second call finds the open round."""
        with transaction.atomic():
            Venture.objects.select_for_update().get(pk=venture.pk)
            previous = cls.objects.with_parts().filter(venture=venture).first()
            if previous is None:
                return cls.begin(venture, author)
            if not previous.finished:
                return previous
            bank, number = Bank.objects.current(), previous.round + 1
            kept = {name: getattr(previous, name) for name in SETTINGS}
            kept["custom_weights"] = carried_weights(previous.custom_weights, bank.parsed)
            following = cls.objects.create(venture=venture, bank=bank, round=number, **kept)
            sheet = following.sheets.create(author=author, role=Sheet.Role.FOUNDER)
            answers = list(previous.sheet.answers.order_by("pk"))
            if bank.pk != previous.bank_id:
                answers = understood(answers, previous.document(), bank.parsed)
            Answer.objects.bulk_create(carried_answers(answers, sheet))
        return following

    @property
    def money(self) -> Money:
        return Money(self.currency, self.rate, self.rate_dated)

    def set_money(self, money: Money) -> None:
        """The currency of all money answers. Raises Closed once the assessment is finished."""
        with self.still_open() as stored:
            stored.currency, stored.rate, stored.rate_dated = money

    @property
    def weights(self) -> str | Mapping[str, float]:
        """The name of a profile, or custom weights by node."""
        return profile_of(self)

    def use_profile(self, profile: str) -> None:
        """A named profile instead of all custom weights. Raises Closed once the assessment is finished."""
        with self.still_open() as stored:
            stored.profile, stored.custom_weights = profile, {}

    def set_weights(self, parent: str, method: str, typed: dict[str, str], weights: dict[str, float]) -> None:
        """Custom weights of the nodes below one parent, kept with what was typed. Raises Closed once finished."""
        with self.still_open() as stored:
            stored.custom_weights[parent] = {"method": method, "typed": typed, "weights": weights}

    def drop_weights(self, parent: str) -> None:
        """The profile's weights below one parent again. Raises Closed once finished."""
        with self.still_open() as stored:
            stored.custom_weights.pop(parent, None)

    def set_budget(self, budget: Decimal | None) -> None:
        """What measures may cost together. Raises Closed once the assessment is finished."""
        with self.still_open() as stored:
            stored.mitigation_budget = budget

    @contextmanager
    def still_open(self) -> Iterator["Assessment"]:
        """The stored row, locked, to be changed; finishing waits, and two editors do not lose each other's change."""
        with transaction.atomic():
            stored = Assessment.objects.select_for_update(of=("self",)).get(pk=self.pk)
            if stored.finished:
                raise Closed
            yield stored
            stored.save(update_fields=SETTINGS)
        for name in SETTINGS:
            setattr(self, name, getattr(stored, name))

    @property
    def as_of(self) -> date:
        """The day against which evidence ages."""
        return timezone.localdate(self.finished) if self.finished else timezone.localdate()

    @cached_property
    def sheet(self) -> Sheet:
        """The founders' answers, shared by all editors of the venture."""
        return self.sheets.get(role=Sheet.Role.FOUNDER)

    def document(self) -> scoring.Document:
        """The answers as they are now."""
        return document_of(self, self.sheet.answers.all())

    def result(self) -> dict[str, Any]:
        """The frozen fairway.result/1, or that of the answers as they are.

        Raises scoring.CannotScore while the stage is unknown or a whole part is not applicable.
        """
        if self.final is not None:
            frozen: dict[str, Any] = self.final.result
            return frozen
        return scoring.assess(self.bank.parsed, self.document()).as_document()

    def freeze(self, final: bool = False) -> Snapshot:
        """A snapshot of the answers as they are; equal answers give the same snapshot."""
        if self.final is not None:
            return self.final
        bank, document = self.bank.parsed, self.document()
        written, draws = write(document), bank.constants["draws"]["report"]
        snapshot, _made = Snapshot.objects.get_or_create(
            assessment=self,
            sha256=hashlib.sha256(canonical_json(written)).hexdigest(),
            final=final,
            defaults={
                "document": written,
                # called only for a new snapshot: it takes a tenth of a second
                "result": lambda: scoring.assess(bank, document, draws, str(self.code)).as_shown(),
            },
        )
        return snapshot

    def finish(self) -> None:
        """Freeze the answers for good. A second call does nothing.

        Raises Unfinished with the open steps when something required has no response.
        """
        with transaction.atomic():
            locked = Assessment.objects.select_for_update(of=("self",)).get(pk=self.pk)
            for name in (*SETTINGS, "final", "finished"):  # they may have changed since this page read them
                setattr(self, name, getattr(locked, name))
            if self.finished:
                return
            sheet = Sheet.objects.select_for_update().get(pk=self.sheet.pk)
            missing = scoring.missing(self.bank.parsed, self.document())
            if missing:
                raise Unfinished(missing)
            self.final = self.freeze(final=True)
            self.finished = sheet.submitted = timezone.now()
            sheet.save(update_fields=["submitted"])
            self.save(update_fields=["final", "finished"])

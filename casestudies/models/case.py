import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEvent, User
from casestudies import library, vocabulary
from casestudies.bilingual import Bilingual, day, in_chinese, word
from casestudies.models import choices
from casestudies.models.columns import both_columns, fingerprint, number_from_1
from casestudies.models.parts import AT_THE_END, ChannelUse, Event, FailureLesson, Source, SuccessFactor
from casestudies.models.queries import CaseStudyQuerySet
from casestudies.problems import Problem
from casestudies.similarity import Traits

REFERENCE_CASES = ("openai", "deepmind", "cambricon")  # shown first
PROFILE = [f"value_{name}" for name in library.VALUES] + [f"readiness_{name}" for name in library.READINESS]
RISKS = [f"risk_{name}" for name in library.CATEGORIES]
IN_BOTH = ("name", "city", "summary", "takeaways", "rationale")
TEXTS = [f"{name}_{language}" for name in IN_BOTH for language in ("en", "zh")]
NEEDED_TEXT = [*TEXTS, "country", "outcome"]
NEEDED_LISTS = ["stack_layers", "application_fields"]
NEEDED_VALUES = ["founded", "as_of", *PROFILE, *RISKS]
NEEDED = [*NEEDED_TEXT, *NEEDED_LISTS, *NEEDED_VALUES]  # before a case can be published
SENTENCE_END = re.compile(r"(?<=[a-z0-9)”]\.)\s+|(?<=。)")
CLAUSE_END = re.compile(r"(?<=[a-z0-9)”])[.:](?=\s|$)|[。：]")


class Loaded(Enum):
    """What became of a case that was loaded from a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # a curator has edited it since; the file was not taken


def score(label: Any, low: int = 0, high: int = 100) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    limits = [MinValueValidator(low), MaxValueValidator(high)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=limits)


def between(low: int, high: int, names: Iterable[str]) -> Q:
    """Each of the numbers is missing or within the limits."""
    found = Q()
    for name in names:
        found &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": low, f"{name}__lte": high})
    return found


def complete() -> Q:
    """Everything that a published case must say in its own row; its parts are checked by CaseStudy.problems."""
    found = Q()
    for name in NEEDED_TEXT:
        found &= ~Q(**{name: ""})
    for name in NEEDED_LISTS:
        found &= ~Q(**{name: []})
    for name in NEEDED_VALUES:
        found &= Q(**{f"{name}__isnull": False})
    return found


class CaseStudy(models.Model):
    """One venture of the library, written from public sources; nothing here comes from a venture of a user."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")

    slug = models.SlugField(_("short name for the address"), max_length=60, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    position = models.PositiveSmallIntegerField(_("position"), default=AT_THE_END)
    name_en = models.CharField(_("name, English"), max_length=120, blank=True)
    name_zh = models.CharField(_("name, Chinese"), max_length=120, blank=True)
    founded = score(_("founded in"), 1800, 2100)
    city_en = models.CharField(_("city, English"), max_length=80, blank=True)
    city_zh = models.CharField(_("city, Chinese"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, choices=choices.countries, blank=True)
    stack_layers = models.JSONField(_("layers"), default=list, blank=True)
    application_fields = models.JSONField(_("fields"), default=list, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=choices.outcomes, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    summary_en = models.TextField(_("summary, English"), blank=True)
    summary_zh = models.TextField(_("summary, Chinese"), blank=True)
    takeaways_en = models.TextField(_("what to take from it, English"), blank=True)
    takeaways_zh = models.TextField(_("what to take from it, Chinese"), blank=True)
    editor_note_en = models.TextField(_("editors' note, English"), blank=True)
    editor_note_zh = models.TextField(_("editors' note, Chinese"), blank=True)
    value_economic = score(_("economic value"))
    value_social = score(_("social value"))
    value_technical = score(_("technical value"))
    readiness_strategy = score(_("strategy"))
    readiness_team = score(_("team"))
    readiness_resources = score(_("resources"))
    readiness_channels = score(_("channels"))
    risk_technical = score(_("technical risk"), 1, 5)
    risk_market = score(_("market risk"), 1, 5)
    risk_funding = score(_("funding risk"), 1, 5)
    risk_legal = score(_("legal risk"), 1, 5)
    rationale_en = models.TextField(_("reasons for the profile, English"), blank=True)
    rationale_zh = models.TextField(_("reasons for the profile, Chinese"), blank=True)
    checked = models.DateField(_("last checked"), null=True, blank=True)  # against its sources; empty: as of its date
    editor = models.ForeignKey(  # who changed it last; a case from a file has none
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("approved by"),
    )  # fmt: skip
    loaded_sha256 = models.CharField(max_length=64, blank=True, editable=False)  # of what a file last put here
    changed = models.DateTimeField(_("changed"), auto_now=True)

    name = Bilingual()
    city = Bilingual()
    summary = Bilingual()
    takeaways = Bilingual()
    editor_note = Bilingual()
    rationale = Bilingual()
    source_count: int
    reread_count: int

    objects = CaseStudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        ordering = ["position", "name_en", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_review", "published"]), name="known_status_of_case"
            ),
            models.CheckConstraint(condition=Q(country__in=["", *vocabulary.COUNTRIES]), name="known_country_of_case"),
            models.CheckConstraint(condition=Q(outcome__in=["", *vocabulary.OUTCOMES]), name="known_outcome_of_case"),
            models.CheckConstraint(condition=between(1800, 2100, ["founded"]), name="case_founded_in_a_year"),
            models.CheckConstraint(
                condition=between(0, 100, PROFILE),
                name="case_profile_0_to_100",
                violation_error_message=_("Values and readiness are numbers from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=between(1, 5, RISKS),
                name="case_risks_1_to_5",
                violation_error_message=_("Risks are levels from 1 to 5."),
            ),
            models.CheckConstraint(
                condition=Q(editor=None) | Q(approver=None) | ~Q(editor=models.F("approver")),
                name="case_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | complete(),
                name="published_case_is_complete",
                violation_error_message=_(
                    "A published case needs its facts, its profile and every text in both languages."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.slug

    def get_absolute_url(self) -> str:
        return reverse("casestudies:detail", args=[self.slug])

    # ------------------------------------------------------------ what pages show

    @property
    def lesson(self) -> str:
        """The title of the case: the first clause of what to take from it."""
        return CLAUSE_END.split(self.takeaways, maxsplit=1)[0] or str(self)

    @property
    def standfirst(self) -> str:
        """The first sentence of the summary."""
        return self.sentences[0] if self.sentences else ""

    @property
    def story(self) -> str:
        """The summary without its first sentence."""
        return ("" if in_chinese() else " ").join(self.sentences[1:])

    @property
    def sentences(self) -> list[str]:
        return [sentence.strip() for sentence in SENTENCE_END.split(self.summary) if sentence.strip()]

    @property
    def field_words(self) -> list[str]:
        return [word(vocabulary.FIELDS, id) for id in self.application_fields]

    @property
    def layer_words(self) -> list[str]:
        return [word(vocabulary.STACK_LAYERS, id) for id in self.stack_layers]

    @property
    def years(self) -> str:
        """From its founding to the date of the case."""
        until = self.as_of.year if self.as_of else None
        return (
            gettext("%(founded)s to %(until)s") % {"founded": self.founded, "until": until}
            if until
            else str(self.founded)
        )

    @property
    def as_of_day(self) -> str:
        return day(self.as_of)

    @property
    def profile(self) -> list[tuple[str, int | None]]:
        """Name and score of each node, in the fixed order."""
        names = [name.split("_")[1].replace("channels", "channel") for name in PROFILE]
        return [
            (word(vocabulary.NODES, name), getattr(self, column)) for name, column in zip(names, PROFILE, strict=True)
        ]

    @property
    def risks(self) -> list[tuple[str, int | None, str]]:
        """Name, level and word for the level of each risk category."""
        levels = [(name, getattr(self, f"risk_{name}")) for name in library.CATEGORIES]
        return [
            (word(vocabulary.RISK_CATEGORIES, name), level, word(vocabulary.RISK_LEVELS, str(level)) if level else "")
            for name, level in levels
        ]

    def edited(self, user: User) -> None:
        """Keeps a version of what was saved. Whoever edits last cannot be the one who approves."""
        self.editor, self.approver = user, None
        self.save(update_fields=["editor", "approver", "status", "changed"])
        text = library.write(self.document())
        newest = self.versions.first()
        if newest is None or newest.text != text:
            self.versions.create(user=user, text=text)

    def approve(self, user: User) -> bool:
        """Publishes a complete case that somebody else edited last; False, and nothing, otherwise."""
        if self.editor_id == user.pk or self.problems():
            return False
        self.status, self.approver, self.checked = self.Status.PUBLISHED, user, timezone.localdate()
        with transaction.atomic():
            self.save(update_fields=["status", "approver", "checked", "changed"])
            AuditEvent.record(AuditEvent.Act.CASE_PUBLISHED, user, self.slug)
        return True

    def traits(self) -> Traits:
        """What the case is compared by; without a query for cases of for_comparing()."""
        names = [name.split("_")[1].replace("channels", "channel") for name in PROFILE]
        nodes = {name: getattr(self, column) for name, column in zip(names, PROFILE, strict=True)}
        risks = {name: getattr(self, f"risk_{name}") for name in library.CATEGORIES}
        return Traits(
            nodes={name: value for name, value in nodes.items() if value is not None},
            risks={name: value for name, value in risks.items() if value is not None},
            fields=frozenset(self.application_fields),
            layers=frozenset(self.stack_layers),
            channels=frozenset(channel.type for channel in self.channels.all()),
        )

    def number_references(self) -> None:
        """Numbers the sources as the page lists them, and gives each part its numbered sources."""
        numbered = {source.pk: source for source in self.sources.all()}
        for number, source in enumerate(numbered.values(), 1):
            source.number = number
        self.source_count = len(numbered)
        self.reread_count = sum(source.verified for source in numbered.values())
        parts = (self.channels, self.success_factors, self.failure_lessons, self.timeline)
        for part in (row for rows in parts for row in rows.all()):
            part.references = [numbered[source.pk] for source in part.sources.all() if source.pk in numbered]
            part.reread = bool(part.references) and all(source.verified for source in part.references)

    def put_in_order(self) -> None:
        """Numbers the parts from 1; new events go where their dates belong."""
        for rows in (self.sources, self.channels, self.success_factors, self.failure_lessons):
            number_from_1(list(rows.all()))
        new = [event for event in self.timeline.all() if event.position == AT_THE_END]
        events = [event for event in self.timeline.all() if event.position != AT_THE_END]
        for event in new:
            later = (place for place, other in enumerate(events) if other.comes_after(event))
            events.insert(next(later, len(events)), event)
        number_from_1(events)

    # ------------------------------------------------------------ the file format

    def document(self) -> dict[str, Any]:
        """The case as the mapping of its file; a draft may lack things."""
        note = {"en": self.editor_note_en, "zh": self.editor_note_zh}
        return {
            "slug": self.slug,
            "name": {"en": self.name_en, "zh": self.name_zh},
            "founded": self.founded,
            "headquarters": {"city": {"en": self.city_en, "zh": self.city_zh}, "country": self.country},
            "stack_layers": self.stack_layers,
            "fields": self.application_fields,
            "outcome": self.outcome,
            "as_of": self.as_of.isoformat() if isinstance(self.as_of, date) else None,
            "summary": {"en": self.summary_en, "zh": self.summary_zh},
            "channels": [part.document() for part in self.channels.all()],
            "success_factors": [part.document() for part in self.success_factors.all()],
            "failure_lessons": [part.document() for part in self.failure_lessons.all()],
            "timeline": [part.document() for part in self.timeline.all()],
            "profile": {
                "value": {name: getattr(self, f"value_{name}") for name in library.VALUES},
                "risk": {name: getattr(self, f"risk_{name}") for name in library.CATEGORIES},
                "readiness": {name: getattr(self, f"readiness_{name}") for name in library.READINESS},
                "rationale": {"en": self.rationale_en, "zh": self.rationale_zh},
            },
            "takeaways": {"en": self.takeaways_en, "zh": self.takeaways_zh},
            **({"editor_note": note} if any(note.values()) else {}),
            "sources": [source.document() for source in self.sources.all()],
        }

    def problems(self) -> list[Problem]:
        """What keeps the case from being published; the rules are those of the file format."""
        return library.examine(self.document())[1]

    @classmethod
    def load(cls, case: library.Case, overwrite: bool = False) -> Loaded:
        """Puts a case from a file into the library, whole or not at all; twice is the same as once.

        A case that a curator has edited since it was loaded stays as it is, unless `overwrite`.
        """
        loaded = fingerprint(case.document())
        with transaction.atomic():
            row = cls.objects.select_for_update().filter(slug=case.slug).first()
            outcome = Loaded.UPDATED if row else Loaded.ADDED
            if row:
                current = fingerprint(cls.objects.for_reading().get(pk=row.pk).document())
                if current == loaded:
                    return Loaded.UNCHANGED
                if current != row.loaded_sha256 and not overwrite:
                    return Loaded.KEPT
            else:
                place = REFERENCE_CASES.index(case.slug) + 1 if case.slug in REFERENCE_CASES else AT_THE_END
                row = cls(slug=case.slug, position=place, status=cls.Status.PUBLISHED)
            row.loaded_sha256 = loaded
            row.take(case)
        return outcome

    def take(self, case: library.Case) -> None:
        """Becomes the case of a file, parts and all."""
        texts = {
            "name": case.name, "city": case.headquarters.city, "summary": case.summary, "takeaways": case.takeaways,
            "editor_note": case.editor_note or vocabulary.Text("", ""), "rationale": case.profile.rationale,
        }  # fmt: skip
        for name, value in both_columns(texts).items():
            setattr(self, name, value)
        self.founded, self.as_of = case.founded, case.as_of
        self.country, self.outcome = case.headquarters.country, case.outcome
        self.stack_layers, self.application_fields = list(case.stack_layers), list(case.fields)
        for group in ("value", "risk", "readiness"):
            for name, number in vars(getattr(case.profile, group)).items():
                setattr(self, f"{group}_{name}", number)
        self.save()
        self.take_parts(case)

    def take_parts(self, case: library.Case) -> None:
        for rows in (self.channels, self.success_factors, self.failure_lessons, self.timeline, self.sources):
            rows.all().delete()
        columns = [{name: value for name, value in vars(source).items() if name != "id"} for source in case.sources]
        sources = Source.objects.bulk_create(
            Source(case=self, position=position, key=source.id, **columns[position - 1])
            for position, source in enumerate(case.sources, 1)
        )
        by_key = {source.key: source for source in sources}
        self.take_statements(ChannelUse, case.channels, by_key)
        self.take_statements(SuccessFactor, case.success_factors, by_key)
        self.take_statements(FailureLesson, case.failure_lessons, by_key)
        self.take_statements(Event, case.timeline, by_key)

    def take_statements(self, model: type[Any], parts: Iterable[Any], sources: Mapping[str, Source]) -> None:
        """Rows of one kind of part, and their ties to sources, in two statements however many they are."""
        columns = [dict(vars(part)) for part in parts]
        refs = [part.pop("sources") for part in columns]
        rows = model.objects.bulk_create(
            model(case=self, position=position, **both_columns(part)) for position, part in enumerate(columns, 1)
        )
        ties = model.sources.through
        ties.objects.bulk_create(
            ties(**{model._meta.model_name: row, "source": sources[ref]})
            for row, keys in zip(rows, refs, strict=True)
            for ref in keys
        )

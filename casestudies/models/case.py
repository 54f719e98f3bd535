from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEvent, User
from casestudies import languages, library, shelf, vocabulary
from casestudies.bilingual import day, in_chinese
from casestudies.models.choices import PUBLIC
from casestudies.models.columns import both_columns, fingerprint, number_from_1
from casestudies.models.facts import NODES, PROFILE, CaseFacts, complete
from casestudies.models.parts import AT_THE_END, ChannelUse, Event, FailureLesson, Source, SuccessFactor
from casestudies.models.queries import CaseStudyQuerySet
from casestudies.models.search import CaseLine, CaseText, words_of
from casestudies.models.version import CaseVersion
from casestudies.problems import Problem
from casestudies.similarity import Traits

REFERENCE_CASES = ("openai", "deepmind", "cambricon")  # shown first


class Loaded(Enum):
    """What became of a case that was loaded from a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # a curator has edited it since; the file was not taken


class CaseStudy(CaseFacts):
    """One venture of the library, written from public sources; nothing here comes from a venture of a user."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        NEEDS_RECHECK = "needs_recheck", _("Needs recheck")

    status = models.CharField(_("status"), max_length=15, choices=Status, default=Status.DRAFT)
    checked = models.DateField(_("last checked"), null=True, blank=True)  # against its sources; empty: as of its date
    older = models.JSONField(default=dict, blank=True, editable=False)  # texts that lag behind; see languages.py
    editor = models.ForeignKey(  # who changed it last; a case from a file has none
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("changed by"),
    )  # fmt: skip
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("approved by"),
    )  # fmt: skip
    loaded_sha256 = models.CharField(max_length=64, blank=True, editable=False)  # of what a file last put here
    changed = models.DateTimeField(_("changed"), auto_now=True)

    source_count: int  # set by number_references() and for_rows()
    reread_count: int
    alike: Any = None  # how it stands beside a venture, from a page above this app

    objects = CaseStudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        ordering = ["position", "name_en", "pk"]
        indexes = [
            models.Index(fields=fields, name=name, condition=Q(status__in=PUBLIC))
            for name, fields in {
                "case_editors_order": ["position", "name_en", "id"],
                "case_newest_first": ["-as_of", "-changed", "id"],
                "case_changed_first": ["-changed", "id"],
            }.items()
        ]
        constraints = [
            *CaseFacts.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_review", *PUBLIC]), name="known_status_of_case"
            ),
            models.CheckConstraint(
                condition=Q(editor=None) | Q(approver=None) | ~Q(editor=models.F("approver")),
                name="case_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=PUBLIC) | complete(),
                name="published_case_is_complete",
                violation_error_message=_(
                    "A published case needs its facts, its profile and every text in both languages."
                ),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("casestudies:detail", args=[self.slug])

    @property
    def heading(self) -> str:
        """Who, and what is to be learned."""
        return f"{self.name}{'：' if in_chinese() else ': '}{self.lesson}"

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC

    @property
    def checked_day(self) -> str:
        return day(self.checked)

    @property
    def lags(self) -> bool:
        """Something in the language of the page is older than in the other one."""
        return ("zh" if in_chinese() else "en") in self.older.values()

    # ------------------------------------------------------------ curation

    def keep_version(self, user: User | None, restored: CaseVersion | None = None) -> bool:
        """Keeps the case as it is stored, unless that is what the newest version says. True: there was news.

        A version that was restored brings its marks of older texts along; else a changed text leaves its other half
        behind.
        """
        case = CaseStudy.objects.for_reading().get(pk=self.pk)
        text = library.write(case.document())
        newest = self.versions.first()
        if newest and newest.text == text:
            return False
        if restored:
            self.older = restored.older
        elif newest:
            self.older = languages.older(library.plain(newest.text), case.document(), self.older)
        self.versions.create(user=user, text=text, older=self.older)
        return True

    def edited(self, user: User, restored: CaseVersion | None = None) -> None:
        """After every save by a curator. Whoever edits last cannot be the one who approves; what was published
        stays in the library and says that it is to be checked again."""
        if self.keep_version(user, restored):
            self.editor, self.approver = user, None
            if self.status == self.Status.PUBLISHED:
                self.status = self.Status.NEEDS_RECHECK
            self.save(update_fields=["editor", "approver", "status", "older", "changed"])
            CaseStudy.objects.for_reading().get(pk=self.pk).index()

    def approve(self, user: User) -> bool:
        """Publishes a complete case that somebody else edited last; False, and nothing, otherwise."""
        if self.editor_id == user.pk or self.problems():
            return False
        self.status, self.approver, self.checked = self.Status.PUBLISHED, user, timezone.localdate()
        with transaction.atomic():
            self.save(update_fields=["status", "approver", "checked", "changed"])
            AuditEvent.record(AuditEvent.Act.CASE_PUBLISHED, user, self.slug)
        return True

    def index(self) -> None:
        """Keeps what the library searches and filters by; the case comes from for_reading()."""
        document = self.document()
        CaseText.objects.update_or_create(case=self, defaults=words_of(document))
        CaseLine.objects.update_or_create(case=self, defaults={"line": shelf.line(document)})

    def traits(self) -> Traits:
        """What the case is compared by; without a query for cases of for_comparing()."""
        nodes = {name: getattr(self, column) for name, column in zip(NODES, PROFILE, strict=True)}
        risks = {name: getattr(self, f"risk_{name}") for name in library.CATEGORIES}
        return Traits(
            nodes={name: value for name, value in nodes.items() if value is not None},
            risks={name: value for name, value in risks.items() if value is not None},
            fields=frozenset(self.application_fields),
            layers=frozenset(self.stack_layers),
            channels=frozenset(channel.type for channel in self.channels.all()),
        )

    @property
    def next_moves(self) -> list[Event]:
        """What the venture did about what broke."""
        return [event for event in self.timeline.all() if event.next_move]

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

    def faults(self) -> list[Problem]:
        """What is wrong with the case by the rules of the file format; no public case may have any."""
        return library.examine(self.document())[1]

    def problems(self) -> list[Problem]:
        """What keeps the case from being approved: its faults, and sources that are too few or too far away."""
        case, faults = library.examine(self.document())
        return [*faults, *library.thin_sources(case)]

    @classmethod
    def load(cls, case: library.Case, overwrite: bool = False) -> Loaded:
        """Puts a case from a file into the library, whole or not at all; twice is the same as once.

        A case that a curator has edited since it was loaded stays as it is, unless `overwrite`.
        """
        try:
            return cls.put(case, overwrite)
        except IntegrityError:  # somebody else has added it in the same moment: now it is there
            return cls.put(case, overwrite)

    @classmethod
    def put(cls, case: library.Case, overwrite: bool) -> Loaded:
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
        CaseStudy.objects.for_reading().get(pk=self.pk).index()

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

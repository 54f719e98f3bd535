"""What a case consists of: its sources, and the statements that rest on them."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from casestudies import library, vocabulary
from casestudies.bilingual import Bilingual, partial_day
from casestudies.models import choices
from casestudies.problems import is_partial_date

HAN = re.compile("[\u4e00-\u9fff]")
AT_THE_END = 100  # new rows come last until a curator says otherwise


def check_month(value: str) -> None:
    if not is_partial_date(value, days=False):
        raise ValidationError(_("Write a year or a month, like 2026 or 2026-11."))


def check_partial_date(value: str) -> None:
    if not is_partial_date(value):
        raise ValidationError(_("Write a year, a month or a day, like 2026, 2026-11 or 2026-11-14."))


class Source(models.Model):
    """Where a statement comes from; `key` is what the other parts of the case call it by."""

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="sources")
    position = models.PositiveSmallIntegerField(_("position"), default=AT_THE_END)
    key = models.CharField(
        _("key"), max_length=60, validators=[RegexValidator(library.SLUG, _("Use a-z, 0-9 and hyphens only."))]
    )
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=120)
    url = models.URLField(_("address"), max_length=500, validators=[URLValidator(schemes=["http", "https"])])
    published = models.CharField(_("published"), max_length=10, validators=[check_partial_date])
    verified = models.BooleanField(_("re-read"), default=False)
    kind = models.CharField(_("kind of source"), max_length=10, choices=choices.source_kinds, blank=True)

    number: int  # its place in the list of sources, set by CaseStudy.number_references

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="one_source_per_key"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["", *vocabulary.SOURCE_KINDS]), name="known_kind_of_source"
            ),
            models.CheckConstraint(
                condition=models.Q(url__startswith="https://") | models.Q(url__startswith="http://"),
                name="source_on_the_web",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").removeprefix("www.")

    @property
    def when(self) -> str:
        return partial_day(self.published)

    @property
    def title_language(self) -> str:
        """Titles stay in the language of the page that they name."""
        return "zh-Hans" if HAN.search(self.title) else "en"

    @property
    def publisher_language(self) -> str:
        return "zh-Hans" if HAN.search(self.publisher) else "en"

    def document(self) -> dict[str, Any]:
        names = ("title", "publisher", "url", "published", "verified")
        found = {"id": self.key, **{name: getattr(self, name) for name in names}}
        return {**found, "kind": self.kind} if self.kind else found


class ChannelUse(models.Model):
    """One route to market of the case."""

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="channels")
    position = models.PositiveSmallIntegerField(_("position"), default=AT_THE_END)
    type = models.CharField(_("kind of channel"), max_length=40, choices=choices.channels)
    importance = models.CharField(_("importance"), max_length=10, choices=choices.importance)
    detail_en = models.TextField(_("detail, English"), blank=True)
    detail_zh = models.TextField(_("detail, Chinese"), blank=True)
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), related_name="channels", blank=True)

    detail = Bilingual()
    references: list[Source]
    reread: bool

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(type__in=list(vocabulary.CHANNELS)), name="known_channel_of_case"
            ),
            models.CheckConstraint(
                condition=models.Q(importance__in=list(vocabulary.IMPORTANCE)), name="known_importance_of_channel"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_type_display())

    def document(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "importance": self.importance,
            "detail": {"en": self.detail_en, "zh": self.detail_zh},
            "sources": [source.key for source in self.sources.all()],
        }


class SuccessFactor(models.Model):
    """What helped."""

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="success_factors")
    position = models.PositiveSmallIntegerField(_("position"), default=AT_THE_END)
    title_en = models.CharField(_("title, English"), max_length=160, blank=True)
    title_zh = models.CharField(_("title, Chinese"), max_length=160, blank=True)
    detail_en = models.TextField(_("detail, English"), blank=True)
    detail_zh = models.TextField(_("detail, Chinese"), blank=True)
    aspect = models.CharField(_("aspect"), max_length=20, choices=choices.aspects)
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), related_name="success_factors", blank=True)

    title = Bilingual()
    detail = Bilingual()
    references: list[Source]
    reread: bool

    class Meta:
        verbose_name = _("success factor")
        verbose_name_plural = _("success factors")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(aspect__in=list(vocabulary.ASPECTS)), name="known_aspect_of_factor"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def document(self) -> dict[str, Any]:
        return {
            "title": {"en": self.title_en, "zh": self.title_zh},
            "detail": {"en": self.detail_en, "zh": self.detail_zh},
            "aspect": self.aspect,
            "sources": [source.key for source in self.sources.all()],
        }


class FailureLesson(models.Model):
    """What broke, the risk that it shows, and what a founder can do about it."""

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="failure_lessons")
    position = models.PositiveSmallIntegerField(_("position"), default=AT_THE_END)
    title_en = models.CharField(_("title, English"), max_length=160, blank=True)
    title_zh = models.CharField(_("title, Chinese"), max_length=160, blank=True)
    detail_en = models.TextField(_("detail, English"), blank=True)
    detail_zh = models.TextField(_("detail, Chinese"), blank=True)
    risk = models.CharField(_("risk"), max_length=40, choices=choices.risks)
    response_en = models.TextField(_("advice, English"), blank=True)
    response_zh = models.TextField(_("advice, Chinese"), blank=True)
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), related_name="failure_lessons", blank=True)

    title = Bilingual()
    detail = Bilingual()
    response = Bilingual()
    references: list[Source]
    reread: bool

    class Meta:
        verbose_name = _("failure lesson")
        verbose_name_plural = _("failure lessons")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(risk__in=list(vocabulary.RISKS)), name="known_risk_of_lesson"),
        ]

    def __str__(self) -> str:
        return self.title

    def document(self) -> dict[str, Any]:
        return {
            "title": {"en": self.title_en, "zh": self.title_zh},
            "detail": {"en": self.detail_en, "zh": self.detail_zh},
            "risk": self.risk,
            "response": {"en": self.response_en, "zh": self.response_zh},
            "sources": [source.key for source in self.sources.all()],
        }


class Event(models.Model):
    """One line of the timeline, dated by year or month; `position` tells apart what the dates leave open."""

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="timeline")
    position = models.PositiveSmallIntegerField(_("position"), default=AT_THE_END)
    date = models.CharField(_("date"), max_length=7, validators=[check_month])
    event_en = models.TextField(_("event, English"), blank=True)
    event_zh = models.TextField(_("event, Chinese"), blank=True)
    next_move = models.BooleanField(_("what they did next"), default=False)  # about what broke
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), related_name="timeline", blank=True)

    event = Bilingual()
    references: list[Source]
    reread: bool

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("timeline")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.date

    @property
    def when(self) -> str:
        return partial_day(self.date)

    def comes_after(self, other: "Event") -> bool:
        """By date; a year neither precedes nor follows its own months."""
        both = min(len(self.date), len(other.date))
        return self.date[:both] > other.date[:both]

    def document(self) -> dict[str, Any]:
        return {
            "date": self.date,
            "event": {"en": self.event_en, "zh": self.event_zh},
            "sources": [source.key for source in self.sources.all()],
            **({"next_move": True} if self.next_move else {}),
        }

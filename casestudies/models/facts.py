"""What a case says of its venture, and how pages word it."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from casestudies import library, vocabulary
from casestudies.bilingual import Bilingual, day, in_chinese, word
from casestudies.models import choices
from casestudies.models.parts import AT_THE_END

PROFILE = [f"value_{name}" for name in library.VALUES] + [f"readiness_{name}" for name in library.READINESS]
NODES = [name.split("_")[1].replace("channels", "channel") for name in PROFILE]  # what similarity calls them
RISKS = [f"risk_{name}" for name in library.CATEGORIES]
IN_BOTH = ("name", "city", "summary", "takeaways", "rationale")
TEXTS = [f"{name}_{language}" for name in IN_BOTH for language in ("en", "zh")]
NEEDED_TEXT = [*TEXTS, "country", "outcome"]
NEEDED_LISTS = ["stack_layers", "application_fields"]
NEEDED_VALUES = ["founded", "as_of", *PROFILE, *RISKS]
NEEDED = [*NEEDED_TEXT, *NEEDED_LISTS, *NEEDED_VALUES]  # before a case can be published
BARS = (0, 14, 28, 52, 66, 80, 94)  # where each bar of the small drawing begins
SENTENCE_END = re.compile(r"(?<=[a-z0-9)”]\.)\s+|(?<=。)")
CLAUSE_END = re.compile(r"(?<=[a-z0-9)”])[.:](?=\s|$)|[。：]")


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
    """Everything that a public case must say in its own row; its parts are checked by CaseStudy.faults."""
    found = Q()
    for name in NEEDED_TEXT:
        found &= ~Q(**{name: ""})
    for name in NEEDED_LISTS:
        found &= ~Q(**{name: []})
    for name in NEEDED_VALUES:
        found &= Q(**{f"{name}__isnull": False})
    return found


class CaseFacts(models.Model):
    slug = models.SlugField(_("short name for the address"), max_length=60, unique=True)
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

    name = Bilingual()
    city = Bilingual()
    summary = Bilingual()
    takeaways = Bilingual()
    editor_note = Bilingual()
    rationale = Bilingual()

    class Meta:
        abstract = True
        constraints = [
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
        ]

    def __str__(self) -> str:
        return self.name or self.slug

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
    def fields_line(self) -> str:
        return pgettext("list", ", ").join(self.field_words)

    @property
    def layers_line(self) -> str:
        return pgettext("list", ", ").join(self.layer_words)

    @property
    def country_word(self) -> str:
        """Straight from the vocabulary: Django would put every country into the language of the page to find one."""
        return word(vocabulary.COUNTRIES, self.country)

    @property
    def outcome_word(self) -> str:
        return word(vocabulary.OUTCOMES, self.outcome)

    @property
    def years(self) -> str:
        """From its founding to the date of the case."""
        until = self.as_of.year if self.as_of else None
        return (
            gettext("%(founded)s to %(until)s") % {"founded": self.founded, "until": until}
            if until
            else str(self.founded or "")
        )

    @property
    def as_of_day(self) -> str:
        return day(self.as_of)

    @property
    def profile(self) -> list[tuple[str, int | None]]:
        """Name and score of each node, in the fixed order."""
        return [
            (word(vocabulary.NODES, name), getattr(self, column)) for name, column in zip(NODES, PROFILE, strict=True)
        ]

    @property
    def profile_line(self) -> str:
        """The profile in words, for those who do not see the bars."""
        parts = [f"{name} {'?' if value is None else value}" for name, value in self.profile]
        return pgettext("list", ", ").join(parts)

    @property
    def bars(self) -> str:
        """The profile as the outline of bars, 10 wide on a base at 40 and 40 high for 100; a gap parts value from
        readiness."""
        heights = [(getattr(self, column) or 0) * 0.4 for column in PROFILE]
        return "".join(f"M{x} 40v{-height:g}h10v{height:g}z" for x, height in zip(BARS, heights, strict=True))

    @property
    def risks(self) -> list[tuple[str, int | None, str]]:
        """Name, level and word for the level of each risk category."""
        levels = [(name, getattr(self, f"risk_{name}")) for name in library.CATEGORIES]
        return [
            (word(vocabulary.RISK_CATEGORIES, name), level, word(vocabulary.RISK_LEVELS, str(level)) if level else "")
            for name, level in levels
        ]

"""The cases of a report: what each teaches, what happened, and how it is like the venture (M 7.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.readings.reading import Reading
from assessments.readings.similar import term_words, traits_of, weights_of
from assessments.readings.words import small, whole
from casestudies import vocabulary
from casestudies.bilingual import word
from casestudies.models.facts import CLAUSE_END
from casestudies.similarity import NODES, Similarity, Traits, similarity
from reports import beside
from reports.wording import day

# Which dimension a success factor speaks about; social value, steps and decisions have no aspect of their own.
ASPECTS = {
    "economic": ("business_model",),
    "technical": ("technology", "data"),
    "strategy": ("market", "openness"),
    "team": ("talent",),
    "resources": ("capital",),
    "channel": ("partnership",),
}


@dataclass(frozen=True)
class Likeness:
    """A frozen case beside the venture, in figures; the same in every language."""

    case: Mapping[str, Any]
    mine: Traits
    theirs: Traits
    similarity: Similarity


@dataclass(frozen=True)
class Row:
    """One node of both profiles, 0 to 100; None where the venture has too few answers."""

    title: str
    mine: float | None
    theirs: float


@dataclass(frozen=True)
class Factor:
    """What helped a case, beside the dimension that it speaks about."""

    case: str
    title: str
    detail: str


@dataclass(frozen=True)
class CaseBeside:
    name: str
    lesson: str
    percent: str
    outcome: str
    since: str
    as_of: str
    story: str
    rows: tuple[Row, ...]
    together: tuple[str, ...]
    apart: tuple[str, ...]
    address: str


def likenesses(reading: Reading, frozen: beside.Beside) -> tuple[Likeness, ...]:
    mine, weights = traits_of(reading), weights_of(reading.bank)
    pairs = [(case, beside.traits(case)) for case in frozen.get("cases", ())]
    return tuple(Likeness(case, mine, theirs, similarity(mine, theirs, weights)) for case, theirs in pairs)


def told(found: Likeness, language: str) -> CaseBeside:
    case, mine, theirs = found.case, found.mine, found.theirs
    takeaways = case["takeaways"][language]
    return CaseBeside(
        name=case["name"][language],
        lesson=CLAUSE_END.split(takeaways, maxsplit=1)[0],
        percent=whole(100 * found.similarity.score),
        outcome=small(word(vocabulary.OUTCOMES, case["outcome"])),
        since=_("founded in %(year)s") % {"year": case["founded"]},
        as_of=day(date.fromisoformat(case["as_of"])),
        story=case["summary"][language],
        rows=tuple(Row(word(vocabulary.NODES, id), mine.nodes.get(id), theirs.nodes[id]) for id in NODES),
        together=tuple(term_words(term, mine, theirs) for term in found.similarity.together),
        apart=tuple(term_words(term, mine, theirs, apart=True) for term in found.similarity.apart),
        address=settings.SITE_URL and settings.SITE_URL + reverse("casestudies:detail", args=[case["slug"]]),
    )


def closeness_words(found: tuple[Likeness, ...], language: str) -> str:
    if not found:
        return _("No case of the library has enough in common with the answers yet.")
    first = found[0]
    values = {"name": first.case["name"][language], "percent": whole(100 * first.similarity.score)}
    return _("The closest case of the library is %(name)s, %(percent)s%% alike.") % values


def factors(found: tuple[Likeness, ...], language: str) -> dict[str, Factor]:
    """For each dimension what helped the closest case that has something to say about it."""
    chosen: dict[str, Factor] = {}
    for dimension, aspects in ASPECTS.items():
        for entry in found:
            fitting = [factor for factor in entry.case["factors"] if factor["aspect"] in aspects]
            if fitting and dimension not in chosen:
                title, detail = fitting[0]["title"][language], fitting[0]["detail"][language]
                chosen[dimension] = Factor(entry.case["name"][language], title, detail)
    return chosen

"""The filters of the library: what a case can be filtered by, and how many cases each choice would leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casestudies import vocabulary
from casestudies.bilingual import word

if TYPE_CHECKING:
    from casestudies.models.queries import CaseStudyQuerySet


class Facet(NamedTuple):
    """One group of filters; `key` is its name in the address."""

    key: str
    title: Promise
    words: vocabulary.Words


FACETS = (
    Facet("field", _("Field"), vocabulary.FIELDS),
    Facet("outcome", _("Outcome"), vocabulary.OUTCOMES),
    Facet("risk", _("Risk that struck"), vocabulary.RISKS),
    Facet("channel", _("Kind of channel"), vocabulary.CHANNELS),
    Facet("country", _("Country"), vocabulary.COUNTRIES),
    Facet("layer", _("Layer"), vocabulary.STACK_LAYERS),
    Facet("aspect", _("What helped"), vocabulary.ASPECTS),
)


@dataclass(frozen=True)
class Option:
    """A filter link: `change` is what it does to the address."""

    label: str
    count: int
    chosen: bool
    change: Mapping[str, str | None]


@dataclass(frozen=True)
class Group:
    key: str
    title: Promise
    options: list[Option]
    chosen: bool


Chosen = Mapping[str, str]


def read(query: Mapping[str, str]) -> Chosen:
    """The filters in an address; what is not in the vocabulary is ignored."""
    return {facet.key: query[facet.key] for facet in FACETS if query.get(facet.key) in facet.words}


def groups(found: "CaseStudyQuerySet", chosen: Chosen) -> list[Group]:
    """Every filter that leaves a case, with the number it leaves beside the other filters that are on.

    One query for the facets without a filter, and one for each that has one.
    """
    free = [facet.key for facet in FACETS if facet.key not in chosen]
    rows = found.chosen(chosen).count_terms(free)
    for key in chosen:
        rows += found.chosen({other: id for other, id in chosen.items() if other != key}).count_terms([key])
    counts = {(facet, term): count for facet, term, count in rows}
    return [group(facet, chosen.get(facet.key), counts) for facet in FACETS]


def group(facet: Facet, on: str | None, counts: Mapping[tuple[str, str], int]) -> Group:
    left = {id: counts.get((facet.key, id), 0) for id in facet.words}
    options = [
        Option(word(facet.words, id), count, id == on, {facet.key: None if id == on else id, "page": None})
        for id, count in left.items()
        if count or id == on
    ]
    return Group(facet.key, facet.title, options, on is not None)

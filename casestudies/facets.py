"""The filters of the library: what a case can be filtered by, and how many cases each choice would leave."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casestudies import vocabulary
from casestudies.bilingual import word


@dataclass
class Terms:
    """What one case can be filtered by."""

    country: str
    outcome: str
    fields: set[str] = field(default_factory=set)
    layers: set[str] = field(default_factory=set)
    channels: set[str] = field(default_factory=set)
    aspects: set[str] = field(default_factory=set)
    risks: set[str] = field(default_factory=set)


class Facet(NamedTuple):
    """One group of filters; `key` is its name in the address."""

    key: str
    title: Promise
    words: vocabulary.Words
    terms: Callable[[Terms], set[str]]


FACETS = (
    Facet("field", _("Field"), vocabulary.FIELDS, lambda terms: terms.fields),
    Facet("outcome", _("Outcome"), vocabulary.OUTCOMES, lambda terms: {terms.outcome}),
    Facet("risk", _("Risk that struck"), vocabulary.RISKS, lambda terms: terms.risks),
    Facet("channel", _("Kind of channel"), vocabulary.CHANNELS, lambda terms: terms.channels),
    Facet("country", _("Country"), vocabulary.COUNTRIES, lambda terms: {terms.country}),
    Facet("layer", _("Layer"), vocabulary.STACK_LAYERS, lambda terms: terms.layers),
    Facet("aspect", _("What helped"), vocabulary.ASPECTS, lambda terms: terms.aspects),
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


def matches(terms: Terms, chosen: Chosen) -> bool:
    return all(chosen[facet.key] in facet.terms(terms) for facet in FACETS if facet.key in chosen)


def groups(library: list[Terms], chosen: Chosen) -> list[Group]:
    """Every filter that leaves a case, with the number it leaves beside the other filters that are on."""
    found = []
    for facet in FACETS:
        others = {key: id for key, id in chosen.items() if key != facet.key}
        counts = Counter(id for terms in library if matches(terms, others) for id in facet.terms(terms))
        on = chosen.get(facet.key)
        options = [
            Option(word(facet.words, id), counts[id], id == on, {facet.key: None if id == on else id})
            for id in facet.words
            if counts[id] or id == on
        ]
        found.append(Group(facet.key, facet.title, options, on is not None))
    return found

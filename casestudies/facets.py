"""The filters of the library: what a case can be filtered by, and how many cases each choice would leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casestudies import vocabulary
from casestudies.bilingual import word
from casestudies.shelf import Columns, Mask


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
    """A filter link."""

    label: str
    count: int
    chosen: bool
    address: str


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


def groups(columns: Columns, fitting: Mask, chosen: Chosen, asked: Mapping[str, list[str]]) -> list[Group]:
    """Every filter that leaves a case, with the number it leaves beside the other filters that are on.

    `asked` is the address as it is; whoever sets a filter or takes one away starts at the first page.
    """
    found = []
    for facet in FACETS:
        others = {key: id for key, id in chosen.items() if key != facet.key}
        counts = columns.counts(facet.key, fitting & columns.having(others))
        rest = {key: values for key, values in asked.items() if key not in (facet.key, "page")}
        found.append(group(facet, chosen.get(facet.key), counts, urlencode(rest, doseq=True)))
    return found


def group(facet: Facet, on: str | None, counts: Mapping[str, int], rest: str) -> Group:
    """`rest` is the address without this filter; the ids are safe in it."""
    left = {id: counts.get(id, 0) for id in facet.words}
    start = f"?{rest}&{facet.key}=" if rest else f"?{facet.key}="
    options = [
        Option(word(facet.words, id), count, id == on, f"?{rest}" if id == on else start + id)
        for id, count in left.items()
        if count or id == on
    ]
    return Group(facet.key, facet.title, options, on is not None)

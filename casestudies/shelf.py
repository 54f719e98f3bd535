"""Every case of the library in one line, for filters, counts and comparison. Plain Python with numpy.

A page that counts what each filter would leave, or sorts by closeness, has to look at every case. Reading thousands of
cases for that would be slow, and so would grouping their parts in the database; a line of each is read in one query,
and taken apart only when one has changed.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from casestudies import library

NUMBERS = (
    *(("value", name) for name in library.VALUES),
    *(("readiness", name) for name in library.READINESS),
    *(("risk", name) for name in library.CATEGORIES),
)
FACETS = ("field", "layer", "channel", "country", "outcome", "aspect", "risk")

Mask = npt.NDArray[np.bool_]


def line(document: Mapping[str, Any]) -> str:
    """What is kept of a case in the file format: eleven numbers, then the ids of each facet; "nan" is not known.

    "62 84 95 70 92 68 88 3 3 2 5;general language;foundation_model;model_hub;CN;growing;openness;risk_legal_ip"
    """
    numbers = [document["profile"][group][name] for group, name in NUMBERS]
    ids = {
        "field": document["fields"],
        "layer": document["stack_layers"],
        "channel": [row["type"] for row in document["channels"]],
        "country": [document["headquarters"]["country"]],
        "outcome": [document["outcome"]],
        "aspect": [row["aspect"] for row in document["success_factors"]],
        "risk": [row["risk"] for row in document["failure_lessons"]],
    }
    first = " ".join("nan" if number is None else str(number) for number in numbers)
    return ";".join([first, *(" ".join(sorted(filter(None, set(ids[facet])))) for facet in FACETS)])


class Columns:
    """Lines taken apart: `numbers` with a row for each case, `sets` with its ids by facet."""

    def __init__(self, lines: Sequence[str]) -> None:
        parts = [line.split(";") for line in lines]
        numbers = " ".join(part[0] for part in parts).split()
        self.numbers = np.array(numbers, dtype=float).reshape(len(lines), len(NUMBERS))
        self.sets = {facet: [frozenset(part[place].split()) for part in parts] for place, facet in enumerate(FACETS, 1)}
        self.sizes = {facet: np.array([len(ids) for ids in sets], dtype=float) for facet, sets in self.sets.items()}
        self.holders: dict[str, dict[str, Mask]] = {facet: {} for facet in FACETS}
        for facet, sets in self.sets.items():
            for id in frozenset().union(*sets):
                self.holders[facet][id] = np.array([id in ids for ids in sets])

    def having(self, chosen: Mapping[str, str]) -> Mask:
        """Which cases have each of the ids, by facet."""
        found = np.ones(len(self.numbers), dtype=bool)
        for facet, id in chosen.items():
            found &= self.holders[facet].get(id, False)
        return found

    def counts(self, facet: str, among: Mask) -> dict[str, int]:
        return {id: int((holders & among).sum()) for id, holders in self.holders[facet].items()}


@lru_cache(maxsize=2)  # by what the lines say, so that a change by anybody is seen at once
def columns(lines: tuple[str, ...]) -> Columns:
    return Columns(lines)


class Shelf:
    """The public cases in the order of the library."""

    def __init__(self, rows: Sequence[tuple[int, str]]) -> None:
        self.pks = [pk for pk, _line in rows]
        self.columns = columns(tuple(line for _pk, line in rows))

    def mask(self, pks: Mapping[int, Any] | frozenset[int]) -> Mask:
        return np.array([pk in pks for pk in self.pks], dtype=bool)

    def taken(self, mask: Mask) -> list[int]:
        return [self.pks[place] for place in np.flatnonzero(mask)]

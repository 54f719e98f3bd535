"""What changed between two versions of a case, value by value. Plain Python.

A row of a list that stands in both versions, wherever, has not changed; the others are compared in their order. So a
source that is put in between is one new row, and not a change of all that follow.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, NamedTuple

from casestudies import vocabulary
from casestudies.bilingual import word

WORD = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)  # a Chinese character is a word
VOCABULARY = {
    "country": vocabulary.COUNTRIES, "stack_layers": vocabulary.STACK_LAYERS, "fields": vocabulary.FIELDS,
    "outcome": vocabulary.OUTCOMES, "type": vocabulary.CHANNELS, "importance": vocabulary.IMPORTANCE,
    "aspect": vocabulary.ASPECTS, "risk": vocabulary.RISKS, "kind": vocabulary.SOURCE_KINDS,
}  # fmt: skip


class Piece(NamedTuple):
    """A stretch of text that stayed, or what stood there and what stands there now."""

    stayed: str
    went: str = ""
    came: str = ""


class Change(NamedTuple):
    path: str
    pieces: list[Piece]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    found = [(path, old, new) for path, old, new in pairs(before, after, "") if old != new]
    return [Change(path, pieces(old, new) if is_text(path) else [Piece("", old, new)]) for path, old, new in found]


def is_text(path: str) -> bool:
    """Facts change as a whole, texts by their words."""
    return path.endswith((".en", ".zh"))


def pairs(before: Any, after: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Path and both texts of every value."""
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        old, new = before or {}, after or {}
        for key in dict.fromkeys([*new, *old]):
            yield from pairs(old.get(key), new.get(key), f"{path}.{key}".strip("."))
    elif any(isinstance(row, Mapping) for row in [*rows(before), *rows(after)]):
        left = [(place, row) for place, row in enumerate(rows(before)) if row not in rows(after)]
        right = [(place, row) for place, row in enumerate(rows(after)) if row not in rows(before)]
        for old, new in zip_longest(left, right, fillvalue=(None, None)):
            place = old[0] if new[0] is None else new[0]
            yield from pairs(old[1], new[1], f"{path}[{place}]")
    else:
        key = path.rpartition(".")[2]
        yield path, shown(key, before), shown(key, after)


def rows(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def shown(key: str, value: Any) -> str:
    """A value as a curator reads it: ids as the words of the vocabulary."""
    if isinstance(value, bool):
        return "✓" if value else "–"
    values = [] if value is None else value if isinstance(value, list) else [value]
    return " ".join(word(VOCABULARY.get(key, {}), str(one)) for one in values)


def pieces(before: str, after: str) -> list[Piece]:
    old, new = WORD.findall(before), WORD.findall(after)
    return [
        Piece("".join(old[i:j])) if kind == "equal" else Piece("", "".join(old[i:j]), "".join(new[m:n]))
        for kind, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    ]

"""What is wrong with a case: one sentence per fault, with the path of its key; every fault at once. Plain Python."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from casestudies.vocabulary import Text

PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # no database stores the first and the last of these


def _(message: str) -> str:
    """Mark a sentence for gettext; whoever shows it translates it and then fills in the values."""
    return message


KINDS = NOTHING, MAPPING, LIST = _("nothing"), _("a mapping"), _("a list")  # values that are words themselves


@dataclass(frozen=True)
class Problem:
    """Path of the faulty key, an English %-format sentence that says how to repair it, and the values for it."""

    path: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        sentence = self.message % self.values
        return f"{self.path}: {sentence}" if self.path else sentence


class CaseError(ValueError):
    """A case file that cannot be taken; `problems` holds every fault."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class Reader:
    """One mapping of a case that is being read: hands out checked values and notes the faults.

    A value that is missing or faulty is answered with an empty stand-in, so that one pass finds everything.
    """

    def __init__(self, raw: object, path: str, problems: list[Problem], shape: type[Any]) -> None:
        self.path = path
        self.problems = problems
        self.raw: Mapping[object, object] = raw if isinstance(raw, Mapping) else {}
        if not isinstance(raw, Mapping):
            if raw is not None:
                self.note("", _("Expected keys with values here, found %(found)s."), found=kind_of(raw))
            self.problems = []  # said once; not again for each key that cannot be there
        known = {entry.name for entry in fields(shape)}
        for key in self.raw:
            if key not in known:
                self.note(str(key), _("This key is not known; remove it or correct its spelling."))
        for key in getattr(raw, "twice", ()):
            self.note(str(key), _("This key occurs twice; keep one of the two."))

    def at(self, key: str) -> str:
        return f"{self.path}.{key}".strip(".")

    def note(self, key: str, message: str, **values: object) -> None:
        self.problems.append(Problem(self.at(key), message, values))

    def take(self, key: str) -> object:
        """The raw value, or None with a note when it is absent or empty."""
        value = self.raw.get(key)
        if value in (None, "", [], {}):
            self.note(key, _("This is missing; add it."))
            return None
        return value

    def text(self, key: str) -> str:
        value = self.take(key)
        if isinstance(value, str):
            if not value.strip():
                self.note(key, _("This is missing; add it."))
            if CONTROL.search(value):
                self.note(key, _("This text holds a control character; remove it."))
            return value.strip()
        if value is not None:
            self.note(key, _("Expected text in quotes, found %(found)s."), found=kind_of(value))
        return ""

    def both(self, key: str) -> Text:
        """A text in both languages."""
        inner = self.inner(key, Text)
        return Text(inner.text("en"), inner.text("zh"))

    def number(self, key: str, low: int, high: int) -> int:
        value = self.take(key)
        if value is None:
            return low
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(key, _("Expected a whole number, found %(found)s."), found=kind_of(value))
            return low
        if not low <= value <= high:
            self.note(key, _("Must lie between %(low)s and %(high)s."), low=low, high=high)
            return low
        return value

    def flag(self, key: str) -> bool:
        value = self.raw.get(key)
        if not isinstance(value, bool):
            self.note(key, _("Expected true or false, found %(found)s."), found=kind_of(value))
        return value is True

    def choice(self, key: str, allowed: Collection[str]) -> str:
        value = self.text(key)
        if value and value not in allowed:
            self.unknown(key, value, allowed)
        return value

    def choices(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        """One or more ids of a list, each once."""
        values = self.strings(key)
        for place, value in enumerate(values):
            if value not in allowed:
                self.unknown(f"{key}[{place}]", value, allowed)
        return values

    def unknown(self, key: str, value: str, allowed: Collection[str]) -> None:
        known = ", ".join(sorted(allowed))
        self.note(key, _("%(value)s is not known here; use one of: %(allowed)s."), value=cut(value), allowed=known)

    def strings(self, key: str) -> tuple[str, ...]:
        """One or more texts, each once."""
        found: dict[str, None] = {}
        for place, value in enumerate(self.items(key)):
            if not isinstance(value, str):
                self.note(f"{key}[{place}]", _("Expected text in quotes, found %(found)s."), found=kind_of(value))
            elif value in found:
                self.note(f"{key}[{place}]", _("%(value)s stands here twice; keep one."), value=cut(value))
            else:
                found[value] = None
        return tuple(found)

    def items(self, key: str) -> Sequence[object]:
        value = self.take(key)
        if isinstance(value, list | tuple):
            return value
        if value is not None:
            self.note(key, _("Expected a list, found %(found)s."), found=kind_of(value))
        return ()

    def inner(self, key: str, shape: type[Any]) -> "Reader":
        return Reader(self.take(key), self.at(key), self.problems, shape)

    def rows(self, key: str, shape: type[Any], low: int, high: int | None = None) -> "list[Reader]":
        """The mappings of a list that has between `low` and `high` of them."""
        items = self.items(key)
        if items and (len(items) < low or (high is not None and len(items) > high)):
            self.note(key, _("Needs %(low)s to %(high)s entries, has %(found)s."), low=low, high=high, found=len(items))
        return [Reader(item, f"{self.at(key)}[{place}]", self.problems, shape) for place, item in enumerate(items)]

    def day(self, key: str) -> date:
        value = self.take(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value  # YAML reads a date without quotes as one
        if isinstance(value, str) and len(value) == 10 and is_partial_date(value):
            return date.fromisoformat(value)
        if value is not None:
            self.note(key, _("%(value)s is not a date; write it as 2026-11-14."), value=kind_of(value))
        return date.min

    def partial_date(self, key: str, days: bool = True) -> str:
        """YYYY, YYYY-MM or, where `days` are allowed, YYYY-MM-DD."""
        value = self.text(key)
        if value and not is_partial_date(value, days):
            form = "2026, 2026-11, 2026-11-14" if days else "2026, 2026-11"
            self.note(key, _("%(value)s is not a date; write it like one of: %(form)s."), value=cut(value), form=form)
        return value


def is_partial_date(value: str, days: bool = True) -> bool:
    if not PARTIAL_DATE.fullmatch(value) or (len(value) == 10 and not days):
        return False
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True


def kind_of(value: object) -> str:
    """What a faulty value is, in words short enough for a sentence."""
    if value is None:
        return NOTHING
    if isinstance(value, Mapping):
        return MAPPING
    if isinstance(value, list | tuple):
        return LIST
    return f"“{cut(value)}”" if isinstance(value, str) else cut(str(value))


def cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"

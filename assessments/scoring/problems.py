"""What is wrong with an input: one sentence per fault, with the path of the key; all faults of an input together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite
from typing import Final, TypeGuard


def _(message: str) -> str:
    """Mark a sentence for gettext; whoever shows it translates it and then fills in `Problem.values`."""
    return message


@dataclass(frozen=True)
class Problem:
    """`path` of the faulty key, an English %-format sentence that says how to repair it, and the values for it.

    `detail` holds the English words of the program that refused it; they are for the command line alone.
    """

    path: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    detail: str = ""

    def __str__(self) -> str:
        sentence = self.message % self.values + (f" ({self.detail})" if self.detail else "")
        return f"{self.path}: {sentence}" if self.path else sentence


class Refused(ValueError):
    """One raw value that cannot be taken."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Faulty(ValueError):
    """A document with faults; `problems` holds every one of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class BankError(Faulty):
    """A question bank that cannot be used."""


class DocumentError(Faulty):
    """An assessment document that cannot be read."""


class CannotScore(ValueError):
    """An assessment that is well formed and still has no score, for the reason given by `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


MISSING: Final = object()
KINDS = NOTHING, HUGE, MAPPING, LIST = _("nothing"), _("a huge number"), _("a mapping"), _("a list")  # words as values
NEEDED = _("This key is missing; add it.")


class Keys:
    """One mapping that is being read: hands out checked values, notes faults, and reports the keys nobody asked for.

    A value that is missing or faulty is noted in `problems` and answered with a harmless stand-in, so that one pass
    finds every fault.
    """

    def __init__(self, raw: object, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.asked: set[object] = set()
        self.raw: Mapping[object, object] = {}
        if isinstance(raw, Mapping):
            self.raw = raw
        else:
            self.note("", _("Expected keys with values here, found %(found)s."), found=kind_of(raw))

    def at(self, key: object) -> str:
        return f"{self.path}.{key}" if self.path and key != "" else f"{self.path}{key}"

    def note(self, key: object, message: str, **values: object) -> None:
        self.problems.append(Problem(self.at(key), message, values))

    def take(self, key: str, default: object = MISSING) -> object:
        """The raw value; notes a fault when a needed key is absent. Nothing (null) is as good as no key."""
        self.asked.add(key)
        if key in self.raw and (default is MISSING or self.raw[key] is not None):
            return self.raw[key]
        if default is MISSING:
            self.note(key, NEEDED)
        return default

    def has(self, key: str) -> bool:
        return key in self.raw

    def text(self, key: str, default: object = MISSING) -> str:
        value = self.take(key, default)
        if isinstance(value, str) and (value.strip() or default is not MISSING):
            return value
        if value is not MISSING and value is not default:
            self.note(key, _("Expected text, found %(found)s."), found=kind_of(value))
        return ""

    def number(self, key: str, default: object = MISSING, low: float | None = None, high: float | None = None) -> float:
        """A finite number, within `low` and `high` where they are given."""
        value = self.take(key, default)
        if is_number(value):
            if (low is not None and value < low) or (high is not None and value > high):
                self.note(
                    key,
                    _("%(value)s is outside the allowed range from %(low)s to %(high)s."),
                    value=shown(value),
                    low=unbounded(low),
                    high=unbounded(high),
                )
            return value
        if value is not MISSING and value is not default:
            self.note(key, _("Expected a number, found %(found)s."), found=kind_of(value))
        return 0.0

    def whole(self, key: str, default: object = MISSING, low: float | None = None, high: float | None = None) -> int:
        value = self.number(key, default, low, high)
        if value != int(value):
            self.note(key, _("Expected a whole number, found %(found)s."), found=value)
        return int(value)

    def flag(self, key: str, default: object = MISSING) -> bool:
        value = self.take(key, default)
        if isinstance(value, bool):
            return value
        if value is not MISSING:
            self.note(key, _("Expected true or false, found %(found)s."), found=kind_of(value))
        return False

    def choice(self, key: str, allowed: Collection[str], default: object = MISSING) -> str:
        value = self.take(key, default)
        if isinstance(value, str) and (value in allowed or value == default):
            return value
        if value is not MISSING and value is not default:
            self.note(
                key,
                _("%(value)s is not known here; use one of: %(allowed)s."),
                value=shown(value),
                allowed=", ".join(sorted(allowed)),
            )
        return ""

    def day(self, key: str, default: object = MISSING) -> date | None:
        value = self.take(key, default)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        if value is not MISSING and value is not None:
            self.note(key, _("%(value)s is not a date; write it as 2026-11-14."), value=shown(value))
        return None

    def inner(self, key: str, default: object = MISSING) -> "Keys":
        """The mapping below a key, to be read in its turn."""
        value = self.take(key, default)
        return Keys({} if value is MISSING else value, self.at(key), self.problems)

    def items(self, key: str, default: object = MISSING) -> list[object]:
        """The list below a key."""
        value = self.take(key, default)
        if isinstance(value, list | tuple):
            return list(value)
        if value is not MISSING:
            self.note(key, _("Expected a list, found %(found)s."), found=kind_of(value))
        return []

    def rows(self, key: str, default: object = MISSING) -> "list[Keys]":
        """The mappings in the list below a key."""
        return [
            Keys(item, f"{self.at(key)}[{place}]", self.problems) for place, item in enumerate(self.items(key, default))
        ]

    def texts(self, key: str, default: object = MISSING) -> tuple[str, ...]:
        values = self.items(key, default)
        for place, value in enumerate(values):
            if not isinstance(value, str):
                self.note(f"{key}[{place}]", _("Expected text, found %(found)s."), found=kind_of(value))
        return tuple(value for value in values if isinstance(value, str))

    def numbers(self, key: str, default: object = MISSING) -> tuple[float, ...]:
        values = self.items(key, default)
        for place, value in enumerate(values):
            if not is_number(value):
                self.note(f"{key}[{place}]", _("Expected a number, found %(found)s."), found=kind_of(value))
        return tuple(value for value in values if is_number(value))

    def done(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self.raw:
            if key not in self.asked:
                self.note(key, _("This key is not known; remove it or correct its spelling."))


def is_number(value: object) -> TypeGuard[int | float]:
    """A finite int or float; True and False are no numbers."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and isfinite(value))


def kind_of(value: object) -> str:
    """What a faulty value is, in words short enough for a sentence."""
    if isinstance(value, Mapping):
        return MAPPING
    if isinstance(value, list | tuple):
        return LIST
    return shown(value)


def shown(value: object) -> str:
    """A faulty value as it is quoted in a sentence, cut to a readable length."""
    text = NOTHING if value is None else HUGE if is_huge(value) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def is_huge(value: object) -> bool:
    """Python refuses to print integers of thousands of digits."""
    return isinstance(value, int) and abs(value) >= 10**40


def unbounded(limit: float | None) -> str:
    return "any" if limit is None else f"{limit:g}"

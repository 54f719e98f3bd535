"""What a person says: answers, channel rows, risk judgements and measures; and the check of one raw value."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from .bank_parts import Gate, Limits, Option, Raw
from .problems import Problem, Refused, _, is_huge, is_number, shown

ANSWERED: Final = "answered"
NOT_APPLICABLE: Final = "not_applicable"
DONT_KNOW: Final = "dont_know"
STATES: Final = (ANSWERED, NOT_APPLICABLE, DONT_KNOW)  # an answer that does not exist is unanswered; M 1.4


@dataclass(frozen=True)
class Answer:
    """The answer to one question; `raw` is a checked value as `read` returns it, None without a value."""

    state: str
    raw: Raw | None = None
    evidence: int = 0
    evidence_dated: date | None = None
    links: tuple[str, ...] = ()
    note: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ChannelRow:
    """One channel; `share` in percent of new revenue, `cells` maps a criterion to its raw value (M 8.1)."""

    type: str
    owner: str
    share: float
    dependence: int | None = None
    cells: Mapping[str, Raw] = field(default_factory=dict)
    evidence: int = 0


@dataclass(frozen=True)
class RiskJudgement:
    """Levels 1 to 5, None where missing; a consensus of reviewers may lie half-way between two levels (M 6.2)."""

    likelihood: float | None = None
    impact: float | None = None
    evidence: int = 0
    note: str = ""


@dataclass(frozen=True)
class MeasureState:
    """A measure as the user plans it; effects are levels 0 to 4, None for the bank's own (0 for an own measure)."""

    status: str
    effect_likelihood: int | None = None
    effect_impact: int | None = None
    cost: float | None = None
    evidence: int = 0
    owner: str = ""
    due: date | None = None
    note: str = ""
    title: str = ""  # own measures only
    targets: tuple[str, ...] = ()  # own measures only


@dataclass(frozen=True)
class Review:
    """Another person's sheet. It counts once it is submitted, unless the reviewer has a conflict of interest."""

    reviewer: str
    role: str = ""
    conflicted: bool = False
    submitted: bool | date = False
    answers: Mapping[str, Answer] = field(default_factory=dict)
    risks: Mapping[str, RiskJudgement] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        return bool(self.submitted) and not self.conflicted


@dataclass(frozen=True)
class Rate:
    """Value of one unit of a currency in the bank's money unit, and the day of the rate."""

    rate: float
    dated: date | None = None


@dataclass(frozen=True)
class Document:
    """A whole assessment: everything the method needs besides the bank. Facts may be missing in a draft."""

    bank_id: str
    bank_version: str
    as_of: date
    profile: str | Mapping[str, float] = "balanced"
    currency: str = ""  # empty: the bank's money unit
    rates: Mapping[str, Rate] = field(default_factory=dict)
    venture_name: str = ""
    venture_summary: str | Mapping[str, str] = ""
    facts: Mapping[str, Raw] = field(default_factory=dict)
    gates: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    channels: tuple[ChannelRow, ...] = ()
    rival_channels: tuple[ChannelRow, ...] = ()
    risks: Mapping[str, RiskJudgement] = field(default_factory=dict)
    mitigations: Mapping[str, MeasureState] = field(default_factory=dict)
    mitigation_budget: float | None = None
    reviews: tuple[Review, ...] = ()
    unknown: frozenset[str] = frozenset()  # facts, gates and risks answered "I don't know yet"; never written


class Asked(Protocol):
    """What `read` needs to know of a question, a fact or a column of the channel table."""

    @property
    def type(self) -> str: ...
    @property
    def options(self) -> tuple[Option, ...]: ...
    @property
    def limits(self) -> Limits | None: ...


NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+|\d{1,3}('\d{3})+)?(\.\d+)?(e[+-]?\d{1,3})?")
LEVELS: Final = {"level5": (0, 4), "readiness9": (1, 9), "dependence5": (0, 4)}
LONGEST_NUMBER = 100
NO_NUMBER = _("%(value)s is not a number; write it with digits and a point, such as 1,250.5.")
NO_OPTION = _("%(value)s is not one of the options; use one of: %(allowed)s.")


def read(question: Asked, raw: object) -> Raw:
    """The checked value of one raw answer, typed by a person or found in a document; raises Refused.

    Numbers come back as int or float, levels as int, one option as its id, several as a tuple in bank order.
    """
    if question.type in LEVELS:
        return read_level(raw, *LEVELS[question.type])
    if question.type in ("numeric", "percent", "money"):
        return read_number(raw, question.limits, percent=question.type == "percent")
    if question.type == "single":
        return read_option(raw, question.options)
    if question.type == "multi":
        return read_options(raw, question.options)
    if question.type == "yesno":
        return read_yes_no(raw)
    return read_text(raw)


def read_number(raw: object, limits: Limits | None = None, percent: bool = False) -> int | float:
    """A finite number within the limits; text may hold thousands separators and full-width digits."""
    number = typed_number(raw, percent) if isinstance(raw, str) else raw
    if not is_number(number):
        raise refused(NO_NUMBER, value=shown(raw))
    if limits is not None and not limits.min <= number <= limits.max:
        message = _("%(value)s is outside the allowed range; enter a number from %(min)s to %(max)s.")
        raise refused(message, value=shown(raw), min=plain(limits.min), max=plain(limits.max))
    if is_huge(number):
        raise refused(NO_NUMBER, value=shown(raw))
    return number


def typed_number(raw: str, percent: bool) -> int | float:
    """A number as a person types it, in either language: '1,250.5', '１２５０', '12 000', '58 %', '−3'."""
    if len(raw) > LONGEST_NUMBER:  # to fold endless accents takes a time that grows with their square
        raise refused(NO_NUMBER, value=shown(raw))
    text = unicodedata.normalize("NFKC", raw).replace("\u2212", "-").replace("、", ",").replace("\u2019", "'").strip()
    text = " ".join(text.split()).lower()
    if percent:
        text = text.removesuffix("%").strip()
    if not NUMBER.fullmatch(text) or not any(letter.isdigit() for letter in text.partition("e")[0]) or len(text) > 40:
        raise refused(NO_NUMBER, value=shown(raw))
    text = re.sub("[, ']", "", text)
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)


def read_level(raw: object, low: int, high: int) -> int:
    """A whole number from `low` to `high`."""
    number = read_number(raw)
    if number != int(number) or not low <= number <= high:
        raise refused(
            _("%(value)s is not a level; choose a whole number from %(low)s to %(high)s."),
            value=shown(raw),
            low=low,
            high=high,
        )
    return int(number)


def read_option(raw: object, options: tuple[Option, ...]) -> str:
    ids = [option.id for option in options]
    if not isinstance(raw, str) or raw not in ids:
        raise refused(NO_OPTION, value=shown(raw), allowed=", ".join(ids))
    return raw


def read_options(raw: object, options: tuple[Option, ...]) -> tuple[str, ...]:
    """Several options, each at most once, in bank order."""
    if isinstance(raw, str) or not isinstance(raw, list | tuple | set | frozenset):
        raise refused(_("A list of options is needed, found %(value)s."), value=shown(raw))
    chosen = [read_option(entry, options) for entry in raw]
    if len(set(chosen)) < len(chosen):
        raise refused(_("An option is listed twice; list each one once."))
    return tuple(option.id for option in options if option.id in chosen)


def read_yes_no(raw: object) -> str:
    """'yes' or 'no'; YAML 1.1 turns these words into booleans."""
    answer = {True: "yes", False: "no"}[raw] if isinstance(raw, bool) else raw
    if not isinstance(answer, str) or answer not in ("yes", "no"):
        raise refused(NO_OPTION, value=shown(raw), allowed="yes, no")
    return answer


def read_gate(gate: Gate, raw: object) -> str:
    """The option id of a gate's answer; unquoted yes and no of YAML arrive as booleans."""
    return read_option({True: "yes", False: "no"}[raw] if isinstance(raw, bool) else raw, gate.options)


def read_text(raw: object) -> str:
    if not isinstance(raw, str):
        raise refused(_("Text is needed, found %(value)s."), value=shown(raw))
    return raw


def refused(message: str, **values: object) -> Refused:
    return Refused(Problem("", message, values))


def plain(number: float) -> str:
    """A limit as a person reads it: no exponent, no needless decimals."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,}"

"""The parts of a question bank: frozen records, as the bank document names them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Raw = int | float | str | tuple[str, ...]  # a checked answer: number, level, option id, option ids or text


@dataclass(frozen=True)
class Text:
    """One text in both languages."""

    en: str
    zh: str

    def local(self, language: str) -> str:
        """The Chinese text for 'zh', 'zh-hans', ...; else the English one."""
        return self.zh if language.lower().startswith("zh") and self.zh else self.en


@dataclass(frozen=True)
class EvidenceLevel:
    level: int
    half_width: float  # value points
    text: Text


@dataclass(frozen=True)
class Level:
    """One step of a likelihood, impact or effect scale; `lo`, `hi` and `mid` are shares of one."""

    level: int
    lo: float
    hi: float
    mid: float
    text: Text


@dataclass(frozen=True)
class MitigationStatus:
    id: str
    activity: float
    text: Text


@dataclass(frozen=True)
class Dependence:
    level: int
    dep: float
    text: Text


@dataclass(frozen=True)
class Range:
    lo: float
    hi: float

    @property
    def mid(self) -> float:
        return (self.lo + self.hi) / 2


@dataclass(frozen=True)
class UnknownRisk:
    likelihood: Range
    impact: Range


@dataclass(frozen=True)
class AnswerState:
    id: str
    text: Text
    counts_as_response: bool
    informative: bool | None
    needs_reason: bool


@dataclass(frozen=True)
class Scales:
    """Every scale is ordered by level; likelihood and impact start at level 1, the others at level 0."""

    answer_states: tuple[AnswerState, ...]
    evidence: tuple[EvidenceLevel, ...]
    level5_values: tuple[float, ...]
    readiness9_rule: Text
    likelihood: tuple[Level, ...]
    impact: tuple[Level, ...]
    unknown_risk: UnknownRisk
    mitigation_effect: tuple[Level, ...]
    mitigation_status: tuple[MitigationStatus, ...]
    dependence: tuple[Dependence, ...]

    def activity(self, status: str) -> float:
        return next(entry.activity for entry in self.mitigation_status if entry.id == status)


@dataclass(frozen=True)
class Node:
    id: str
    parent: str | None
    weight: float
    aggregation: str  # geometric, arithmetic or channel_table
    title: Text


@dataclass(frozen=True)
class Profile:
    id: str
    title: Text
    weights: Mapping[str, float]  # only the nodes that differ from the tree
    note: str = ""


@dataclass(frozen=True)
class Section:
    id: str
    title: Text
    help: Text | None
    holds: str | None  # facts, gates, channel_table, risks
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class Option:
    id: str
    text: Text
    order: int | None = None
    prompts_risk: tuple[str, ...] = ()
    outcome: str | None = None  # gates: pass, block or cap:<grade>
    value: float | None = None  # scored single and multi


@dataclass(frozen=True)
class Limits:
    min: float
    max: float


@dataclass(frozen=True)
class ValueFunction:
    """Piecewise linear in x, or in log10 x (M 1.3)."""

    scale: str  # linear or log10
    unit: str
    x: tuple[float, ...]
    v: tuple[float, ...]
    at_or_below_zero: float | None


@dataclass(frozen=True)
class Fact:
    """A question about the venture that is never scored."""

    id: str
    type: str
    required: bool
    text: Text
    help: Text | None = None
    why: Text | None = None
    options: tuple[Option, ...] = ()
    limits: Limits | None = None
    unit: str = ""
    source: tuple[str, ...] = ()
    seed_ref: str = ""


@dataclass(frozen=True)
class Gate:
    id: str
    text: Text
    help: Text | None
    options: tuple[Option, ...]
    on_unknown: str
    jurisdictions: tuple[str, ...]
    law_checked_on: date | None
    effort_min: float
    source: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """`operator` is lt, le, gt, ge, eq, ne or in; `value` is a number, an option id, or a tuple of them for 'in'."""

    ref: str
    operator: str
    value: object


@dataclass(frozen=True)
class DerivedGate:
    id: str
    conditions: tuple[Condition, ...]
    outcome: str
    title: Text


@dataclass(frozen=True)
class Question:
    """A scored question: one leaf of the tree."""

    id: str
    node: str
    type: str  # level5, readiness9, numeric, percent, money, yesno, single, multi, text
    method: str
    core: bool
    required: bool
    weight: float
    text: Text
    effort_min: float
    applies_from: str | None = None
    na_allowed: bool = False
    help: Text | None = None
    why: Text | None = None
    anchors: tuple[Text, ...] = ()
    limits: Limits | None = None
    unit: str = ""
    value_function: ValueFunction | None = None
    options: tuple[Option, ...] = ()
    values: tuple[float, ...] = ()  # of the five levels, where the bank overrides them
    reverse: bool = False
    source: tuple[str, ...] = ()
    seed_ref: str = ""


@dataclass(frozen=True)
class Risk:
    id: str
    category: str
    title: Text
    likelihood_text: Text
    impact_text: Text
    event: Text
    effort_min: float  # per judgement
    rmf_tags: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    seed_ref: str = ""


@dataclass(frozen=True)
class Mitigation:
    id: str
    category: str
    targets: tuple[str, ...]
    effect_likelihood: int
    effect_impact: int
    title: Text
    default: bool  # one of the defaults, as opposed to the further suggestions
    seed_ref: str = ""


@dataclass(frozen=True)
class Column:
    id: str
    type: str  # percent, text, dependence5, level5, numeric
    weight: float | None  # None: not a criterion
    text: Text
    anchors: tuple[Text, ...] = ()
    limits: Limits | None = None
    value_function: ValueFunction | None = None
    unit: str = ""
    values: tuple[float, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class ChannelTable:
    node: str
    required: bool
    max_rows: int
    effort_min: float
    rival_allowed: bool
    types: tuple[Option, ...]
    columns: tuple[Column, ...]
    fragility_penalty: float
    source: tuple[str, ...] = ()
    criteria: tuple[Column, ...] = field(init=False)  # the weighted columns

    def __post_init__(self) -> None:
        object.__setattr__(self, "criteria", tuple(column for column in self.columns if column.weight is not None))

    def column(self, id: str) -> Column:
        return next(column for column in self.columns if column.id == id)


@dataclass(frozen=True)
class GradeBand:
    id: str
    floor: float
    corner: Mapping[str, float] | None
    text: Text


@dataclass(frozen=True)
class RiskBand:
    id: str
    floor: float
    text: Text


@dataclass(frozen=True)
class Bands:
    grade: tuple[GradeBand, ...]  # best first
    risk_overall: tuple[RiskBand, ...]  # lowest first
    green_to: float
    red_from: float
    merit_cut: float
    risk_cut: float


@dataclass(frozen=True)
class Check:
    """A consistency check: a named rule, or conditions that must all hold."""

    id: str
    kind: str  # contradiction or notice
    conditions: tuple[Condition, ...]
    rule: str | None
    text: Text


@dataclass(frozen=True)
class MissingPrior:
    """A Beta distribution times `scale`."""

    a: float
    b: float
    scale: float

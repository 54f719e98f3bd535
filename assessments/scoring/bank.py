"""A question bank: everything the method needs to know, read once and never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import bank_check, bank_read, bank_scales
from .bank_constants import constants
from .bank_parts import (
    AnswerState,
    Bands,
    ChannelTable,
    Check,
    Column,
    Condition,
    Dependence,
    DerivedGate,
    EvidenceLevel,
    Fact,
    Gate,
    GradeBand,
    Level,
    Limits,
    MissingPrior,
    Mitigation,
    MitigationStatus,
    Node,
    Option,
    Profile,
    Question,
    Range,
    Raw,
    Risk,
    RiskBand,
    Scales,
    Section,
    Text,
    UnknownRisk,
    ValueFunction,
)
from .problems import BankError, Keys, Problem, _

__all__ = [
    "STAGE",
    "AnswerState",
    "Bands",
    "Bank",
    "BankError",
    "ChannelTable",
    "Check",
    "Column",
    "Condition",
    "Dependence",
    "DerivedGate",
    "EvidenceLevel",
    "Fact",
    "Gate",
    "GradeBand",
    "Level",
    "Limits",
    "MissingPrior",
    "Mitigation",
    "MitigationStatus",
    "Node",
    "Option",
    "Profile",
    "Question",
    "Range",
    "Raw",
    "Risk",
    "RiskBand",
    "Scales",
    "Section",
    "Text",
    "UnknownRisk",
    "ValueFunction",
    "parse",
]

STAGE = "fact_stage"


@dataclass(frozen=True)
class Bank:
    """One version of a question bank. All sequences are in the order of the document ("bank order")."""

    id: str
    version: str
    title: Text
    locales: tuple[str, ...]
    money_unit: str
    horizon_months: int
    missing_prior: MissingPrior
    aggregation_floor: float
    scales: Scales
    constants: Mapping[str, Any]
    nodes: tuple[Node, ...]
    profiles: Mapping[str, Profile]
    sections: tuple[Section, ...]
    dimensions: tuple[str, ...]
    sources: Mapping[str, str]
    facts: tuple[Fact, ...]
    questions: tuple[Question, ...]
    channel_table: ChannelTable
    risks: tuple[Risk, ...]
    mitigations: tuple[Mitigation, ...]
    gates: tuple[Gate, ...]
    derived_gates: tuple[DerivedGate, ...]
    bands: Bands
    checks: tuple[Check, ...]

    def node(self, id: str) -> Node:
        """Raises KeyError for an unknown id, like every look-up below."""
        return self._nodes[id]

    def question(self, id: str) -> Question:
        return self._questions[id]

    def fact(self, id: str) -> Fact:
        return self._facts[id]

    def gate(self, id: str) -> Gate:
        return self._gates[id]

    def risk(self, id: str) -> Risk:
        return self._risks[id]

    def mitigation(self, id: str) -> Mitigation:
        return self._mitigations[id]

    def section(self, id: str) -> Section:
        return self._sections[id]

    def children(self, id: str) -> tuple[Node, ...]:
        """The nodes directly below a node."""
        return self._children.get(id, ())

    def node_questions(self, id: str) -> tuple[Question, ...]:
        """The questions directly below a node."""
        return self._node_questions.get(id, ())

    @property
    def default_profile(self) -> str:
        """The weights of an assessment that names none: the first in the file."""
        return next(iter(self.profiles))

    @property
    def root(self) -> Node:
        return self.nodes[0]

    @property
    def parts(self) -> tuple[Node, ...]:
        """The top parts, directly below the root."""
        return self.children(self.root.id)

    @property
    def categories(self) -> tuple[str, ...]:
        """Risk categories, in order of their first risk."""
        return tuple(dict.fromkeys(risk.category for risk in self.risks))

    def path(self, id: str) -> tuple[str, ...]:
        """A node and all nodes above it."""
        parent = self.node(id).parent
        return (id,) if parent is None else (id, *self.path(parent))

    def section_questions(self, section: Section) -> tuple[Question, ...]:
        """The questions below the nodes of a section, in bank order."""
        below: set[str] = set()
        for node in self.nodes:
            if node.id in section.nodes or node.parent in below:
                below.add(node.id)
        return tuple(question for question in self.questions if question.node in below)

    def stages(self) -> dict[str, int | None]:
        """The stages of a venture with their order."""
        return {option.id: option.order for fact in self.facts if fact.id == STAGE for option in fact.options}

    def stage_order(self, stage_id: str) -> int:
        """The place of a stage, earliest first; KeyError for an unknown stage."""
        order = self._stages[stage_id]
        assert order is not None  # noqa: S101 - parse refuses a stage without order
        return order

    @cached_property
    def _nodes(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def _facts(self) -> dict[str, Fact]:
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def _gates(self) -> dict[str, Gate]:
        return {gate.id: gate for gate in self.gates}

    @cached_property
    def _risks(self) -> dict[str, Risk]:
        return {risk.id: risk for risk in self.risks}

    @cached_property
    def _mitigations(self) -> dict[str, Mitigation]:
        return {entry.id: entry for entry in self.mitigations}

    @cached_property
    def _sections(self) -> dict[str, Section]:
        return {section.id: section for section in self.sections}

    @cached_property
    def _stages(self) -> dict[str, int | None]:
        return self.stages()

    @cached_property
    def _children(self) -> dict[str, tuple[Node, ...]]:
        found: dict[str, tuple[Node, ...]] = {}
        for node in self.nodes:
            if node.parent is not None:
                found[node.parent] = (*found.get(node.parent, ()), node)
        return found

    @cached_property
    def _node_questions(self) -> dict[str, tuple[Question, ...]]:
        found: dict[str, tuple[Question, ...]] = {}
        for question in self.questions:
            found[question.node] = (*found.get(question.node, ()), question)
        return found


def parse(document: object) -> Bank:
    """A bank from its document (plain mappings and lists); raises BankError with every fault and its path."""
    problems: list[Problem] = []
    keys = Keys(document, "", problems)
    bank = read_parts(keys)
    keys.done()
    if not problems:
        problems += bank_check.problems(bank)
    if problems:
        raise BankError(problems)
    return bank


def read_parts(keys: Keys) -> Bank:
    head = keys.inner("bank")
    bank = Bank(
        id=head.text("id"),
        version=head.text("version"),
        title=bank_read.text(head, "title"),
        locales=head.texts("locales"),
        money_unit=head.text("money_unit"),
        horizon_months=head.whole("horizon_months", low=1),
        missing_prior=missing_prior(head.inner("missing_prior")),
        aggregation_floor=head.number("aggregation_floor", low=0.000001, high=100),
        scales=bank_scales.scales(keys.inner("scales")),
        constants=constants(keys.inner("constants")),
        nodes=tuple(bank_read.node(row) for row in keys.rows("tree")),
        profiles=bank_read.profiles(keys.inner("profiles")),
        sections=tuple(bank_read.section(row) for row in keys.rows("sections")),
        dimensions=keys.texts("dimensions"),
        sources=bank_read.sources(keys.inner("sources")),
        facts=tuple(bank_read.fact(row) for row in keys.rows("profile_questions")),
        questions=tuple(bank_read.question(row) for row in keys.rows("questions")),
        channel_table=bank_read.channel_table(keys.inner("channel_table")),
        risks=tuple(bank_read.risk(row) for row in keys.rows("risks")),
        mitigations=bank_read.mitigations(keys.rows("mitigations")),
        gates=tuple(bank_read.gate(row) for row in keys.rows("gates")),
        derived_gates=tuple(bank_read.derived_gate(row) for row in keys.rows("derived_gates")),
        bands=bank_scales.bands(keys.inner("bands")),
        checks=tuple(bank_read.check(row) for row in keys.rows("consistency_checks")),
    )
    finish_head(head)
    return bank


def finish_head(keys: Keys) -> None:
    keys.text("weight_rule", "")  # a sentence for readers of the file
    keys.done()


def missing_prior(keys: Keys) -> MissingPrior:
    """M 2.5 gives a closed form for Beta(2, 3); another prior would need another formula."""
    keys.choice("distribution", ("beta",))
    found = MissingPrior(a=keys.number("a"), b=keys.number("b"), scale=keys.number("scale"))
    if (found.a, found.b, found.scale) != (2, 3, 100):
        keys.note("a", _("Only the prior Beta(2, 3) times 100 is supported."))
    keys.done()
    return found

"""The dimensions of a result, and the answers that made one of them (M 2.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.charts import Axis
from assessments.readings.reading import Link, Reading, Score
from assessments.readings.words import evidence_words, inside, one_decimal, value_words, whole
from assessments.scoring import Answer
from assessments.scoring.answers import NOT_APPLICABLE
from assessments.scoring.applicability import applies
from assessments.scoring.bank_parts import Node, Question, Text
from assessments.scoring.levers import points_up, raised
from assessments.scoring.tree import Contribution
from assessments.scoring.values import Leaf, money_rate
from assessments.templatetags.bilingual import local
from ventures.models import Action

MOVERS = 3  # answers that are named as what would move a dimension


@dataclass(frozen=True)
class Dimension:
    id: str
    title: Text
    score: Score
    weight: float  # in the whole, 0 to 1
    cost: float  # points of merit that it takes away
    open: int  # questions that apply and have no informative answer

    @property
    def weight_percent(self) -> str:
        return whole(100 * self.weight)

    @property
    def axis(self) -> Axis:
        return Axis(local(self.title), self.score.value, self.score.low, self.score.high)


def dimension_rows(reading: Reading) -> tuple[Dimension, ...]:
    """In the bank's order, which is that of every chart."""
    weights, losses, open_ones = reading.scored.global_weights(), reading.scored.losses(), open_refs(reading)
    return tuple(
        Dimension(
            id=id,
            title=reading.bank.node(id).title,
            score=reading.score(id),
            weight=weights.get(id, 0.0),
            cost=losses.get(id, 0.0),
            open=sum(id in reading.bank.path(node) for node in open_ones.values()),
        )
        for id in reading.bank.dimensions
    )


def open_refs(reading: Reading) -> dict[str, str]:
    """Questions without an informative answer, and an empty channel table, each with its node."""
    found = {leaf.ref: leaf.node for leaf in reading.scored.leaves if not leaf.informed}
    table = reading.bank.channel_table.node
    return found if reading.scored.portfolio else {**found, table: table}


def finding(found: Sequence[Dimension]) -> str:
    known = [entry for entry in found if entry.score.value is not None]
    lowest = min(known, key=lambda entry: entry.score.value or 0.0)
    widest = max(known, key=lambda entry: entry.score.width)
    highest = max(known, key=lambda entry: entry.score.value or 0.0)
    values = {"low": inside(lowest.title), "wide": inside(widest.title), "high": inside(highest.title)}
    shared = sum(entry.score.points == lowest.score.points for entry in known)
    values |= {"score": lowest.score.points, "count": str(shared)}
    if shared == len(known) > 1:
        return _("All dimensions have the same score: %(score)s.") % values
    if shared > 1:  # any one name would be picked at random
        return _("The lowest score, %(score)s, is shared by %(count)s dimensions.") % values
    if not widest.score.is_range:
        return _("The lowest score goes to %(low)s, the highest to %(high)s.") % values
    if widest is lowest:
        return _("The lowest score and the widest range go to %(low)s.") % values
    return _("The lowest score goes to %(low)s, the widest range to %(wide)s.") % values


@dataclass(frozen=True)
class StepUp:
    """One answer one step up, in words, and the points that the dimension and merit gain by it (M 2.7)."""

    words: str
    here: float
    merit: float


@dataclass(frozen=True)
class AnswerRow:
    """One question of a dimension: its answer, value, weight inside its criterion, contribution and gap."""

    question: Question
    answer: Answer | None
    leaf: Leaf | None  # None: not applicable
    part: Contribution | None
    cost: float  # points of merit
    up: StepUp | None  # None: at the top, or not applicable
    pull: int  # 1 where its value lies above the dimension's score, -1 below, 0 on it
    link: Link | None
    answer_words: str

    @property
    def informed(self) -> bool:
        return self.leaf is not None and self.leaf.informed

    @property
    def evidence_words(self) -> str:
        """The level that counts, after the age rule."""
        return evidence_words(self.leaf.evidence) if self.leaf is not None and self.leaf.informed else ""

    @property
    def weight_percent(self) -> str:
        return whole(100 * self.part.weight) if self.part is not None else ""


@dataclass(frozen=True)
class Criterion:
    """A node below a dimension with its questions; `node` is the dimension itself where it has questions directly."""

    node: Node
    score: Score
    part: Contribution | None  # its part in the dimension; None for the dimension itself, or not applicable
    rows: tuple[AnswerRow, ...]

    @property
    def weight_percent(self) -> str:
        return whole(100 * self.part.weight) if self.part is not None else ""


@dataclass(frozen=True)
class Explained:
    dimension: Dimension
    criteria: tuple[Criterion, ...]
    waiting: int  # questions that wait for a later stage

    @property
    def rows(self) -> tuple[AnswerRow, ...]:
        return tuple(row for criterion in self.criteria for row in criterion.rows)

    @property
    def table_filled(self) -> bool:
        """Whether the part without questions, the channel table, is filled: all that is open are questions."""
        unanswered = sum(row.leaf is not None and not row.informed for row in self.rows)
        return any(not criterion.rows for criterion in self.criteria) and self.dimension.open == unanswered

    @property
    def movers(self) -> list[tuple[AnswerRow, StepUp]]:
        """The answers whose step up this dimension gains most by."""
        found = [(row, row.up) for row in self.rows if row.up is not None and row.up.here >= 0.05]
        return sorted(found, key=lambda pair: -pair[1].here)[:MOVERS]

    def planned(self, actions: Iterable[Action]) -> list[tuple[AnswerRow, Action]]:
        """Which of these answers the plan wants one level up, in the order of the plan."""
        rows = {row.question.id: row for row in self.rows}
        return [(rows[one.ref], one) for one in actions if one.kind == Action.Kind.LEVER and one.ref in rows]


def explained(reading: Reading, id: str) -> Explained:
    dimension = next(entry for entry in dimension_rows(reading) if entry.id == id)
    bank = reading.bank
    nodes = [bank.node(id), *bank.children(id)]
    asked = [question for node in nodes for question in bank.node_questions(node.id)]
    waiting = sum(not applies(bank, question, reading.document.facts) for question in asked)
    criteria = (criterion(reading, node, id) for node in nodes)
    return Explained(dimension, tuple(found for found in criteria if found.rows or found.part), waiting)


def criterion(reading: Reading, node: Node, dimension: str) -> Criterion:
    parts = {part.ref: part for part in contributions(reading, dimension)}
    return Criterion(node, reading.score(node.id), parts.get(node.id), answer_rows(reading, node.id, dimension))


def contributions(reading: Reading, node: str) -> Sequence[Contribution]:
    """Nothing for a node below which nothing applies, or which has no children of its own."""
    return reading.scored.contributions(node) if any(node == b.id for b in reading.scored.branches) else ()


def answer_rows(reading: Reading, node: str, dimension: str) -> tuple[AnswerRow, ...]:
    parts = {part.ref: part for part in contributions(reading, node)}
    leaves = {leaf.ref: leaf for leaf in reading.scored.leaves}
    losses = reading.scored.losses()
    return tuple(
        AnswerRow(
            question=question,
            answer=reading.document.answers.get(question.id),
            leaf=leaves.get(question.id),
            part=parts.get(question.id),
            cost=losses.get(question.id, 0.0),
            up=step_up(reading, question, leaves[question.id], dimension) if question.id in leaves else None,
            pull=pull(leaves.get(question.id), reading.score(dimension)),
            link=reading.link(question.id),
            answer_words=answer_words(reading, question),
        )
        for question in reading.bank.node_questions(node)
        if applies(reading.bank, question, reading.document.facts)
    )


def pull(leaf: Leaf | None, whole: Score) -> int:
    apart = leaf.value - whole.value if leaf is not None and whole.value is not None else 0.0
    return 0 if abs(apart) < 0.5 else 1 if apart > 0 else -1


def step_up(reading: Reading, question: Question, leaf: Leaf, dimension: str) -> StepUp | None:
    bank, after = reading.bank, points_up(reading.bank, leaf)
    if after <= leaf.value or dimension not in reading.scored.nodes:
        return None
    found = reading.scored.gains(leaf.ref, after, bank.aggregation_floor)
    return StepUp(step_words(reading, question, leaf, after), found[dimension], found[bank.root.id])


def step_words(reading: Reading, question: Question, leaf: Leaf, after: float) -> str:
    """The next answer, where the value is that of this one answer; else what an answer would be worth."""
    answer = reading.document.answers.get(question.id)
    if leaf.informed and not leaf.pool and answer is not None:
        raw = raised(reading.bank, question, answer.raw, money_rate(reading.bank, reading.document) or 1.0)
        if raw is not None:
            return value_words(question, raw, reading.document.currency or reading.bank.money_unit)
    return _("an answer worth %(value)s points") % {"value": whole(after)}


def answer_words(reading: Reading, question: Question) -> str:
    answer = reading.document.answers.get(question.id)
    if answer is None:
        return _("Not answered yet")
    if answer.state == NOT_APPLICABLE:
        return _("Does not apply: %(reason)s") % {"reason": answer.reason} if answer.reason else _("Does not apply")
    if answer.raw is None:
        return _("I don't know yet")
    return value_words(question, answer.raw, reading.document.currency or reading.bank.money_unit)


def dimension_finding(found: Explained) -> str:
    """Which answer pulls this dimension down most."""
    own = found.dimension.score
    if own.value is None:
        return _("Nothing in this dimension applies.")
    known = [row for row in found.rows if row.informed and row.part is not None]
    heaviest = max(known, key=lambda row: row.cost, default=None)
    if heaviest is None:
        return _("Only the channel table is filled here.") if found.table_filled else _("Nothing here is answered yet.")
    if heaviest.cost < 0.05:
        if all(row.leaf is not None and row.leaf.value >= 100 for row in known):
            return _("Every answer here is at the top of its scale.")
        return _("No answer here costs as much as a tenth of a point.")
    if sum(one_decimal(row.cost) == one_decimal(heaviest.cost) for row in known) > 1:
        return _("Among the answers that cost most: %(question)s") % {"question": local(heaviest.question.text)}
    return _("One answer costs most: %(question)s") % {"question": local(heaviest.question.text)}

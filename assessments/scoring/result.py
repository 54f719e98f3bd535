"""The result of an assessment, and how it is made from a bank and a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Final

from . import channels, gates, reviewers, risks, tree
from .answers import ANSWERED, Document, RiskJudgement
from .applicability import applies, response_rate, state
from .bank import STAGE, Bank
from .channels import Channel, ChannelFigures
from .gates import Cap
from .plan import MitigationPlan, plan, register
from .problems import CannotScore, Problem, _
from .risks import Measure, RiskFigures
from .simulated import AnswerNext, Simulation, Tornado, Variant
from .tree import Branch
from .values import Leaf, is_aged, money_rate

METHOD_VERSION: Final = "1.0"


@dataclass(frozen=True)
class Warned:
    """Something the reader should know; `refs` are ids of questions, nodes or measures."""

    id: str
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Scored:
    """One evaluation of the tree: the leaves and the tree that apply, and the score of every node."""

    leaves: tuple[Leaf, ...]
    portfolio: tuple[Channel, ...]  # counted channels; empty: one missing leaf
    branches: tuple[Branch, ...]
    values: Mapping[str, float]  # of every leaf, the channel portfolio among them
    nodes: Mapping[str, float]

    def contributions(self, node: str) -> tuple[tree.Contribution, ...]:
        """M 2.7: what each child of a node adds and costs; KeyError for a node that does not apply."""
        branch = {entry.id: entry for entry in self.branches}[node]
        return tree.contributions(branch, {**self.nodes, **self.values})

    def losses(self) -> dict[str, float]:
        """M 2.7: the points of merit that each node and leaf costs."""
        return tree.losses(self.branches, {**self.nodes, **self.values})

    def gains(self, leaf: str, value: float, floor: float) -> dict[str, float]:
        """M 2.7: the points that every node gains when one leaf has another value, all others as they are."""
        found = tree.scores(self.branches, {**self.values, leaf: value}, floor)
        return {node: after - self.nodes[node] for node, after in found.items()}

    def global_weights(self) -> dict[str, float]:
        """M 2.5: the weight of every node and leaf in the whole."""
        return tree.global_weights(self.branches)


@dataclass(frozen=True)
class Result:
    """Everything that fairway.result/1 holds, under the same names. Nothing is rounded."""

    bank_id: str
    bank_version: str
    profile: str | Mapping[str, float]
    as_of: date
    nodes: Mapping[str, float | None]
    bounds: Mapping[str, tuple[float, float]]
    completeness: float
    confidence: float
    risk_completeness: float
    response_rate: float
    imbalance_penalty: float
    channel: ChannelFigures | None
    risk: RiskFigures
    risk_adjusted: float
    grade_before_caps: str
    caps: tuple[Cap, ...]
    blocked_by: tuple[str, ...]
    unknown_gates: tuple[str, ...]
    grade: str | None
    quadrant: str | None
    status: str
    contradictions: tuple[str, ...]
    notices: tuple[str, ...]
    warnings: tuple[Warned, ...]
    scored: Scored  # how the merit came about; this and the next two are not part of the stored result
    judgements: Mapping[str, RiskJudgement]  # the reviewers' where there are any
    measures: tuple[Measure, ...]
    mitigation_plan: MitigationPlan | None = None
    simulation: Simulation | None = None
    tornado: Tornado | None = None
    answer_next: AnswerNext | None = None
    stability: tuple[Variant, ...] | None = None

    def as_document(self) -> dict[str, object]:
        """The stored form, fairway.result/1: plain dictionaries, lists, numbers and texts."""
        found: dict[str, object] = {
            "format": "fairway.result/1",
            "method_version": METHOD_VERSION,
            "bank": {"id": self.bank_id, "version": self.bank_version},
            "profile": self.profile if isinstance(self.profile, str) else dict(self.profile),
            "as_of": self.as_of.isoformat(),
        }
        for name in (
            "nodes", "bounds", "completeness", "confidence", "risk_completeness", "response_rate", "imbalance_penalty",
            "channel", "risk", "risk_adjusted", "grade_before_caps", "caps", "blocked_by", "unknown_gates", "grade",
            "quadrant", "status", "contradictions", "notices", "warnings",
        ):  # fmt: skip
            found[name] = plain(getattr(self, name))
        for name in ("mitigation_plan", "simulation", "tornado", "answer_next", "stability"):
            if getattr(self, name) is not None:
                found[name] = plain(getattr(self, name))
        return found

    def as_shown(self) -> dict[str, object]:
        """The stored form with the range of every node, which pages show and fairway.result/1 leaves out."""
        found = self.as_document()
        if self.simulation is not None:
            found["simulation"] = {**self.simulation.as_document(), "nodes": self.simulation.nodes}
        return {name: plain(value) for name, value in found.items()}


def plain(value: object) -> object:
    """A record, mapping or tuple as dictionaries and lists."""
    if hasattr(value, "as_document"):
        return plain(value.as_document())
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value


@dataclass(frozen=True)
class Basis:
    """What a result is built from."""

    scored: Scored
    judgements: Mapping[str, RiskJudgement]
    risk: RiskFigures
    channel: ChannelFigures | None
    given: Mapping[str, object]  # what conditions speak about
    gate: gates.GateFigures
    known: gates.Known
    verdict: gates.Verdict


def assess(bank: Bank, document: Document) -> Result:
    """The deterministic result (M 1 to 4, 8). Raises CannotScore, for instance when the stage is not given."""
    found = basis(bank, document)
    merit = found.scored.nodes[bank.root.id]
    return Result(
        bank_id=bank.id,
        bank_version=bank.version,
        profile=document.profile,
        as_of=document.as_of,
        nodes=listed_nodes(bank, found.scored),
        bounds=bounds(bank, found.scored, document),
        **vars(found.known),
        response_rate=response_rate(bank, document),
        imbalance_penalty=found.scored.nodes.get(f"{bank.root.id}:arith", merit) - merit,
        channel=found.channel,
        risk=found.risk,
        **vars(found.verdict),
        blocked_by=found.gate.blocked_by,
        unknown_gates=found.gate.unknown,
        contradictions=gates.checks(bank, document, found.given, "contradiction"),
        notices=gates.checks(bank, document, found.given, "notice"),
        warnings=warnings(bank, document, found.scored),
        scored=found.scored,
        judgements=found.judgements,
        measures=risks.measures(bank, document.mitigations),
        mitigation_plan=plan(register(bank, found.judgements, document.mitigations), document.mitigation_budget),
    )


def basis(bank: Bank, document: Document) -> Basis:
    rate = checked(bank, document)
    scored = score(bank, document, rate)
    judgements = reviewers.judgements(bank, document)
    risk = risks.figures(bank, judgements, document.mitigations)
    channel = channels.figures(bank, document.channels, document.rival_channels)
    named = {"channel.F": channel.fragility, "channel.S": channel.strength} if channel else {}
    given = gates.given_values(bank, document, rate, named)
    gate = gates.gate_figures(bank, document, given)
    known = gates.Known(*known_shares(bank, scored), risks.completeness(bank, judgements))
    status = gates.status(bank, gate, known, reviewers.is_reviewed(bank, document))
    verdict = gates.verdict(bank, gate, known, status, scored.nodes[bank.root.id], risk.residual["overall"])
    return Basis(scored, judgements, risk, channel, given, gate, known, verdict)


def checked(bank: Bank, document: Document) -> float:
    """The rate of the document's currency; raises CannotScore where something needed is missing."""
    if (document.bank_id, document.bank_version) != (bank.id, bank.version):
        raise cannot("bank", _("This assessment belongs to another question bank or version."))
    if document.facts.get(STAGE) not in bank.stages():
        raise cannot(f"facts.{STAGE}", _("Choose the stage of the venture first: it decides which questions apply."))
    if isinstance(document.profile, str) and document.profile not in bank.profiles:
        raise cannot("profile", _("This weight profile is not in the question bank; choose another one."))
    rate = money_rate(bank, document)
    asked = [entry.id for entry in bank.questions if entry.type == "money" and applies(bank, entry, document.facts)]
    if rate is None and any(state(document, id) == ANSWERED for id in asked):
        message = _("Give the value of one %(currency)s in %(unit)s, so that amounts can be compared.")
        values = {"currency": document.currency, "unit": bank.money_unit}
        raise CannotScore(Problem(f"rates.{document.currency}", message, values))
    return 1.0 if rate is None else rate


def cannot(path: str, message: str) -> CannotScore:
    return CannotScore(Problem(path, message))


def score(bank: Bank, document: Document, rate: float) -> Scored:
    """M 2: leaves, tree and node scores."""
    found = reviewers.leaves(bank, document, rate)
    portfolio = channels.channels(bank, document.channels)
    applied = tree.branches(bank, tree.node_weights(bank, document.profile), found)
    there = {branch.id for branch in applied} | {bank.channel_table.node}
    for part in (*bank.parts, bank.root):
        if part.id not in there:  # M 1.4
            message = _("Nothing below %(part)s applies; check the answers that are marked as not applicable.")
            raise CannotScore(Problem("answers", message, {"part": part.id}))
    values = {leaf.ref: leaf.value for leaf in found}
    values[bank.channel_table.node] = channels.index(bank, portfolio) if portfolio else bank.constants["prior_mean"]
    return Scored(found, portfolio, applied, values, tree.scores(applied, values, bank.aggregation_floor))


def known_shares(bank: Bank, scored: Scored) -> tuple[float, float]:
    """M 2.5: completeness and confidence."""
    weights = scored.global_weights()
    portfolio = weights.get(bank.channel_table.node, 0.0)
    complete, sure = (portfolio * part for part in channels.known(scored.portfolio))
    complete += sum(weights.get(leaf.ref, 0.0) for leaf in scored.leaves if leaf.informed)
    sure += sum(weights.get(leaf.ref, 0.0) * leaf.confidence for leaf in scored.leaves)
    return complete, sure


def bounds(bank: Bank, scored: Scored, document: Document) -> dict[str, tuple[float, float]]:
    """M 2.5: the bounds of merit and its parts, which the result stores."""
    found = node_bounds(bank, scored, document)
    return {node.id: found[node.id] for node in (bank.root, *bank.parts)}


def node_bounds(bank: Bank, scored: Scored, document: Document) -> dict[str, tuple[float, float]]:
    """M 2.5: every node that applies, with everything missing at 0, and at 100; exact, since every step is monotone."""
    ends = []
    for missing in (0.0, 100.0):
        values = {leaf.ref: leaf.value if leaf.informed else missing for leaf in scored.leaves}
        table = channels.channels(bank, document.channels, missing)
        values[bank.channel_table.node] = channels.index(bank, table) if table else missing
        ends.append({**values, **tree.scores(scored.branches, values, bank.aggregation_floor)})
    return {node.id: (ends[0][node.id], ends[1][node.id]) for node in bank.nodes if node.id in ends[0]}


def listed_nodes(bank: Bank, scored: Scored) -> dict[str, float | None]:
    """Every node in bank order, None where it does not apply; the arithmetic mean after each geometric node."""
    found: dict[str, float | None] = {}
    for node in bank.nodes:
        found[node.id] = scored.values.get(node.id, scored.nodes.get(node.id))
        if node.aggregation == "geometric":
            found[f"{node.id}:arith"] = scored.nodes.get(f"{node.id}:arith")
    return found


def warnings(bank: Bank, document: Document, scored: Scored) -> tuple[Warned, ...]:
    """Ordered by id, then in bank order."""
    aged = tuple(leaf.ref for leaf in scored.leaves if leaf.informed and old(bank, document, leaf.ref))
    idle = tuple(id for id, entry in document.mitigations.items() if id.startswith(risks.OWN) and not entry.targets)
    found = [Warned("evidence_aged", aged)] if aged else []
    found += [Warned("mitigation_without_target", idle)] if idle else []
    found += [Warned("share_sum", ("channels",))] if channels.sum_is_odd(bank, document.channels) else []
    found += disagreements(bank, scored)
    found += [Warned("thin", (node,)) for node in thin(bank, document, scored)]
    found += [Warned("weight_over_70", (node,)) for node in heavy(bank, document.profile)]
    return tuple(found)


def old(bank: Bank, document: Document, ref: str) -> bool:
    months = bank.constants["evidence_max_age_months"]
    used = reviewers.used_answers(document, ref)
    return any(is_aged(answer.evidence_dated, document.as_of, months) for answer in used)


def disagreements(bank: Bank, scored: Scored) -> list[Warned]:
    """M 2.4: the informed criteria of a dimension lie too far apart; the highest and the lowest are named."""
    informed = {leaf.node for leaf in scored.leaves if leaf.informed}
    found = []
    for id in bank.dimensions:
        criteria = bank.children(id)
        if not criteria or any(not bank.node_questions(node.id) for node in criteria):
            continue
        known = [node.id for node in criteria if node.id in informed]
        if not known:
            continue
        highest, lowest = max(known, key=scored.nodes.__getitem__), min(known, key=scored.nodes.__getitem__)
        if scored.nodes[highest] - scored.nodes[lowest] > limit(bank, "sources_disagree"):
            found.append(Warned("sources_disagree", (highest, lowest)))
    return found


def limit(bank: Bank, name: str) -> float:
    """A constant that a figure must exceed by more than the tolerance."""
    return float(bank.constants[name] + bank.constants["tolerance"]["cut"])


def thin(bank: Bank, document: Document, scored: Scored) -> Sequence[str]:
    """M 1.4: criteria that lose most, but not all, of the weight that the stage lets through to manual N/A."""
    found = []
    alive, kept = {leaf.node for leaf in scored.leaves}, {leaf.ref for leaf in scored.leaves}
    for node in bank.nodes:
        asked = [entry for entry in bank.node_questions(node.id) if applies(bank, entry, document.facts)]
        total = sum(entry.weight for entry in asked)
        gone = sum(entry.weight for entry in asked if entry.id not in kept)
        if node.id in alive and gone > total / 2 + bank.constants["tolerance"]["weights"]:
            found.append(node.id)
    return found


def heavy(bank: Bank, profile: str | Mapping[str, float]) -> Sequence[str]:
    """M 2.6: custom weights give a child more than the limit, and more than the bank itself does."""
    if isinstance(profile, str):
        return ()
    custom, usual = tree.node_weights(bank, profile), tree.node_weights(bank, {})
    found = []
    for node in bank.nodes:
        siblings = bank.children(node.parent) if node.parent is not None else ()
        if len(siblings) < 2 or sum(custom[entry.id] for entry in siblings) <= 0:
            continue
        own = usual[node.id] / sum(usual[entry.id] for entry in siblings)
        edited = custom[node.id] / sum(custom[entry.id] for entry in siblings)
        if edited > max(own, bank.constants["weight_warning"]) + bank.constants["tolerance"]["weights"]:
            found.append(node.id)
    return found

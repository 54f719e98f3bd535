"""Checks what a bank's parts say about one another: ids, references and weights."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from .bank_parts import ChannelTable, Check, DerivedGate, Fact, Gate, Question, Risk
from .problems import Problem, _

if TYPE_CHECKING:
    from .bank import Bank

CHANNEL_FIGURES = ("channel.F", "channel.S")
DUPLICATE = _("The id %(id)s occurs twice; every id must be different.")
UNKNOWN_NODE = _("There is no node %(id)s in the tree.")
UNKNOWN_RISK = _("There is no risk %(id)s.")
UNKNOWN_REF = _("%(id)s is not a question, a fact, a gate, a risk judgement or a channel figure.")


def problems(bank: "Bank") -> list[Problem]:
    """Every fault between the parts of a bank whose parts are well formed one by one."""
    return [
        *duplicate_ids(bank),
        *tree_faults(bank),
        *question_faults(bank),
        *section_faults(bank),
        *channel_faults(bank),
        *weight_faults(bank, {}, "tree"),
        *profile_faults(bank),
        *risk_faults(bank),
        *gate_faults(bank),
        *check_faults(bank),
        *source_faults(bank),
    ]


def duplicate_ids(bank: "Bank") -> list[Problem]:
    """Questions, facts, gates, risks, measures and nodes share one space of ids, since references name them alone."""
    named: list[tuple[str, list[str]]] = [
        ("tree", [node.id for node in bank.nodes]),
        ("profile_questions", [fact.id for fact in bank.facts]),
        ("questions", [question.id for question in bank.questions]),
        ("risks", [risk.id for risk in bank.risks]),
        ("mitigations", [entry.id for entry in bank.mitigations]),
        ("gates", [gate.id for gate in bank.gates]),
        ("derived_gates", [gate.id for gate in bank.derived_gates]),
    ]
    found: list[Problem] = []
    seen: set[str] = set()
    for path, ids in named:
        for place, id in enumerate(ids):
            if id in seen:
                found.append(Problem(f"{path}[{place}].id", DUPLICATE, {"id": id}))
            seen.add(id)
    for path, ids in option_ids(bank):
        repeated = [id for id, count in Counter(ids).items() if count > 1]
        found += [Problem(path, DUPLICATE, {"id": id}) for id in repeated]
    return found


def option_ids(bank: "Bank") -> Iterable[tuple[str, list[str]]]:
    yield "sections", [section.id for section in bank.sections]
    yield "bands.grade", [band.id for band in bank.bands.grade]
    yield "consistency_checks", [check.id for check in bank.checks]
    yield "channel_table.types", [option.id for option in bank.channel_table.types]
    yield "channel_table.columns", [column.id for column in bank.channel_table.columns]
    for path, parts in option_holders(bank):
        for place, part in enumerate(parts):
            yield f"{path}[{place}].options", [option.id for option in part.options]


def option_holders(bank: "Bank") -> Iterable[tuple[str, Sequence[Fact | Question | Gate]]]:
    yield "profile_questions", bank.facts
    yield "questions", bank.questions
    yield "gates", bank.gates


def tree_faults(bank: "Bank") -> list[Problem]:
    """One root, known parents listed before their children, and something below every node."""
    found: list[Problem] = []
    seen: set[str] = set()
    for place, node in enumerate(bank.nodes):
        if node.parent is None and place > 0:
            found.append(Problem(f"tree[{place}].parent", _("Only the first node is the root; name a parent.")))
        if node.parent is not None and node.parent not in seen:
            found.append(
                Problem(f"tree[{place}].parent", _("%(id)s must be a node listed further up."), {"id": node.parent})
            )
        seen.add(node.id)
        below = bank.children(node.id) or bank.node_questions(node.id)
        if not below and node.aggregation != "channel_table":
            found.append(
                Problem(f"tree[{place}]", _("Nothing hangs below this node; add a question or remove the node."))
            )
    if not bank.nodes or bank.nodes[0].parent is not None:
        found.append(Problem("tree", _("The first node must be the root, without a parent.")))
    for place, id in enumerate(bank.dimensions):
        if id not in seen:
            found.append(Problem(f"dimensions[{place}]", UNKNOWN_NODE, {"id": id}))
    return found


def question_faults(bank: "Bank") -> list[Problem]:
    found: list[Problem] = []
    nodes = {node.id: node for node in bank.nodes}
    stages = bank.stages()
    for place, question in enumerate(bank.questions):
        path = f"questions[{place}]"
        if question.node not in nodes:
            found.append(Problem(f"{path}.node", UNKNOWN_NODE, {"id": question.node}))
        elif nodes[question.node].aggregation == "channel_table":
            found.append(Problem(f"{path}.node", _("The node of the channel table holds no questions.")))
        if question.applies_from is not None and question.applies_from not in stages:
            stage = {"id": question.applies_from}
            found.append(Problem(f"{path}.applies_from", _("%(id)s is not a stage of fact_stage."), stage))
    if not stages or any(order is None for order in stages.values()):
        found.append(Problem("profile_questions", _("A fact fact_stage is needed, with an order for every option.")))
    return found


def section_faults(bank: "Bank") -> list[Problem]:
    """Every question, and each of facts, gates, channel table and risks, has exactly one section."""
    found: list[Problem] = []
    ids = {node.id for node in bank.nodes}
    for place, section in enumerate(bank.sections):
        unknown = [node for node in section.nodes if node not in ids]
        found += [Problem(f"sections[{place}].nodes", UNKNOWN_NODE, {"id": node}) for node in unknown]
    if found:
        return found
    held = Counter(section.holds for section in bank.sections if section.holds)
    for kind in ("facts", "gates", "channel_table", "risks"):
        if held[kind] != 1:
            found.append(Problem("sections", _("Exactly one section must hold: %(kind)s."), {"kind": kind}))
    shown = Counter(question.id for section in bank.sections for question in bank.section_questions(section))
    for question in bank.questions:
        if shown[question.id] != 1:
            message = _("The question %(id)s must be below the nodes of exactly one section.")
            found.append(Problem("sections", message, {"id": question.id}))
    return found


def channel_faults(bank: "Bank") -> list[Problem]:
    tables = [node.id for node in bank.nodes if node.aggregation == "channel_table"]
    if tables != [bank.channel_table.node]:
        message = _("Exactly one node must have the aggregation channel_table, and the table must name it.")
        return [Problem("channel_table.node", message)]
    return []


def weight_faults(bank: "Bank", overrides: Mapping[str, float], path: str) -> list[Problem]:
    """M 12: weights that are all zero below a node; where there are overrides, only below the nodes they touch."""
    found: list[Problem] = []
    for node in bank.nodes:
        if overrides and not any(child.id in overrides for child in bank.children(node.id)):
            continue
        below = [overrides.get(child.id, child.weight) for child in bank.children(node.id)]
        below += [question.weight for question in bank.node_questions(node.id)]
        if below and sum(below) <= 0:
            message = _("The weights below %(node)s are all zero; give one of them a weight.")
            found.append(Problem(path, message, {"node": node.id}))
    return found


def profile_faults(bank: "Bank") -> list[Problem]:
    ids = {node.id for node in bank.nodes}
    found: list[Problem] = []
    for profile in bank.profiles.values():
        path = f"profiles.{profile.id}.weights"
        unknown = [id for id in profile.weights if id not in ids]
        found += [Problem(f"{path}.{id}", UNKNOWN_NODE, {"id": id}) for id in unknown]
        found += weight_faults(bank, profile.weights, path) if profile.weights else []
    if not bank.profiles:
        found.append(Problem("profiles", _("At least one weight profile is needed.")))
    return found


def risk_faults(bank: "Bank") -> list[Problem]:
    risks = {risk.id for risk in bank.risks}
    found: list[Problem] = []
    for place, entry in enumerate(bank.mitigations):
        path = f"mitigations[{place}]"
        unknown = [id for id in entry.targets if id not in risks]
        found += [Problem(f"{path}.targets", UNKNOWN_RISK, {"id": id}) for id in unknown]
        if entry.id.startswith("own_"):
            found.append(Problem(f"{path}.id", _("Ids that start with own_ belong to the measures of users.")))
    for place, fact in enumerate(bank.facts):
        for at, option in enumerate(fact.options):
            path = f"profile_questions[{place}].options[{at}].prompts_risk"
            found += [Problem(path, UNKNOWN_RISK, {"id": id}) for id in option.prompts_risk if id not in risks]
    return found


def gate_faults(bank: "Bank") -> list[Problem]:
    grades = {band.id for band in bank.bands.grade}
    allowed = {"pass", "block"} | {f"cap:{grade}" for grade in grades}
    places = {option.id for fact in bank.facts if fact.id == "fact_jurisdictions" for option in fact.options}
    found: list[Problem] = []
    message = _("%(outcome)s is not an outcome; use pass, block or cap:<grade>.")
    for place, gate in enumerate(bank.gates):
        outcomes = [(f"options[{at}].outcome", option.outcome) for at, option in enumerate(gate.options)]
        for path, outcome in [*outcomes, ("on_unknown", gate.on_unknown)]:
            if outcome not in allowed:
                found.append(Problem(f"gates[{place}].{path}", message, {"outcome": outcome}))
        for id in gate.jurisdictions:
            if id not in places:
                unknown = _("%(id)s is not an option of fact_jurisdictions.")
                found.append(Problem(f"gates[{place}].jurisdictions", unknown, {"id": id}))
    for place, derived in enumerate(bank.derived_gates):
        if derived.outcome not in allowed:
            found.append(Problem(f"derived_gates[{place}].outcome", message, {"outcome": derived.outcome}))
    if bank.constants["completeness"]["cap_grade"] not in grades:
        found.append(Problem("constants.completeness.cap_grade", _("This grade is not in bands.grade.")))
    return found


def check_faults(bank: "Bank") -> list[Problem]:
    known = {question.id for question in bank.questions} | {fact.id for fact in bank.facts}
    known |= {gate.id for gate in bank.gates} | set(CHANNEL_FIGURES)
    known |= {f"{risk.id}.{part}" for risk in bank.risks for part in ("likelihood", "impact")}
    holders: tuple[tuple[str, Sequence[DerivedGate | Check]], ...] = (
        ("derived_gates", bank.derived_gates),
        ("consistency_checks", bank.checks),
    )
    found: list[Problem] = []
    for path, parts in holders:
        for place, part in enumerate(parts):
            for at, condition in enumerate(part.conditions):
                if condition.ref not in known:
                    ref = f"{path}[{place}].when.all[{at}].ref"
                    found.append(Problem(ref, UNKNOWN_REF, {"id": condition.ref}))
    return found


def source_faults(bank: "Bank") -> list[Problem]:
    parts: tuple[tuple[str, Sequence[Fact | Question | Risk | Gate | ChannelTable]], ...] = (
        ("profile_questions", bank.facts),
        ("questions", bank.questions),
        ("risks", bank.risks),
        ("gates", bank.gates),
        ("channel_table", (bank.channel_table,)),
    )
    message = _("There is no source %(id)s in the list of sources.")
    found: list[Problem] = []
    for path, entries in parts:
        for place, part in enumerate(entries):
            unknown = [id for id in part.source if id not in bank.sources]
            found += [Problem(f"{path}[{place}].source", message, {"id": id}) for id in unknown]
    return found

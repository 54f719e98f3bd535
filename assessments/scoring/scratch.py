"""One answer of a document changed, without touching the document: what a person tries before deciding."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from .answers import ANSWERED, DONT_KNOW, Answer, ChannelRow, Document, MeasureState, RiskJudgement
from .applicability import applies
from .bank import STAGE, Bank
from .bank_parts import Column, Fact, Gate, Question, Raw
from .levers import raised
from .risks import OWN
from .simulated import Lever
from .values import money_rate

CELL = re.compile(r"channels\[(\d{1,2})\]\.(\w+)")
NOT_PLANNED, IN_PLACE = "not_planned", "in_place"


@dataclass(frozen=True)
class Target:
    """What can be changed. `ref` is named as the tornado names it; `item` is what the sheet keeps the answer under.

    `kind` is fact, gate, question, evidence, likelihood, impact, measure, share, dependence or cell.
    """

    ref: str
    kind: str
    item: str
    asked: Question | Column | Gate | Fact | None = None
    row: int = -1


def target(bank: Bank, document: Document, ref: str) -> Target | None:
    """None for what does not exist, does not apply or is not scored."""
    cell = CELL.fullmatch(ref)
    if cell is not None:
        return cell_target(bank, document, ref, int(cell[1]), cell[2])
    item, _dot, part = ref.partition(".")
    questions = {question.id: question for question in bank.questions}
    if item in questions and part in ("", "evidence") and applies(bank, questions[item], document.facts):
        return Target(ref, part or "question", item, questions[item])
    if part in ("likelihood", "impact") and item in {risk.id for risk in bank.risks}:
        return Target(ref, part, item)
    if part:
        return None
    gates = {gate.id: gate for gate in bank.gates}
    if item in gates:
        return Target(ref, "gate", item, gates[item])
    if item == STAGE:
        return Target(ref, "fact", item, bank.fact(item))
    known = item in {entry.id for entry in bank.mitigations}
    return Target(ref, "measure", item) if known or (item.startswith(OWN) and item in document.mitigations) else None


def cell_target(bank: Bank, document: Document, ref: str, row: int, column: str) -> Target | None:
    table = bank.channel_table
    if row >= len(document.channels) or column not in {entry.id for entry in table.columns}:
        return None
    kind = column if column in ("share", "dependence") else "cell"
    if kind == "cell" and column not in {entry.id for entry in table.criteria}:
        return None
    return Target(ref, kind, table.node, table.column(column), row)


def targets(bank: Bank, document: Document) -> tuple[Target, ...]:
    """Everything that can be changed, in the order of the bank; evidence goes with its question."""
    refs = [STAGE, *(gate.id for gate in bank.gates), *(question.id for question in bank.questions)]
    columns = ["share", "dependence", *(column.id for column in bank.channel_table.criteria)]
    refs += [f"channels[{row}].{column}" for row in range(len(document.channels)) for column in columns]
    refs += [f"{risk.id}.{side}" for risk in bank.risks for side in ("likelihood", "impact")]
    refs += [entry.id for entry in bank.mitigations]
    refs += [id for id in document.mitigations if id.startswith(OWN)]
    found = (target(bank, document, ref) for ref in refs)
    return tuple(entry for entry in found if entry is not None)


def current(document: Document, wanted: Target) -> Raw | None:
    """The value now; None where there is none."""
    if wanted.kind in ("question", "evidence"):
        answer = document.answers.get(wanted.item)
        if wanted.kind == "evidence":
            return answer.evidence if answer is not None and answer.state == ANSWERED else 0
        return answer.raw if answer is not None and answer.state == ANSWERED else None
    if wanted.kind in ("likelihood", "impact"):
        level = getattr(document.risks.get(wanted.item, RiskJudgement()), wanted.kind)
        return int(level) if level is not None else None
    if wanted.kind == "measure":
        return document.mitigations.get(wanted.item, MeasureState(NOT_PLANNED)).status
    if wanted.kind == "gate":
        return document.gates.get(wanted.item)
    return document.facts.get(wanted.item) if wanted.kind == "fact" else cell_value(document.channels, wanted)


def cell_value(rows: tuple[ChannelRow, ...], wanted: Target) -> Raw | None:
    row = rows[wanted.row]
    if wanted.kind == "share":
        return row.share
    return row.dependence if wanted.kind == "dependence" else row.cells.get(column_of(wanted))


def column_of(wanted: Target) -> str:
    return wanted.ref.rpartition(".")[2]


def changed(document: Document, wanted: Target, value: Raw | None) -> Document:
    """The document with one other answer; None takes the answer away, as "I don't know yet" does."""
    if wanted.kind in ("question", "evidence"):
        return replace(document, answers=with_answer(document.answers, wanted, value))
    if wanted.kind in ("likelihood", "impact"):
        before = document.risks.get(wanted.item, RiskJudgement())
        judged = replace(before, **{wanted.kind: value})  # type: ignore[arg-type]  # a level or None
        return replace(document, risks={**document.risks, wanted.item: judged})
    if wanted.kind == "measure":
        state = replace(document.mitigations.get(wanted.item, MeasureState(NOT_PLANNED)), status=str(value))
        return replace(document, mitigations={**document.mitigations, wanted.item: state})
    if wanted.kind == "gate":
        return replace(document, gates=with_value(document.gates, wanted.item, None if value is None else str(value)))
    if wanted.kind == "fact":
        return replace(document, facts=with_value(document.facts, wanted.item, value))
    rows = list(document.channels)
    rows[wanted.row] = with_cell(rows[wanted.row], wanted, value)
    return replace(document, channels=tuple(rows))


def with_value[T](given: Mapping[str, T], id: str, value: T | None) -> dict[str, T]:
    kept = {other: entry for other, entry in given.items() if other != id}
    return kept if value is None else {**kept, id: value}


def with_answer(answers: Mapping[str, Answer], wanted: Target, value: Raw | None) -> dict[str, Answer]:
    before = answers.get(wanted.item, Answer(DONT_KNOW))
    if wanted.kind == "evidence":
        after = replace(before, evidence=int(value or 0), evidence_dated=None)  # type: ignore[arg-type]  # a level
    elif value is None:
        after = replace(before, state=DONT_KNOW, raw=None)
    else:
        after = replace(before, state=ANSWERED, raw=value, reason="")
    return {**answers, wanted.item: after}


def with_cell(row: ChannelRow, wanted: Target, value: Raw | None) -> ChannelRow:
    if wanted.kind == "share":
        return replace(row, share=value)  # type: ignore[arg-type]  # a number
    if wanted.kind == "dependence":
        return replace(row, dependence=value)  # type: ignore[arg-type]  # a level or None
    return replace(row, cells=with_value(row.cells, column_of(wanted), value))


def better(bank: Bank, document: Document, wanted: Target) -> Raw | None:
    """One step up, as the lever mode of the tornado has it; None where there is none."""
    now = current(document, wanted)
    if wanted.kind == "question" and isinstance(wanted.asked, Question):
        return raised(bank, wanted.asked, now, money_rate(bank, document) or 1.0)
    if wanted.kind == "cell" and isinstance(wanted.asked, Column):
        return raised(bank, wanted.asked, now)
    if wanted.kind in ("likelihood", "impact", "dependence"):
        least = 0 if wanted.kind == "dependence" else 1
        return now - 1 if isinstance(now, int) and now > least else None
    return IN_PLACE if wanted.kind == "measure" and now != IN_PLACE else None


def trial(bank: Bank, document: Document, lever: Lever) -> dict[str, Raw]:
    """What to change to try a lever: one answer, or for a share all shares, as the others are scaled (M 5.2)."""
    wanted = target(bank, document, lever.ref)
    if wanted is None:
        return {}
    if wanted.kind != "share":
        value = better(bank, document, wanted)
        return {} if value is None else {wanted.ref: value}
    total = sum(row.share for row in document.channels)
    rest = 100 - lever.before
    found: dict[str, Raw] = {}
    for place, row in enumerate(document.channels):
        share = lever.after if place == wanted.row else 100 * row.share / total * (100 - lever.after) / rest
        if row.share > 0:
            found[f"channels[{place}].share"] = round(share, 2)
    return found

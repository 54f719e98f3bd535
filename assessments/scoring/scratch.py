"""One answer of a document changed, without touching the document: what a person tries before deciding."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .answers import ANSWERED, DONT_KNOW, NOT_APPLICABLE, Answer, ChannelRow, Document, MeasureState, RiskJudgement
from .applicability import applies
from .bank import STAGE, Bank
from .bank_parts import Column, Fact, Gate, Question, Raw
from .levers import raised
from .risks import OWN
from .simulated import Lever
from .values import money_rate

OURS, RIVAL = "channels", "rival_channels"  # the two tables, as a document names them
TABLES = (OURS, RIVAL)
CELL = re.compile(r"(channels|rival_channels)\[(\d{1,2})\]\.(\w+)")
NOT_PLANNED, IN_PLACE, REMOVED = "not_planned", "in_place", "removed"
SIDES, EFFECTS = ("likelihood", "impact"), ("effect_likelihood", "effect_impact")
ROW_KINDS = {"type": "channel_type", "evidence": "channel_evidence", REMOVED: REMOVED}
ROW_FIELDS = {"channel_type": "type", "channel_evidence": "evidence"} | {
    name: name for name in ("owner", "share", "dependence")
}
NEW_ROW = ChannelRow("", "", 0.0)


@dataclass(frozen=True)
class Target:
    """What can be changed. `ref` is named as the tornado names it; `item` is what the sheet keeps the answer under.

    Of the facts it is the stage alone: no other moves a score.
    `kind` is fact, gate; question, evidence, not_applicable; likelihood, impact, risk_evidence; measure,
    effect_likelihood, effect_impact; or of a channel: channel_type, owner, share, dependence, cell, channel_evidence,
    removed.
    """

    ref: str
    kind: str
    item: str
    asked: Question | Column | Gate | Fact | None = None
    row: int = -1

    @property
    def table(self) -> str:
        """Of a field of a channel."""
        return RIVAL if self.item == RIVAL else OURS


def target(bank: Bank, document: Document, ref: str) -> Target | None:
    """None for what does not exist, does not apply or is not scored."""
    cell = CELL.fullmatch(ref)
    if cell is not None:
        return cell_target(bank, document, cell)
    item, _dot, part = ref.partition(".")
    questions = {question.id: question for question in bank.questions}
    if item in questions:
        return question_target(bank, document, ref, questions[item], part)
    if item in {risk.id for risk in bank.risks} and part in (*SIDES, "evidence"):
        return Target(ref, part if part in SIDES else "risk_evidence", item)
    known = item in {entry.id for entry in bank.mitigations} or (item.startswith(OWN) and item in document.mitigations)
    if known and part in ("", *EFFECTS):
        return Target(ref, part or "measure", item)
    if part:
        return None
    gates = {gate.id: gate for gate in bank.gates}
    if item in gates:
        return Target(ref, "gate", item, gates[item])
    if item == STAGE:
        return Target(ref, "fact", item, bank.fact(item))
    return None


def question_target(bank: Bank, document: Document, ref: str, question: Question, part: str) -> Target | None:
    kinds = {"": "question", "evidence": "evidence"} | ({NOT_APPLICABLE: NOT_APPLICABLE} if question.na_allowed else {})
    applying = part in kinds and applies(bank, question, document.facts)
    return Target(ref, kinds[part], question.id, question) if applying else None


def cell_target(bank: Bank, document: Document, cell: re.Match[str]) -> Target | None:
    table, row, name = cell[1], int(cell[2]), cell[3]
    columns = {column.id: column for column in bank.channel_table.columns}
    if row >= len(rows_of(document, table)) or name not in {*columns, *ROW_KINDS}:
        return None
    kind = ROW_KINDS.get(name) or (name if name in ROW_FIELDS else "cell")
    item = RIVAL if table == RIVAL else bank.channel_table.node
    return Target(cell[0], kind, item, columns.get(name), row)


def rows_of(document: Document, table: str) -> tuple[ChannelRow, ...]:
    return document.rival_channels if table == RIVAL else document.channels


def with_rows(document: Document, table: str, rows: tuple[ChannelRow, ...]) -> Document:
    return replace(document, rival_channels=rows) if table == RIVAL else replace(document, channels=rows)


def targets(bank: Bank, document: Document) -> tuple[Target, ...]:
    """Everything that can be changed, in the order of the bank; evidence goes with its question."""
    refs = [STAGE, *(gate.id for gate in bank.gates)]
    refs += [f"{question.id}{part}" for question in bank.questions for part in ("", f".{NOT_APPLICABLE}")]
    refs += [
        ref
        for table in TABLES
        for row in range(len(rows_of(document, table)))
        for ref in (*row_refs(bank, table, row), f"{table}[{row}].{REMOVED}")
    ]
    refs += [f"{risk.id}.{part}" for risk in bank.risks for part in (*SIDES, "evidence")]
    measures = [*(entry.id for entry in bank.mitigations), *(id for id in document.mitigations if id.startswith(OWN))]
    refs += [
        ref for id in measures for ref in (id, *(f"{id}.{effect}" for effect in EFFECTS if id in document.mitigations))
    ]
    found = (target(bank, document, ref) for ref in refs)
    return tuple(entry for entry in found if entry is not None)


def row_refs(bank: Bank, table: str, row: int) -> list[str]:
    """The fields of one channel."""
    criteria = (column.id for column in bank.channel_table.criteria)
    return [f"{table}[{row}].{name}" for name in ("type", "owner", "share", "dependence", *criteria, "evidence")]


def open_tables(bank: Bank, document: Document) -> list[str]:
    """The tables that another channel can be added to."""
    allowed = TABLES if bank.channel_table.rival_allowed else (OURS,)
    return [table for table in allowed if len(rows_of(document, table)) < bank.channel_table.max_rows]


def with_new_channels(bank: Bank, document: Document, refs: Iterable[str]) -> Document:
    """The document with the rows that are named directly below a table. An empty one does not count (M 8.2)."""
    cells = [found for ref in refs if (found := CELL.fullmatch(ref))]
    for table in open_tables(bank, document):
        rows = rows_of(document, table)
        named = {int(cell[2]) for cell in cells if cell[1] == table}
        last = len(rows)
        while last in named and last < bank.channel_table.max_rows:
            last += 1
        if last > len(rows):
            document = with_rows(document, table, (*rows, *[NEW_ROW] * (last - len(rows))))
    return document


def without_new_channel(typed: Mapping[str, str], table: str, row: int) -> dict[str, str]:
    """What is typed without one new row; those below it in its table move up."""
    found = {}
    for ref, value in typed.items():
        cell = CELL.fullmatch(ref)
        number = int(cell[2]) if cell and cell[1] == table else -1
        if cell is None or number < row:
            found[ref] = value
        elif number > row:
            found[f"{table}[{number - 1}].{cell[3]}"] = value
    return found


def current(document: Document, wanted: Target) -> Raw | None:
    """The value now; None where there is none."""
    if isinstance(wanted.asked, Question):
        return answer_value(document.answers.get(wanted.item, Answer(DONT_KNOW)), wanted.kind)
    if wanted.kind in (*SIDES, "risk_evidence"):
        judged = document.risks.get(wanted.item, RiskJudgement())
        level = judged.evidence if wanted.kind == "risk_evidence" else getattr(judged, wanted.kind)
        return int(level) if level is not None else None
    if wanted.kind in ("measure", *EFFECTS):
        state = document.mitigations.get(wanted.item, MeasureState(NOT_PLANNED))
        return state.status if wanted.kind == "measure" else getattr(state, wanted.kind)
    if wanted.kind == "gate":
        return document.gates.get(wanted.item)
    return (
        document.facts.get(wanted.item)
        if wanted.kind == "fact"
        else cell_value(rows_of(document, wanted.table), wanted)
    )


def answer_value(answer: Answer, kind: str) -> Raw | None:
    if kind == NOT_APPLICABLE:
        return answer.reason if answer.state == NOT_APPLICABLE else None
    if kind == "evidence":
        return answer.evidence if answer.state == ANSWERED else 0
    return answer.raw if answer.state == ANSWERED else None


def cell_value(rows: tuple[ChannelRow, ...], wanted: Target) -> Raw | None:
    row = rows[wanted.row]
    fields: dict[str, Raw | None] = {
        "channel_type": row.type, "owner": row.owner, "share": row.share, "dependence": row.dependence,
        "channel_evidence": row.evidence, REMOVED: None,
    }  # fmt: skip
    return fields[wanted.kind] if wanted.kind in fields else row.cells.get(column_of(wanted))


def column_of(wanted: Target) -> str:
    return wanted.ref.rpartition(".")[2]


def changed(document: Document, wanted: Target, value: Raw | None) -> Document:
    """The document with one other answer; None takes the answer away, as "I don't know yet" does."""
    if isinstance(wanted.asked, Question):
        return replace(document, answers=with_answer(document.answers, wanted, value))
    if wanted.kind in (*SIDES, "risk_evidence"):
        judged = judged_anew(document.risks.get(wanted.item, RiskJudgement()), wanted.kind, level(value))
        return replace(document, risks={**document.risks, wanted.item: judged})
    if wanted.kind in ("measure", *EFFECTS):
        state = planned_anew(document.mitigations.get(wanted.item, MeasureState(NOT_PLANNED)), wanted.kind, value)
        return replace(document, mitigations={**document.mitigations, wanted.item: state})
    if wanted.kind == "gate":
        return replace(document, gates=with_value(document.gates, wanted.item, None if value is None else str(value)))
    if wanted.kind == "fact":
        return replace(document, facts=with_value(document.facts, wanted.item, value))
    return with_rows(document, wanted.table, with_row(rows_of(document, wanted.table), wanted, value))


def level(value: Raw | None) -> int | None:
    """A level as `read` and the form give it, None for one that is not known."""
    return None if value is None else int(str(value))


def judged_anew(judged: RiskJudgement, kind: str, value: int | None) -> RiskJudgement:
    if kind == "risk_evidence":
        return replace(judged, evidence=value or 0)
    return replace(judged, likelihood=value) if kind == "likelihood" else replace(judged, impact=value)


def planned_anew(state: MeasureState, kind: str, value: Raw | None) -> MeasureState:
    if kind == "measure":
        return replace(state, status=NOT_PLANNED if value is None else str(value))
    effect = level(value)
    return replace(state, effect_likelihood=effect) if kind == EFFECTS[0] else replace(state, effect_impact=effect)


def with_value[T](given: Mapping[str, T], id: str, value: T | None) -> dict[str, T]:
    kept = {other: entry for other, entry in given.items() if other != id}
    return kept if value is None else {**kept, id: value}


def with_answer(answers: Mapping[str, Answer], wanted: Target, value: Raw | None) -> dict[str, Answer]:
    before = answers.get(wanted.item, Answer(DONT_KNOW))
    if wanted.kind == NOT_APPLICABLE and value is None and before.state != NOT_APPLICABLE:
        return dict(answers)
    if wanted.kind == "evidence":
        after = replace(before, evidence=level(value) or 0, evidence_dated=None)
    elif wanted.kind == NOT_APPLICABLE and value is not None:
        after = replace(before, state=NOT_APPLICABLE, raw=None, reason=str(value))
    elif value is None:
        after = replace(before, state=DONT_KNOW, raw=None)
    else:
        after = replace(before, state=ANSWERED, raw=value, reason="")
    return {**answers, wanted.item: after}


def with_row(rows: tuple[ChannelRow, ...], wanted: Target, value: Raw | None) -> tuple[ChannelRow, ...]:
    """A channel that is taken away stays as a row without a share, so that no other is numbered anew."""
    row = rows[wanted.row]
    if wanted.kind == REMOVED:
        row = row if value is None else replace(row, share=0.0)
    else:
        row = row_anew(row, wanted, value)
    found = (*rows[: wanted.row], row, *rows[wanted.row + 1 :])
    return () if wanted.kind == REMOVED and not any(entry.share for entry in found) else found


def row_anew(row: ChannelRow, wanted: Target, value: Raw | None) -> ChannelRow:
    """A channel with another field; its kind, owner and share cannot be unknown."""
    if wanted.kind == "channel_type":
        return replace(row, type=str(value))
    if wanted.kind == "owner":
        return replace(row, owner=str(value))
    if wanted.kind == "share":
        return replace(row, share=float(str(value)))
    if wanted.kind == "dependence":
        return replace(row, dependence=level(value))
    if wanted.kind == "channel_evidence":
        return replace(row, evidence=level(value) or 0)
    return replace(row, cells=with_value(row.cells, column_of(wanted), value))


def better(bank: Bank, document: Document, wanted: Target) -> Raw | None:
    """One step up, as the lever mode of the tornado has it; None where there is none."""
    now = current(document, wanted)
    if wanted.kind == "question" and isinstance(wanted.asked, Question):
        return raised(bank, wanted.asked, now, money_rate(bank, document) or 1.0)
    if wanted.kind == "cell" and isinstance(wanted.asked, Column):
        return raised(bank, wanted.asked, now)
    if wanted.kind == REMOVED:
        return REMOVED
    if wanted.kind in (*SIDES, "dependence"):
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

"""The answers of one round as the beginning of the next."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from assessments import scoring
from assessments.models.answered import RIVAL_CHANNELS
from assessments.models.sheet import Answer, Sheet
from assessments.scoring import Document
from assessments.scoring.changes import fitted, known_cells

CARRIED = ("state", "value", "evidence", "evidence_dated", "links", "note", "reason")


def carried_answers(answers: Iterable[Answer], sheet: Sheet) -> list[Answer]:
    """New rows for a sheet with all that was put down, also drafts that could not be read yet."""
    return [
        Answer(sheet=sheet, item=answer.item, **{name: getattr(answer, name) for name in CARRIED}) for answer in answers
    ]


def understood(answers: Iterable[Answer], document: Document, bank: scoring.Bank) -> list[Answer]:
    """Those rows that another version of the bank can read; what it does not know is asked anew."""
    known = fitted(bank, document)
    items = {*known.facts, *known.gates, *known.answers, *known.risks, *known.mitigations}
    tables = {bank.channel_table.node: known.channels, RIVAL_CHANNELS: document.rival_channels}
    found = []
    for answer in answers:
        if answer.item in tables:
            rows = [known_cells(bank, row) for row in tables[answer.item]]
            if rows:
                answer.value = [asdict(row) for row in rows]
                found.append(answer)
        elif answer.item in items:
            found.append(answer)
    return found


def carried_weights(custom: Mapping[str, Any], bank: scoring.Bank) -> dict[str, Any]:
    """Custom weights of those nodes whose children are still the same."""
    nodes = {node.id for node in bank.nodes}
    return {
        parent: entry
        for parent, entry in custom.items()
        if parent in nodes and set(entry["weights"]) == {child.id for child in bank.children(parent)}
    }

"""Does the verdict hold under other assumptions (M 5.5)?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from . import channels, gates, tree
from .answers import Document
from .bank import Bank
from .result import Result, assess
from .simulated import Variant


def stability(bank: Bank, document: Document, result: Result) -> tuple[Variant, ...]:
    """Grade and quadrant under every other profile, with arithmetic means, and with everything missing at 0 or 100."""
    found = []
    for name, grade, quadrant in variants(bank, document, result):
        changed = (grade, quadrant) != (result.grade, result.quadrant)
        found.append(Variant(name, grade, quadrant, changed))
    return tuple(found)


def variants(bank: Bank, document: Document, result: Result) -> Iterator[tuple[str, str | None, str | None]]:
    for profile in bank.profiles:
        if profile != document.profile:
            other = assess(bank, replace(document, profile=profile))
            yield f"profile:{profile}", other.grade, other.quadrant
    scored = result.scored
    plain = [replace(branch, aggregation="arithmetic") for branch in scored.branches]
    yield "arithmetic", *verdict(bank, result, tree.scores(plain, scored.values, bank.aggregation_floor))
    for missing in (0.0, 100.0):
        found = tree.scores(scored.branches, filled(bank, document, result, missing), bank.aggregation_floor)
        yield f"missing:{missing:.0f}", *verdict(bank, result, found)


def filled(bank: Bank, document: Document, result: Result, missing: float) -> dict[str, float]:
    """The leaves with everything missing at one value; risks keep their means."""
    values = {leaf.ref: leaf.value if leaf.informed else missing for leaf in result.scored.leaves}
    table = channels.channels(bank, document.channels, missing)
    return {**values, bank.channel_table.node: channels.index(bank, table) if table else missing}


def verdict(bank: Bank, result: Result, nodes: Mapping[str, float]) -> tuple[str | None, str | None]:
    """Grade and quadrant of another merit under the same risk, caps and status."""
    merit, overall = nodes[bank.root.id], result.risk.residual["overall"]
    before = gates.grade(bank, merit * (1 - overall / 100))
    final = gates.worst_grade(bank, [before, *(cap.grade for cap in result.caps)])
    grade = None if result.grade is None else final
    return grade, None if result.quadrant is None else gates.quadrant(bank, merit, overall)

"""The example on the first page: an invented venture, scored like any other."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments import charts, scoring
from assessments.models import Bank
from assessments.readings.words import whole
from assessments.scoring.document import read
from assessments.scoring.result import node_bounds
from assessments.templatetags.bilingual import local

EXAMPLE = Path(__file__).with_name("example.yaml")


@dataclass(frozen=True)
class Row:
    """A line of a table whose middle cell is a chart."""

    title: str
    chart: SafeString
    figure: str
    detail: str = ""


@dataclass(frozen=True)
class Scored:
    bank: scoring.Bank
    document: scoring.Document
    result: scoring.Result
    bounds: dict[str, tuple[float, float]]


@lru_cache(maxsize=2)
def scored(bank: Bank) -> Scored:
    document = read(EXAMPLE.read_text(encoding="utf-8"), bank.parsed)
    result = scoring.assess(bank.parsed, document)
    return Scored(bank.parsed, document, result, node_bounds(bank.parsed, result.scored, document))


def example() -> dict[str, object] | None:
    """What the first page shows of it; nothing before a question bank is loaded."""
    bank = Bank.objects.defer("document").order_by("published", "pk").last()
    if bank is None:
        return None
    made = scored(bank)
    low, high = made.bounds[made.bank.root.id]
    merit = made.result.nodes[made.bank.root.id] or 0
    return {
        "name": made.document.venture_name,
        "merit": merit,
        "low": low,
        "high": high,
        "scale": SafeString(charts.scale(merit, low, high)),
        "dimensions": [dimension(made, id) for id in made.bank.dimensions],
        "risks": risks(made),
        "before": made.result.risk.inherent["overall"],
        "after": made.result.risk.residual["overall"],
        "channels": channels(made),
    }


def dimension(made: Scored, id: str) -> Row:
    score, (low, high) = made.result.nodes[id] or 0, made.bounds[id]
    ends = f"{whole(low)}–{whole(high)}" if whole(low) != whole(high) else ""
    return Row(local(made.bank.node(id).title), SafeString(charts.interval(score, low, high)), whole(score), ends)


def risks(made: Scored) -> list[Row]:
    """By category, the largest after measures first; four times the size, since the axis ends at 25."""
    before, after = made.result.risk.inherent, made.result.risk.residual
    titles = {
        "technical": _("Technical risk"),
        "market": _("Market risk"),
        "funding": _("Funding risk"),
        "legal": _("Legal risk"),
    }
    return [
        Row(
            titles[category],
            SafeString(charts.bar(4 * before[category], 4 * after[category])),
            whole(after[category]),
            whole(before[category]),
        )
        for category in sorted(titles, key=lambda category: -after[category])
    ]


def channels(made: Scored) -> list[Row]:
    """The share of customers by way to them, and how much of it another company can switch off."""
    types = {option.id: local(option.text) for option in made.bank.channel_table.types}
    return [
        Row(
            types[row.type],
            SafeString(charts.bar(row.share, row.share * (row.dependence or 0) / 3)),
            f"{whole(row.share)}%",
            _("own") if row.owner == "self" else row.owner,
        )
        for row in made.document.channels
    ]

"""Charts of the pages that compare: ventures, rounds, ways to value. One line each, calling assessments.charts."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments import charts
from assessments.charts.compare import Span
from assessments.charts.rounds import Stop, Window
from assessments.readings import Score
from assessments.readings.comparison import ComparedRow, Contender, Ranked
from assessments.readings.rounds import Part
from assessments.readings.sensitivity import Bar, Chance, Loss, Moving
from assessments.readings.similar import Beside
from assessments.readings.valuation import Valued
from assessments.scoring import Bank
from assessments.templatetags.bilingual import local

register = template.Library()
FEW_ROUNDS = 5


@register.simple_tag
def mark(place: int) -> SafeString:
    return mark_safe(charts.compare.shape(place))


@register.simple_tag
def beside_case(row: Beside) -> SafeString:
    """A venture's range above the case's score; a case has the diamond, as everywhere."""
    mine = Span(0, row.mine.value, row.mine.low, row.mine.high)
    return mark_safe(charts.compare.stacked([mine, Span(3, row.theirs)]))


@register.simple_tag
def stacked(row: ComparedRow) -> SafeString:
    cells = row.cells
    spans = [Span(cell.contender.place, cell.score.value, cell.score.low, cell.score.high) for cell in cells]
    return mark_safe(charts.compare.stacked(spans))


@register.simple_tag
def outlines(bank: Bank, contenders: Sequence[Contender]) -> SafeString:
    drawn = charts.compare.outlines(
        [local(bank.node(id).title) for id in bank.dimensions],
        {one.place: [one.reading.score(id).value for id in bank.dimensions] for one in contenders},
        title=_("Radar of the dimensions of each venture. The same numbers are in the table."),
    )
    return mark_safe(drawn)


@register.simple_tag
def ranks(row: Ranked) -> SafeString:
    return mark_safe(charts.compare.ranks(row.standing.acceptability, row.contender.place))


@register.simple_tag
def whole(value: float, shown: Window) -> SafeString:
    return mark_safe(charts.rounds.whole(value, shown))


@register.simple_tag
def link(part: Part, shown: Window) -> SafeString:
    """One link of the chain from the earlier to the later score."""
    return mark_safe(charts.rounds.change(part.before, part.after, shown))


@register.simple_tag
def history(stops: Sequence[Stop]) -> SafeString:
    """Few rounds are named in words, many by their numbers, so that the names fit on a phone."""
    title = _("Risk-adjusted score of each round with its range. The table has the numbers.")
    pattern = _("Round %(number)s") if len(stops) <= FEW_ROUNDS else "%(number)s"
    return mark_safe(charts.rounds.history(stops, [pattern % {"number": stop.number} for stop in stops], title=title))


@register.simple_tag
def valued_range(row: Valued, axis: tuple[float, float]) -> SafeString:
    return mark_safe(charts.interval(row.middle, row.low, row.high, start=axis[0], end=axis[1]))


@register.simple_tag
def tornado_bar(bar: Bar, found: Moving, shown: Window) -> SafeString:
    return mark_safe(charts.sensitivity.tornado(bar.low, bar.high, found.today, shown))


@register.simple_tag
def zoomed(score: Score, shown: Window) -> SafeString:
    """A range on a part of the axis, whose ends are labelled beside it."""
    drawn = charts.interval(score.value or 0.0, score.low, score.high, start=shown.start, end=shown.end)
    return mark_safe(drawn)


@register.simple_tag
def exceedance(losses: Sequence[Loss]) -> SafeString:
    drawn = charts.sensitivity.exceedance(
        [loss.chance for loss in losses],
        len(losses) // 2,
        chance=_("Chance of losing at least this much"),
        loss=_("Loss, percent of value"),
        title=_("Chance of each loss. The table has the numbers."),
    )
    return mark_safe(drawn)


@register.simple_tag
def chance_bar(chance: Chance) -> SafeString:
    """Dark for the one of the verdict."""
    share = 100 * chance.share
    return mark_safe(charts.bar(share, share if chance.shown else 0))

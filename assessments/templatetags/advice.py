"""Charts of the pages that advise: one line each, calling assessments.charts, which escape every text."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments import charts
from assessments.readings.channel_advice import RivalLine
from assessments.readings.mitigation import Planned, chosen_stop, drawn_stops
from assessments.readings.what_if import Compared

register = template.Library()


@register.filter
def signed(value: float, decimals: int = 1) -> str:
    """A change with its sign; nothing but 0 where it rounds to that."""
    text = f"{abs(value):,.{decimals}f}"
    if not text.strip("0."):
        return "0"
    return ("+" if value > 0 else "−") + text


@register.filter
def grouped(value: float) -> str:
    """A whole number, thousands with commas in both languages."""
    return f"{value:,.0f}"


@register.simple_tag
def versus(line: RivalLine) -> SafeString:
    return mark_safe(charts.versus(line.own, line.rival))


@register.simple_tag
def moved(row: Compared) -> SafeString:
    if row.now.value is None or row.then.value is None:
        return mark_safe("")
    return mark_safe(charts.advice.moved(row.now.value, row.then.value, row.then.low, row.then.high))


@register.simple_tag
def hhi(value: float, marks: list[float]) -> SafeString:
    title = _("HHI %(value)s of 10,000") % {"value": f"{value:,.0f}"}
    return mark_safe(charts.marked(value, [(mark, f"{mark:,}") for mark in marks], end=10_000, title=title))


@register.simple_tag
def frontier(found: Planned) -> SafeString:
    """What each budget can reach; the table below has the numbers."""
    drawn = charts.frontier(
        drawn_stops(found.stops or ()),
        chosen=chosen_stop(found),
        budget=found.budget,
        money=_("Budget"),
        loss=_("Expected loss, percent of value"),
        title=_("Expected loss that each budget can reach. The table has the numbers."),
    )
    return mark_safe(drawn)

"""Charts on a page: one line each, calling assessments.charts."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from assessments import charts

register = template.Library()


@register.simple_tag
def interval(value: float | None, low: float | None = None, high: float | None = None, title: str = "") -> SafeString:
    return mark_safe(charts.interval(value, low, high, title=title))  # noqa: S308  # charts escape every text

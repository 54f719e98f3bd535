"""Charts on a page: one line each, calling assessments.charts, which escape every text."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments import charts
from assessments.readings import Dimension, RiskRow, Score
from assessments.readings.dimensions import AnswerRow
from assessments.readings.risks import cells
from assessments.readings.words import number_words, value_words, whole
from assessments.scoring import Bank
from assessments.scoring.answers import LEVELS
from assessments.scoring.applicability import Progress
from assessments.scoring.values import value as value_of

register = template.Library()


@register.simple_tag
def interval(value: float | None, low: float | None = None, high: float | None = None, title: str = "") -> SafeString:
    return mark_safe("" if value is None else charts.interval(value, low, high, title=title))


@register.simple_tag
def overall(score: Score) -> SafeString:
    """The headline on its scale, with a sentence for those who do not see it."""
    title = _("Risk-adjusted score %(score)s of 100") % {"score": score.points}
    if score.is_range:
        title = _("Risk-adjusted score %(score)s of 100, %(range)s") % {"score": score.points, "range": score.words}
    return mark_safe(charts.scale(score.value or 0.0, score.low, score.high, title=title))


@register.simple_tag
def radar(dimensions: Sequence[Dimension]) -> SafeString:
    title = _("Radar of the dimensions with the ring of their ranges. The same numbers are in the table.")
    return mark_safe(charts.radar([entry.axis for entry in dimensions], title=title))


@register.simple_tag
def risk_map(bank: Bank, rows: Iterable[RiskRow]) -> SafeString:
    drawn = charts.risk_map(
        [row.point for row in rows],
        cells(bank),
        likelihood=_("Likelihood within %(months)s months") % {"months": bank.horizon_months},
        impact=_("Share of value lost"),
        title=_("Risks by likelihood and share of value lost, before and after measures. The table has the numbers."),
    )
    return mark_safe(drawn)


@register.simple_tag
def derivation(row: AnswerRow, bank: Bank, rate: float = 1.0) -> SafeString:
    """The value function of a question with the answer's point on it; money in the bank's unit.

    Nothing where the value is not that of this one answer, as with several reviewers.
    """
    question, leaf, answer = row.question, row.leaf, row.answer
    if leaf is None or leaf.pool or answer is None or answer.raw is None:
        return mark_safe("")
    raw = answer.raw * rate if question.type == "money" and isinstance(answer.raw, int | float) else answer.raw
    title = _("%(answer)s gives a value of %(value)s") % {
        "answer": value_words(question, raw, bank.money_unit), "value": whole(leaf.value),
    }  # fmt: skip
    function = question.value_function
    if question.type in LEVELS and isinstance(raw, int):
        low, high = LEVELS[question.type]
        levels = range(low, high + 1)
        values = [value_of(bank, question, level) for level in levels]
        return mark_safe(charts.stairs(values, chosen=raw - low, labels=[str(level) for level in levels], title=title))
    if function is None or not isinstance(raw, int | float):
        return mark_safe("")
    drawn = charts.curve(
        function.x,
        function.v,
        point=(raw, leaf.value),
        logarithmic=function.scale == "log10",
        labels=[number_words(post) for post in function.x],
        title=title,
    )
    return mark_safe(drawn)


@register.simple_tag
def bar(share: float, dark: float = 0) -> SafeString:
    return mark_safe(charts.bar(share, dark))


@register.simple_tag
def segments(progress: Progress) -> SafeString:
    return mark_safe(charts.segments([(part.answered, part.of) for part in progress.sections]))

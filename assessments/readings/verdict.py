"""The verdict in sentences (M 10): the same result always says the same."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.readings.dimensions import Dimension
from assessments.readings.notes import unjudged
from assessments.readings.reading import Reading
from assessments.readings.words import inside, joined, one_decimal, whole
from assessments.scoring.bank import STAGE
from assessments.templatetags.bilingual import local

HOLDS_UP = 25.0  # a dimension below the second of five levels carries nothing, even as the best of all


def statement(reading: Reading) -> str:
    """The one sentence to repeat to a co-founder."""
    result = reading.result
    if result["blocked_by"]:
        values = {"count": len(result["blocked_by"]), "gate": local(reading.bank.gate(result["blocked_by"][0]).text)}
        if values["count"] == 1:
            return _("Blocked by one answer: “%(gate)s”") % values
        return _("Blocked by %(count)s answers, the first of them: “%(gate)s”") % values
    sentences = {
        "Advance": _("The merit is there and the risks are within reach: advance."),
        "De-risk first": _("The merit is there, but much of it could be lost: reduce the risks first."),
        "Strengthen value": _("The risks are within reach, but the merit is not there yet: strengthen it."),
        "Rethink": _("The merit is not there yet and much could be lost: rethink the plan."),
    }
    return sentences.get(result["quadrant"] or "", _("Too little is answered for a verdict."))


def basis(found: Sequence[Dimension]) -> str:
    """What holds the score up, and what holds it back most (M 2.7); nothing where all dimensions are level."""
    known = [entry for entry in found if entry.score.value is not None]
    best = max(known, key=lambda entry: entry.score.value or 0.0)
    drag = max(known, key=lambda entry: entry.cost)
    alike = all(entry.score.value == best.score.value for entry in known)
    if best is drag or drag.cost < 0.05 or alike:
        return ""
    if (best.score.value or 0.0) < HOLDS_UP:
        return _("It loses most on %(drag)s.") % {"drag": inside(drag.title)}
    return _("It rests on %(best)s and loses most on %(drag)s.") % {
        "best": inside(best.title), "drag": inside(drag.title),
    }  # fmt: skip


def headline(reading: Reading) -> str:
    """Merit, expected loss, risk-adjusted score and grade, each with its range where it has one."""
    result = reading.result
    merit, loss, adjusted = reading.score(reading.bank.root.id), reading.expected_loss, reading.risk_adjusted
    parts = [
        _("Merit %(score)s (%(range)s).") % {"score": merit.points, "range": merit.words}
        if merit.is_range
        else _("Merit %(score)s.") % {"score": merit.points},
        _("Expected loss %(score)s%% (%(range)s).") % {"score": loss.points, "range": loss.words}
        if loss.is_range
        else _("Expected loss %(score)s%%.") % {"score": loss.points},
    ]
    values = {"score": adjusted.points, "grade": result["grade"]}
    if result["grade"] is None:
        parts.append(_("Risk-adjusted %(score)s, no grade.") % values)
    else:
        parts.append(_("Risk-adjusted %(score)s, grade %(grade)s.") % values)
    return joined(parts)


def coverage(reading: Reading) -> str:
    result = reading.result
    covered = 100 * result["completeness"]
    return _("Known answers cover %(share)s%% of the weight; confidence %(confidence)s.") % {
        "share": whole(covered if covered > 99.999 else min(covered, 99.0)),  # a gap is never rounded away
        "confidence": f"{result['confidence']:.2f}",
    }


def uneven(reading: Reading, found: Sequence[Dimension]) -> str:
    """M 2.3; nothing below a twentieth of a point."""
    penalty = reading.result["imbalance_penalty"]
    known = [entry for entry in found if entry.score.value is not None]
    if penalty < 0.05 or not known:
        return ""
    weakest = min(known, key=lambda entry: entry.score.value or 0.0)
    return _("An uneven profile costs %(points)s points; lowest is %(dimension)s (%(score)s).") % {
        "points": one_decimal(penalty) if penalty < 2 else whole(penalty),
        "dimension": inside(weakest.title), "score": weakest.score.points,
    }  # fmt: skip


def stage_words(reading: Reading) -> str:
    """M 7.2: said beside the grade in the earlier half of the stages."""
    stages = [order for order in reading.bank.stages().values() if order is not None]
    stage = reading.bank.stages().get(str(reading.document.facts.get(STAGE)))
    if reading.result["grade"] is None or stage is None or sum(order <= stage for order in stages) > len(stages) / 2:
        return ""
    return _(
        "Scores are not adjusted for the stage: an idea is worth less than a business. How good it is for its stage "
        "shows beside others of the same stage."
    )


def range_words(reading: Reading) -> str:
    """What the range beside the big number is."""
    score = reading.risk_adjusted
    if reading.simulated and score.low is not None and not score.is_range:
        return _("range below one point")
    if reading.simulated:
        return _("likely %(range)s") % {"range": score.words}
    unjudged = reading.result["risk_completeness"] < 1
    if not score.is_range:
        return _("only risks are open") if unjudged else _("no answer is open")
    if unjudged:  # the bounds hold the expected loss as it is
        return _("%(range)s, whatever is open, risks apart") % {"range": score.words}
    return _("%(range)s, whatever the open answers are") % {"range": score.words}


def bounds_words(reading: Reading, node: str = "") -> str:
    """The completeness bounds beside a drawn range (M 2.5), of the whole or one node; nothing without open answers."""
    value = reading.result["nodes"].get(node) if node else reading.result["risk_adjusted"]
    kept = 1.0 if node else 1 - reading.result["risk"]["residual"]["overall"] / 100
    low, high = (end * kept for end in reading.bounds.get(node or reading.bank.root.id, (0.0, 0.0)))
    if not reading.simulated or value is None or high - low < 0.5:
        return ""
    words = _("With the open answers at their worst it would be %(low)s, at their best %(high)s.")
    return words % {"low": whole(min(low, value)), "high": whole(max(high, value))}


def widest(found: Sequence[Dimension]) -> str:
    """Which open answers widen the range most; weak evidence and risks widen it as well."""
    open_ones = [entry for entry in found if entry.open]
    if not open_ones:
        return ""
    most = max(open_ones, key=lambda entry: entry.score.width * entry.weight)
    values = {"count": most.open, "dimension": inside(most.title)}
    if sum(entry.open for entry in open_ones) == 1:
        return _("An open answer about %(dimension)s widens the range.") % values
    return _("Open answers widen the range, most of all those about %(dimension)s (%(count)s open).") % values


def risks_open(reading: Reading) -> str:
    count = len(unjudged(reading))
    if not count:
        return ""
    return ngettext(
        "%(count)s risk is not judged in full; that widens the range.",
        "%(count)s risks are not judged in full; that widens the range.",
        count,
    ) % {"count": count}


def summary(reading: Reading, found: Sequence[Dimension]) -> str:
    """The paragraph below the statement."""
    sentences = [headline(reading), coverage(reading), widest(found), risks_open(reading), uneven(reading, found)]
    if reading.result["quadrant"]:
        sentences.insert(0, basis(found))
    return joined(sentences)

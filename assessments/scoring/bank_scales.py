"""Reads the scales and bands of a bank document into their records."""

from .bank_parts import (
    AnswerState,
    Bands,
    Dependence,
    EvidenceLevel,
    GradeBand,
    Level,
    MitigationStatus,
    Range,
    RiskBand,
    Scales,
    UnknownRisk,
)
from .bank_read import check_monotone, inline_text, text
from .problems import Keys, _

ANSWER_STATES = ("answered", "not_applicable", "dont_know", "unanswered")
STATUSES = ("not_planned", "planned", "in_progress", "in_place")


def scales(keys: Keys) -> Scales:
    level5, readiness = keys.inner("level5"), keys.inner("readiness9")
    unknown = keys.inner("unknown_risk")
    readiness.text("formula", "")
    found = Scales(
        answer_states=tuple(answer_state(row) for row in keys.rows("answer_states")),
        evidence=tuple(evidence_level(row) for row in keys.rows("evidence")),
        level5_values=level5.numbers("values"),
        readiness9_rule=text(readiness, "rule"),
        likelihood=levels(keys, "likelihood5", first=1),
        impact=levels(keys, "impact5", first=1),
        unknown_risk=UnknownRisk(likelihood=spread(unknown, "likelihood"), impact=spread(unknown, "impact")),
        mitigation_effect=levels(keys, "mitigation_effect", first=0),
        mitigation_status=tuple(mitigation_status(row) for row in keys.rows("mitigation_status")),
        dependence=tuple(dependence(row) for row in keys.rows("dependence5")),
    )
    check_monotone(level5, "values", found.level5_values)
    if len(found.level5_values) != 5:
        level5.note("values", _("Five values are needed, one per level."))
    check_ids(keys, "mitigation_status", [entry.id for entry in found.mitigation_status], STATUSES)
    check_ids(keys, "answer_states", [entry.id for entry in found.answer_states], ANSWER_STATES)
    check_levels(keys, "evidence", [entry.level for entry in found.evidence], first=0)
    check_levels(keys, "dependence5", [entry.level for entry in found.dependence], first=0)
    for inner in (level5, readiness, unknown, keys):
        inner.done()
    return found


def check_levels(keys: Keys, key: str, found: list[int], first: int) -> None:
    if found != list(range(first, first + 5)):
        keys.note(key, _("Five levels are needed, from %(first)s to %(last)s in order."), first=first, last=first + 4)


def check_ids(keys: Keys, key: str, found: list[str], needed: tuple[str, ...]) -> None:
    if sorted(found) != sorted(needed):
        keys.note(key, _("Exactly these entries are needed: %(needed)s."), needed=", ".join(needed))


def answer_state(keys: Keys) -> AnswerState:
    informative = keys.take("informative")
    found = AnswerState(
        id=keys.choice("id", ANSWER_STATES),
        text=inline_text(keys),
        counts_as_response=keys.flag("counts_as_response"),
        informative=informative if isinstance(informative, bool) else None,
        needs_reason=keys.flag("needs_reason", False),
    )
    keys.done()
    return found


def evidence_level(keys: Keys) -> EvidenceLevel:
    found = EvidenceLevel(
        level=keys.whole("level"), half_width=keys.number("half_width", low=0, high=100), text=inline_text(keys)
    )
    keys.done()
    return found


def levels(keys: Keys, key: str, first: int) -> tuple[Level, ...]:
    """M 3.1: lo, mid and hi are shares of one, in this order."""
    found = []
    for row in keys.rows(key):
        lo, hi, mid = (row.number(name, low=0, high=1) for name in ("lo", "hi", "mid"))
        if not lo <= mid <= hi:
            row.note("mid", _("The middle must lie between lo and hi."))
        found.append(Level(level=row.whole("level"), lo=lo, hi=hi, mid=mid, text=inline_text(row)))
        row.done()
    check_levels(keys, key, [entry.level for entry in found], first)
    return tuple(found)


def spread(keys: Keys, key: str) -> Range:
    inner = keys.inner(key)
    found = Range(lo=inner.number("lo", low=0, high=1), hi=inner.number("hi", low=0, high=1))
    if found.lo > found.hi:
        inner.note("hi", _("The upper end must not lie below the lower end."))
    inner.done()
    return found


def mitigation_status(keys: Keys) -> MitigationStatus:
    found = MitigationStatus(
        id=keys.choice("id", STATUSES),
        activity=keys.number("activity", low=0, high=1),
        text=inline_text(keys),
    )
    keys.done()
    return found


def dependence(keys: Keys) -> Dependence:
    found = Dependence(level=keys.whole("level"), dep=keys.number("dep", low=0, high=1), text=inline_text(keys))
    keys.done()
    return found


def bands(keys: Keys) -> Bands:
    verdict = keys.inner("verdict")
    single = {row.text("id"): row for row in keys.rows("risk_single")}
    green = single.get("green", Keys({}, keys.at("risk_single.green"), keys.problems))
    red = single.get("red", Keys({}, keys.at("risk_single.red"), keys.problems))
    found = Bands(
        grade=tuple(grade_band(row) for row in keys.rows("grade")),
        risk_overall=tuple(risk_band(row) for row in keys.rows("risk_overall")),
        green_to=green.number("to"),
        red_from=red.number("from"),
        merit_cut=verdict.number("merit_cut"),
        risk_cut=verdict.number("risk_cut"),
    )
    floors = [band.floor for band in found.grade]
    if floors != sorted(floors, reverse=True) or not floors or floors[-1] > 0:
        keys.note("grade", _("List the grades from best to worst, the last one from 0."))
    rising = [band.floor for band in found.risk_overall]
    if rising != sorted(rising) or not rising or rising[0] > 0:
        keys.note("risk_overall", _("List the risk bands from lowest to highest, the first one from 0."))
    if found.green_to >= found.red_from:
        keys.note("risk_single", _("The green limit must lie below the red limit."))
    for inner in (verdict, *single.values(), keys):
        inner.done()
    return found


def grade_band(keys: Keys) -> GradeBand:
    corner = None
    if keys.take("corner", None) is not None:
        inner = keys.inner("corner")
        corner = {name: inner.number(name) for name in ("merit", "loss")}
        inner.done()
    found = GradeBand(id=keys.text("id"), floor=keys.number("from"), corner=corner, text=inline_text(keys))
    keys.done()
    return found


def risk_band(keys: Keys) -> RiskBand:
    found = RiskBand(id=keys.text("id"), floor=keys.number("from"), text=inline_text(keys))
    keys.done()
    return found

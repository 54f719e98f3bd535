"""A scratch copy beside the answers as they are, and what would help most."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from assessments import scoring
from assessments.readings.channels import OWN as OWN_CHANNEL
from assessments.readings.channels import Criterion, channel_reading, owner_words, standing_words
from assessments.readings.dimensions import dimension_rows
from assessments.readings.drawn import Drawn
from assessments.readings.reading import Link, Reading, Score
from assessments.readings.words import evidence_words, value_words, whole
from assessments.scoring import Bank, Document
from assessments.scoring.answers import NOT_APPLICABLE
from assessments.scoring.bank_parts import Question, Raw, Text
from assessments.scoring.risks import OWN
from assessments.scoring.scratch import (
    EFFECTS,
    REMOVED,
    RIVAL,
    SIDES,
    Target,
    changed,
    column_of,
    current,
    rows_of,
    target,
    trial,
)
from assessments.scoring.simulated import Lever
from assessments.scoring.simulation.tornado import Point, levers
from assessments.templatetags.bilingual import local


def target_words(bank: Bank, document: Document, wanted: Target) -> str:
    """What a target is, in one line."""
    if wanted.row >= 0:
        return channel_words(bank, document, wanted)
    if wanted.kind in (*SIDES, "risk_evidence"):
        sides = {"likelihood": _("Likelihood"), "impact": _("Impact"), "risk_evidence": _("Evidence")}
        return _("%(risk)s: %(side)s") % {
            "risk": local(bank.risk(wanted.item).title), "side": sides[wanted.kind].lower(),
        }  # fmt: skip
    if wanted.kind in ("measure", *EFFECTS):
        own = wanted.item.startswith(OWN)
        title = document.mitigations[wanted.item].title if own else local(bank.mitigation(wanted.item).title)
        patterns = {
            "measure": _("Measure: %(title)s"), "effect_likelihood": _("Measure: %(title)s, effect on likelihood"),
            "effect_impact": _("Measure: %(title)s, effect on impact"),
        }  # fmt: skip
        return patterns[wanted.kind] % {"title": title}
    if wanted.kind == NOT_APPLICABLE and wanted.asked is not None:
        return _("%(question)s Reason why it does not apply") % {"question": local(wanted.asked.text)}
    return local(wanted.asked.text) if wanted.asked is not None else wanted.ref


def channel_words(bank: Bank, document: Document, wanted: Target) -> str:
    """A field of a channel. One that is not in the table yet has no type."""
    row, rival = rows_of(document, wanted.table)[wanted.row], wanted.item == RIVAL
    types = {option.id: local(option.text) for option in bank.channel_table.types}
    others = {
        "channel_type": _("kind"), "owner": _("owner"), "share": _("share"), "dependence": _("dependence"),
        "channel_evidence": _("evidence"), REMOVED: _("take it away"),
    }  # fmt: skip
    column = others.get(wanted.kind) or Criterion(bank.channel_table.column(column_of(wanted)), None, 0.0).short
    if row.type not in types:
        new = _("Rival, new channel: %(column)s") if rival else _("New channel: %(column)s")
        return new % {"column": column}
    values = {"type": types[row.type], "owner": owner_of(wanted, row.owner), "column": column}
    pattern = _("Rival, %(type)s (%(owner)s): %(column)s") if rival else _("%(type)s (%(owner)s): %(column)s")
    return pattern % values


def owner_of(wanted: Target, owner: str) -> str:
    return _("its own") if wanted.item == RIVAL and owner == OWN_CHANNEL else owner_words(owner)


def now_words(bank: Bank, document: Document, wanted: Target, raw: Raw | None) -> str:
    """A value of a target, as a person reads it."""
    if raw is None or raw == "":
        return missing_words(wanted)
    scales = bank.scales
    if wanted.kind in ("evidence", "risk_evidence", "channel_evidence"):
        return evidence_words(int(str(raw)))
    if wanted.kind in EFFECTS:
        return local(scales.mitigation_effect[int(str(raw))].text)
    if wanted.kind == "channel_type":
        return next((local(option.text) for option in bank.channel_table.types if option.id == raw), _("open"))
    if wanted.kind in ("owner", NOT_APPLICABLE):
        return owner_of(wanted, str(raw)) if wanted.kind == "owner" else str(raw)
    if wanted.kind in SIDES:
        levels = scales.likelihood if wanted.kind == "likelihood" else scales.impact
        return f"{raw}: {local(levels[int(str(raw)) - 1].text)}"
    if wanted.kind == "dependence":
        return f"{raw}: {local(scales.dependence[int(str(raw))].text)}"
    if wanted.kind == "measure":
        return next(local(status.text) for status in scales.mitigation_status if status.id == raw)
    if wanted.kind == "gate":
        return next(local(option.text) for option in bank.gate(wanted.item).options if option.id == raw)
    asked: Any = wanted.asked
    return value_words(asked, raw, document.currency or bank.money_unit)


def missing_words(wanted: Target) -> str:
    """What it means that there is no value."""
    if wanted.kind == REMOVED:
        return _("in the table")
    if wanted.kind == NOT_APPLICABLE:
        return _("it applies")
    return _("the usual effect") if wanted.kind in EFFECTS else _("open")


@dataclass(frozen=True)
class Compared:
    """One figure now and on the scratch copy."""

    title: Text | str
    now: Score
    then: Score

    @property
    def change(self) -> float:
        return (self.then.value or 0.0) - (self.now.value or 0.0)

    @property
    def moved(self) -> bool:
        return abs(self.change) >= 0.05

    @property
    def words(self) -> str:
        return local(self.title) if isinstance(self.title, Text) else self.title


def headline_rows(now: Reading, then: Reading) -> list[Compared]:
    merit = now.bank.root.id
    return [
        Compared(_("Risk-adjusted score"), now.risk_adjusted, then.risk_adjusted),
        Compared(_("Merit"), now.score(merit), then.score(merit)),
        Compared(_("Expected loss, percent"), now.expected_loss, then.expected_loss),
    ]


def dimension_changes(now: Reading, then: Reading) -> list[Compared]:
    pairs = zip(dimension_rows(now), dimension_rows(then), strict=True)
    return [Compared(before.title, before.score, after.score) for before, after in pairs]


def finding(now: Reading, then: Reading, count: int) -> str:
    """What the changes come to, in one sentence."""
    before, after = now.risk_adjusted, then.risk_adjusted
    decimals = 1 if abs((after.value or 0.0) - (before.value or 0.0)) < 2 else 0
    values = {
        "before": f"{before.value:.{decimals}f}", "after": f"{after.value:.{decimals}f}",
        "old": now.result["grade"] or _("none"), "new": then.result["grade"] or _("none"),
    }  # fmt: skip
    if not count:
        return _("Nothing is changed yet: the score is %(before)s, the grade %(old)s.") % values
    if values["old"] == values["new"] and values["before"] == values["after"]:
        return _("With your changes the score stays at %(before)s and the grade %(old)s.") % values
    if values["old"] == values["new"]:
        return _("With your changes the score goes from %(before)s to %(after)s; the grade stays %(old)s.") % values
    return _(
        "With your changes the score goes from %(before)s to %(after)s, and the grade from %(old)s to %(new)s."
    ) % values  # fmt: skip


def alone(now: Reading, document: Document, wanted: Target, value: Raw | None) -> float | None:
    """What one change does to the score without the others; to the advantage, where it is one of the rival's.

    None where it cannot be scored, or where there is no rival's table yet.
    """
    before: float | None = now.result["risk_adjusted"]
    try:
        found = scoring.assess(now.bank, changed(document, wanted, value))
    except scoring.CannotScore:
        return None
    after: float | None = found.risk_adjusted
    if wanted.item == RIVAL:
        before, after = advantage(now.result), found.channel.advantage if found.channel else None
    return None if before is None or after is None else after - before


def advantage(result: Mapping[str, Any]) -> float | None:
    return result["channel"]["advantage"] if result["channel"] else None


def rival_words(now: Reading, then: Reading) -> tuple[str, str] | None:
    """M 8.5, now and on the copy; None where what is tried does not touch it."""
    if advantage(now.result) == advantage(then.result):
        return None
    before, after = (channel_reading(reading) for reading in (now, then))
    missing = _("No channel is listed yet, so this part counts as unknown.")
    return standing_words(before) if before else missing, standing_words(after) if after else missing


@dataclass(frozen=True)
class Help:
    """One step up that would help, and the address that tries it on top of what is tried already."""

    words: str
    before: str
    after: str
    change: float
    query: str  # empty where it cannot be tried here
    link: Link | None  # the step of the wizard, for the channel table that is empty


def what_would_help(found: Drawn, tried: Mapping[str, str]) -> list[Help]:
    """M 5.2, lever mode, on the copy as it is now: the largest first."""
    rows = [helping(found.reading, lever, tried) for lever in levers(Point(found.model)).bars]
    return [row for row in rows if row.change >= 0.05]


def helping(reading: Reading, lever: Lever, tried: Mapping[str, str]) -> Help:
    bank, document = reading.bank, reading.document
    wanted = target(bank, document, lever.ref)
    if wanted is None:
        table = reading.link(bank.channel_table.node)
        return Help(local(bank.node(lever.ref).title), _("open"), "", lever.change, "", table)
    found = trial(bank, document, lever)
    values = {ref: f"{value:g}" if isinstance(value, float) else str(value) for ref, value in found.items()}
    before, after = step_words(bank, document, wanted, lever, found.get(wanted.ref))
    query = urlencode({**tried, **values}) if values else ""
    return Help(target_words(bank, document, wanted), before, after, lever.change, query, None)


def step_words(bank: Bank, document: Document, wanted: Target, lever: Lever, raw: Raw | None) -> tuple[str, str]:
    if wanted.kind == "share":
        return f"{whole(lever.before)}%", f"{whole(lever.after)}%"
    now = current(document, wanted)
    after = _("an answer worth %(value)s points") % {"value": whole(lever.after)}
    scored = wanted.kind == "cell" or isinstance(wanted.asked, Question)
    if now is None and scored:
        return _("open"), after
    return now_words(bank, document, wanted, now), now_words(bank, document, wanted, raw)

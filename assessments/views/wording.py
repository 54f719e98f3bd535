"""Answers in words, for the review page and for the banner that shows two versions of one answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.models import Answer, Change
from assessments.models.answered import RIVAL_CHANNELS, as_raw
from assessments.readings.channels import owner_words
from assessments.readings.words import evidence_words, number_words, step_text, value_words
from assessments.scoring import Bank, Step
from assessments.scoring.answers import ANSWERED, DONT_KNOW, NOT_APPLICABLE
from assessments.scoring.bank_parts import Level, Section
from assessments.templatetags.bilingual import local
from assessments.views.drafts import draft_of, draft_words


@dataclass(frozen=True)
class Line:
    """One step on the review page: what was asked, what was said, how sure, why."""

    step: Step
    text: str
    answer: str
    state: str
    evidence: str
    evidence_level: int
    note: str
    links: tuple[str, ...]
    measures: str = ""


def line(step: Step, bank: Bank, row: Answer | None, currency: str) -> Line:
    graded = row is not None and row.state == ANSWERED and step.kind in ("question", "risk")
    beside = {name: getattr(row, name, "") for name in ("reason", "note", "links")}
    beside.update(draft_of(row))
    links = str(beside["links"]).split()
    return Line(
        step=step,
        text=_("The strongest rival's channels") if step.ref == RIVAL_CHANNELS else step_text(bank, step),
        answer=answer_words(step, bank, row, currency),
        state=row.state if row else "unanswered",
        evidence=evidence_words(row.evidence) if row and graded else "",
        evidence_level=row.evidence if row and graded else -1,
        note="\n".join(filter(None, (beside["reason"], beside["note"]))),
        links=tuple(link for link in links if link.startswith(("https://", "http://"))),
    )


def answer_words(step: Step, bank: Bank, row: Answer | None, currency: str) -> str:
    if row is None or row.state == "unanswered":
        return draft_words(step, bank, draft_of(row))
    if row.state == DONT_KNOW:
        return _("I don't know yet")
    if row.state == NOT_APPLICABLE:
        return _("Does not apply")
    if step.kind == "channels":
        return channels_words(bank, row.value or [])
    if step.kind == "risk":
        return risk_words(bank, row.value or {})
    if step.kind == "gate":
        return next(local(option.text) for option in bank.gate(step.ref).options if option.id == row.value)
    asked = bank.fact(step.ref) if step.kind == "fact" else bank.question(step.ref)
    return value_words(asked, as_raw(row.value), currency or bank.money_unit)


def channels_words(bank: Bank, rows: Iterable[Mapping[str, Any]]) -> str:
    kinds = {kind.id: local(kind.text) for kind in bank.channel_table.types}
    # Translators: one channel in a line, as "Own website, your own, 40%"
    pattern = _("%(kind)s, %(owner)s, %(share)s%%")
    return "\n".join(
        pattern % {"kind": kinds[row["type"]], "owner": owner_words(row["owner"]), "share": number_words(row["share"])}
        for row in rows
    )


def risk_words(bank: Bank, value: Mapping[str, Any]) -> str:
    return "\n".join([
        _("Likelihood: %(level)s") % {"level": level_text(bank.scales.likelihood, value, "likelihood")},
        _("Impact: %(level)s") % {"level": level_text(bank.scales.impact, value, "impact")},
    ])  # fmt: skip


def level_text(levels: Iterable[Level], value: Mapping[str, Any], name: str) -> str:
    found = next((local(level.text) for level in levels if level.level == value.get(name)), None)
    return found or (_("I don't know yet") if name in value.get(DONT_KNOW, ()) else _("Not answered yet"))


def measures_words(bank: Bank, risk: str, rows: Mapping[str, Answer]) -> str:
    """What is done or planned against a risk, a measure a line."""
    statuses = {entry.id: local(entry.text) for entry in bank.scales.mitigation_status[1:]}  # the first: not planned
    known = {measure.id: measure for measure in bank.mitigations}
    found = []
    for item, row in rows.items():
        value = row.value if row.state == ANSWERED and isinstance(row.value, dict) else {}
        targets = known[item].targets if item in known else value.get("targets", ())
        if risk in targets and value.get("status") in statuses:
            title = local(known[item].title) if item in known else value.get("title", "")
            found.append(
                pgettext("part of a measure", "%(part)s: %(text)s") % {"part": title, "text": statuses[value["status"]]}
            )
    return "\n".join(found)


def measure_words(bank: Bank, row: Answer) -> str:
    """A measure against a risk, part by part; what is not given is left out."""
    value = row.value if isinstance(row.value, dict) else {}
    if row.state != ANSWERED:
        return _("Removed")
    effects, statuses = bank.scales.mitigation_effect, bank.scales.mitigation_status
    parts = {
        _("Status"): next((local(entry.text) for entry in statuses if entry.id == value.get("status")), ""),
        _("Effect on likelihood"): next(
            (local(e.text) for e in effects if e.level == value.get("effect_likelihood")), ""
        ),
        _("Effect on impact"): next((local(e.text) for e in effects if e.level == value.get("effect_impact")), ""),
        _("Cost"): number_words(value["cost"]) if value.get("cost") is not None else "",
        _("Who does it"): value.get("owner", ""),
        _("Due"): formats.date_format(date.fromisoformat(value["due"])) if value.get("due") else "",
    }
    # Translators: a part of a measure and what it is, as "Status: In place"
    pattern = pgettext("part of a measure", "%(part)s: %(text)s")
    return "\n".join(pattern % {"part": part, "text": text} for part, text in parts.items() if text)


@dataclass(frozen=True)
class Versions:
    """One answer as typed here and as stored meanwhile."""

    title: str  # empty for the step itself
    mine: Line
    theirs: Line


def versions(
    step: Step, bank: Bank, changes: Iterable[Change], stored: Sequence[Answer], currencies: tuple[str, str]
) -> list[Versions]:
    """Both versions of every answer in conflict. `currencies` are mine and theirs."""
    mine = {change.item: Answer(item=change.item, **change.given._asdict()) for change in changes}
    found = []
    for row in stored:
        if row.item == step.ref:
            pair = [
                line(step, bank, entry, currency)
                for entry, currency in zip((mine[row.item], row), currencies, strict=True)
            ]
            found.append(Versions("", *pair))
        else:
            pair = [measure_line(step, bank, entry) for entry in (mine[row.item], row)]
            found.append(Versions(pair[1].text or pair[0].text, *pair))
    return found


def measure_line(step: Step, bank: Bank, row: Answer) -> Line:
    known = next((measure for measure in bank.mitigations if measure.id == row.item), None)
    title = local(known.title) if known else str((row.value or {}).get("title", ""))
    return Line(step, title, measure_words(bank, row), row.state, "", -1, row.note, ())


def review_lines(
    bank: Bank, steps: Iterable[Step], rows: Mapping[str, Answer], shown: str, currency: str
) -> list[tuple[Section, list[Line]]]:
    """Sections with their lines; `shown` is all, open, unknown or guesses."""
    lines = [line(step, bank, rows.get(step.ref), currency) for step in steps]
    lines = [
        replace(entry, measures=measures_words(bank, entry.step.ref, rows)) if entry.step.kind == "risk" else entry
        for entry in lines
    ]
    groups = [
        (part, [entry for entry in lines if entry.step.section == part.id and is_shown(entry, shown)])
        for part in bank.sections
    ]
    return [(part, found) for part, found in groups if found]


def is_shown(entry: Line, shown: str) -> bool:
    if shown == "open":
        return entry.state == "unanswered"
    if shown == "unknown":
        return entry.state == DONT_KNOW
    return entry.evidence_level == 0 if shown == "guesses" else True

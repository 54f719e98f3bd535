"""What a result leaves open, and what its reader should know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import scoring
from assessments.readings.reading import Link, Reading
from assessments.readings.words import in_order, inside, whole
from assessments.scoring.answers import DONT_KNOW
from assessments.scoring.bank_parts import Gate
from assessments.scoring.gates import CAP
from assessments.templatetags.bilingual import local


@dataclass(frozen=True)
class Note:
    text: str
    links: tuple[Link, ...] = ()


def missing_notes(reading: Reading) -> list[Note]:
    """What is not known, and what holds the grade down; in the order in which it matters."""
    notes = [*required_note(reading), *unknown_note(reading), *gate_note(reading), *judgement_note(reading)]
    return notes + cap_notes(reading) + confidence_note(reading)


def required_note(reading: Reading) -> list[Note]:
    """Nothing once it is finished: a frozen document does not hold that a fact is not known."""
    found = () if reading.final else scoring.missing(reading.bank, reading.document)
    if not found:
        return []
    text = ngettext("%(n)s required answer is open", "%(n)s required answers are open", len(found)) % {"n": len(found)}
    return [Note(text, reading.links([step.ref for step in found]))]


def unknown_note(reading: Reading) -> list[Note]:
    refs = [id for id, answer in reading.document.answers.items() if answer.state == DONT_KNOW]
    links = reading.links(refs)
    if not links:
        return []
    words = ngettext("%(n)s answer is “I don't know yet”", "%(n)s answers are “I don't know yet”", len(links))
    return [Note(words % {"n": len(links)}, links)]


def gate_note(reading: Reading) -> list[Note]:
    unknown = reading.result["unknown_gates"]
    if not unknown:
        return []
    caps = [cap["grade"] for cap in reading.result["caps"] if cap["source"] in unknown]
    words = ngettext(
        "%(n)s condition of the legal baseline is unknown; until then the grade is at most %(grade)s",
        "%(n)s conditions of the legal baseline are unknown; until then the grade is at most %(grade)s",
        len(unknown),
    )
    return [Note(words % {"n": len(unknown), "grade": max(caps, default="A")}, reading.links(unknown))]


def judgement_note(reading: Reading) -> list[Note]:
    open_ones = unjudged(reading)
    if not open_ones:
        return []
    words = ngettext("%(n)s risk is not judged in full", "%(n)s risks are not judged in full", len(open_ones))
    return [Note(words % {"n": len(open_ones)}, reading.links(open_ones))]


def unjudged(reading: Reading) -> list[str]:
    """Risks of which likelihood or impact is missing; none where reviewers judged what the founders did not."""
    given = reading.document.risks
    if reading.result["risk_completeness"] >= 1:
        return []
    return [
        risk.id
        for risk in reading.bank.risks
        if risk.id not in given or given[risk.id].likelihood is None or given[risk.id].impact is None
    ]


def cap_notes(reading: Reading) -> list[Note]:
    """Every other cap with its reason, binding or not."""
    found = []
    for cap in reading.result["caps"]:
        if cap["source"] in reading.result["unknown_gates"]:
            continue
        values = {"grade": cap["grade"], "reason": cap_reason(reading, cap["source"])}
        found.append(
            Note(_("Grade at most %(grade)s: %(reason)s") % values, reading.links(cap_refs(reading, cap["source"])))
        )
    return found


def cap_reason(reading: Reading, source: str) -> str:
    bank = reading.bank
    if source == "completeness":
        share = whole(100 * bank.constants["completeness"]["cap"])
        return _("less than %(share)s%% of the weight is answered") % {"share": share}
    derived = next((gate for gate in bank.derived_gates if gate.id == source), None)
    if derived is not None:
        return inside(derived.title)
    chosen = reading.document.gates.get(source)
    answer = next(option.text for option in bank.gate(source).options if option.id == chosen)
    return _("the legal baseline says “%(answer)s”") % {"answer": local(answer)}


def cap_refs(reading: Reading, source: str) -> list[str]:
    derived = next((gate for gate in reading.bank.derived_gates if gate.id == source), None)
    return [condition.ref for condition in derived.conditions] if derived else [source]


def confidence_note(reading: Reading) -> list[Note]:
    cut = reading.bank.constants["confidence_cut"]
    value = reading.result["confidence"]
    if value >= cut - reading.bank.constants["tolerance"]["cut"]:
        return []
    text = _(
        "Confidence is %(value)s and %(cut)s is needed for a firm result: attach evidence to the answers that count"
    )
    shown = f"{value:.2f}"
    if shown == f"{cut:.2f}":  # just below: never "0.60 and 0.60 is needed"
        shown = f"{floor(1000 * value) / 1000:.3f}"
    return [Note(text % {"value": shown, "cut": f"{cut:.2f}"})]


def check_notes(reading: Reading, kind: str) -> list[Note]:
    """Contradictions or notices; `kind` is the key of the result."""
    found = []
    for check in reading.bank.checks:
        if check.id in reading.result[kind]:
            refs = [condition.ref.partition(".")[0] for condition in check.conditions]
            if "channel" in refs:
                refs.append(reading.bank.channel_table.node)
            if check.rule is not None:
                refs.append("fact_challenges")
            found.append(Note(local(check.text), reading.links(refs)))
    return found


def warning_notes(reading: Reading) -> list[Note]:
    return [Note(warning_words(reading, entry), reading.links(entry["refs"])) for entry in reading.result["warnings"]]


def untargeted_words(titles: Sequence[str]) -> str:
    words = ngettext(
        "A measure of your own names no risk and is left out: %(titles)s",
        "Measures of your own name no risk and are left out: %(titles)s",
        len(titles),
    )
    return words % {"titles": in_order(titles)}


def warning_words(reading: Reading, entry: Any) -> str:
    bank, refs = reading.bank, entry["refs"]
    if entry["id"] == "evidence_aged":
        months = bank.constants["evidence_max_age_months"]
        words = ngettext(
            "Evidence for %(n)s answer is more than %(months)s months old and counts one level lower",
            "Evidence for %(n)s answers is more than %(months)s months old and counts one level lower",
            len(refs),
        )
        return words % {"n": len(refs), "months": months}
    if entry["id"] == "mitigation_without_target":
        return untargeted_words([reading.document.mitigations[id].title for id in refs])
    if entry["id"] == "share_sum":
        return _("The shares of the channels do not add up to about 100; they are scaled to 100")
    nodes = [bank.node(ref) for ref in refs]
    title = bank.node(nodes[0].parent or nodes[0].id).title
    if entry["id"] == "sources_disagree":
        return _("%(dimension)s: %(high)s and %(low)s are more than %(points)s points apart") % {
            "dimension": local(title), "high": inside(nodes[0].title), "low": inside(nodes[1].title),
            "points": bank.constants["sources_disagree"],
        }  # fmt: skip
    names = {"dimension": local(title), "part": inside(nodes[0].title)}
    if entry["id"] == "thin":
        return _("%(dimension)s: most of %(part)s was marked as not applicable, so little stands behind it") % names
    share = whole(100 * bank.constants["weight_warning"])
    return _("%(part)s has more than %(share)s%% of the weight beside it") % {
        "part": local(nodes[0].title),
        "share": share,
    }


@dataclass(frozen=True)
class GateRow:
    """One condition of the legal baseline; `grade` is the cap that it brings."""

    gate: Gate
    answer: str
    outcome: str  # pass, cap, block
    grade: str
    legal: bool  # a legal prompt for the places where this venture is offered
    checked: date | None
    link: Link | None


def gate_rows(reading: Reading) -> tuple[GateRow, ...]:
    return tuple(gate_row(reading, gate) for gate in reading.bank.gates)


def gate_row(reading: Reading, gate: Gate) -> GateRow:
    chosen = reading.document.gates.get(gate.id)
    option = next((option for option in gate.options if option.id == chosen), None)
    outcome = gate.on_unknown if option is None else option.outcome or "pass"
    return GateRow(
        gate=gate,
        answer=_("Not answered") if option is None else local(option.text),
        outcome="cap" if outcome.startswith(CAP) else outcome,
        grade=outcome.removeprefix(CAP) if outcome.startswith(CAP) else "",
        legal=bool(set(gate.jurisdictions) & set(places(reading))),
        checked=gate.law_checked_on,
        link=reading.link(gate.id),
    )


def places(reading: Reading) -> Sequence[str]:
    chosen = reading.document.facts.get("fact_jurisdictions", ())
    return chosen if isinstance(chosen, tuple) else ()

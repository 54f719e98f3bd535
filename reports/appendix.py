"""The last part of a report: everything that was asked, and everything that was said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments import scoring
from assessments.readings.channels import owner_words
from assessments.readings.words import evidence_words, number_words, value_words
from assessments.scoring import Bank, ChannelRow, Document
from assessments.scoring.answers import ANSWERED, DONT_KNOW, NOT_APPLICABLE
from assessments.scoring.values import is_aged
from assessments.templatetags.bilingual import comma, local
from reports.wording import day


@dataclass(frozen=True)
class Detail:
    """A short name and what stands behind it."""

    name: str
    text: str
    apart: bool = False  # long, so on a line of its own

    def __str__(self) -> str:
        return _("%(name)s: %(text)s") % {"name": self.name, "text": self.text}


@dataclass(frozen=True)
class Entry:
    """One thing that was asked."""

    asked: str
    answer: str
    open: bool = False  # nothing is known: no answer, or "I don't know yet"
    details: tuple[Detail, ...] = ()

    def lines(self) -> list[str]:
        """Short details share the first line, long ones have one each."""
        together = " · ".join(str(detail) for detail in self.details if not detail.apart)
        return [together] * bool(together) + [str(detail) for detail in self.details if detail.apart]


@dataclass(frozen=True)
class Part:
    title: str
    entries: tuple[Entry, ...]


def parts(bank: Bank, document: Document) -> tuple[Part, ...]:
    """Section by section, in the order of the wizard, then the measures."""
    ordered = scoring.steps(bank, document.facts)
    found = []
    for section in bank.sections:
        steps = [step for step in ordered if step.section == section.id]
        entries = [entry for step in steps for entry in step_entries(bank, document, step)]
        found.append(Part(local(section.title), tuple(entries)))
    measures = tuple(measure_entries(bank, document))
    if measures:
        found.append(Part(_("Measures"), measures))
    return tuple(found)


def step_entries(bank: Bank, document: Document, step: scoring.Step) -> list[Entry]:
    if step.kind == "fact":
        return [fact_entry(bank, document, step.ref)]
    if step.kind == "gate":
        return [gate_entry(bank, document, step.ref)]
    if step.kind == "risk":
        return [risk_entry(bank, document, step.ref)]
    if step.kind == "question":
        return [question_entry(bank, document, step.ref)]
    return channel_entries(bank, document)


def open_entry(asked: str, known: str = "") -> Entry:
    return Entry(asked, known or _("Not answered yet"), open=True)


def fact_entry(bank: Bank, document: Document, ref: str) -> Entry:
    fact = bank.fact(ref)
    if ref not in document.facts:
        return open_entry(local(fact.text))
    return Entry(local(fact.text), value_words(fact, document.facts[ref]))


def gate_entry(bank: Bank, document: Document, ref: str) -> Entry:
    gate = bank.gate(ref)
    chosen = document.gates.get(ref)
    words = [local(option.text) for option in gate.options if option.id == chosen]
    return Entry(local(gate.text), words[0]) if words else open_entry(local(gate.text))


def question_entry(bank: Bank, document: Document, ref: str) -> Entry:
    question, answer = bank.question(ref), document.answers.get(ref)
    asked = local(question.text)
    if answer is None:
        return open_entry(asked)
    details = tuple(answer_details(answer, document.as_of, bank.constants["evidence_max_age_months"]))
    if answer.state == ANSWERED and answer.raw is not None:
        words = value_words(question, answer.raw, document.currency or bank.money_unit)
        return Entry(asked, words, details=details)
    words = _("Not applicable") if answer.state == NOT_APPLICABLE else _("I don't know yet")
    return Entry(asked, words, open=answer.state == DONT_KNOW, details=details)


def answer_details(answer: scoring.Answer, as_of: date, months: int) -> Iterator[Detail]:
    if answer.reason:
        yield Detail(_("Reason"), answer.reason, apart=True)
    if answer.state == ANSWERED:
        yield Detail(_("Evidence"), evidence(answer.evidence))
    if answer.evidence_dated is not None:
        aged = is_aged(answer.evidence_dated, as_of, months)
        text = day(answer.evidence_dated)
        yield Detail(_("Dated"), _("%(date)s, too old to count in full") % {"date": text} if aged else text)
    if answer.note:
        yield Detail(_("Note"), answer.note, apart=True)
    for link in answer.links:
        yield Detail(_("Link"), link)


def evidence(level: int) -> str:
    return numbered(level, evidence_words(level))


def numbered(level: float, words: str) -> str:
    return f"{level:g}{comma()}{words}"


def level_words(scale: tuple[scoring.bank.Level, ...], level: float | None) -> str:
    """A level of a scale; a half level lies between two."""
    if level is None:
        return _("I don't know yet")
    below = next(step for step in scale if step.level == int(level))
    words = numbered(level, local(below.text))
    return words if level == int(level) else _("above %(level)s") % {"level": words}


def risk_entry(bank: Bank, document: Document, ref: str) -> Entry:
    risk, judgement = bank.risk(ref), document.risks.get(ref)
    if judgement is None:
        return open_entry(local(risk.title))
    details = [
        Detail(_("Likelihood"), level_words(bank.scales.likelihood, judgement.likelihood)),
        Detail(_("Impact"), level_words(bank.scales.impact, judgement.impact)),
        Detail(_("Evidence"), evidence(judgement.evidence)),
    ]
    if judgement.note:
        details.append(Detail(_("Note"), judgement.note, apart=True))
    unknown = judgement.likelihood is None or judgement.impact is None
    return Entry(local(risk.title), local(risk.event), open=unknown, details=tuple(details))


def channel_entries(bank: Bank, document: Document) -> list[Entry]:
    if not document.channels:
        return [open_entry(_("Channels"))]
    rows = [channel_entry(bank, row, _("Channel")) for row in document.channels]
    return rows + [channel_entry(bank, row, _("The strongest rival's channel")) for row in document.rival_channels]


def channel_entry(bank: Bank, row: ChannelRow, name: str) -> Entry:
    table = bank.channel_table
    kind = next(local(option.text) for option in table.types if option.id == row.type)
    details = [
        Detail(local(table.column("owner").text), owner_words(row.owner), apart=True),
        Detail(local(table.column("share").text), f"{number_words(row.share)}%", apart=True),
        Detail(local(table.column("dependence").text), dependence(bank, row.dependence), apart=True),
    ]
    for column in table.criteria:
        known = value_words(column, row.cells[column.id]) if column.id in row.cells else _("Not answered yet")
        details.append(Detail(local(column.text), known, apart=True))
    details.append(Detail(_("Evidence"), evidence(row.evidence), apart=True))
    return Entry(name, kind, details=tuple(details))


def dependence(bank: Bank, level: int | None) -> str:
    if level is None:
        return _("Not answered yet; counted as full dependence")
    return numbered(level, local(bank.scales.dependence[level].text))


def measure_entries(bank: Bank, document: Document) -> Iterator[Entry]:
    statuses = {status.id: local(status.text) for status in bank.scales.mitigation_status}
    known = {measure.id: local(measure.title) for measure in bank.mitigations}
    for id, state in document.mitigations.items():
        details = [Detail(pgettext("of a measure", "Owner"), state.owner)] if state.owner else []
        if state.due is not None:
            details.append(Detail(_("Due"), day(state.due)))
        if state.cost is not None:
            details.append(Detail(_("Cost"), number_words(state.cost)))
        details.append(Detail(_("Evidence"), evidence(state.evidence)))
        if state.note:
            details.append(Detail(_("Note"), state.note, apart=True))
        yield Entry(known.get(id, state.title), statuses[state.status], details=tuple(details))

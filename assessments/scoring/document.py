"""The assessment document, fairway.assessment/1: read with every check, and written in one canonical form."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from . import bank_check
from .answers import (
    ANSWERED,
    DONT_KNOW,
    NOT_APPLICABLE,
    STATES,
    Answer,
    Asked,
    ChannelRow,
    Document,
    MeasureState,
    Rate,
    Review,
    RiskJudgement,
    read_gate,
    read_level,
    read_number,
)
from .answers import read as read_raw
from .applicability import applies
from .bank import Bank
from .bank_parts import Limits, Question, Raw
from .problems import DocumentError, Keys, Problem, Refused, _, shown
from .source import examine

FORMAT: Final = "fairway.assessment/1"
OWN: Final = "own_"
MOST_MEASURES: Final = 200  # more would keep the choice under a budget busy for minutes
NOT_NEGATIVE: Final = Limits(0, 1e15)


def peek(source: str | bytes | Mapping[str, Any]) -> tuple[str, str]:
    """The id and version of the bank that a document names; raises DocumentError."""
    found, twice = (source, []) if isinstance(source, Mapping) else examine(source)
    problems: list[Problem] = []
    keys = Keys(found, "", problems)
    bank = keys.inner("bank")
    named = bank.text("id"), bank.text("version")
    if problems:
        check_format(keys)
        problems += twice
        raise DocumentError(problems)
    return named


def read(source: str | bytes | Mapping[str, Any], bank: Bank) -> Document:
    """The document, checked against its bank; raises DocumentError with every fault and its path."""
    found, problems = (source, []) if isinstance(source, Mapping) else examine(source)
    keys = Keys(found, "", problems)
    check_format(keys)
    document = read_document(keys, bank)
    keys.done()
    if problems:
        raise DocumentError(problems)
    return document


def check_format(keys: Keys) -> None:
    if keys.take("format") != FORMAT and keys.has("format"):
        keys.note("format", _("The format must be %(format)s."), format=FORMAT)


def read_document(keys: Keys, bank: Bank) -> Document:
    named = read_bank(keys.inner("bank"), bank)
    facts = read_facts(keys.inner("facts", {}), bank)
    venture = keys.inner("venture", {})
    currency = keys.text("currency", bank.money_unit) or bank.money_unit
    document = Document(
        bank_id=named[0],
        bank_version=named[1],
        as_of=keys.day("as_of") or date.min,
        profile=read_profile(keys, bank),
        currency=currency,
        rates=read_rates(keys.inner("rates", {}), currency, bank),
        venture_name=venture.text("name", ""),
        venture_summary=read_summary(venture),
        facts=facts,
        gates=read_gates(keys.inner("gates", {}), bank),
        answers=read_answers(keys.inner("answers", {}), bank, facts),
        channels=read_channels(keys, "channels", bank),
        rival_channels=read_channels(keys, "rival_channels", bank),
        risks=read_risks(keys.inner("risks", {}), bank),
        mitigations=read_mitigations(keys.inner("mitigations", {}), bank),
        mitigation_budget=optional(keys, "mitigation_budget", lambda raw: read_number(raw, NOT_NEGATIVE)),
        reviews=tuple(read_review(row, bank, facts) for row in keys.rows("reviews", ())),
    )
    venture.done()
    return document


def read_bank(keys: Keys, bank: Bank) -> tuple[str, str]:
    named = keys.text("id"), keys.text("version")
    if all(named) and named != (bank.id, bank.version):
        keys.note(
            "", _("This document belongs to another question bank, %(id)s %(version)s."), id=named[0], version=named[1]
        )
    keys.done()
    return named


def attempt[T](keys: Keys, key: str, reading: Callable[[], T], otherwise: T) -> T:
    """The value, or a stand-in after noting why it was refused."""
    try:
        return reading()
    except Refused as error:
        keys.note(key, error.problem.message, **error.problem.values)
        return otherwise


def optional[T](keys: Keys, key: str, reading: Callable[[object], T]) -> T | None:
    """The value of a key that may be absent or null."""
    raw = keys.take(key, None)
    return None if raw is None else attempt(keys, key, lambda: reading(raw), None)


def read_profile(keys: Keys, bank: Bank) -> str | dict[str, float]:
    raw = keys.take("profile", bank.default_profile)
    if not isinstance(raw, Mapping):
        return keys.choice("profile", tuple(bank.profiles), bank.default_profile)
    inner = keys.inner("profile")
    known = [node.id for node in bank.nodes]
    weights = {id: inner.number(id, low=0) for id in known if inner.has(id)}
    inner.done()
    keys.problems += bank_check.weight_faults(bank, weights, "profile")
    return weights


def read_rates(keys: Keys, currency: str, bank: Bank) -> dict[str, Rate]:
    found = {}
    for code in map(str, keys.raw):
        entry = keys.inner(code)
        rate = entry.number("rate")
        if rate <= 0 and entry.has("rate"):
            entry.note("rate", _("The rate must be above zero."))
        found[code] = Rate(rate, entry.day("dated", None))
        entry.done()
    if currency != bank.money_unit and currency not in found:
        message = _("Give the value of one %(currency)s in %(unit)s, so that amounts can be compared.")
        keys.note(currency, message, currency=currency, unit=bank.money_unit)
    return found


def read_summary(keys: Keys) -> str | dict[str, str]:
    if not isinstance(keys.take("summary", ""), Mapping):
        return keys.text("summary", "")
    inner = keys.inner("summary")
    found = {language: inner.text(language) for language in ("en", "zh") if inner.has(language)}
    inner.done()
    return found or ""


def read_facts(keys: Keys, bank: Bank) -> dict[str, Raw]:
    found: dict[str, Raw] = {}
    for fact in bank.facts:
        raw = optional(keys, fact.id, partial(read_raw, fact))
        if raw is not None:
            found[fact.id] = raw
    keys.done()
    return found


def read_gates(keys: Keys, bank: Bank) -> dict[str, str]:
    found = {}
    for gate in bank.gates:
        option = optional(keys, gate.id, partial(read_gate, gate))
        if option is not None:
            found[gate.id] = option
    keys.done()
    return found


def read_answers(keys: Keys, bank: Bank, facts: Mapping[str, Raw]) -> dict[str, Answer]:
    known = [question for question in bank.questions if keys.has(question.id)]
    found = {
        question.id: read_answer(keys.inner(question.id), question, applies(bank, question, facts))
        for question in known
    }
    keys.done()
    return found


def read_answer(keys: Keys, question: Question, applies: bool) -> Answer:
    state = keys.choice("state", STATES)
    raw = optional(keys, "raw", lambda raw: read_raw(question, raw))
    answer = Answer(
        state=state,
        raw=raw,
        evidence=read_evidence(keys),
        evidence_dated=keys.day("evidence_dated", None),
        links=keys.texts("links", ()),
        note=keys.text("note", ""),
        reason=keys.text("reason", ""),
    )
    if state == ANSWERED and keys.raw.get("raw") is None:
        keys.note("raw", _("An answer needs a value; give one, or choose the state dont_know."))
    if state == DONT_KNOW and keys.raw.get("raw") is not None:
        keys.note("raw", _("The state dont_know takes no value; remove the value or choose the state answered."))
    if state == NOT_APPLICABLE and applies:
        if not question.na_allowed:
            keys.note("state", _("This question always applies; answer it or choose dont_know."))
        elif not answer.reason.strip():
            keys.note("reason", _("Say in a few words why the question does not apply."))
    keys.done()
    return answer


def read_evidence(keys: Keys) -> int:
    return optional(keys, "evidence", lambda raw: read_level(raw, 0, 4)) or 0


def read_channels(keys: Keys, key: str, bank: Bank) -> tuple[ChannelRow, ...]:
    rows = tuple(read_channel(row, bank) for row in keys.rows(key, ()))
    if rows and sum(row.share for row in rows) <= 0:
        keys.note(key, _("The shares are all zero; give at least one channel a share."))
    if len(rows) > bank.channel_table.max_rows:
        keys.note(
            key, _("At most %(max)s channels can be entered; merge the smallest."), max=bank.channel_table.max_rows
        )
    return rows


def read_channel(keys: Keys, bank: Bank) -> ChannelRow:
    cells = {}
    for column in bank.channel_table.criteria:
        cell = optional(keys, column.id, partial(read_raw, column))
        if cell is not None:
            cells[column.id] = cell
    row = ChannelRow(
        type=keys.choice("type", [option.id for option in bank.channel_table.types]),
        owner=keys.text("owner").strip(),
        share=read_needed(keys, "share", bank.channel_table.column("share")),
        dependence=optional(keys, "dependence", lambda raw: read_level(raw, 0, 4)),
        cells=cells,
        evidence=read_evidence(keys),
    )
    keys.done()
    return row


def read_needed(keys: Keys, key: str, asked: Asked) -> float:
    raw = keys.take(key)
    nothing: Raw = 0
    found = attempt(keys, key, lambda: read_raw(asked, raw), nothing) if keys.has(key) else nothing
    return found if isinstance(found, int | float) else 0


def read_risks(keys: Keys, bank: Bank) -> dict[str, RiskJudgement]:
    found = {}
    for risk in bank.risks:
        if keys.has(risk.id):
            entry = keys.inner(risk.id)
            found[risk.id] = RiskJudgement(
                likelihood=optional(entry, "likelihood", lambda raw: read_level(raw, 1, 5)),
                impact=optional(entry, "impact", lambda raw: read_level(raw, 1, 5)),
                evidence=read_evidence(entry),
                note=entry.text("note", ""),
            )
            entry.done()
    keys.done()
    return found


def read_mitigations(keys: Keys, bank: Bank) -> dict[str, MeasureState]:
    """The measures in the order of the document; ids that the bank does not know must start with own_."""
    known = {entry.id for entry in bank.mitigations}
    found = {}
    if len(keys.raw) > MOST_MEASURES:
        keys.note("", _("At most %(max)s measures can be listed."), max=MOST_MEASURES)
        return {}
    for id in map(str, keys.raw):
        if id in known or id.startswith(OWN):
            found[id] = read_measure(keys.inner(id), bank, own=id.startswith(OWN))
        else:
            keys.asked.add(id)
            keys.note(id, _("There is no such measure; the ids of your own measures start with own_."))
    keys.done()
    return found


def read_measure(keys: Keys, bank: Bank, own: bool) -> MeasureState:
    state = MeasureState(
        status=keys.choice("status", [entry.id for entry in bank.scales.mitigation_status]),
        effect_likelihood=optional(keys, "effect_likelihood", lambda raw: read_level(raw, 0, 4)),
        effect_impact=optional(keys, "effect_impact", lambda raw: read_level(raw, 0, 4)),
        cost=optional(keys, "cost", lambda raw: read_number(raw, NOT_NEGATIVE)),
        evidence=read_evidence(keys),
        owner=keys.text("owner", ""),
        due=keys.day("due", None),
        note=keys.text("note", ""),
        title=keys.text("title") if own else "",
        targets=keys.texts("targets", ()) if own else (),
    )
    risks = {risk.id for risk in bank.risks}
    for place, target in enumerate(state.targets):
        if target not in risks:
            keys.note(f"targets[{place}]", _("There is no risk %(id)s in the question bank."), id=shown(target))
        elif target in state.targets[:place]:
            keys.note(f"targets[{place}]", _("This risk is listed twice; list it once."))
    keys.done()
    return state


def read_review(keys: Keys, bank: Bank, facts: Mapping[str, Raw]) -> Review:
    submitted = keys.take("submitted", False)
    review = Review(
        reviewer=keys.text("reviewer"),
        role=keys.text("role", ""),
        conflicted=keys.flag("conflicted", False),
        submitted=submitted if isinstance(submitted, bool) else keys.day("submitted") or False,
        answers=read_answers(keys.inner("answers", {}), bank, facts),
        risks=read_risks(keys.inner("risks", {}), bank),
    )
    keys.done()
    return review


def write(document: Document) -> dict[str, Any]:
    """The document as plain dictionaries, lists, numbers and texts, without what is empty; `read` gives it back."""
    venture = {"name": document.venture_name, "summary": plain(document.venture_summary)}
    found: dict[str, Any] = {
        "format": FORMAT,
        "bank": {"id": document.bank_id, "version": document.bank_version},
        "as_of": document.as_of.isoformat(),
        "profile": plain(document.profile),
        "currency": document.currency,
        "venture": {key: value for key, value in venture.items() if value},
    }
    for name in ("rates", "facts", "gates", "answers", "risks", "mitigations", "mitigation_budget", "reviews"):
        found[name] = plain(getattr(document, name))
    for name in ("channels", "rival_channels"):
        found[name] = [{**plain(row), **plain(row.cells)} for row in getattr(document, name)]
        for row in found[name]:
            row.pop("cells", None)
    return {key: value for key, value in found.items() if key == "profile" or value not in ({}, [], "", None)}


def plain(value: object) -> Any:
    """A record without its empty parts, a mapping, a tuple or a date in plain form."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    named = {part.name: getattr(value, part.name) for part in fields(value)}
    return {key: plain(entry) for key, entry in named.items() if entry is not None and entry not in ("", (), {})}


def canonical_json(mapping: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, without spaces, in UTF-8 without escapes: one text for one content (M 5.1)."""
    text = json.dumps(mapping, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()

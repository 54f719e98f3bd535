"""A pasted document against an assessment: what is new, what changes, and then the change itself."""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from assessments import scoring
from assessments.forms.questions import REASON_LENGTH
from assessments.forms.step import (
    LINKS_LENGTH,
    NOTE_LENGTH,
    PlainTextField,
    doubt,
    plain_text,
)
from assessments.models import Assessment, Bank, Change
from assessments.models.answered import RIVAL_CHANNELS, custom_weights, rows_of
from assessments.readings.words import in_order, number_words, profile_words, value_words
from assessments.scoring import Document, Problem
from assessments.scoring.document import peek, plain
from assessments.scoring.document import read as read_document
from assessments.scoring.problems import DocumentError
from assessments.templatetags.bilingual import local
from ventures.models import Venture

LENGTHS = {
    "note": NOTE_LENGTH, "reason": REASON_LENGTH, "links": LINKS_LENGTH, "owner": 80, "title": 120, "name": 120,
    "summary": 200, "currency": 3,
}  # fmt: skip
LONGEST_ID = 80
TEXT = PlainTextField(required=False)
# Sentences about faults are kept in English until somebody reads them, as scoring's own are. They are collected for
# translation by the function's own name alone
RATE_RANGE = gettext_noop("Give a rate between 0.00000001 and 9,999,999,999.")
LONG_ID = gettext_noop("This id is too long; keep it to %(most)s characters.")
ODD_ID = gettext_noop("This id holds signs that cannot be typed; write it with letters, digits and _.")
LONG_TEXT = gettext_noop("This text is too long; shorten it to %(most)s characters.")
NO_ADDRESS = gettext_noop("This is no whole web address; write it like https://example.org/report.")
NO_NAME = gettext_noop("Give the venture a name; a working title is enough.")
NO_BANK = gettext_noop("There is no question bank %(id)s %(version)s here; use one that is published.")
SETTINGS = ("profile", "currency", "rates", "mitigation_budget")


class Moved(Exception):
    """The answers were changed between the look and the confirmation."""


@dataclass(frozen=True)
class Difference:
    """One thing that the document says otherwise. Nothing stands before what is new, or reads the same."""

    path: str
    name: str
    after: str = ""
    before: str = ""
    new: bool = True
    parts: str = ""  # what differs beside the answer itself


@dataclass(frozen=True)
class Plan:
    assessment: Assessment
    document: Document
    settings: tuple[str, ...]  # keys of SETTINGS that the text itself has and that differ
    items: frozenset[str]  # answers that are stored
    differences: tuple[Difference, ...]
    same: int
    left_out: tuple[str, ...]  # what is understood and not taken over, in sentences
    seen: str  # differs when the text or the stored answers do

    @property
    def new(self) -> list[Difference]:
        return [difference for difference in self.differences if difference.new]

    @property
    def changed(self) -> list[Difference]:
        return [difference for difference in self.differences if not difference.new]


def understood(text: str, bank: scoring.Bank) -> tuple[Mapping[str, Any], Document]:
    """The keys of the text and the document they make; raises DocumentError with every fault."""
    raw = typed(scoring.load(text), {})
    document = read_document(raw if isinstance(raw, Mapping) else text, bank)
    written = scoring.write(document)
    problems = [*too_long(written), *no_addresses(written.get("answers", {})), *doubtful_days(document)]
    rate = document.rates.get(document.currency)
    if rate and not 0 < round(Decimal(str(rate.rate)), 8) < 10**10:
        problems.append(Problem(f"rates.{document.currency}.rate", RATE_RANGE))
    if problems:
        raise DocumentError(problems)
    return (raw if isinstance(raw, Mapping) else {}), document


def typed(value: object, known: dict[int, object]) -> object:
    """The document with its texts as the wizard would store them; `known` are parts that YAML refers to again.

    An id is no text; a faulty one is refused.
    """
    if isinstance(value, str):
        return TEXT.to_python(value)
    if id(value) in known:
        return known[id(value)]
    if isinstance(value, Mapping):
        known[id(value)] = {key: typed(entry, known) for key, entry in value.items()}
    elif isinstance(value, list):
        known[id(value)] = [typed(entry, known) for entry in value]
    return known.get(id(value), value)


def too_long(value: object, path: str = "", key: str = "") -> Iterator[Problem]:
    """Texts longer than the fields of the wizard take, and ids that it would never give."""
    if isinstance(value, Mapping):
        for name, entry in value.items():
            inner = f"{path}.{name}".lstrip(".")
            if len(str(name)) > LONGEST_ID:
                yield Problem(inner, LONG_ID, {"most": LONGEST_ID})
            if plain_text(str(name)) != name:
                yield Problem(plain_text(inner), ODD_ID)
            yield from too_long(entry, inner, str(name))
    elif isinstance(value, list):
        for place, entry in enumerate(value):
            yield from too_long(entry, f"{path}[{place}]", key)
        if key == "links" and len("\n".join(map(str, value))) > LINKS_LENGTH:
            yield long_problem(path, LINKS_LENGTH)
    elif isinstance(value, str) and len(value) > LENGTHS.get(key, NOTE_LENGTH):
        yield long_problem(path, LENGTHS.get(key, NOTE_LENGTH))


def no_addresses(answers: Mapping[str, Any]) -> Iterator[Problem]:
    """Links that the wizard would refuse: they are shown as links to everybody who sees the answer."""
    is_address = URLValidator(schemes=["http", "https"])
    for id, answer in answers.items():
        for place, link in enumerate(answer.get("links", ())):
            try:
                is_address(link)
            except ValidationError:
                yield Problem(f"answers.{id}.links[{place}]", NO_ADDRESS)


def doubtful_days(document: Document) -> Iterator[Problem]:
    """Days that the wizard would refuse: evidence and rates are of the recent past."""
    days = {f"answers.{id}.evidence_dated": answer.evidence_dated for id, answer in document.answers.items()}
    days |= {f"rates.{code}.dated": rate.dated for code, rate in document.rates.items()}
    for path, day in days.items():
        if day is not None and (found := doubt(day)):
            yield Problem(path, found)


def long_problem(path: str, most: int) -> Problem:
    return Problem(path, LONG_TEXT, {"most": most})


def plan(assessment: Assessment, text: str) -> Plan:
    """What the text would do to an open assessment; raises DocumentError with every fault and its path."""
    bank = assessment.bank.parsed
    keys, document = understood(text, bank)
    current = assessment.document()
    differences, same = [], 0
    for path, name, before, after in compared(bank, current, document):
        if before == after:
            same += 1
        else:
            told = words(bank, path, before), words(bank, path, after)
            differences.append(difference(path, name, before, after, told))
    items = frozenset(difference.path.partition(".")[2] or difference.path for difference in differences)
    settings = []
    for key in SETTINGS:
        before, after = setting(current, key), setting(document, key)
        if key in keys and before != after:
            settings.append(key)
            told = setting_words(bank, before), setting_words(bank, after)
            differences.append(difference(key, setting_name(key), before, after, told))
    return Plan(
        assessment, document, tuple(settings), items, tuple(differences), same, left_out(assessment, document),
        seen=stamp(assessment, text),
    )  # fmt: skip


def difference(path: str, name: str, before: Any, after: Any, told: tuple[str, str]) -> Difference:
    earlier, now = told
    fresh = before in (None, "", [])
    return Difference(path, name, now, "" if earlier == now else earlier, fresh, "" if fresh else parts(before, after))


def parts(before: Any, after: Any) -> str:
    """What differs in an answer, a judgement, a measure or a rate, beside the value that is told in words."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return ""
    names = {
        "title": _("Name"), "status": _("Status"), "likelihood": _("Likelihood"), "impact": _("Impact"),
        "effect_likelihood": _("Effect on likelihood"), "effect_impact": _("Effect on impact"), "cost": _("Cost"),
        "owner": _("Who does it"), "due": _("Due"), "targets": _("Risks"), "evidence": _("Evidence"),
        "evidence_dated": _("Dated"), "dated": _("Dated"), "links": _("Links"), "reason": _("Reason"),
        "note": _("Note"),
    }  # fmt: skip
    return in_order(name for key, name in names.items() if before.get(key) != after.get(key))


def stamp(assessment: Assessment, text: str) -> str:
    versions = sorted(assessment.sheet.answers.values_list("item", "version"))
    kept = [assessment.profile, assessment.custom_weights, str(assessment.money), str(assessment.mitigation_budget)]
    return hashlib.sha256(json.dumps([text, versions, kept], sort_keys=True).encode()).hexdigest()


def compared(bank: scoring.Bank, current: Document, document: Document) -> Iterator[tuple[str, str, Any, Any]]:
    """Path, name, and what stands there now and in the document; only what the document names."""
    names = {fact.id: local(fact.text) for fact in bank.facts}
    names |= {gate.id: local(gate.text) for gate in bank.gates}
    names |= {question.id: local(question.text) for question in bank.questions}
    names |= {risk.id: local(risk.title) for risk in bank.risks}
    names |= {measure.id: local(measure.title) for measure in bank.mitigations}
    for part in ("facts", "gates", "answers", "risks", "mitigations"):
        before, after = getattr(current, part), getattr(document, part)
        for id, entry in after.items():
            name = names.get(id) or getattr(entry, "title", "") or id
            yield f"{part}.{id}", name, plain(before.get(id)), plain(entry)
    for table, name in (("channels", _("Channel table")), ("rival_channels", _("The strongest rival's channels"))):
        if getattr(document, table):
            yield table, name, plain(getattr(current, table)), plain(getattr(document, table))


def words(bank: scoring.Bank, path: str, value: Any) -> str:
    """An answer in short; tables and judgements are told by their name alone."""
    part, _dot, id = path.partition(".")
    if value in (None, []) or part not in ("facts", "gates", "answers"):
        return ""
    if part == "gates":
        return next((local(option.text) for option in bank.gate(id).options if option.id == value), "")
    if part == "answers" and value["state"] != "answered":
        return _("Not applicable") if value["state"] == "not_applicable" else _("I don't know yet")
    raw = value["raw"] if part == "answers" else value
    asked = bank.question(id) if part == "answers" else bank.fact(id)
    return value_words(asked, tuple(raw) if isinstance(raw, list) else raw)


def setting(document: Document, key: str) -> Any:
    if key == "rates":
        return plain(document.rates.get(document.currency))
    return plain(getattr(document, key))


def setting_name(key: str) -> str:
    return {
        "profile": _("Weights"), "currency": _("Currency of all money answers"), "rates": _("Exchange rate"),
        "mitigation_budget": _("Budget for measures"),
    }[key]  # fmt: skip


def setting_words(bank: scoring.Bank, value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['rate']:g}" if "rate" in value else profile_words(bank, value)
    if isinstance(value, int | float):
        return number_words(value)
    return profile_words(bank, value) if value in bank.profiles else str(value or "")


def left_out(assessment: Assessment, document: Document) -> tuple[str, ...]:
    found = []
    if document.reviews:
        found.append(_("reviews: other people's answers are not taken over; invite them instead."))
    if document.venture_name and document.venture_name != assessment.venture.name:
        found.append(_("venture.name: the venture keeps its name."))
    if document.venture_summary and summary_of(document) != assessment.venture.summary:
        found.append(_("venture.summary: the venture keeps its summary."))
    elif isinstance(document.venture_summary, Mapping) and len(document.venture_summary) > 1:
        found.append(_("venture.summary: a venture has one summary; that in the other language is not taken over."))
    if document.as_of != assessment.document().as_of:
        found.append(_("as_of: the answers of an open round count as of today, not of the day in the document."))
    if set(document.rates) - {document.currency}:
        found.append(_("rates: of the exchange rates, only that of the document's currency is taken over."))
    return tuple(found)


def apply(assessment: Assessment, text: str, seen: str) -> Plan:
    """Carry out what was shown. Raises Moved when that is no longer what would happen, Closed once finished."""
    with transaction.atomic():
        with assessment.still_open() as stored:
            found = plan(stored, text)
            if found.seen != seen:
                raise Moved
            set_settings(stored, found)
        save_answers(found, uuid.uuid5(uuid.NAMESPACE_OID, seen))
    return found


def set_settings(stored: Assessment, found: Plan) -> None:
    """Only what the text names itself; the rest stays as it is."""
    document, bank = found.document, stored.bank.parsed
    if "profile" in found.settings and isinstance(document.profile, str):
        stored.profile, stored.custom_weights = document.profile, {}
    elif "profile" in found.settings:
        weights = bank.profiles[stored.profile].weights if stored.profile in bank.profiles else {}
        stored.custom_weights = custom_weights(bank, weights, dict(document.profile))  # type: ignore[arg-type]
    if "currency" in found.settings or "rates" in found.settings:
        rate = document.rates.get(document.currency)
        stored.currency = document.currency
        stored.rate, stored.rate_dated = (Decimal(str(rate.rate)), rate.dated) if rate else (None, None)
    if "mitigation_budget" in found.settings and document.mitigation_budget is not None:
        stored.mitigation_budget = Decimal(str(document.mitigation_budget))


def save_answers(found: Plan, operation: uuid.UUID) -> None:
    table = found.assessment.bank.parsed.channel_table.node
    changed = {{"channels": table, "rival_channels": RIVAL_CHANNELS}.get(item, item) for item in found.items}
    versions = dict(found.assessment.sheet.answers.values_list("item", "version"))
    changes = [
        Change(row.item, row.given, versions.get(row.item, 0))
        for row in rows_of(found.assessment, found.document)
        if row.item in changed
    ]
    found.assessment.sheet.save_answers(changes, operation)


def found_venture(text: str, owner: User, operation: uuid.UUID) -> tuple[Venture, tuple[str, ...]]:
    """A new venture with the document's answers, and what was left out; raises DocumentError.

    The same text sent again by the same form leads to the venture that it made the first time.
    """
    code = uuid.uuid5(operation, f"{owner.pk} {text}")
    made = Venture.objects.owned_by(owner).filter(code=code)
    try:
        return made.get(), ()
    except Venture.DoesNotExist:
        bank = named_bank(text)
    _keys, document = understood(text, bank.parsed)
    if not document.venture_name.strip():
        raise DocumentError([Problem("venture.name", NO_NAME)])
    try:
        return new_venture(text, document, bank, owner, code)
    except IntegrityError:  # the other click was a moment earlier
        return made.get(), ()


def new_venture(
    text: str, document: Document, bank: Bank, owner: User, code: uuid.UUID
) -> tuple[Venture, tuple[str, ...]]:
    with transaction.atomic():
        venture = Venture.found(owner, document.venture_name, summary_of(document), code)
        assessment = Assessment.begin(venture, owner)
        if assessment.bank_id != bank.pk:
            Assessment.objects.filter(pk=assessment.pk).update(bank=bank)
        fresh = Assessment.objects.with_parts().get(pk=assessment.pk)
        done = apply(fresh, text, stamp(fresh, text))
    return venture, done.left_out


def summary_of(document: Document) -> str:
    summary = document.venture_summary
    return summary if isinstance(summary, str) else next(iter(summary.values()), "")


def named_bank(text: str) -> Bank:
    """The published bank that the document names."""
    key, version = peek(text)
    bank = Bank.objects.filter(key=key, version=version).first()
    if bank is None:
        raise DocumentError([Problem("bank", NO_BANK, {"id": key, "version": version})])
    return bank

"""What changed between two rounds, and what each change did to the score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import scoring
from assessments.readings.dimensions import answer_words
from assessments.readings.reading import Reading
from assessments.readings.words import evidence_words, value_words
from assessments.scoring import Document
from assessments.scoring.changes import Change, attribution, fitted
from assessments.templatetags.bilingual import local


def cause_words(cause: str) -> str:
    return {
        "answers": _("Answers"),
        "evidence": _("Evidence"),
        "channels": _("Channel table"),
        "risks": _("Risk judgements"),
        "measures": _("Measures against risks"),
        "weights": _("Weights"),
        "reviewers": _("Reviewers"),
        "bank": _("Question set"),
    }[cause]


@dataclass(frozen=True)
class Part:
    """One cause, in tenths that add up: `shown` of all parts is the difference of the shown scores."""

    cause: str
    title: str
    change: Change
    shown: float
    before: float
    after: float


@dataclass(frozen=True)
class Moved:
    """One item that differs; `effect` is what it alone would have done to the earlier score."""

    title: str
    before: str
    after: str
    effect: float


@dataclass(frozen=True)
class Explained:
    """`start` and `end` are risk-adjusted scores in tenths."""

    start: float
    end: float
    parts: tuple[Part, ...]
    moved: tuple[Moved, ...]
    still: tuple[Moved, ...]  # differs, but does not move the score

    @property
    def total(self) -> float:
        return self.end - self.start


def explained(before: Reading, after: Reading) -> Explained:
    """Raises scoring.CannotScore where the answers of one round cannot be scored at all."""
    found = attribution((before.bank, before.document), (after.bank, after.document))
    scores = [scoring.assess(side.bank, side.document).risk_adjusted for side in (before, after)]
    start, end = (round(score, 1) for score in scores)
    shown = tenths([change.risk_adjusted for change in found], end - start)
    parts, here = [], start
    for change, part in zip(found, shown, strict=True):
        parts.append(Part(change.cause, cause_words(change.cause), change, part, here, here + part))
        here += part
    items = sorted(moved_items(before, after), key=lambda item: -abs(item.effect))
    return Explained(
        start=start,
        end=end,
        parts=tuple(parts),
        moved=tuple(item for item in items if abs(item.effect) >= 0.005),
        still=tuple(item for item in items if abs(item.effect) < 0.005),
    )


def tenths(values: Sequence[float], total: float) -> list[float]:
    """Rounded to tenths so that they add up to the total, which is in tenths; the largest rests are rounded up."""
    scaled = [10 * value for value in values]
    whole = [floor(value) for value in scaled]
    spare = round(10 * total) - sum(whole)
    order = sorted(range(len(values)), key=lambda place: whole[place] - scaled[place])
    for place in order[: max(0, spare)]:
        whole[place] += 1
    for place in order[::-1][: max(0, -spare)]:
        whole[place] -= 1
    return [value / 10 for value in whole]


def finding(found: Explained) -> str:
    """The whole change and its largest cause."""
    if not found.parts:
        return _("Nothing that counts differs between these rounds.")
    top = max(found.parts, key=lambda part: abs(part.shown))
    values = {"start": f"{found.start:.1f}", "end": f"{found.end:.1f}", "cause": top.title.lower()}
    if round(found.total, 1) == 0:
        return _("The score stayed at %(end)s.") % values
    if found.total > 0:
        return _("The score rose from %(start)s to %(end)s, mostly through: %(cause)s.") % values
    return _("The score fell from %(start)s to %(end)s, mostly through: %(cause)s.") % values


def moved_items(before: Reading, after: Reading) -> Iterator[Moved]:
    """Every answer, judgement, measure and setting that differs, in the bank's order."""
    bank, old = before.bank, before.document
    new = fitted(bank, after.document)
    base = scoring.assess(bank, old).risk_adjusted

    def effect(**changed: Any) -> float:
        try:
            return scoring.assess(bank, replace(old, **changed)).risk_adjusted - base
        except scoring.CannotScore:
            return 0.0

    for name, words in KINDS.items():
        mine, theirs = getattr(old, name), getattr(new, name)
        for id in dict.fromkeys([*mine, *theirs]):
            if mine.get(id) != theirs.get(id):
                changed = {key: value for key, value in {**mine, id: theirs.get(id)}.items() if value is not None}
                title, was, now = words(before, after, id)
                yield Moved(title, was, now, effect(**{name: changed}))
    if old.channels != new.channels:
        yield Moved(
            _("Channel table"), channel_words(old), channel_words(after.document), effect(channels=new.channels)
        )
    if old.profile != new.profile:
        yield Moved(_("Weights"), weight_words(before), weight_words(after), effect(profile=new.profile))


def question_words(before: Reading, after: Reading, id: str) -> tuple[str, str, str]:
    question = before.bank.question(id)
    return local(question.text), answered(before, id), answered(after, id)


def answered(reading: Reading, id: str) -> str:
    """The answer with its evidence, by which the two may differ alone."""
    question = next((entry for entry in reading.bank.questions if entry.id == id), None)
    if question is None:
        return _("Not asked")
    answer = reading.document.answers.get(id)
    said = answer_words(reading, question)
    # Translators: an answer and the strength of its evidence
    pattern = _("%(answer)s (%(evidence)s)")
    if answer is None or answer.raw is None:
        return said
    return pattern % {"answer": said, "evidence": evidence_words(answer.evidence).lower()}


def fact_words(before: Reading, after: Reading, id: str) -> tuple[str, str, str]:
    fact = before.bank.fact(id)
    given = [reading.document.facts.get(id) for reading in (before, after)]
    was, now = (_("Not answered yet") if raw is None else value_words(fact, raw) for raw in given)
    return local(fact.text), was, now


def gate_words(before: Reading, after: Reading, id: str) -> tuple[str, str, str]:
    gate = before.bank.gate(id)
    options = {option.id: local(option.text) for option in gate.options}
    was, now = (options.get(reading.document.gates.get(id, ""), _("Not answered yet")) for reading in (before, after))
    return local(gate.text), was, now


def risk_words(before: Reading, after: Reading, id: str) -> tuple[str, str, str]:
    return local(before.bank.risk(id).title), judged(before, id), judged(after, id)


def judged(reading: Reading, id: str) -> str:
    given = reading.document.risks.get(id)
    if given is None or given.likelihood is None or given.impact is None:
        return _("Not judged in full")
    scales = reading.bank.scales
    return _("%(likelihood)s, %(impact)s") % {
        "likelihood": level_text(scales.likelihood, given.likelihood),
        "impact": level_text(scales.impact, given.impact),
    }


def level_text(scale: Sequence[Any], level: float) -> str:
    return next((local(entry.text) for entry in scale if entry.level == level), f"{level:g}")


def measure_words(before: Reading, after: Reading, id: str) -> tuple[str, str, str]:
    known = next((entry for entry in before.bank.mitigations if entry.id == id), None)
    states = [reading.document.mitigations.get(id) for reading in (before, after)]
    own = next((state.title for state in reversed(states) if state is not None), id)
    words = {entry.id: local(entry.text) for entry in before.bank.scales.mitigation_status}
    was, now = (next(iter(words.values())) if state is None else words[state.status] for state in states)
    return local(known.title) if known else own, was, now


KINDS: Mapping[str, Any] = {
    "facts": fact_words,
    "gates": gate_words,
    "answers": question_words,
    "risks": risk_words,
    "mitigations": measure_words,
}


def channel_words(document: Document) -> str:
    count = len(document.channels)
    return ngettext("%(count)s channel", "%(count)s channels", count) % {"count": count}


def weight_words(reading: Reading) -> str:
    profile = reading.document.profile
    return local(reading.bank.profiles[profile].title) if isinstance(profile, str) else _("Custom weights")

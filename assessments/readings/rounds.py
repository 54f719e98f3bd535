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
from assessments.readings.what_if import now_words, target_words
from assessments.readings.words import evidence_words, joined, one_decimal, value_words
from assessments.scoring import Bank, ChannelRow, Document
from assessments.scoring.changes import Change, attribution, fitted
from assessments.scoring.scratch import EFFECTS, RIVAL, TABLES, changed, current, row_refs, rows_of, target, with_rows
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
    grades: tuple[str | None, str | None]  # a condition of the legal baseline moves the grade alone

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
        grades=(before.result["grade"], after.result["grade"]),
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
    return joined([score_finding(found), grade_finding(found)])


def grade_finding(found: Explained) -> str:
    before, after = found.grades
    if before == after:
        return ""
    if after is None:
        return _("The grade was %(before)s; now there is none.") % {"before": before}
    if before is None:
        return _("There was no grade; now it is %(after)s.") % {"after": after}
    return _("The grade went from %(before)s to %(after)s.") % {"before": before, "after": after}


def score_finding(found: Explained) -> str:
    if not found.parts and (found.still or found.grades[0] != found.grades[1]):
        return _("The score stayed at %(end)s.") % {"end": one_decimal(found.end)}
    if not found.parts:
        return _("Nothing that counts differs between these rounds.")
    top = max(found.parts, key=lambda part: abs(part.shown))
    values = {"start": one_decimal(found.start), "end": one_decimal(found.end), "cause": top.title.lower()}
    if round(found.total, 1) == 0:
        return _("The score stayed at %(end)s.") % values
    if found.total > 0:
        return _("The score rose from %(start)s to %(end)s, mostly through: %(cause)s.") % values
    return _("The score fell from %(start)s to %(end)s, mostly through: %(cause)s.") % values


@dataclass(frozen=True)
class Step:
    """From the earlier document to the later one, read by the earlier bank; `base` is the score it begins with."""

    bank: Bank
    old: Document
    new: Document
    base: float

    def effect(self, document: Document) -> float:
        try:
            return scoring.assess(self.bank, document).risk_adjusted - self.base
        except scoring.CannotScore:
            return 0.0

    def fields(self, refs: Sequence[str]) -> Iterator[Moved]:
        """Those fields of a channel or a measure that differ, one by one."""
        for wanted in (target(self.bank, self.old, ref) for ref in refs):
            if wanted is not None and current(self.old, wanted) != (value := current(self.new, wanted)):
                was, now = (now_words(self.bank, one, wanted, current(one, wanted)) for one in (self.old, self.new))
                alone = self.effect(changed(self.old, wanted, value))
                yield Moved(target_words(self.bank, self.old, wanted), was, now, alone)

    def channels(self, table: str) -> Iterator[Moved]:
        """Field by field as long as the same channels are listed."""
        mine, theirs = rows_of(self.old, table), rows_of(self.new, table)
        if [(row.type, row.owner) for row in mine] == [(row.type, row.owner) for row in theirs]:
            yield from self.fields([ref for row in range(len(mine)) for ref in row_refs(self.bank, table, row)])
        else:
            title = _("The strongest rival's channels") if table == RIVAL else _("Channel table")
            alone = self.effect(with_rows(self.old, table, theirs))
            yield Moved(title, count_words(mine), count_words(theirs), alone)


def moved_items(before: Reading, after: Reading) -> Iterator[Moved]:
    """Every answer, judgement, measure and setting that differs, in the bank's order."""
    bank, old = before.bank, before.document
    new = fitted(bank, after.document)
    step = Step(bank, old, new, scoring.assess(bank, old).risk_adjusted)
    for name, words in KINDS.items():
        mine, theirs = getattr(old, name), getattr(new, name)
        for id in dict.fromkeys([*mine, *theirs]):
            if mine.get(id) != theirs.get(id):
                title, was, now = words(before, after, id)
                given: Any = {key: value for key, value in {**mine, id: theirs.get(id)}.items() if value is not None}
                whole = [Moved(title, was, now, step.effect(replace(old, **{name: given})))]
                effects = [f"{id}.{part}" for part in EFFECTS] if name == "mitigations" and was == now else []
                yield from list(step.fields(effects)) or whole
    for table in TABLES:
        yield from step.channels(table)
    if old.profile != new.profile:
        weighed = replace(old, profile=new.profile)
        yield Moved(_("Weights"), weight_words(before), weight_words(after), step.effect(weighed))


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


def count_words(rows: Sequence[ChannelRow]) -> str:
    return ngettext("%(count)s channel", "%(count)s channels", len(rows)) % {"count": len(rows)}


def weight_words(reading: Reading) -> str:
    profile = reading.document.profile
    return local(reading.bank.profiles[profile].title) if isinstance(profile, str) else _("Custom weights")

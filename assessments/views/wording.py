"""Answers in words, for the review page and for the banner that shows two versions of one answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments.forms.step import DRAFT, evidence_words, local
from assessments.models import Answer
from assessments.models.answered import RIVAL_CHANNELS
from assessments.scoring import Bank, Step
from assessments.scoring.answers import ANSWERED, DONT_KNOW, NOT_APPLICABLE
from assessments.scoring.bank_parts import Fact, Gate, Question


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

    @classmethod
    def of(cls, step: Step, bank: Bank, row: Answer | None) -> Self:
        graded = row is not None and row.state == ANSWERED and step.kind in ("question", "risk")
        return cls(
            step=step,
            text=asked_text(step, bank),
            answer=answer_words(step, bank, row),
            state=row.state if row else "unanswered",
            evidence=evidence_words()[row.evidence][1] if row and graded else "",
            evidence_level=row.evidence if row and graded else -1,
            note="\n".join(part for part in (row.reason, row.note) if part) if row else "",
            links=tuple(row.links.split()) if row else (),
        )


def asked_text(step: Step, bank: Bank) -> str:
    if step.kind == "risk":
        return local(bank.risk(step.ref).title)
    if step.kind == "channels":
        return _("The strongest rival's channels") if step.ref == RIVAL_CHANNELS else _("Channel table")
    look_up: dict[str, Any] = {"fact": bank.fact, "gate": bank.gate, "question": bank.question}
    return local(look_up[step.kind](step.ref).text)


def answer_words(step: Step, bank: Bank, row: Answer | None) -> str:
    if row is None or row.state == "unanswered":
        draft = row.value.get(DRAFT) if row and isinstance(row.value, dict) else None
        typed = " · ".join(str(value) for value in (draft or {}).values() if value)
        return _("Not readable yet: %(typed)s") % {"typed": typed} if typed else _("Not answered yet")
    if row.state == DONT_KNOW:
        return _("I don't know yet")
    if row.state == NOT_APPLICABLE:
        return _("Does not apply")
    if step.kind == "channels":
        return channels_words(bank, row.value or [])
    if step.kind == "risk":
        return risk_words(bank, row.value or {})
    look_up: dict[str, Any] = {"fact": bank.fact, "gate": bank.gate, "question": bank.question}
    return value_words(look_up[step.kind](step.ref), row.value)


def value_words(asked: Question | Fact | Gate, value: Any) -> str:
    chosen = value if isinstance(value, list) else [value]
    labels = {option.id: local(option.text) for option in asked.options}
    if labels:
        return _(", ").join(labels.get(entry, str(entry)) for entry in chosen)
    if isinstance(asked, Question) and asked.anchors:
        first = 1 if asked.type == "readiness9" else 0
        return f"{value}: {local(asked.anchors[value - first])}"
    if value in ("yes", "no"):
        return _("Yes") if value == "yes" else _("No")
    number = number_format(value, use_l10n=True, force_grouping=True) if isinstance(value, int | float) else str(value)
    unit = getattr(asked, "unit", "")
    return f"{number}{'' if unit == '%' else ' '}{unit}".strip()


def channels_words(bank: Bank, rows: Iterable[Mapping[str, Any]]) -> str:
    kinds = {kind.id: local(kind.text) for kind in bank.channel_table.types}
    return "\n".join(f"{kinds[row['type']]}, {row['owner']}, {row['share']:g}%" for row in rows)


def risk_words(bank: Bank, value: Mapping[str, Any]) -> str:
    likelihoods = {level.level: local(level.text) for level in bank.scales.likelihood}
    impacts = {level.level: local(level.text) for level in bank.scales.impact}
    unknown = _("I don't know yet")
    return "\n".join([
        _("Likelihood: %(level)s") % {"level": likelihoods.get(value.get("likelihood", 0), unknown)},
        _("Impact: %(level)s") % {"level": impacts.get(value.get("impact", 0), unknown)},
    ])  # fmt: skip


def review_lines(
    bank: Bank, steps: Iterable[Step], rows: Mapping[str, Answer], shown: str
) -> list[tuple[Any, list[Line]]]:
    """Sections with their lines; `shown` is all, open, unknown or guesses."""
    keep = {
        "open": lambda line: line.state == "unanswered",
        "unknown": lambda line: line.state == DONT_KNOW,
        "guesses": lambda line: line.evidence_level == 0,
    }.get(shown, lambda line: True)
    lines = [Line.of(step, bank, rows.get(step.ref)) for step in steps]
    groups = [(part, [line for line in lines if line.step.section == part.id and keep(line)]) for part in bank.sections]
    return [(part, found) for part, found in groups if found]

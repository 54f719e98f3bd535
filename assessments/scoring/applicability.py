"""Which questions apply, are answered, are missing and come next: one rule for wizard, progress, score and report."""

from collections.abc import Mapping
from dataclasses import dataclass

from .answers import DONT_KNOW, NOT_APPLICABLE, STATES, Document
from .bank import STAGE, Bank
from .bank_parts import Question, Raw, Section


@dataclass(frozen=True)
class Step:
    """One screen of the wizard. `ref` is the id of the fact, gate, question or risk; for the table, its node."""

    section: str
    kind: str  # fact, gate, question, channels, risk
    ref: str
    required: bool


@dataclass(frozen=True)
class SectionProgress:
    """`answered` counts every response, `dont_know` and `not_applicable` among them; `of` counts the steps."""

    section: str
    answered: int
    of: int
    dont_know: int
    not_applicable: int
    missing: int  # required steps without a response


@dataclass(frozen=True)
class Progress:
    sections: tuple[SectionProgress, ...]
    answered: int
    of: int
    dont_know: int
    not_applicable: int
    missing: int


def applies(bank: Bank, question: Question, facts: Mapping[str, Raw]) -> bool:
    """M 1.4: a question waits for the stage it names. Until the stage is known, every question applies."""
    stage = facts.get(STAGE)
    if question.applies_from is None or not isinstance(stage, str):
        return True
    return bank.stage_order(stage) >= bank.stage_order(question.applies_from)


def steps(bank: Bank, facts: Mapping[str, Raw]) -> tuple[Step, ...]:
    """The screens of the wizard in order: section by section, in a section questions, then what else it holds."""
    return tuple(step for section in bank.sections for step in section_steps(bank, section, facts))


def section_steps(bank: Bank, section: Section, facts: Mapping[str, Raw]) -> list[Step]:
    found = [
        Step(section.id, "question", question.id, question.required)
        for question in bank.section_questions(section)
        if applies(bank, question, facts)
    ]
    if section.holds == "facts":
        found += [Step(section.id, "fact", fact.id, fact.required) for fact in bank.facts]
    elif section.holds == "gates":
        found += [Step(section.id, "gate", gate.id, False) for gate in bank.gates]
    elif section.holds == "channel_table":
        found.append(Step(section.id, "channels", bank.channel_table.node, bank.channel_table.required))
    elif section.holds == "risks":
        found += [Step(section.id, "risk", risk.id, False) for risk in bank.risks]
    return found


def responded(step: Step, document: Document) -> bool:
    """Any response counts, "I don't know" and "not applicable" included; a risk needs both judgements."""
    if step.ref in document.unknown:
        return True
    if step.kind == "fact":
        return step.ref in document.facts
    if step.kind == "gate":
        return step.ref in document.gates
    if step.kind == "question":
        return state(document, step.ref) in STATES
    if step.kind == "channels":
        return bool(document.channels)
    judgement = document.risks.get(step.ref)
    return judgement is not None and judgement.likelihood is not None and judgement.impact is not None


def state(document: Document, question_id: str) -> str:
    """The state of a question's answer; 'unanswered' when there is none (M 1.4)."""
    answer = document.answers.get(question_id)
    return answer.state if answer is not None else "unanswered"


def missing(bank: Bank, document: Document) -> tuple[Step, ...]:
    """The required steps without a response, in order (M 1.4)."""
    return tuple(step for step in steps(bank, document.facts) if step.required and not responded(step, document))


def next_step(bank: Bank, document: Document, after: Step | str | None = None) -> Step | None:
    """The first open step after the given one (a step or its `ref`), wrapping to the top; None if all are done."""
    ordered = steps(bank, document.facts)
    ref = after.ref if isinstance(after, Step) else after
    start = next((place + 1 for place, step in enumerate(ordered) if step.ref == ref), 0)
    return next((step for step in ordered[start:] + ordered[:start] if not responded(step, document)), None)


def progress(bank: Bank, document: Document) -> Progress:
    """What is done, per section and in total."""
    ordered = steps(bank, document.facts)
    sections = tuple(
        section_progress(section.id, [step for step in ordered if step.section == section.id], document)
        for section in bank.sections
    )
    return Progress(
        sections=sections,
        answered=sum(entry.answered for entry in sections),
        of=len(ordered),
        dont_know=sum(entry.dont_know for entry in sections),
        not_applicable=sum(entry.not_applicable for entry in sections),
        missing=sum(entry.missing for entry in sections),
    )


def section_progress(section: str, ordered: list[Step], document: Document) -> SectionProgress:
    done = [responded(step, document) for step in ordered]
    states = [state(document, step.ref) for step in ordered if step.kind == "question"]
    return SectionProgress(
        section=section,
        answered=sum(done),
        of=len(ordered),
        dont_know=states.count(DONT_KNOW),
        not_applicable=states.count(NOT_APPLICABLE),
        missing=sum(step.required and not responses for step, responses in zip(ordered, done, strict=True)),
    )


def response_rate(bank: Bank, document: Document) -> float:
    """M 2.5: responses over the questions that the stage lets through; for the progress bar only."""
    asked = [question for question in bank.questions if applies(bank, question, document.facts)]
    responses = sum(state(document, question.id) in STATES for question in asked)
    return responses / len(asked) if asked else 1.0

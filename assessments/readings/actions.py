"""What a venture means to do: measures against risks, items of the checklists, answers that are to rise one level."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessments.readings.reading import Link, Reading
from assessments.readings.words import in_order, number_words
from assessments.scoring import Bank, MeasureState
from assessments.scoring.bank_parts import Text
from assessments.scoring.risks import OWN
from assessments.templatetags.bilingual import local
from guide.handbook import Handbook
from ventures.models import Action, StepProgress, Venture

OPEN_STATES = ("planned", "in_progress")
SOON_DAYS = 60  # evidence that grows too old within these is listed
SHOWN = 6  # suggestions of each kind


@dataclass(frozen=True)
class PlannedMeasure:
    """A measure that is planned or in progress; it is changed where it was entered, in the risk's step."""

    title: str
    risks: str
    status: Text
    state: MeasureState
    evidence: str  # what shows that it works, from the guide
    link: Link | None

    @property
    def cost_words(self) -> str:
        return "" if self.state.cost is None else number_words(self.state.cost)


@dataclass(frozen=True)
class Suggestion:
    """Something that can be taken into the plan."""

    kind: str
    ref: str
    text: str
    change: float = 0.0  # points of the risk-adjusted score


@dataclass(frozen=True)
class UnplannedMeasure:
    """A measure of the catalogue that nobody plans yet; it is planned in the step of a risk that it acts on."""

    title: str
    risks: str
    change: float  # points of the risk-adjusted score, once it is in place
    link: Link | None


@dataclass(frozen=True)
class Late:
    text: str
    due: date


@dataclass(frozen=True)
class Expiring:
    """Evidence that is, or soon will be, so old that it counts one level lower."""

    text: str
    until: date
    link: Link | None
    past: bool


def planned_measures(reading: Reading, book: Handbook) -> list[PlannedMeasure]:
    bank, found = reading.bank, []
    words = {entry.id: entry.text for entry in bank.scales.mitigation_status}
    for id, state in reading.document.mitigations.items():
        if state.status not in OPEN_STATES:
            continue
        known = None if id.startswith(OWN) else bank.mitigation(id)
        targets = known.targets if known else state.targets
        found.append(
            PlannedMeasure(
                title=local(known.title) if known else state.title,
                risks=in_order(local(bank.risk(target).title) for target in targets),
                status=words[state.status],
                state=state,
                evidence=book.measures[id].evidence if id in book.measures else "",
                link=next((link for target in targets if (link := reading.link(target))), None),
            )
        )
    return sorted(found, key=lambda entry: (entry.state.due is None, entry.state.due or date.min))


def action_words(action: Action, bank: Bank | None, book: Handbook) -> str:
    """What an action is about; an id that neither guide nor bank has any more is shown as it is."""
    if action.kind == Action.Kind.ITEM:
        item = book.items.get(action.ref)
        return item.text if item else action.ref
    questions = {question.id: question for question in bank.questions} if bank else {}
    return local(questions[action.ref].text) if action.ref in questions else action.ref


def item_suggestions(venture: Venture, book: Handbook, taken: Iterable[str]) -> list[Suggestion]:
    """Open items, in the order of the steps."""
    done = set(StepProgress.objects.filter(venture=venture, ticked__isnull=False).values_list("item", flat=True))
    left_out = done | set(taken)
    found = [
        Suggestion(Action.Kind.ITEM, item.id, item.text) for item in book.items.values() if item.id not in left_out
    ]
    return found[:SHOWN]


def lever_suggestions(reading: Reading, taken: Iterable[str]) -> list[Suggestion]:
    """The questions whose answer, one level up, would raise the score most (M 5.2)."""
    questions, left_out = {question.id: question for question in reading.bank.questions}, set(taken)
    found = [
        Suggestion(Action.Kind.LEVER, ref, local(questions[ref].text), change)
        for ref, change in reading.step_changes.items()
        if ref in questions and ref not in left_out and change >= 0.05
    ]
    found.sort(key=lambda entry: -entry.change)
    return found[:SHOWN]


def unplanned_measures(reading: Reading) -> list[UnplannedMeasure]:
    """Those measures of the catalogue first that would raise the score most once they are in place (M 5.2)."""
    bank, found = reading.bank, []
    for ref, change in reading.measure_changes.items():
        state = reading.document.mitigations.get(ref)
        if (state is not None and state.status != "not_planned") or ref.startswith(OWN) or change < 0.05:
            continue
        targets = bank.mitigation(ref).targets
        found.append(
            UnplannedMeasure(
                title=local(bank.mitigation(ref).title),
                risks=in_order(local(bank.risk(target).title) for target in targets),
                change=change,
                link=next((link for target in targets if (link := reading.link(target))), None),
            )
        )
    found.sort(key=lambda entry: -entry.change)
    return found[:SHOWN]


def overdue(measures: Iterable[PlannedMeasure], actions: Iterable[tuple[Action, str]], today: date) -> list[Late]:
    late = [Late(entry.title, entry.state.due) for entry in measures if entry.state.due and entry.state.due < today]
    late += [
        Late(text, action.due)
        for action, text in actions
        if action.due and action.due < today and action.status != Action.Status.DONE
    ]
    return sorted(late, key=lambda entry: entry.due)


def expiring(reading: Reading, today: date) -> list[Expiring]:
    """The oldest first."""
    bank, document = reading.bank, reading.document
    months = bank.constants["evidence_max_age_months"]
    found = []
    for id, answer in document.answers.items():
        if answer.evidence_dated is None or not answer.evidence:
            continue
        until = months_later(answer.evidence_dated, months)
        if (until - today).days <= SOON_DAYS:
            found.append(Expiring(local(bank.question(id).text), until, reading.link(id), until < today))
    return sorted(found, key=lambda entry: entry.until)


def months_later(start: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in range(start.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(start.day, 28))

"""The action plan of a report, by month: measures against risks, items of the checklists, answers that are to rise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessments.readings.actions import OPEN_STATES
from assessments.readings.mitigation import Choice, title
from assessments.readings.reading import Reading
from assessments.readings.words import in_order, number_words, one_decimal
from assessments.scoring.risks import measures as acting
from assessments.templatetags.bilingual import local
from reports.beside import Beside
from reports.wording import day
from ventures.models import Action


@dataclass(frozen=True)
class Task:
    text: str
    why: str
    owner: str
    due: date | None
    cost: str
    status: str
    done: bool
    overdue: bool
    done_when: str
    gain: str = ""  # points of the score
    dimension: str = ""  # of an answer that is to rise

    @property
    def day(self) -> str:
        return day(self.due) if self.due else ""

    @property
    def day_of_year(self) -> str:
        """Below a heading that names the year."""
        # Translators: format of a day in print, with Django's letters; in Chinese "n月j日"
        return format_date(self.due, pgettext("day in print", "j F")) if self.due else ""


@dataclass(frozen=True)
class Month:
    title: str
    tasks: tuple[Task, ...]


def tasks(reading: Reading, choice: Choice, beside: Beside, language: str) -> tuple[Task, ...]:
    """The next one first; what has no date comes last."""
    found = [*measures(reading, choice, beside, language), *others(reading, beside, language)]
    return tuple(sorted(found, key=lambda task: (task.due is None, task.due or date.min)))


def measures(reading: Reading, choice: Choice, beside: Beside, language: str) -> Iterator[Task]:
    bank, document = reading.bank, reading.document
    labels = {risk.id: f"R{number}" for number, risk in enumerate(bank.risks, start=1)}
    statuses = {entry.id: local(entry.text) for entry in bank.scales.mitigation_status}
    for measure in acting(bank, document.mitigations):
        state = document.mitigations[measure.id]
        if state.status not in OPEN_STATES:
            continue
        values = {
            "risks": in_order(labels[risk] for risk in measure.targets),
            "points": one_decimal(choice.drop(measure.id)),
        }
        yield Task(
            text=title(reading, measure.id),
            why=_("%(risks)s: %(points)s points off the expected loss") % values,
            owner=state.owner,
            due=state.due,
            cost="" if state.cost is None else number_words(state.cost),
            status=statuses[state.status],
            done=False,
            overdue=state.due is not None and state.due < document.as_of,
            done_when=beside.get("done_when", {}).get(measure.id, {}).get(language, ""),
        )


def others(reading: Reading, beside: Beside, language: str) -> Iterator[Task]:
    statuses = dict(Action.Status.choices)
    for action in beside.get("actions", ()):
        due = date.fromisoformat(action["due"]) if action["due"] else None
        done = action["status"] == Action.Status.DONE
        yield Task(
            text=action["text"][language],
            why=reason(action, language),
            owner=action["owner"],
            due=due,
            cost="" if action["cost"] is None else number_words(action["cost"]),
            status=str(statuses[action["status"]]),
            done=done,
            overdue=due is not None and due < reading.document.as_of and not done,
            done_when=action["evidence"],
            gain=f"+{one_decimal(action['change'])}" if action["change"] else "",
            dimension=action["dimension"],
        )


def reason(action: Mapping[str, Any], language: str) -> str:
    place, change = action["place"][language], action["change"]
    if action["kind"] != Action.Kind.LEVER or not change:
        return str(place)
    return _("%(dimension)s: %(points)s points, one level up") % {
        "dimension": place,
        "points": f"+{one_decimal(change)}",
    }


def by_month(found: tuple[Task, ...]) -> tuple[Month, ...]:
    months = groupby(found, key=lambda task: (task.due.year, task.due.month) if task.due else None)
    return tuple(Month(month_words(key), tuple(group)) for key, group in months)


def month_words(key: tuple[int, int] | None) -> str:
    if key is None:
        return _("Without a date")
    # Translators: format of a month in print, with Django's letters; in Chinese "Y年n月"
    return format_date(date(*key, 1), pgettext("month in print", "F Y"))


def plan_words(found: tuple[Task, ...]) -> str:
    """How much is to be done, and what comes next."""
    still = [task for task in found if not task.done]
    if not still:
        return _("Everything in the plan is done.") if found else _("The plan holds nothing to do.")
    said = ngettext("%(n)s thing to do", "%(n)s things to do", len(still)) % {"n": len(still)}
    late, dated = [task for task in still if task.overdue], [task for task in still if task.due and not task.overdue]
    if late and len(still) == 1:
        said = _("%(said)s, and it is overdue") % {"said": said}
    elif late:
        said = _("%(said)s, %(late)s of them overdue") % {"said": said, "late": len(late)}
    if dated:
        return _("%(said)s. The next one is due on %(day)s.") % {"said": said, "day": dated[0].day}
    return _("%(said)s.") % {"said": said}

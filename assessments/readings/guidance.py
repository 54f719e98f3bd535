"""What a page of the guide has to do with an assessment: the questions, risks and dimensions that it is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.readings.reading import Link, Reading
from assessments.readings.risks import percent_words
from assessments.readings.words import whole
from assessments.scoring import Bank
from assessments.templatetags.bilingual import local

QUESTION, RISK, DIMENSION = "question", "risk", "dimension"


@dataclass(frozen=True)
class Match:
    """One thing that the assessment asks or scores; `value` says what a venture has there, if it says anything."""

    kind: str
    ref: str
    text: str
    value: str = ""
    link: Link | None = None  # to the step of the wizard
    dimension: str = ""  # where its answer is shown


def matches(bank: Bank, criteria: Iterable[str], reading: Reading | None = None) -> list[Match]:
    """In the order of the page. Ids that this version of the bank does not have are left out."""
    questions = {question.id: question for question in bank.questions}
    risks = {risk.id: risk for risk in bank.risks}
    found = []
    for id in criteria:
        if id in questions:
            link = reading.link(id) if reading else None
            text, value = local(questions[id].text), question_value(reading, id)
            found.append(Match(QUESTION, id, text, value, link, dimension_of(bank, questions[id].node)))
        elif id in risks:
            link = reading.link(id) if reading else None
            found.append(Match(RISK, id, local(risks[id].title), risk_value(reading, id), link))
        elif id in bank.dimensions:
            value = reading.score(id).words if reading else ""
            found.append(Match(DIMENSION, id, local(bank.node(id).title), value, dimension=id))
    return found


def dimension_of(bank: Bank, node: str) -> str:
    return next((id for id in bank.path(node) if id in bank.dimensions), "")


def question_value(reading: Reading | None, id: str) -> str:
    if reading is None:
        return ""
    leaf = next((leaf for leaf in reading.scored.leaves if leaf.ref == id), None)
    if leaf is None:
        return _("does not apply")
    return whole(leaf.value) if leaf.informed else _("open")


def risk_value(reading: Reading | None, id: str) -> str:
    """Today's expected loss in percent of value."""
    return percent_words(100 * reading.result["risk"]["items"][id]["residual"]) if reading else ""

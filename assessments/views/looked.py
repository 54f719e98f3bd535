"""Results kept between requests: answers change rarely, and scoring them takes longer than a page may."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Max, Sum

from assessments import scoring
from assessments.models import Answer, Assessment, Sheet, Snapshot
from assessments.models.answered import document_of
from assessments.readings import Reading
from assessments.scoring import Document, Problem, Step
from assessments.scoring.applicability import Progress

MOST = 128  # assessments that a process keeps
# Draws of an open assessment in a list. With the page's 4,000 a row takes 17 ms, with these 10 ms, and their ranges
# differ by half a point or so. Looks are kept, so a row costs this once after each save, and nothing once its own page
# has drawn in full.
FEW = 2000


@dataclass(frozen=True)
class Look:
    """An assessment as its answers make it. It knows no person and no language, so that all may share it."""

    bank: scoring.Bank
    document: Document
    open: bool
    reading: Reading | None
    problem: Problem | None  # why there is no reading
    worked: datetime | None  # when an answer changed last
    last: str  # the item of that answer
    parts: dict[Hashable, str] = field(default_factory=dict)  # of its pages: see views/kept.py

    @cached_property
    def progress(self) -> Progress:
        return scoring.progress(self.bank, self.document)

    @cached_property
    def next_step(self) -> Step | None:
        """The open step after the answer that was given last, while the assessment is open."""
        return scoring.next_step(self.bank, self.document, self.last) if self.open else None


KEPT: dict[Hashable, Look] = {}


class Stamp(NamedTuple):
    """Differs whenever an answer of the sheet was saved."""

    sheet: int
    given: int
    saves: int | None
    worked: datetime | None


def looks(assessments: Iterable[Assessment], few: bool = False) -> Mapping[int, Look]:
    """By primary key, with a fixed number of queries. Assessments come from with_parts().

    `few` draws are enough for a list, unless a look with all of them is kept.
    """
    wanted = list(assessments)
    stamps = stamps_of(wanted)
    keys = {assessment.pk: key_of(assessment, stamps[assessment.pk]) for assessment in wanted}
    found = {pk: KEPT[key, FEW] for pk, key in keys.items() if few and (key, FEW) in KEPT}
    found |= {pk: KEPT[key] for pk, key in keys.items() if key in KEPT}
    made = make([assessment for assessment in wanted if assessment.pk not in found], stamps, few)
    if len(KEPT) + len(made) > MOST:
        KEPT.clear()
    KEPT.update({(keys[pk], FEW) if few and look.open else keys[pk]: look for pk, look in made.items()})
    return {**found, **made}


def stamps_of(wanted: list[Assessment]) -> dict[int, Stamp]:
    if not wanted:
        return {}
    found = (
        Sheet.objects.filter(assessment__in=wanted, role=Sheet.Role.FOUNDER)
        .annotate(given=Count("answers"), saves=Sum("answers__version"), worked=Max("answers__updated"))
        .values_list("assessment", "pk", "given", "saves", "worked")
    )
    return {assessment: Stamp(*stamp) for assessment, *stamp in found}


def key_of(assessment: Assessment, stamp: Stamp) -> Hashable:
    """All that a result depends on; a finished one depends on nothing any more."""
    if assessment.final is not None:
        return (assessment.code, assessment.final.pk)
    weights = (assessment.profile, repr(assessment.custom_weights))
    money = (assessment.currency, assessment.rate, assessment.mitigation_budget)
    named = (assessment.venture.name, assessment.venture.summary)
    return (assessment.code, stamp, assessment.as_of, weights, money, named)


def make(assessments: list[Assessment], stamps: Mapping[int, Stamp], few: bool) -> dict[int, Look]:
    """One query for all answers, one for all snapshots."""
    open_sheets = {stamps[assessment.pk].sheet: assessment.pk for assessment in assessments if not assessment.final}
    answers: dict[int, list[Answer]] = {pk: [] for pk in open_sheets.values()}
    for answer in Answer.objects.filter(sheet__in=open_sheets):
        answers[open_sheets[answer.sheet_id]].append(answer)
    finals = [assessment.final.pk for assessment in assessments if assessment.final]
    snapshots = {snapshot.assessment_id: snapshot for snapshot in Snapshot.objects.filter(pk__in=finals)}
    found = {}
    for assessment in assessments:
        worked = stamps[assessment.pk].worked
        if assessment.final is None:
            found[assessment.pk] = draft(assessment, answers[assessment.pk], worked, few)
        else:
            found[assessment.pk] = frozen(assessment, snapshots[assessment.pk], worked)
    return found


def draft(assessment: Assessment, answers: list[Answer], worked: datetime | None, few: bool) -> Look:
    """From the answers as they are."""
    bank, document = assessment.bank.parsed, document_of(assessment, answers)
    last = max(answers, key=lambda answer: answer.updated).item if answers else ""
    draws = FEW if few else bank.constants["draws"]["page"]
    try:
        reading = Reading.drawn_from(bank, document, draws, str(assessment.code))
        return Look(bank, document, True, reading, None, worked, last)
    except scoring.CannotScore as refused:
        return Look(bank, document, True, None, refused.problem, worked, last)


def frozen(assessment: Assessment, snapshot: Snapshot, worked: datetime | None) -> Look:
    """From the snapshot."""
    snapshot.assessment = assessment
    bank, document = assessment.bank.parsed, snapshot.parsed()
    return Look(bank, document, False, Reading.of(bank, document, snapshot.result), None, worked, "")

"""Saving answers: no save is lost, none overwrites another silently, each is done once."""

import random
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connections, transaction

from assessments.models import Answer, Assessment, Change, Closed, Conflict, Given, Operation, Sheet
from ventures.models import Venture

SAVES = 200
ITEM = "strategy_positioning"


def save(sheet, value, version, operation=None, own=(), item=ITEM):
    given = Given(value=value)
    return sheet.save_answers([Change(item, given, version)], operation or uuid.uuid4(), own)[0]


def stored(sheet, item=ITEM):
    answer = sheet.answers.get(item=item)
    return answer.value, answer.version


def test_each_save_raises_the_version(sheet):
    assert [save(sheet, value, value).version for value in range(3)] == [1, 2, 3]


def test_a_change_of_an_old_version_is_a_conflict_and_tells_what_is_stored(sheet):
    save(sheet, 1, 0)
    with pytest.raises(Conflict) as conflict:
        save(sheet, 2, 0)
    assert [(row.value, row.version) for row in conflict.value.stored] == [(1, 1)]
    assert stored(sheet) == (1, 1)


def test_an_equal_answer_counts_as_saved_and_changes_nothing(sheet):
    save(sheet, 1, 0)
    assert save(sheet, 1, 0).version == 1
    assert Operation.objects.count() == 1


def test_the_same_operation_gives_the_same_reply_whatever_came_between(sheet):
    operation = uuid.uuid4()
    first = save(sheet, 1, 0, operation)
    save(sheet, 2, 1)
    again = save(sheet, 1, 0, operation)
    assert (again.version, again.updated) == (first.version, first.updated)
    assert stored(sheet) == (2, 2)


def test_saves_of_the_same_page_are_no_conflict_while_nobody_else_wrote(sheet):
    lost = uuid.uuid4()
    save(sheet, 1, 0, lost)
    assert save(sheet, 2, 0, own=[lost]).version == 2
    with pytest.raises(Conflict):  # the newest version is no longer the one of the lost reply
        save(sheet, 3, 0, own=[lost])


def test_a_page_is_stored_whole_or_not_at_all(sheet):
    save(sheet, 1, 0)
    changes = [Change("team_talent", Given(value=3), 0), Change(ITEM, Given(value=2), 0)]
    with pytest.raises(Conflict):
        sheet.save_answers(changes, uuid.uuid4())
    assert [answer.item for answer in sheet.answers.all()] == [ITEM]


def test_all_conflicts_of_a_page_are_told_together(sheet):
    save(sheet, 1, 0)
    save(sheet, 1, 0, item="team_talent")
    changes = [Change(item, Given(value=2), 0) for item in (ITEM, "team_talent")]
    with pytest.raises(Conflict) as conflict:
        sheet.save_answers(changes, uuid.uuid4())
    assert [row.item for row in conflict.value.stored] == [ITEM, "team_talent"]


def test_an_operation_of_another_sheet_is_not_taken_for_ours(sheet, charlie, bank):
    other = Assessment.begin(Venture.found(charlie, "Other"), charlie).sheet
    operation = uuid.uuid4()
    save(other, 4, 0, operation)
    assert save(sheet, 1, 0, operation).version == 1
    assert (stored(sheet), stored(other)) == ((1, 1), (4, 1))


def test_a_submitted_sheet_takes_no_answer(finished):
    with pytest.raises(Closed):
        save(finished.sheet, 1, 1)


@pytest.mark.parametrize(
    "impossible",
    [{"state": "maybe"}, {"evidence": 5}, {"item": ITEM}],
)
def test_the_database_refuses_impossible_answers(sheet, impossible):
    save(sheet, 1, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(**{"sheet": sheet, "item": "other", "value": 1, **impossible})


def test_a_second_founders_sheet_is_refused(sheet, bob):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.create(assessment=sheet.assessment, author=bob, role=Sheet.Role.FOUNDER)


def at_once(work, arguments):
    """Run the work in eight threads, each with its own connection."""

    def run(argument):
        try:
            return work(argument)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, arguments))


@pytest.mark.django_db(transaction=True)
def test_concurrent_saves_of_two_tabs_on_different_questions_lose_nothing(sheet):
    """Each tab saves its own questions over and over, every request sent twice, in random order."""
    requests = [(tab, number) for tab in ("first", "second") for number in range(SAVES // 2)] * 2
    operations = {request: uuid.uuid4() for request in requests}
    random.Random(1).shuffle(requests)

    def work(request):
        item = f"{request[0]}_{request[1]}"
        return item, save(sheet, request[1], 0, operations[request], item=item).version

    assert set(at_once(work, requests)) == {(f"{tab}_{number}", 1) for tab, number in operations}
    assert {answer.item: answer.value for answer in sheet.answers.all()} == {
        f"{tab}_{number}": number for tab, number in operations
    }


@pytest.mark.django_db(transaction=True)
def test_concurrent_saves_on_one_question_are_accepted_or_told_of_the_conflict(sheet):
    """Two tabs write on from the version that each saw last; every request is sent twice with one operation."""
    seen = {"first": 0, "second": 0}
    operations = [(tab, uuid.uuid4(), uuid.uuid4().hex) for tab in seen for _save in range(SAVES // 2)]

    def work(request):
        tab, operation, text = request
        replies = []
        version = seen[tab]
        for _sending in range(2):
            try:
                replies.append(save(sheet, text, version, operation).version)
            except Conflict as conflict:
                replies.append(None)
                seen[tab] = max(seen[tab], conflict.stored[0].version)
        return replies

    random.Random(2).shuffle(operations)
    replies = at_once(work, operations)
    accepted = [first for first, _second in replies if first is not None]
    conflicts = [first for first, _second in replies if first is None]
    assert len(accepted) + len(conflicts) == SAVES
    assert all(first == second for first, second in replies)
    assert sorted(accepted) == list(range(1, len(accepted) + 1))  # no version was given twice: none was overwritten
    assert stored(sheet)[1] == len(accepted)
    assert len(accepted) > 1
    assert conflicts

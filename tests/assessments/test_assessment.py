"""A round: begun once, finished once, frozen for good."""

import hashlib

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from assessments import scoring
from assessments.models import Answer, Assessment, Closed, Money, Operation, Sheet, Snapshot, Unfinished
from assessments.models.answered import fill
from tests.assessments.test_sheet import at_once
from tests.conftest import SAMPLES, loaded_once


def test_to_begin_twice_begins_once(bank, venture, alice, bob):
    first, second = Assessment.begin(venture, alice), Assessment.begin(venture, bob)
    assert first == second
    assert (first.round, first.bank, first.sheet.author) == (1, bank, alice)
    assert Sheet.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_to_begin_in_four_threads_begins_once(bank, venture, alice):
    found = at_once(lambda _number: Assessment.begin(venture, alice).pk, range(4))
    assert len(set(found)) == 1
    assert Sheet.objects.count() == 1


def test_to_finish_freezes_document_and_result(filled):
    filled.finish()
    final = Assessment.objects.get(pk=filled.pk).final
    assert final.final
    assert final.sha256 == hashlib.sha256(scoring.canonical_json(final.document)).hexdigest()
    assert final.result["format"] == "fairway.result/1"
    assert final.parsed() == filled.document()
    assert filled.sheets.get().submitted == filled.finished


def test_to_finish_twice_stores_one_snapshot(filled):
    filled.finish()
    first = (filled.final, filled.finished)
    filled.finish()
    again = Assessment.objects.get(pk=filled.pk)
    again.finish()
    assert (again.final, again.finished) == first
    assert Snapshot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_to_finish_in_four_threads_stores_one_snapshot(filled):
    def work(_number):
        assessment = Assessment.objects.get(pk=filled.pk)
        assessment.finish()
        return assessment.final.pk

    assert len(set(at_once(work, range(4)))) == 1
    assert Snapshot.objects.count() == 1


def test_what_is_unfinished_is_not_frozen(filled):
    Answer.objects.filter(item="team_composition").delete()
    with pytest.raises(Unfinished) as unfinished:
        filled.finish()
    assert [step.ref for step in unfinished.value.missing] == ["team_composition"]
    assert not Snapshot.objects.exists()
    assert Assessment.objects.get(pk=filled.pk).finished is None


def test_i_do_not_know_is_enough_to_finish(filled):
    Answer.objects.filter(item="team_composition").update(state="dont_know", value=None)
    filled.finish()
    assert filled.finished


def test_what_changed_since_the_page_was_read_is_frozen(filled):
    stale = Assessment.objects.get(pk=filled.pk)
    filled.set_money(Money("EUR", "1.1"))
    stale.finish()
    assert stale.final.document["currency"] == "EUR"


def test_a_finished_assessment_keeps_its_money(finished):
    with pytest.raises(Closed):
        finished.set_money(Money("EUR", "1.1"))


@pytest.mark.parametrize("table", ["assessments_snapshot", "assessments_bank"])
def test_the_database_itself_refuses_to_change_what_is_frozen(finished, table):
    with pytest.raises(DatabaseError, match="never updated"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET sha256 = 'x'")
    model = Snapshot if table == "assessments_snapshot" else finished.bank.__class__
    with pytest.raises(DatabaseError, match="never updated"), transaction.atomic():
        model.objects.update(sha256="x")


def test_finished_and_frozen_are_one(filled):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=filled.pk).update(finished=filled.created)


def test_a_venture_takes_everything_with_it(finished, venture):
    finished.freeze()
    finished.sheet.answers.first().operations.create(code=finished.code, version=1, saved=finished.created)
    venture.delete()
    for model in (Assessment, Sheet, Answer, Operation, Snapshot):
        assert not model.objects.exists()


def test_equal_answers_give_the_same_draft_snapshot(filled):
    assert filled.freeze() == filled.freeze()
    filled.sheet.answers.filter(item="resources_runway").update(value=3)
    assert filled.freeze() != Snapshot.objects.first()
    assert Snapshot.objects.count() == 2


@pytest.mark.parametrize("name", [file.name for file in sorted(SAMPLES.glob("*.yaml"))])
def test_a_document_comes_back_as_it_was_filled_in(assessment, name):
    document = scoring.read(loaded_once(SAMPLES / name), assessment.bank.parsed)
    fill(assessment, document)
    back = Assessment.objects.get(pk=assessment.pk).document()
    elsewhere = ("as_of", "venture", "reviews")  # kept by the clock, the venture and other sheets
    written, expected = (
        {key: value for key, value in scoring.write(entry).items() if key not in elsewhere}
        for entry in (back, document)
    )
    assert written == expected


def test_answers_that_no_method_could_read_are_left_out_of_the_document(assessment):
    sheet = assessment.sheet
    for item in ("resources_runway", "fact_stage", "gate_prohibited", "risk_market_demand", "channel_portfolio"):
        Answer.objects.create(sheet=sheet, item=item, state="unanswered", value={"draft": {"raw": "soon"}})
    Answer.objects.create(sheet=sheet, item="left_over_from_another_bank", value=3)
    document = assessment.document()
    for part in ("answers", "facts", "gates", "risks", "channels"):
        assert not getattr(document, part)

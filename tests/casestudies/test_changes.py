"""What the history of a case says has changed."""

from copy import deepcopy

from django.utils import translation

from casestudies.changes import Piece, changes
from casestudies.forms import said, sentence
from casestudies.problems import Problem


def test_a_changed_text_shows_the_words_that_went_and_came(document):
    after = deepcopy(document)
    after["failure_lessons"][1]["title"]["zh"] = "卖掉三家"
    before = deepcopy(document)
    before["failure_lessons"][1]["title"]["zh"] = "卖掉两家"

    (change,) = changes(before, after)

    assert change.path == "failure_lessons[1].title.zh"
    assert change.pieces == [Piece("卖掉"), Piece("", "两", "三"), Piece("家")]


def test_a_source_put_in_between_is_one_new_row(document):
    after = deepcopy(document)
    after["sources"].insert(1, document["sources"][0] | {"id": "new-source", "title": "New"})

    found = changes(document, after)

    assert {change.path.rpartition(".")[0] for change in found} == {"sources[1]"}
    assert all(not piece.went and not piece.stayed for change in found for piece in change.pieces)


def test_a_row_that_went_and_ids_are_told_in_words(document):
    after = deepcopy(document)
    del after["timeline"][2]
    after["headquarters"]["country"] = "FR"

    found = {change.path: change.pieces for change in changes(document, after)}

    assert found["headquarters.country"] == [Piece("", "United States", "France")]
    assert found["timeline[2].date"] == [Piece("", document["timeline"][2]["date"], "")]


def test_rows_in_another_order_are_no_change(document):
    assert changes(document, document | {"sources": document["sources"][::-1]}) == []


def test_a_fault_is_told_in_the_language_of_the_page():
    problem = Problem("sources[0].verified", "Expected true or false, found %(found)s.", {"found": "nothing"})

    with translation.override("zh-hans"):
        assert "nothing" not in said(problem)
        assert sentence(Problem("headquarters", "This is missing; add it.")) == "总部：缺少此项，请补上。"

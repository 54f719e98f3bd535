"""The action plan of a report: by month, the next thing first, and what it says of itself."""

from dataclasses import replace

import pytest

from tests.reports.conftest import action, contents_of, lever


def plan(document, *actions, language="en"):
    contents = contents_of(document, language, actions=actions)
    return contents.months, contents.schedule_words


def test_things_stand_by_month_the_next_one_first_and_those_without_a_date_last(delta):
    days = (None, "2027-01-31", "2026-12-20", "2026-12-01")
    months, _words = plan(delta, *[action(due=day) for day in days])
    assert [month.title for month in months] == ["December 2026", "January 2027", "Without a date"]
    assert [task.day_of_year for task in months[0].tasks] == ["1 December", "20 December"]


def test_measures_that_are_planned_or_in_progress_are_part_of_it_with_what_they_take_away(delta):
    months, _words = plan(delta)
    (undated,) = months
    named = {task.text: task for task in undated.tasks}
    assert named["Diversified financing"].why == "R5: 2.2 points off the expected loss"
    assert named["Diversified financing"].done_when
    assert "Market research by behaviour" not in named  # in place


@pytest.mark.parametrize(
    ("status", "due", "overdue"),
    [("planned", "2026-11-13", True), ("done", "2026-11-13", False), ("planned", "2026-11-14", False)],
)
def test_what_was_due_before_the_answers_and_is_not_done_is_overdue(status, due, overdue, delta):
    (month, _undated), _words = plan(delta, action(status=status, due=due))
    assert [task.overdue for task in month.tasks] == [overdue]


def test_it_says_how_much_there_is_to_do_and_what_comes_next(delta):
    _months, words = plan(delta, action(due="2026-11-01"), action(due="2027-01-31"), action(status="done"))
    assert words == "8 things to do, 1 of them overdue. The next one is due on 31 January 2027."


def test_an_empty_plan_says_so(alpha):
    nothing = replace(alpha, mitigations={})
    assert plan(nothing) == ((), "The plan holds nothing to do.")
    assert plan(nothing, action(status="done"))[1] == "Everything in the plan is done."


def test_an_answer_that_is_to_rise_is_a_step_of_its_dimension(delta):
    contents = contents_of(delta, actions=[lever("team"), lever("team", status="done"), action()])
    steps = {page.dimension.id: [task.gain for task in page.steps] for page in contents.pages}
    assert steps.pop("team") == ["+0.8"]
    assert not any(steps.values())

"""Which texts lag behind their other language."""

import pytest

from casestudies.languages import older


def case(en, zh, lessons=()):
    return {
        "founded": 2020,
        "summary": {"en": en, "zh": zh},
        "failure_lessons": [{"title": {"en": one, "zh": other}} for one, other in lessons],
    }


@pytest.mark.parametrize(
    ("before", "after", "marks", "expected"),
    [
        (("a", "甲"), ("b", "甲"), {}, {"summary": "zh"}),
        (("a", "甲"), ("a", "乙"), {}, {"summary": "en"}),
        (("a", "甲"), ("b", "乙"), {"summary": "zh"}, {}),
        (("a", "甲"), ("a", "乙"), {"summary": "zh"}, {}),  # it has caught up
        (("a", "甲"), ("b", "甲"), {"summary": "zh"}, {"summary": "zh"}),
        (("a", "甲"), ("a", "甲"), {"summary": "zh"}, {"summary": "zh"}),
        (("a", ""), ("a", "甲"), {}, {}),  # filled for the first time
        (("a", "甲"), ("b", ""), {}, {}),  # missing, which is said elsewhere
    ],
)
def test_a_text_is_older_when_the_other_language_was_changed_alone(before, after, marks, expected):
    assert older(case(*before), case(*after), marks) == expected


def test_a_part_is_marked_at_its_place_and_a_new_one_is_not():
    before = case("a", "甲", [("one", "一"), ("two", "二")])
    after = case("a", "甲", [("one", "一"), ("second", "二"), ("three", "三")])
    assert older(before, after, {}) == {"failure_lessons[1].title": "zh"}

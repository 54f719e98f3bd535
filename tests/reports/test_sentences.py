"""What a report says is true at the edges too, and the same in every place."""

import pytest

from assessments.readings.words import number_words, whole


def test_halves_are_rounded_up_in_sentences_as_in_tables():
    assert [whole(value) for value in (62.5, 82.5, 22.4, 0.5, -0.3, 0)] == ["63", "83", "22", "1", "0", "0"]


@pytest.mark.parametrize(
    ("value", "words"),
    [(123456789012.34, "123,456,789,012.34"), (370370367037.05994, "370,370,367,037.06"), (0.004, "0.004"),
     (5.0, "5"), (4200000, "4,200,000"), (0.1 + 0.2, "0.3")],
)  # fmt: skip
def test_sums_of_money_show_no_digits_that_nobody_entered(value, words):
    assert number_words(value) == words

"""The valuation cross-check: a person's own figures, shown as ranges, never in the score."""

import re

import pytest
from django.urls import reverse

from assessments import scoring
from assessments.scoring.valuation import payne_factors

EXIT = "exit_value_low=20000&exit_value_high=35000&exit_years=5&exit_return=60&exit_investment=600"
CHICAGO = (
    "chicago_best_p=20&chicago_best_v=9000&chicago_base_p=50&chicago_base_v=3000&chicago_worst_p=30&chicago_worst_v=200"
)
RATINGS = "ratings_base_low=2000&ratings_step=250&" + "&".join(f"ratings_{place}=1" for place in range(1, 13))
BERKUS = "berkus_cap_low=500&" + "&".join(
    f"berkus_{name}=400" for name in ("idea", "prototype", "people", "relations", "sales")
)


@pytest.fixture
def asked(filled, alice_client):
    def get(query=""):
        response = alice_client.get(f"{reverse('assessments:valuation', args=[filled.venture.code])}?{query}")
        assert response.status_code == 200
        return response

    return get


def text(response):
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain).replace("&#x27;", "'")


def by_method(response):
    return {row.method: row for row in response.context["found"]}


def test_without_figures_nothing_is_valued_and_no_money_is_there_by_default(asked):
    response = asked()
    assert response.context["found"] == []
    form = response.context["form"]
    assert [name for name, value in form.initial.items() if value] == [name for name in form.fields if "_f_" in name]
    assert "This never enters the score." in text(response)


def test_factors_are_filled_in_from_the_result_and_can_be_changed(asked, filled):
    expected = payne_factors(scoring.assess(filled.bank.parsed, filled.document()))
    page = asked().content.decode()
    for factor in expected.values():
        assert f'value="{factor:.2f}"' in page
    own = by_method(asked("payne_average_low=1000&payne_f_team=2"))["payne"].low
    plain = by_method(asked("payne_average_low=1000"))["payne"].low
    assert own - plain == pytest.approx(1000 * 0.30 * (2 - expected["team"]))


def test_each_method_is_worked_out_once_its_figures_are_complete(asked):
    found = by_method(
        asked("&".join(["payne_average_low=2000&payne_average_high=3000", EXIT, CHICAGO, RATINGS, BERKUS]))
    )
    assert set(found) == {"payne", "berkus", "ratings", "exit", "chicago"}
    assert (found["berkus"].low, found["berkus"].high) == (2000, 2000)
    assert found["ratings"].low == 2000 + 12 * 250
    assert found["exit"].low == pytest.approx(20000 / 1.6**5 - 600)
    assert found["exit"].high == pytest.approx(35000 / 1.6**5 - 600)
    assert found["chicago"].value == pytest.approx(0.2 * 9000 + 0.5 * 3000 + 0.3 * 200)
    assert (found["chicago"].low, found["chicago"].high) == (200, 9000)
    assert found["payne"].high == pytest.approx(1.5 * found["payne"].low)


def test_a_scenario_that_cannot_happen_is_not_in_the_range(asked):
    query = CHICAGO.replace("best_p=20", "best_p=0").replace("base_p=50", "base_p=70")
    assert by_method(asked(query))["chicago"].high == 3000


def test_an_unfinished_method_says_what_is_missing(asked):
    shown = text(asked("exit_years=5"))
    assert "Back from the exit (VC method): still missing Value at the exit" in shown
    assert "Investment now" in shown


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (CHICAGO.replace("best_p=20", "best_p=10"), "The probabilities add up to 90%; change them so that they add up"),
        (RATINGS + "&ratings_3=3", "outside the allowed range; enter a number from -2 to 2"),
        (RATINGS.replace("ratings_3=1", "ratings_3=1.5"), "Enter a whole number from -2 to 2."),
        (EXIT.replace("investment=600", "investment=99999"), "The investment must be smaller than the value after"),
        ("payne_average_low=3&payne_average_high=2", "The upper end is below the lower end; swap them."),
        ("payne_average_low=a+lot", "a lot is not a number; write it with digits and a point"),
        ("exit_years=-1", "outside the allowed range"),
        ("berkus_idea=nan", "is not a number"),
        ("exit_value_low=1e400", "1e400 is not a number; write it with digits"),
        ("exit_return=1e300", "outside the allowed range"),
    ],
)
def test_bad_figures_are_told_at_the_field_and_nothing_is_lost(asked, query, sentence):
    response = asked(query)
    assert sentence in text(response)
    assert "There is a problem" in text(response)
    assert 'class="error"' in response.content.decode()


def test_one_bad_method_leaves_the_others_alone(asked):
    found = by_method(asked(f"{RATINGS}&payne_average_low=x"))
    assert set(found) == {"ratings"}


def test_the_sources_stand_beside_the_results(asked):
    shown = text(asked(f"{RATINGS}&ratings_source=Regional+survey+2025&unit=thousand+USD"))
    assert "Source: Regional survey 2025" in shown
    assert "thousand USD" in shown
    assert "No source given" in text(asked(RATINGS))


def test_zero_is_a_figure(asked):
    zero = by_method(asked("payne_average_low=0"))["payne"]
    assert (zero.low, zero.high) == (0, 0)


def test_a_value_below_zero_is_shown_and_explained(asked):
    query = "ratings_base_low=100&ratings_step=250&" + "&".join(f"ratings_{place}=-2" for place in range(1, 13))
    response = asked(query)
    assert by_method(response)["ratings"].low == 100 - 24 * 250
    assert "the ratings take away more than the average value" in text(response)


def test_nothing_is_stored_and_the_score_stays(asked, filled, django_assert_max_num_queries):
    before = filled.result()
    with django_assert_max_num_queries(9):
        asked(f"{RATINGS}&{EXIT}")
    assert filled.result() == before


def test_it_takes_no_post(filled, alice_client):
    assert alice_client.post(reverse("assessments:valuation", args=[filled.venture.code])).status_code == 405


def test_a_viewer_may_use_it_and_a_stranger_gets_404(filled, victor_client, charlie_client):
    address = reverse("assessments:valuation", args=[filled.venture.code])
    assert victor_client.get(address).status_code == 200
    assert charlie_client.get(address).status_code == 404


def test_before_a_score_there_is_no_cross_check(few, alice_client):
    page = alice_client.get(reverse("assessments:valuation", args=[few.venture.code])).content.decode()
    assert "Scored from 20 answers. 7 to go." in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]


def test_a_hostile_source_does_not_become_markup(asked):
    page = asked(f"{RATINGS}&ratings_source=%3Cscript%3Ealert(1)%3C/script%3E").content.decode()
    assert "<script>alert" not in page


def test_it_can_be_read_in_chinese(filled, alice_client):
    page = alice_client.get("/zh-hans" + reverse("assessments:valuation", args=[filled.venture.code])).content.decode()
    assert 'lang="zh-Hans"' in page

"""The risk register: where each risk sits, what is done about it."""

import pytest
from django.urls import reverse

from assessments.readings import Reading, ranked, risk_rows
from assessments.readings.risks import HIGH, LOW, MODERATE, cells, level_of, matrix
from assessments.templatetags.bilingual import on_two_lines


@pytest.fixture
def url(venture):
    return reverse("assessments:risks", args=[venture.code])


@pytest.fixture
def reading(awkward):
    return Reading.of(awkward.bank.parsed, awkward.document())


def test_it_lists_every_risk_with_its_measures(awkward, alice_client, url, venture):
    page = alice_client.get(url).content.decode()
    assert page.count('<tr id="risk_') == 8
    assert "Second camera supplier under contract / 签约第二家相机供应商" in page
    assert "In progress" in page
    assert reverse("assessments:question", args=[venture.code, "risks", "risk_funding_pressure"]) in page
    assert 'class="riskmap"' in page


def test_htmx_gets_only_the_section_with_the_matrix(awkward, alice_client, url):
    headers = {"HX-Request": "true", "HX-Target": "riskfig"}
    part = alice_client.get(url + "?show=before", headers=headers).content.decode()
    assert "Risks before mitigation" in part
    assert "<html" not in part
    assert 'class="register' not in part


def test_a_stranger_gets_404(awkward, charlie_client, url):
    assert charlie_client.get(url).status_code == 404


def test_a_venture_that_is_not_started_says_so(bank, alice_client, url):
    assert "Not started yet" in alice_client.get(url).content.decode()


def test_a_finished_register_offers_no_change(finished, alice_client, url):
    assert "/assessment/risks/" not in alice_client.get(url).content.decode()


def test_the_level_of_a_risk_comes_from_its_product_never_from_its_cell(bank):
    assert level_of(bank.parsed, 0.04) == LOW
    assert level_of(bank.parsed, 0.0401) == MODERATE
    assert level_of(bank.parsed, 0.1) == HIGH


def test_the_largest_comes_first_and_what_is_not_judged_last(reading):
    rows = ranked(risk_rows(reading))
    judged = [row for row in rows if row.judged]
    assert rows[: len(judged)] == judged
    assert [row.after for row in judged] == sorted((row.after for row in judged), reverse=True)


def test_every_risk_has_one_place_in_each_matrix(reading):
    rows = risk_rows(reading)
    for before in (True, False):
        placed = [pin for _, line in matrix(reading.bank, rows, before) for cell in line for pin in cell.pins]
        assert sorted(row.label for row in placed) == [f"R{number}" for number in range(1, 9)]


def test_the_cells_are_coloured_by_the_whole_cell_rule(bank):
    found = [cell.letter for cell in cells(bank.parsed)]
    rows = ["".join(found[start : start + 5]) for start in range(0, 25, 5)]
    assert rows == ["LLLLD", "LLDDD", "LLDDH", "LDDHH", "LDDHH"]


def test_measures_never_move_a_risk_up(reading):
    for row in risk_rows(reading):
        assert row.after <= row.before + 1e-12
        assert row.point.p_range[0] <= row.point.p <= row.point.p_range[1]
        assert row.point.d_range[0] <= row.point.d <= row.point.d_range[1]


@pytest.mark.parametrize(("text", "shown"), [
    ("Likely (45–75%)", 'Likely <span class="limits">45\u2060–\u206075%</span>'),
    ("可忽略（损失不到价值的 2%）", '可忽略 <span class="limits">损失不到价值的 2%</span>'),
    ("Certain", "Certain"),
    ("<b> (under 5%)", '&lt;b&gt; <span class="limits">under 5%</span>'),
])  # fmt: skip
def test_the_limits_of_a_level_stand_below_its_name(text, shown):
    assert on_two_lines(text) == shown


def test_it_can_be_read_in_chinese(awkward, alice_client, url):
    assert "融资压力" in alice_client.get("/zh-hans" + url).content.decode()

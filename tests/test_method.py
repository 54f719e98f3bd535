"""The method page tells the truth: every figure of its worked example is computed again."""

import re
from functools import reduce

import numpy as np
import pytest
from django.conf import settings

from assessments import scoring
from assessments.scoring.result import Result
from assessments.scoring.simulation import Model, group_indices
from assessments.scoring.simulation.model import generator
from config.method import method_page

ROW = re.compile(r"\| `([a-z_.]+)` \| ([0-9.]+) \|$", re.MULTILINE)
RANGES = re.compile(r"^\| (0(?:\.3)?) \| (.+) \|$", re.MULTILINE)  # by rho: three ranges
NUMBERS = re.compile(r"\d+\.\d")
GROUPS = re.compile(r"^\| `([a-z]+)` \| ([0-9.]+) \| ([0-9.]+) \|$", re.MULTILINE)
GRADES = re.compile(r"^\| ([A-E]) \| (\d+) \|", re.MULTILINE)
HEADINGS = {"/method/": "How scores are made", "/zh-hans/method/": "得分是怎样算出来的"}
PAGES = {"en": "scoring.md", "zh-hans": "scoring.zh.md"}


FOLDER = settings.BASE_DIR / "assessments/content"
BANK = scoring.parse(scoring.load((FOLDER / "banks/ai-venture-default-1.0.0.yaml").read_text("utf-8")))


def clearnote() -> Result:
    return scoring.assess(BANK, scoring.read((FOLDER / "samples/clearnote.yaml").read_text("utf-8"), BANK))


def text(language):
    return (settings.BASE_DIR / "docs" / PAGES[language]).read_text("utf-8")


def figure(result: Result, path: str) -> float:
    if path.startswith("value."):
        return result.scored.values[path.removeprefix("value.")]
    return reduce(lambda part, key: part[key], path.split("."), result.as_document())


@pytest.mark.parametrize("language", PAGES)
def test_every_figure_of_the_worked_example_is_right(language):
    rows = ROW.findall(text(language))
    result = clearnote()

    assert len(rows) == 16
    assert {path: f"{figure(result, path):.2f}" for path, _printed in rows} == dict(rows)


def test_both_languages_work_through_the_same_figures():
    for pattern in (ROW, GROUPS, GRADES):
        assert pattern.findall(text("en")) == pattern.findall(text("zh-hans")) != []
    english, chinese = ({rho: NUMBERS.findall(row) for rho, row in RANGES.findall(text(name))} for name in PAGES)
    assert english == chinese


def test_the_grades_are_those_of_the_question_bank():
    assert GRADES.findall(text("en")) == [(band.id, f"{band.floor:g}") for band in BANK.bands.grade]


def test_what_the_shared_factor_does_is_what_the_page_says():
    model, rows = Model(BANK, clearnote()), dict(RANGES.findall(text("en")))

    assert set(rows) == {"0", "0.3"}
    for rho, printed in rows.items():
        run = model.run(generator(1), 20_000, rho=float(rho), events=False)
        drawn = (run.nodes["merit"], run.expected_loss, run.risk_adjusted)
        ends = [end for figures in drawn for end in np.percentile(figures, (10, 90))]
        assert [float(number) for number in NUMBERS.findall(printed)] == pytest.approx(ends, abs=0.5)


def test_which_group_drives_the_spread_is_what_the_page_says():
    found = group_indices(Model(BANK, clearnote()), 20_000, 1)

    assert len(GROUPS.findall(text("en"))) == 4
    for group, first, total in GROUPS.findall(text("en")):
        assert (float(first), float(total)) == pytest.approx((found[group].first, found[group].total), abs=0.03)


def test_chinese_lines_join_without_a_space():
    html = method_page("zh-hans")
    assert re.search(r"[\u4e00-\u9fff，。]\n[\u4e00-\u9fff“]", html) is None
    assert html.count("<p>") > 30
    assert html.count("<table") == 4


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "heading"), HEADINGS.items())
def test_anybody_reads_how_scores_are_made(client, path, heading):
    response = client.get(path)

    assert response.status_code == 200
    assert f"<h1>{heading}</h1>" in response.text

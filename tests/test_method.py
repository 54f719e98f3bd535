"""The method page tells the truth: every figure of its worked example is computed again."""

import re
from functools import reduce

import pytest
from django.conf import settings

from assessments import scoring
from assessments.scoring.result import Result

ROW = re.compile(r"\| `([a-z_.]+)` \| ([0-9.]+) \|$", re.MULTILINE)
HEADINGS = {"/method/": "How scores are made", "/zh-hans/method/": "得分是怎样算出来的"}
PAGES = {"en": "scoring.md", "zh-hans": "scoring.zh.md"}


def clearnote() -> Result:
    folder = settings.BASE_DIR / "assessments/content"
    bank = scoring.parse(scoring.load((folder / "banks/ai-venture-default-1.0.0.yaml").read_text("utf-8")))
    return scoring.assess(bank, scoring.read((folder / "samples/clearnote.yaml").read_text("utf-8"), bank))


def figure(result: Result, path: str) -> float:
    if path.startswith("value."):
        return result.scored.values[path.removeprefix("value.")]
    return reduce(lambda part, key: part[key], path.split("."), result.as_document())


@pytest.mark.parametrize("language", PAGES)
def test_every_figure_of_the_worked_example_is_right(language):
    rows = ROW.findall((settings.BASE_DIR / "docs" / PAGES[language]).read_text("utf-8"))
    result = clearnote()

    assert len(rows) == 16
    assert {path: f"{figure(result, path):.2f}" for path, _printed in rows} == dict(rows)


def test_both_languages_work_through_the_same_figures():
    english, chinese = (ROW.findall((settings.BASE_DIR / "docs" / name).read_text("utf-8")) for name in PAGES.values())

    assert english == chinese


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "heading"), HEADINGS.items())
def test_anybody_reads_how_scores_are_made(client, path, heading):
    response = client.get(path)

    assert response.status_code == 200
    assert f"<h1>{heading}</h1>" in response.text

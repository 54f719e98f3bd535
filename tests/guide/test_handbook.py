import re
import shutil

import pytest
import yaml

from assessments import scoring
from guide.handbook import CONTENT, HandbookError, Reader, check, handbook
from tests.conftest import BANKS, loaded_once

BOTH = ("en", "zh")
HEADINGS = {
    "en": ["What it is", "Why it matters to your score", "How to do it", "Typical mistakes",
           "What good evidence looks like"],
    "zh": ["这是什么", "为什么影响评分", "怎么做", "常见错误", "好的证据长什么样"],
}  # fmt: skip


@pytest.fixture
def copy(tmp_path):
    """The content in a place where it may be spoiled."""
    return shutil.copytree(CONTENT, tmp_path / "content")


@pytest.mark.parametrize("language", BOTH)
def test_everything_loads_in_both_languages(language):
    book = handbook(language)
    assert (len(book.topics), len(book.steps), len(book.decisions)) == (30, 6, 4)
    assert (len(book.resources), len(book.references), len(book.measures)) == (55, 67, 32)


@pytest.mark.parametrize("language", BOTH)
def test_every_topic_has_its_five_headings(language):
    for topic in handbook(language).topics.values():
        assert re.findall(r"<h2>(.*?)</h2>", topic.body) == HEADINGS[language], topic.slug


def test_no_page_of_the_guide_takes_the_address_of_another():
    book = handbook("en")
    slugs = [*book.topics, *(entry.slug for entry in book.checklists)]
    assert len(slugs) == len(set(slugs))
    assert not set(slugs) & {"tools", "references", "measures", "terms", "steps", "decisions"}


def test_what_the_guide_is_about_is_what_the_bank_asks():
    bank = scoring.parse(loaded_once(sorted(BANKS.glob("*.yaml"))[-1]))
    known = {question.id for question in bank.questions} | {risk.id for risk in bank.risks} | set(bank.dimensions)
    assert set(handbook("en").criteria) <= known
    assert {measure.id for measure in bank.mitigations} == set(handbook("en").measures)


def test_html_in_a_page_is_shown_as_text(copy):
    page = copy / "en" / "funding.md"
    page.write_text(page.read_text("utf-8") + "\n<script>alert(1)</script>\n", "utf-8")
    body = Reader("en", copy).body("funding")
    assert "<script>" not in body
    assert "&lt;script&gt;" in body


def test_a_text_in_one_language_alone_is_refused(copy):
    topics = yaml.safe_load((copy / "topics.yaml").read_text("utf-8"))
    del topics["topics"][3]["summary"]["zh"]
    (copy / "topics.yaml").write_text(yaml.safe_dump(topics), "utf-8")
    with pytest.raises(HandbookError, match=r"language-techniques\.summary"):
        Reader("en", copy).read()


def test_a_link_to_nothing_is_refused(copy):
    topics = yaml.safe_load((copy / "topics.yaml").read_text("utf-8"))
    topics["topics"][0]["related"] = ["nowhere"]
    (copy / "topics.yaml").write_text(yaml.safe_dump(topics, allow_unicode=True), "utf-8")
    with pytest.raises(HandbookError, match="what-is-a-large-model: nowhere is not known"):
        check(Reader("en", copy).read())


def test_addresses_outside_are_whole():
    book = handbook("en")
    for entry in (*book.resources.values(), *(row for row in book.references.values() if row.url)):
        assert re.match(r"https?://[^/\s]+\.[^\s]+$", entry.url), entry.id

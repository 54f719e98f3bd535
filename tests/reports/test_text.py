"""Any text goes in and comes out, and none of it takes the worker down."""

import re
import time

import pytest

from reports import pdf
from reports.templatetags.printing import printable, softbreak
from reports.wording import cut, width
from tests.reports.conftest import ROOT, contents_of, squeezed, text_of, with_notes

LIMIT = 2000  # letters of a note
SECONDS = 40  # of processor time; the worker's soft limit is 60, and machines that run tests are busy
BOMBS = {
    "unbroken": "x" * LIMIT,
    "combining": "e" + "\u0301" * (LIMIT - 1),
    "joined emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * (LIMIT // 7),
    "chinese": "渠道优势" * (LIMIT // 4),
    "right to left": "\u202e" + "שלום עולם " * (LIMIT // 10),
    "zero width": "\u200b\u200d\ufeff" * (LIMIT // 3),
    "lines": "a\n" * (LIMIT // 2),
    "digits": "1234567890" * (LIMIT // 10),
    "tabs": "a\t" * (LIMIT // 2),
    "address": "https://example.org/" + "a-b_c/" * (LIMIT // 6),
}
NAUGHTY = [
    "<script>alert(1)</script>", "</style><b>x</b>", "{{ 7*7 }} {% debug %} %s {0.__class__}", "=HYPERLINK(\"x\")",
    "&lt;&amp;&#x41;&nbsp;", "<!-- -->]]>", "'\"`", "\\u0041 \\x00", "url(asset:ReportHan-Bold.ttf)",
    "𠀀 喆玥堃昇瑄翀珺祎赟琤璟",
    "ÅÄÖ ñ Ł ş Ж Ω ế", "½ ² → ≤ ≠ ∞ € ¥ ￥", "，。；：？！“”‘’—…《》「」",
]  # fmt: skip


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_the_longest_text_in_every_field_still_gives_a_report(text, delta):
    started = time.process_time()
    content, pages = pdf.make(contents_of(with_notes(delta, text)))
    assert time.process_time() - started < SECONDS
    assert pages < 300
    assert len(content) < 5_000_000


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_naughty_text_is_printed_letter_by_letter(language, delta):
    note = "\n".join(NAUGHTY)
    found = squeezed(text_of(pdf.make(contents_of(with_notes(delta, note), language))[0]))
    assert [text for text in NAUGHTY if squeezed(text) not in found] == []


def test_control_characters_are_dropped_and_line_ends_are_plain():
    assert printable("a\x00b\x1b[0m\x7f\x85c\ud800d\uffff\r\ne\u2028f\tg") == "ab[0m\ncd\ne\nf\tg"


def test_signs_that_would_turn_the_rest_of_a_sentence_around_are_dropped():
    assert printable("\u202eowner\u202c of \u2067the\u2069 channel") == "owner of the channel"
    assert printable("שלום, עולם") == "שלום, עולם"


def test_text_of_very_many_lines_keeps_every_word_and_does_not_fill_pages():
    text = printable("word\n" * 1000)
    assert text.count("word") == 1000
    assert "\n" not in text


def test_long_runs_get_places_to_break_but_only_between_signs():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    flag = "\U0001f1e8\U0001f1f3"
    for sign in ("x", "e\u0301", family, flag, "\ud55c"):
        broken = softbreak(sign * 100, 10)
        assert broken.replace("\u200b", "") == sign * 100
        pieces = broken.split("\u200b")
        assert len(pieces) > 5
        assert all(piece == sign * (len(piece) // len(sign)) for piece in pieces)


def test_words_and_chinese_text_are_left_alone():
    for text in ("Ordinary words of ordinary length.", "中文可以在任何两个字之间换行，" * 20):
        assert softbreak(text) == text


def test_text_is_escaped():
    assert softbreak("<b>&\"'") == "&lt;b&gt;&amp;&quot;&#x27;"


def test_a_cut_keeps_to_its_width_and_ends_between_words():
    assert cut("How many of the five essential roles are filled?", 30) == "How many of the five…"
    assert cut("五个关键岗位中，有几个由做过同类工作的人担任？", 20) == "五个关键岗位中，有…"
    for text in ("渠道优势" * 40, "x" * 300, "a b " * 90):
        assert width(cut(text, 30)) <= 31


def test_the_style_sheet_has_nothing_that_takes_time_with_the_square_of_the_text():
    style = re.sub(r"/\*.*?\*/", "", (ROOT / "templates/reports/pdf.css").read_text(), flags=re.S)
    for banned in (
        "anywhere",
        "dotted",
        "leader(",
        "unicode-range",
        "woff",
        "@color-profile",
        "http:",
        "table-layout: auto",
    ):
        assert banned not in style
    tables = set(re.findall(r'<table class="([\w-]+)', " ".join(file.read_text() for file in templates())))
    fixed = re.findall(r"(?:table)?\.([\w-]+) \{[^}]*table-layout: fixed", style)
    assert tables <= set(fixed)


def templates():
    return sorted((ROOT / "templates/reports/pdf").glob("*.html"))

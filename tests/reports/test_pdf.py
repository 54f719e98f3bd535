"""What a founder gets: every word that was typed, in both languages, in fonts of its own, the same bytes each time."""

import io
import logging
import re
from dataclasses import replace

import pypdf
import pytest
from django.template.loader import render_to_string
from fontTools.ttLib import TTFont

from assessments import scoring
from assessments.readings import Reading, mitigation
from reports import cases, pdf
from tests.reports.conftest import (
    PLAN,
    ROOT,
    both_of,
    contents_of,
    lever,
    pdf_of,
    pdf_of_both,
    shipped_bank,
    squeezed,
    text_of,
    with_notes,
)

LANGUAGES = ("en", "zh-hans")
FONTS = ROOT / "reports/fonts"
NAMES = "李炘 龑 陈䶮\u3000㛃 王㛃。🚀 ✅ 👩‍👩‍👧 🇨🇳 end"


def reader_of(content):
    return pypdf.PdfReader(io.BytesIO(content))


def typed_texts(document):
    """Everything in a document that a person wrote."""
    for answer in document.answers.values():
        yield from (answer.note, answer.reason, *answer.links)
    for row in (*document.channels, *document.rival_channels):
        yield row.owner
    for judgement in document.risks.values():
        yield judgement.note
    for state in document.mitigations.values():
        yield from (state.note, state.owner, state.title)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["alpha", "delta"])
def test_every_note_owner_and_reason_can_be_found_in_the_text(name, language, request):
    found = squeezed(text_of(pdf_of(name, language)[0]))
    texts = {text for text in typed_texts(request.getfixturevalue(name)) if text and text != "self"}
    assert [text for text in texts if squeezed(text) not in found] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_with_its_answer_is_in_the_appendix(language, delta):
    contents = contents_of(delta, language)
    found = squeezed(text_of(pdf_of("delta", language)[0]))
    entries = [entry for part in contents.parts for entry in part.entries]
    assert len(entries) > 60
    assert [entry.asked for entry in entries if squeezed(entry.asked + entry.answer) not in found] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_and_the_cases_are_in_the_report(language, delta):
    code, contents = language[:2], contents_of(delta, language)
    found = squeezed(text_of(pdf_of("delta", language)[0], order="-raw"))
    words = [entry["text"][code] for entry in PLAN] + ["Maya Okafor", "陈建国", "Notes of ten interviews", "1,200"]
    words += [month.title for month in contents.months] + [entry["evidence"] for entry in PLAN]
    assert len(contents.cases) == 3
    for case in contents.cases:
        words += [case.lesson, case.story, *case.together, *case.apart]
    words += [line.measures for line in contents.stops]
    assert [text for text in words if squeezed(text) not in found] == []


def test_the_budget_is_drawn_as_on_the_page_of_the_plan(delta):
    drawn = pdf.draw(contents_of(delta))
    assert drawn.count('class="frontier ') == 1
    assert 'stroke-dasharray="4 4"' in drawn  # the budget


def test_the_chinese_report_is_chinese_and_can_be_searched():
    text = text_of(pdf_of("delta", "zh-hans")[0])
    for words in (
        "经济价值",
        "渠道优势",
        "用相机图像检测织物瑕疵",
        "纺织协会",
        "第三方实验室测得",
        "已与两家机构口头约定",
    ):
        assert words in text


def test_an_english_report_prints_chinese_notes():
    assert "人民币口径，含两家试点客户" in text_of(pdf_of("delta", "en")[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_fonts_are_our_own_and_embedded(language):
    fonts = fonts_of(pdf_of("delta", language)[0])
    assert fonts
    assert all("Report-" in name and content for name, content, _ in fonts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("characters", ["0123456789", "经济社会技术渠道优势评估报告"])
def test_what_is_drawn_is_what_the_text_says(language, characters):
    """Two fonts merged into one would draw other digits while the text layer stays right."""
    checked = set()
    for name, content, meant in fonts_of(pdf_of("delta", language)[0]):
        drawn = TTFont(io.BytesIO(content))
        source = TTFont(FONTS / file_of(name))
        for glyph_number, text in meant.items():
            if text in characters:
                own = drawn["glyf"][drawn.getGlyphName(glyph_number)]
                assert outline(own, drawn) in alternates(source, text)
                checked.add(text)
    missing = set(characters) - checked
    assert not missing or (language == "en" and not characters.isdigit())


def test_no_sign_is_set_as_a_box_for_a_missing_glyph(delta, caplog):
    """Rare signs of names, emoji and the blanks between them included."""
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        made = pdf.make(*both_of(delta))[0], pdf.make(contents_of(with_notes(delta, NAMES), "zh-hans"))[0]
    assert ".notdef" not in caplog.text
    assert squeezed(NAMES) in squeezed(text_of(made[1]))
    assert all("Report-" in name for name, _, _ in fonts_of(made[1]))


def fonts_of(content):
    """Name, font file and glyph number to text, of each font of a PDF."""
    found = {}
    for page in reader_of(content).pages:
        for reference in page["/Resources"].get("/Font", {}).values():
            font = reference.get_object()
            below = font["/DescendantFonts"][0].get_object()
            file = below["/FontDescriptor"]["/FontFile2"].get_object().get_data()
            found[str(font["/BaseFont"])] = (str(font["/BaseFont"]), file, unicode_map(font["/ToUnicode"].get_data()))
    return list(found.values())


def unicode_map(source):
    """The glyph numbers of a ToUnicode map that stand for one character."""
    found = {}
    for line in source.decode().splitlines():
        parts = line.replace(">", " ").replace("<", " ").split()
        if line.startswith("<") and not line.startswith("<<") and len(parts) == 2:
            text = bytes.fromhex(parts[1]).decode("utf-16-be")
            if len(text) == 1:
                found[int(parts[0], 16)] = text
    return found


def file_of(name):
    """HASH+Report-Sans-CN-Semi-Bold to the file that it was cut from."""
    words = name.rpartition("+")[2].replace("-", "")
    style = next((style for style in ("SemiBold", "Medium", "Bold") if words.endswith(style)), "")
    return f"{words.removesuffix(style)}-{style or 'Regular'}.ttf"


def outline(glyph, font):
    return list(glyph.getCoordinates(font["glyf"])[0]) if glyph.numberOfContours else []


def alternates(font, text):
    """The outlines of a character, that of its tabular form among them."""
    first = font.getBestCmap()[ord(text)]
    lookups = font["GSUB"].table.LookupList.Lookup if "GSUB" in font else []
    tables = [table for lookup in lookups if lookup.LookupType == 1 for table in lookup.SubTable]
    names = [first, *(table.mapping[first] for table in tables if first in table.mapping)]
    return [outline(font["glyf"][name], font) for name in names]


@pytest.mark.parametrize("language", LANGUAGES)
def test_metadata_language_bookmarks_and_page_numbers(language):
    content, pages = pdf_of("alpha", language)
    reader = reader_of(content)
    assert len(reader.pages) == pages
    assert "Clearnote" in reader.metadata.title
    assert reader.metadata.author
    assert reader.metadata.subject
    assert reader.trailer["/Root"]["/Lang"] == ("en" if language == "en" else "zh-Hans")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert (
        len(titles) == 19
    )  # contents, summary, nine dimensions, channels, risks, two plans, cases, law, method, answers
    foot = f"Page 3 of {pages}" if language == "en" else f"第 3 页，共 {pages} 页"
    assert squeezed(foot) in squeezed(text_of(content, 3, 3))


def test_contents_name_the_page_on_which_each_part_begins():
    content, _ = pdf_of("alpha", "en")
    reader = reader_of(content)
    listed = text_of(content, 2, 2)
    for entry in reader.outline:
        if not isinstance(entry, list) and entry.title not in ("Contents",):
            page = reader.get_destination_page_number(entry) + 1
            assert entry.title in text_of(content, page, page)
            assert str(page) in listed.split()


def test_drafts_are_marked_and_final_reports_are_not(alpha):
    mark = "Draft: the answers are not final"
    assert mark in text_of(pdf.make(contents_of(alpha, final=False))[0], 1, 1)
    assert mark not in text_of(pdf_of("alpha", "en")[0], 1, 1)


def test_the_legal_baseline_says_that_no_lawyer_has_checked_it():
    assert "No qualified person has checked" in " ".join(text_of(pdf_of("alpha", "en")[0]).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", ["W", "渠", "W "])
def test_the_contents_the_summary_and_every_dimension_are_one_page_each_for_the_longest_texts(language, letter, delta):
    long = (letter * 120)[:120]
    document = replace(with_notes(delta, long), venture_summary=(letter * 200)[:200])
    plan = [
        lever(id, text={"en": long, "zh": long}, owner=long[:80]) for id in shipped_bank().dimensions for _ in "abcd"
    ]
    content, _ = pdf.make(contents_of(document, language, actions=plan))
    reader = reader_of(content)
    starts = [reader.get_destination_page_number(entry) for entry in reader.outline if not isinstance(entry, list)]
    assert starts[:12] == list(range(1, 13))  # up to the channel analysis; the cover is page 0


def test_the_same_contents_give_the_same_bytes(delta):
    first = pdf_of("delta", "zh-hans")[0]
    pdf.close()  # as another process would do
    assert pdf.make(contents_of(delta, "zh-hans", final=False))[0] == first


def test_every_drawing_finds_its_height_in_the_style_sheet(delta):
    used = set(re.findall(r'<svg class="[^"]* (h[0-9.]+)"', pdf.draw(contents_of(delta, "en"))))
    known = set(re.findall(r"\.(h[0-9]+) {", render_to_string("reports/pdf.css")))
    assert used == known


def test_a_report_stays_below_one_megabyte():
    assert all(len(pdf_of(name, language)[0]) < 1_000_000 for name in ("alpha", "delta") for language in LANGUAGES)


def tree_of(reader, outline):
    """Titles, the pages they lead to, and what stands below each."""
    found = []
    for entry in outline:
        if isinstance(entry, list):
            found[-1][2].extend(tree_of(reader, entry))
        else:
            found.append((entry.title, reader.get_destination_page_number(entry), []))
    return found


def test_both_languages_in_one_file_are_the_two_reports_one_after_the_other():
    content, pages = pdf_of_both("alpha")
    separate = {language: pdf_of("alpha", language)[1] for language in LANGUAGES}
    assert pages == sum(separate.values())
    start = separate["en"]
    assert squeezed("经济价值") in squeezed(text_of(content, start + 1))
    assert squeezed("Economic value") not in squeezed(text_of(content, start + 1))
    reader = reader_of(content)
    (english, first, in_english), (chinese, second, in_chinese) = tree_of(reader, reader.outline)
    assert (english, first, chinese, second) == ("English", 0, "中文", start)
    assert len(in_english) == len(in_chinese) == len(pdf_outline("alpha", "en"))
    assert [len(below) for _title, _page, below in in_english] == [len(below) for _title, _page, below in in_chinese]
    assert [page for _title, page, _below in in_chinese][:12] == [start + page for _t, page, _b in in_english][:12]


def pdf_outline(name, language):
    reader = reader_of(pdf_of(name, language)[0])
    return tree_of(reader, reader.outline)


def test_every_page_of_both_languages_has_its_number_and_its_language():
    content, pages = pdf_of_both("alpha")
    reader, start = reader_of(content), pdf_of("alpha", "en")[1]
    numbers = [str(number) for number in range(1, pages + 1)]
    numbers[0], numbers[start] = "Cover", "封面"
    assert reader.page_labels == numbers
    assert squeezed(f"第 {start + 2} 页，共 {pages} 页") in squeezed(text_of(content, start + 2, start + 2))
    root = reader.trailer["/Root"]
    whole = root["/StructTreeRoot"]["/K"][0].get_object()
    parts = [part.get_object() for part in whole["/K"]]
    places = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    spoken = {places[part.raw_get("/Pg").idnum]: part.get("/Lang", root["/Lang"]) for part in parts}
    assert spoken == {number: "zh-Hans" if number >= start else "en" for number in range(pages)}


def test_both_languages_name_each_other_in_their_contents():
    content, start = pdf_of_both("alpha")[0], pdf_of("alpha", "en")[1]
    assert f"中文thesamereport{start + 1}" in squeezed(text_of(content, 2, 2))
    assert "English同一份报告1" in squeezed(text_of(content, start + 2, start + 2))


def test_the_figures_of_both_languages_are_worked_out_once(alpha, monkeypatch):
    made = []
    for owner, name in ((Reading, "of"), (mitigation, "choice"), (cases, "likenesses")):
        monkeypatch.setattr(owner, name, counted(made, getattr(owner, name)))
    contents_of(alpha)
    once = len(made)
    both_of(alpha)
    assert len(made) == 2 * once > 2


def counted(made, work):
    return lambda *arguments: made.append(1) or work(*arguments)


@pytest.mark.parametrize("sample", ["brightloom", "clearnote"])
def test_no_answer_holds_the_score_up_and_back_at_once(sample):
    file = ROOT / f"assessments/content/samples/{sample}.yaml"
    summary = contents_of(scoring.read(file.read_bytes(), shipped_bank()))
    assert summary.strengths
    assert summary.weaknesses
    assert not {point.place for point in summary.strengths} & {point.place for point in summary.weaknesses}

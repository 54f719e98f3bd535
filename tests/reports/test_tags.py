"""A screen reader finds its way: the tree of the PDF is read as a reader would read it (ISO 14289-1)."""

import io
import re
from itertools import pairwise
from xml.etree import ElementTree

import pypdf
import pytest
from pypdf.generic import ContentStream, IndirectObject

from reports import pdf
from tests.reports.conftest import ROOT, both_of, contents_of, example, pdf_of, pdf_of_both

HEADINGS = ("/H1", "/H2", "/H3")


class Element:
    """One element of the tree, with its kids in the order in which they are read."""

    def __init__(self, source, parent=None):
        self.source, self.parent = source, parent
        self.kind = source["/S"]
        kids = source.get("/K", [])
        self.pieces = [kid for kid in kids if isinstance(kid, int)]
        below = [kid.get_object() for kid in kids if not isinstance(kid, int)]
        self.links = [kid["/Obj"] for kid in below if kid.get("/Type") == "/OBJR"]
        self.kids = [Element(kid, self) for kid in below if "/S" in kid]

    def all(self, *kinds):
        if self.kind in kinds or not kinds:
            yield self
        for kid in self.kids:
            yield from kid.all(*kinds)


class Tagged:
    def __init__(self, content):
        self.reader = pypdf.PdfReader(io.BytesIO(content))
        self.root = self.reader.trailer["/Root"]["/StructTreeRoot"]
        self.document = Element(self.root["/K"][0].get_object())
        numbers = self.root["/ParentTree"]["/Nums"]
        self.owners = dict(zip(numbers[::2], numbers[1::2], strict=True))

    def drawn(self, page):
        """The number of each piece of a page that shows something; None for what is marked as no part of the text."""
        marks = []
        for operands, operator in ContentStream(page.get_contents(), self.reader).operations:
            if operator in (b"BDC", b"BMC"):
                marks.append(operands[1]["/MCID"] if operator == b"BDC" else operands[0])
            elif operator == b"EMC":
                marks.pop()
            elif operator in (b"TJ", b"Tj", b"f", b"f*", b"S", b"B", b"sh"):
                assert marks, "everything drawn is either read out or marked as decoration"
                yield None if "/Artifact" in marks else marks[-1]


@pytest.fixture(params=["one language", "both"])
def tagged(request):
    return Tagged((pdf_of("alpha", "zh-hans") if request.param == "one language" else pdf_of_both("alpha"))[0])


def test_headings_go_down_one_step_at_a_time(tagged):
    levels = [HEADINGS.index(heading.kind) + 1 for heading in tagged.document.all(*HEADINGS)]
    assert levels[0] == 1
    assert levels.count(1) >= 15  # the parts of a report
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_every_chart_that_says_more_than_the_text_says_it_in_words(tagged):
    figures = list(tagged.document.all("/Figure"))
    assert len(figures) >= 12  # cover, overall score, nine dimensions, risks, code
    assert all(figure.source.get("/Alt") for figure in figures)


def test_tables_have_heads_and_heads_say_what_they_head(tagged):
    tables = list(tagged.document.all("/Table"))
    assert len(tables) > 20
    for table in tables:
        heads = list(table.all("/TH"))
        assert heads
        assert {head.source["/A"]["/Scope"] for head in heads} <= {"/Row", "/Column"}
        assert all(head.source["/A"]["/Scope"] == "/Column" for part in table.all("/THead") for head in part.all("/TH"))


def test_what_is_laid_out_in_columns_is_no_table(tagged):
    names = {cell.kind for row in tagged.document.all("/TR") for cell in row.kids}
    assert names == {"/TD", "/TH"}
    assert all(row.parent.kind in ("/Table", "/THead", "/TBody") for row in tagged.document.all("/TR"))


def test_each_link_is_one_link(tagged):
    links = {id(note): element for element in tagged.document.all() for note in element.links}
    assert {element.kind for element in links.values()} == {"/Link"}
    notes = [note.get_object() for page in tagged.reader.pages for note in page.get("/Annots", [])]
    assert len(notes) == len(links)
    for note in notes:
        assert tagged.owners[note["/StructParent"]].get_object()["/S"] == "/Link"
    assert not [inner for link in tagged.document.all("/Link") for inner in link.kids if inner.kind == "/Link"]


def test_everything_is_read_out_once_or_marked_as_decoration(tagged):
    read = {}
    for element in tagged.document.all():
        for number in element.pieces:
            place = (element.source.raw_get("/Pg").idnum, number)
            assert place not in read, "no piece is read out twice"
            read[place] = element.source
    for page in tagged.reader.pages:
        owners = tagged.owners[page["/StructParents"]]
        numbers = [number for number in tagged.drawn(page) if number is not None]
        assert numbers
        for number in numbers:
            assert owners[number].get_object() is read[page.indirect_reference.idnum, number]


def test_heads_and_feet_of_pages_are_not_read_out(tagged):
    """Each page but the cover has its name, its section, its foot and its number outside the text."""
    for page in tagged.reader.pages[1:]:
        assert list(tagged.drawn(page)).count(None) >= 4


def test_no_element_is_left_outside_the_tree(tagged):
    objects = [tagged.reader.get_object(IndirectObject(n, 0, tagged.reader)) for n in tagged.reader.xref_objStm]
    found = [entry for entry in objects if isinstance(entry, dict) and entry.get("/Type") == "/StructElem"]
    assert len(found) == sum(1 for _ in tagged.document.all())


def test_the_page_is_well_formed_so_that_the_quick_parser_takes_it():
    for name in ("alpha", "delta"):
        ElementTree.fromstring(pdf.draw(*both_of(example(name))))
    for file in (ROOT / "templates/reports/pdf").glob("*.html"):  # the parts that these two do not show among them
        assert not re.search(r"<(br|hr|img|col|wbr)\b[^>]*(?<!/)>", file.read_text("utf-8")), file.name


def test_the_quick_ways_change_no_byte(monkeypatch):
    """Parsed as HTML, with all of WeasyPrint's own style sheet, the report is the same."""
    quick = pdf_of("alpha", "en")[0]

    def refuse(text):
        raise ElementTree.ParseError

    monkeypatch.setattr(pdf.ElementTree, "fromstring", refuse)
    monkeypatch.setattr(pdf.Page, "_ua_stylesheets", pdf.HTML._ua_stylesheets)
    assert pdf.make(contents_of(example("alpha")))[0] == quick

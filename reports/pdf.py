"""From what a report says to its PDF. The only module that knows WeasyPrint.

The same contents give the same bytes: nothing here depends on the clock, on the process or on who asked.
"""

import gc
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time
from functools import lru_cache, partial
from pathlib import Path
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from threading import Lock
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pydyf
import weasyprint
from cssselect2 import ElementWrapper
from django.template.loader import render_to_string
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from assessments import charts
from reports.contents import Attached, Contents
from reports.labels import label
from reports.tags import Tree

SVG = "http://www.w3.org/2000/svg"
FONTS = {f"asset:{file.name}": file for file in sorted((Path(__file__).parent / "fonts").glob("*.ttf"))}
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # its warnings quote people's text
LOCK = Lock()  # Pango's font maps are not made for two threads at once


def page_references(pdf: Any) -> tuple[bytes, ...]:
    """The references of a PDF's pages, kept until a page is added.

    Pydyf makes the list anew whenever it is asked, and WeasyPrint asks for each element of the tag tree: pages times
    elements, a twentieth of the time of a report of sixty pages.
    """
    pages, kept = len(pdf.pages["Kids"]), vars(pdf)
    if "references" not in kept or kept["references"][0] != pages:
        kept["references"] = pages, made_page_references(pdf)
    references: tuple[bytes, ...] = kept["references"][1]
    return references


made_page_references = pydyf.PDF.page_references.fget
pydyf.PDF.page_references = property(page_references)


class Fetched(Exception):
    """The page asked for something from outside. Nothing in it should, so somebody's text got where it must not."""


class NothingFetched(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Refuses every address but those it was given, each matched as a whole, and counts the refusals."""

    def __init__(self, allowed: dict[str, Path] | None = None) -> None:
        # Errors that end the rendering are no Exception in WeasyPrint and would slip through; so count instead.
        nobody = SSLContext(PROTOCOL_TLS_CLIENT)  # else the certificates of the system are read for each report
        super().__init__(
            timeout=1, ssl_context=nobody, allowed_protocols=(), allow_redirects=False, fail_on_errors=False
        )
        self.allowed = allowed or {}
        self.refused = 0

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in self.allowed:
            self.refused += 1
            raise ValueError("reports load nothing")
        return URLFetcherResponse(url, self.allowed[url].read_bytes(), {"Content-Type": "font/ttf"})


class Engine(NamedTuple):
    fonts: FontConfiguration
    basis: CSS
    style: CSS


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Fonts and parsed style sheets, kept for the life of the process."""
    fonts, fetcher = FontConfiguration(), NothingFetched(FONTS)
    style = CSS(string=render_to_string("reports/pdf.css"), url_fetcher=fetcher, font_config=fonts)
    return Engine(fonts, basis(), style)


def basis() -> CSS:
    """WeasyPrint's own style sheet without rules that a report has no use for, but that are tried on all its elements.

    Those that name no element, for parts of footnotes, directions and the like: some of them even give an element a
    style of its own, which takes a fifth of the whole time. Old frames of tables. And what is hidden, which nothing is.
    """
    own = (Path(weasyprint.__file__).parent / "css/html5_ua.css").read_text("utf-8")
    own = re.sub(r"^(:|\[dir|table:|  @(left|right|\S+(center|corner))).*$", "", own, flags=re.MULTILINE)
    return CSS(string=re.sub(r"\[hidden\], |, \w+\[hidden\]", "", own), url_fetcher=NothingFetched())


class Element(ElementWrapper):  # type: ignore[misc]  # cssselect2 has no types
    """An element of a page of ours: what WeasyPrint looks for on a whole page, sheets and metadata, is in its head."""

    def query_all(self, *selectors: str) -> Iterator[ElementWrapper]:
        within = self if self.parent else next(self.iter_children())
        found: Iterator[ElementWrapper] = ElementWrapper.query_all(within, *selectors)
        return found


class Page(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A page of our own templates, well-formed: the parser of XML takes a tenth of the time of that of HTML."""

    def __init__(self, page: str, fetcher: URLFetcher) -> None:
        try:
            # Our own page: a person's "<" is escaped, so no text can declare an entity that grows
            root = ElementTree.fromstring(page.replace("<svg ", f'<svg xmlns="{SVG}" '))  # noqa: S314
        except ElementTree.ParseError:
            super().__init__(string=page, base_url=None, url_fetcher=fetcher)
            return
        self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
        self.wrapper_element = Element.from_html_root(root, content_language=None)
        self.etree_element = root

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [engine().basis]


def close() -> None:
    """Drop the engine, and with it the copies of the fonts that WeasyPrint keeps in a temporary folder."""
    engine.cache_clear()
    gc.collect()  # laid out pages point at one another and at the fonts


class Part(NamedTuple):
    """What a report says in one language, and the palettes of its charts."""

    report: Contents
    print: charts.Palette
    cover: charts.Palette


def draw(*told: Contents) -> str:
    """The whole report as one HTML page, charts included: one language after the other."""
    parts = []
    for report in told:
        own = "Report Sans" if report.is_english else "Report Sans CN"
        font = f"{own}, Report Han, Report Han Rare, Report Emoji, sans-serif"
        parts.append(Part(report, replace(charts.PRINT, font=font), replace(charts.COVER, font=font)))
    context: dict[str, Any] = {"parts": parts, "first": told[0], "several": len(told) > 1}
    return render_to_string("reports/pdf.html", context)


def set_pages(page: str, *told: Contents) -> tuple[bytes, int]:
    """The PDF of a page and its number of pages; raises Fetched if the page asks for anything from outside."""
    fetcher = NothingFetched()
    with LOCK:
        fonts, _, style = engine()
        document = Page(page, fetcher).render(font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1")
        document.metadata.attachments = [attachment(report.attached, fetcher) for report in told[:1]]
        content: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=partial(finish, told))
    if fetcher.refused:
        raise Fetched(f"{fetcher.refused} addresses refused")
    return content, len(document.pages)


def finish(told: Sequence[Contents], document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """What WeasyPrint leaves out, before it writes the file."""
    Tree(pdf).put_right()
    label(told, document, pdf)


@contextmanager
def collected_after() -> Iterator[None]:
    """Whoever makes a report does it within this, until the report is where it belongs.

    Nearly nothing becomes garbage before the bytes are there, and looking for it takes a fifth of the time. Laid out
    pages point at one another and at the fonts, so that they go only now, when nobody waits any more.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.enable()


def attachment(attached: Attached, fetcher: URLFetcher) -> Attachment:
    """Dated by the answers: the clock would make every file a different one."""
    dated = datetime.combine(attached.day, time())
    return Attachment(
        string=attached.content, url_fetcher=fetcher, name=attached.name, description=attached.description,
        created=dated, modified=dated,
    )  # fmt: skip


def make(*told: Contents) -> tuple[bytes, int]:
    return set_pages(draw(*told), *told)

"""The names of a report's pages in a reader's list, and the language of each part of its tag tree."""

from collections.abc import Sequence
from typing import Any

import pydyf

from reports.contents import Contents


def label(told: Sequence[Contents], document: Any, pdf: pydyf.PDF) -> None:
    """Of the page that a report begins on, its cover has the anchor."""
    starts = [first_page(document, f"{report.code}-cover") for report in told]
    labels = []
    for start, report in zip(starts, told, strict=True):
        numbers = pydyf.Dictionary({"S": "/D", "St": start + 2})  # the numbers that the feet of the pages have
        labels += [start, pydyf.Dictionary({"P": pydyf.String(report.cover_label)}), start + 1, numbers]
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array(labels)})
    for start, report in list(zip(starts, told, strict=True))[1:]:
        mark_language(pdf, set(pdf.page_references[start:]), report.html_language)


def first_page(document: Any, anchor: str) -> int:
    return next(number for number, page in enumerate(document.pages) if anchor in page.anchors)


def mark_language(pdf: pydyf.PDF, pages: set[bytes], language: str) -> None:
    """The language of the document is that of its first part; WeasyPrint writes no other one into the tags."""
    elements = [
        entry for entry in pdf.objects if isinstance(entry, pydyf.Dictionary) and entry.get("Type") == "/StructElem"
    ]
    whole = next(element for element in elements if element["S"] == "/Document")
    for element in elements:
        if element.get("P") == whole.reference and element.get("Pg") in pages:
            element["Lang"] = pydyf.String(language)

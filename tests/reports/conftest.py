import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from django.db import connection, connections

from assessments import scoring
from assessments.readings import Reading
from assessments.scoring.document import MOST_MEASURES
from reports import beside, contents, pdf
from reports.models import Report

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests/scoring/data"
SITE = "https://fairway.example.org"

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")


def at_once(work, *given):
    """What the work gives for each of them, done at the same time, each on a connection of its own."""

    def alone(one):
        try:
            return work(one)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(given)) as threads:
        return list(threads.map(alone, given))


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


@cache
def shipped_bank():
    files = sorted((ROOT / "assessments/content/banks").glob("*.yaml"))
    return scoring.parse(scoring.load(files[-1].read_bytes()))


@cache
def example(name):
    return scoring.read((DATA / f"{name}.yaml").read_bytes(), shipped_bank())


def action(**changed):
    """An entry of the action plan, as it is frozen with a report."""
    return {
        "kind": "item", "ref": "market_interviews", "place": {"en": "Market research", "zh": "市场调研"},
        "dimension": "",
        "text": {"en": "Interview ten users who left", "zh": "访谈十位离开的用户"}, "change": None,
        "status": "planned",
        "owner": "Maya Okafor", "due": "2026-12-15", "cost": 1200.0, "evidence": "Notes of ten interviews", **changed,
    }  # fmt: skip


def lever(dimension, **changed):
    title = shipped_bank().node(dimension).title
    place = {"en": title.local("en"), "zh": title.local("zh-hans")}
    return action(kind="lever", dimension=dimension, place=place, change=0.84, **changed)


PLAN = (
    action(),
    action(text={"en": "Name a second supplier", "zh": "确定第二家供应商"}, due="2027-01-31", status="in_progress"),
    lever(
        "technical", text={"en": "How new is the approach?", "zh": "方法有多新？"}, due=None, cost=None, owner="陈建国"
    ),
)


def told(document, languages, final=True, actions=PLAN):
    """What the report of a document says, its result stored and read back as a snapshot does."""
    result = json.loads(json.dumps(scoring.assess(shipped_bank(), document).as_document()))
    shown = {**beside.of_files(Reading.of(shipped_bank(), document, result)), "actions": list(actions)}
    return contents.gather(
        shipped_bank(), document, result, languages, sha256="ab" * 32, final=final, beside=shown
    )  # fmt: skip


def contents_of(document, language="en", final=True, actions=PLAN):
    return told(document, [language], final, actions)[0]


def both_of(document, final=True):
    """The same in English and in Chinese, for one file."""
    return told(document, Report(language="both").languages, final)


@cache
def pdf_of_both(name):
    return pdf.make(*both_of(example(name)))


@cache
def pdf_of(name, language):
    return pdf.make(contents_of(example(name), language, final=name != "delta"))


def text_of(content, first=1, last=999, order="-nopgbrk"):
    """What a reader can select and search; order "-raw" reads columns as they were set."""
    command = ["pdftotext", order, "-enc", "UTF-8", "-f", str(first), "-l", str(last), "-", "-"]
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


def longest(sign="航"):
    """A document with everything at its longest: notes, reasons, links, measures of one's own, both channel tables."""
    bank, known = shipped_bank(), json.loads(json.dumps(scoring.write(example("alpha"))))
    note, link = sign * 2000, f"https://example.org/{'航' * 980}"
    left_open = {
        "state": "dont_know", "note": note, "reason": sign * 500, "links": [link], "evidence": 4,
        "evidence_dated": "2026-01-01",
    }  # fmt: skip
    table = bank.channel_table
    row = {
        "type": table.types[0].id, "owner": sign * 80, "share": 99.99, "dependence": 4, "evidence": 4,
        **{column.id: 4 for column in table.criteria},
    }  # fmt: skip
    measure = {
        "status": "planned", "effect_likelihood": 4, "effect_impact": 4, "cost": 999999999.99, "owner": sign * 80,
        "due": "2026-01-01",
    }  # fmt: skip
    own = {"title": sign * 120, "targets": [risk.id for risk in bank.risks]}
    measures = {entry.id: measure for entry in bank.mitigations}
    measures |= {f"own_{number:012x}": measure | own for number in range(MOST_MEASURES - len(measures))}
    return known | {
        "venture": {"name": sign * 120, "summary": sign * 200},
        "answers": {question.id: left_open for question in bank.questions},
        "risks": {
            risk.id: {"likelihood": 5, "impact": 5, "evidence": 4, "note": note} for risk in bank.risks
        },
        "mitigations": measures, "channels": [row] * table.max_rows, "rival_channels": [row] * table.max_rows,
    }  # fmt: skip

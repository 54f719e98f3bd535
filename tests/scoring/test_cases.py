"""Golden cases: an assessment in, figures out."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from assessments.scoring import assess, load, read

from .conftest import BANK, DATA, find_differences

CASES = [
    case
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text())
]
BARE = {
    "format": "fairway.assessment/1",
    "bank": {"id": BANK.id, "version": BANK.version},
    "as_of": "2026-11-14",
    "facts": {"fact_stage": "growth"},
}


def changed(case):
    bare = case["base"] == "bare"
    document = deepcopy(BARE) if bare else load((DATA / f"{case['base']}.yaml").read_bytes())
    for path, value in case.get("change", {}).items():
        *way, last = path.split(".")
        place = document
        for key in way:
            place = place[int(key)] if key.isdigit() else place.setdefault(key, {})
        place[last] = value
        if value is None:
            del place[last]
    return document


def at(document, path):
    for key in path.split("."):
        document = document[key]
    return document


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_golden_case(case):
    found = assess(BANK, read(changed(case), BANK)).as_document()
    for path, value in case["expect"].items():
        assert find_differences(at(found, path), value, case["tolerance"], path) == [], case["because"]

"""The default bank, the two example assessments, and the published and derived vectors by their ids."""

import copy
import json
from pathlib import Path

import pytest

from assessments import scoring

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"
BANK_SOURCE = (ROOT / "assessments/content/banks/ai-venture-default-1.0.0.yaml").read_bytes()
BANK_DOCUMENT = scoring.load(BANK_SOURCE)
BANK = scoring.parse(BANK_DOCUMENT)
VECTORS = {vector["id"]: vector for vector in json.loads((DATA / "test-vectors.json").read_text())["vectors"]}


@pytest.fixture(scope="session")
def bank():
    return BANK


@pytest.fixture
def bank_document():
    """A copy of the bank's document, to be spoiled."""
    return copy.deepcopy(BANK_DOCUMENT)


@pytest.fixture(scope="session")
def vectors():
    return VECTORS


@pytest.fixture(scope="session")
def examples():
    """Alpha and delta as documents."""
    return {name: scoring.read((DATA / f"{name}.yaml").read_bytes(), BANK) for name in ("alpha", "delta")}


@pytest.fixture(scope="session")
def expected():
    """The figures that alpha and delta must give, with their tolerances."""
    return {name: json.loads((DATA / f"{name}.result.json").read_text()) for name in ("alpha", "delta")}


@pytest.fixture
def source():
    """Alpha as a plain mapping, to be changed."""
    return scoring.load((DATA / "alpha.yaml").read_bytes())


@pytest.fixture(scope="session")
def differences():
    return find_differences


def find_differences(found, expected, tolerance, path=""):
    """The places where `found` lacks a key of `expected`, or differs by more than `tolerance`."""
    if isinstance(expected, dict):
        missing = [f"{path}.{key} is missing" for key in expected if key not in found]
        pairs = [(found[key], value, f"{path}.{key}") for key, value in expected.items() if key in found]
    elif isinstance(expected, list):
        if len(found) != len(expected):
            return [f"{path}: {found} instead of {expected}"]
        missing = []
        pairs = [(one, other, f"{path}[{at}]") for at, (one, other) in enumerate(zip(found, expected, strict=True))]
    elif isinstance(expected, int | float) and not isinstance(expected, bool):
        wrong = found is None or not abs(found - expected) <= tolerance
        return [f"{path}: {found} instead of {expected}"] if wrong else []
    else:
        return [] if found == expected else [f"{path}: {found} instead of {expected}"]
    return missing + [fault for one, other, where in pairs for fault in find_differences(one, other, tolerance, where)]

"""Every vector that needs code of the product is tested by its id."""

from pathlib import Path

from .conftest import VECTORS

TESTS = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py") if path != Path(__file__))


def test_every_vector_is_used():
    needed = {id for id, vector in VECTORS.items() if vector.get("needs_code", True)}
    assert {
        id for id in needed if f'"{id}"' not in TESTS and f"def test_{id.lower().replace('-', '_')}(" not in TESTS
    } == set()

"""load_banks: question banks from files into rows that never change."""

import copy
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Assessment, Bank
from tests.conftest import BANKS, loaded_once


@pytest.fixture
def document():
    return copy.deepcopy(loaded_once(sorted(BANKS.glob("*.yaml"))[-1]))


@pytest.fixture
def load(db, tmp_path):
    """Runs the command on a document, or on a text as it is; without one, on the shipped banks."""

    def run(document=None, text=None):
        out = StringIO()
        file = tmp_path / "bank.yaml"
        if document is not None or text is not None:
            file.write_bytes(text if text is not None else json.dumps(document).encode())
        call_command("load_banks", *([file] if file.exists() else []), stdout=out)
        return out.getvalue()

    return run


def test_the_shipped_banks_are_published(load):
    said = load()
    assert "ai-venture-default 1.0.0: published" in said
    assert Bank.objects.count() == len(list(BANKS.glob("*.yaml")))


def test_to_load_twice_changes_nothing(load):
    load()
    before = list(Bank.objects.values())
    assert "ai-venture-default 1.0.0: was there already" in load()
    assert list(Bank.objects.values()) == before


def test_a_changed_published_version_is_refused_with_the_reason(load, document):
    load(document)
    document["questions"][0]["text"]["en"] += " Indeed?"
    with pytest.raises(
        CommandError, match="is published and differs from the file; give the changed bank a new version"
    ):
        load(document)
    assert Bank.objects.get().document["questions"][0]["text"]["en"] != document["questions"][0]["text"]["en"]


def test_a_new_version_is_published_beside_the_old_one_and_used_from_then_on(load, document, venture, alice):
    load(document)
    old = Assessment.begin(venture, alice)
    document["bank"]["version"] = "1.1.0"
    assert "1.1.0: published" in load(document)
    assert Bank.objects.current().version == "1.1.0"
    assert Assessment.begin(venture, alice).bank == old.bank


def test_a_bad_file_is_refused_with_the_path_of_each_bad_key(load, document):
    document["questions"][2]["weight"] = "much"
    document["questions"][5]["colour"] = "red"
    del document["risks"][1]["title"]
    with pytest.raises(CommandError) as refused:
        load(document)
    said = str(refused.value)
    assert said.startswith("bank.yaml is not a question bank:\n")
    for path in ("questions[2].weight", "questions[5].colour", "risks[1].title"):
        assert f"{path}: " in said
    assert not Bank.objects.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\xff\xfe", "is not a question bank"), (b"", "is not a question bank"), (b"- 1", "is not a question bank"),
        (b"bank: {id: a}\nbank: {id: b}", "bank"), (b"a: [", "is not a question bank"), (b"{" * 10_000, "bank"),
    ],
)  # fmt: skip
def test_what_is_no_bank_at_all_is_refused(load, text, message):
    with pytest.raises(CommandError, match=message):
        load(text=text)


def test_a_file_that_is_not_there_is_named(db, tmp_path):
    with pytest.raises(CommandError, match=r"missing\.yaml: .*No such file"):
        call_command("load_banks", tmp_path / "missing.yaml")


def test_the_order_of_keys_makes_no_new_bank(load, document):
    load(document)
    assert "was there already" in load(dict(reversed(document.items())))

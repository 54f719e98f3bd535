"""What the documents say about variables, commands and files is so."""

import re

import pytest

from tools import ROOT, variables

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
SETTINGS = (ROOT / "docs" / "settings.md").read_text()


def table(heading):
    """The names in the first column of the table under a heading."""
    section = SETTINGS.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([A-Z_]+)` \|", section, re.M))


def test_every_variable_of_the_settings_is_described_and_no_other():
    assert table("The application") == variables.read_by(ROOT / "config" / "settings.py")


def test_every_variable_of_the_commands_is_described():
    read = set().union(*(variables.read_by(file) for file in (ROOT / "tools").glob("*.py")))
    assert read - {"PATH"} <= table("The application") | table("The commands")


def test_every_variable_of_the_containers_is_described():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked <= table("The application") | table("The commands") | table("The containers")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_make_commands_that_a_document_names_exist(document):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"`make ([a-z]+)\b", document.read_text())) | set(
        re.findall(r"^make ([a-z]+)\b", document.read_text(), re.M)
    )
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_and_headings_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        file = document.parent / path if path else document
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file.read_text()), target


def anchors(text):
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_every_test_that_keeps_a_promise_exists():
    text = (ROOT / "docs" / "promises.md").read_text()
    promises = re.findall(r"`(tests/[a-z_/]+\.py)`:((?:\s+`test_\w+`,?)+)", text)
    named = [(file, name) for file, names in promises for name in re.findall(r"test_\w+", names)]
    assert len(named) == len(re.findall(r"`test_\w+`", text)) > 40
    missing = [pair for pair in named if f"\ndef {pair[1]}(" not in (ROOT / pair[0]).read_text()]
    assert missing == []

"""The file format: what a good file gives, and what is said about a bad one."""

import dataclasses
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from casestudies import library
from casestudies.problems import CaseError
from tests.casestudies.conftest import FILES


def faults(document, slug="openai"):
    with pytest.raises(CaseError) as refused:
        library.read(yaml.safe_dump(document, allow_unicode=True), slug)
    return {problem.path: str(problem) for problem in refused.value.problems}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_file_reads_and_round_trips(file):
    case = library.read(file.read_bytes(), file.stem)

    written = library.write(case.document())

    assert library.read(written, file.stem) == case
    assert len(FILES) == 16


def test_dates_are_written_in_quotes(document):
    written = library.write(library.read(library.write(document)).document())

    assert 'as_of: "2025-12-31"' in written
    assert 'date: "2015-12"' in written


def test_unknown_keys_are_refused_at_every_level(document):
    document["colour"] = "red"
    document["name"]["fr"] = "OpenAI"
    document["channels"][1]["reach"] = 3
    document["profile"]["risk"]["fashion"] = 2

    assert set(faults(document)) == {"colour", "name.fr", "channels[1].reach", "profile.risk.fashion"}


def test_a_missing_language_is_named_with_its_path(document):
    del document["summary"]["zh"]
    document["success_factors"][0]["title"]["zh"] = " "
    document["failure_lessons"][2]["response"] = {"en": "Only English."}

    found = faults(document)

    assert set(found) == {"summary.zh", "success_factors[0].title.zh", "failure_lessons[2].response.zh"}
    assert found["summary.zh"] == "summary.zh: This is missing; add it."


def test_a_source_that_does_not_exist_is_named(document):
    document["timeline"][3]["sources"] = ["chatai-history", "a-dream"]

    assert faults(document) == {
        "timeline[3].sources[1]": "timeline[3].sources[1]: This case has no source a-dream; add it or correct the id."
    }


def test_two_sources_of_one_name_are_refused(document):
    document["sources"][1]["id"] = document["sources"][0]["id"]

    assert "sources[1].id" in faults(document)


def test_events_out_of_order_are_refused(document):
    document["timeline"][0]["date"] = "2024-02"

    assert faults(document) == {
        "timeline[1].date": "timeline[1].date: Comes before the entry above it; put them in order of date."
    }


def test_a_year_stands_before_or_after_its_own_months(document):
    document["timeline"][3]["date"], document["timeline"][4]["date"] = "2022-11", "2022"

    assert library.read(library.write(document)).timeline[4].date == "2022"


def test_events_after_the_date_of_the_case_are_refused(document):
    document["timeline"][-1]["date"] = "2026-01"

    assert "timeline[7].date" in faults(document)


@pytest.mark.parametrize(
    ("key", "count"),
    [("channels", 1), ("success_factors", 2), ("failure_lessons", 1), ("timeline", 3), ("timeline", 0)],
)
def test_too_few_entries_are_refused(document, key, count):
    document[key] = document[key][:count]

    assert key in faults(document)


def test_too_many_entries_are_refused(document):
    document["failure_lessons"] += document["failure_lessons"][:1]

    assert faults(document) == {"failure_lessons": "failure_lessons: Needs 2 to 4 entries, has 5."}


def test_at_least_one_channel_is_primary(document):
    for channel in document["channels"]:
        channel["importance"] = "secondary"

    assert faults(document) == {"channels": "channels: At least one must be primary."}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("founded", "2015"),
        ("founded", True),
        ("founded", 2030),
        ("outcome", "famous"),
        ("as_of", "31.12.2025"),
        ("as_of", 2025),
        ("stack_layers", ["cloud"]),
        ("stack_layers", "application"),
        ("fields", []),
        ("fields", ["general", "general"]),
        ("slug", "Open AI"),
        ("name", "OpenAI"),
        ("sources", None),
    ],
)
def test_a_bad_value_is_refused_with_its_path(document, path, value):
    document[path] = value

    assert any(found.startswith(path) for found in faults(document))


@pytest.mark.parametrize(
    ("group", "name", "value"),
    [("value", "economic", 101), ("value", "social", -1), ("risk", "legal", 0), ("risk", "market", 6),
     ("readiness", "team", 50.5), ("readiness", "team", "high")],
)  # fmt: skip
def test_profile_numbers_keep_their_limits(document, group, name, value):
    document["profile"][group][name] = value

    assert set(faults(document)) == {f"profile.{group}.{name}"}


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://example.org/a", "example.org", "https://", "http://a b.c"]
)
def test_only_addresses_of_the_web_are_taken(document, url):
    document["sources"][0]["url"] = url

    assert set(faults(document)) == {"sources[0].url"}


@pytest.mark.parametrize("published", ["yesterday", "2025-13", "2025-02-30", "25"])
def test_a_source_is_dated_by_year_month_or_day(document, published):
    document["sources"][0]["published"] = published

    assert set(faults(document)) == {"sources[0].published"}


def test_norway_must_stand_in_quotes(document):
    text = library.write(document).replace("country: US", "country: NO")

    with pytest.raises(CaseError, match=r"headquarters\.country: Expected text in quotes, found False"):
        library.read(text)


def test_a_summary_has_its_length(document):
    document["summary"] = {"en": "Too short.", "zh": "太短。"}

    assert set(faults(document)) == {"summary.en", "summary.zh"}


def test_the_slug_equals_the_file_name(document):
    assert set(faults(document, slug="open-ai")) == {"slug"}


def test_a_key_that_occurs_twice_is_refused(document):
    text = library.write(document) + "outcome: closed\n"

    with pytest.raises(CaseError, match="outcome: This key occurs twice"):
        library.read(text)


def test_control_characters_are_refused(document):
    document["takeaways"]["en"] = "A bell \x07 rings."

    assert set(faults(document)) == {"takeaways.en"}


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\xff\xfe",
        b"[1, 2]",
        b"just words",
        b"a: [",
        b"a: &a [*a]",
        b"? {b: c}\n: d",
        b"- !!python/name:os",
        b"a: !!bool maybe",
    ],
)
def test_what_is_no_case_is_refused_and_never_raises_something_else(source):
    with pytest.raises(CaseError):
        library.read(source, "x")


def test_a_date_that_the_calendar_does_not_have_is_one_fault_among_the_others(document):
    text = library.write(document).replace('as_of: "2025-12-31"', "as_of: 2025-13-45")
    text = text.replace("outcome: growing", "outcome: famous")

    with pytest.raises(CaseError) as refused:
        library.read(text)

    assert [problem.path for problem in refused.value.problems] == ["outcome", "as_of"]


@pytest.mark.parametrize("value", ["!!bool perhaps", "!!int many", "!!float 'some'", "!!timestamp lately", "0x_"])
def test_a_value_that_its_type_cannot_read_is_one_fault_among_the_others(document, value):
    text = library.write(document).replace("outcome: growing", "outcome: famous") + f"nonsense: {value}\n"

    with pytest.raises(CaseError) as refused:
        library.read(text)

    assert {problem.path for problem in refused.value.problems} == {"outcome", "nonsense"}


@pytest.mark.parametrize("value", ["yes", 1, None])
def test_a_next_move_is_true_or_left_out(document, value):
    document["timeline"][0]["next_move"] = value

    assert [found.split(":")[0] for found in faults(document)] == ["timeline[0].next_move"]


def test_every_fault_is_reported_at_once(document):
    document["outcome"] = "famous"
    document["timeline"][0]["sources"] = ["nobody"]
    document["profile"]["value"]["economic"] = 400
    del document["takeaways"]

    assert len(faults(document)) == 4


def test_the_documentation_names_every_key_of_the_format():
    told = (Path(settings.BASE_DIR) / "docs/content.md").read_text("utf-8")
    shapes = (
        library.Case, library.Headquarters, library.ChannelUse, library.SuccessFactor, library.FailureLesson,
        library.Event, library.Profile, library.Value, library.Risk, library.Readiness, library.Source,
    )  # fmt: skip

    keys = {field.name for shape in shapes for field in dataclasses.fields(shape)}

    assert {key for key in keys if f"`{key}`" not in told} == set()

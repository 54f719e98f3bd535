import copy
import json
import random
from dataclasses import replace

import pytest
from hypothesis import given

from assessments.scoring import (
    BankError,
    CannotScore,
    DocumentError,
    assess,
    canonical_json,
    load,
    parse,
    peek,
    read,
    write,
)

from .conftest import BANK, DATA
from .strategies import FEW, documents

ALPHA = (DATA / "alpha.yaml").read_text()


def faults(source, bank=BANK):
    with pytest.raises(DocumentError) as caught:
        read(source, bank)
    return {problem.path: str(problem) for problem in caught.value.problems}


@pytest.mark.parametrize("name", ["alpha", "delta"])
def test_a_document_written_and_read_again_is_the_same(bank, examples, name):
    document = examples[name]
    assert read(write(document), bank) == document
    assert read(canonical_json(write(document)), bank) == document
    assert write(read(write(document), bank)) == write(document)


@FEW
@given(documents())
def test_any_assessment_survives_writing_and_reading(document):
    assert read(json.dumps(write(document)), BANK) == read(write(document), BANK)
    assert write(read(write(document), BANK)) == {**write(document), "currency": "USD"}


def test_canonical_json_has_sorted_keys_no_spaces_and_plain_characters():
    assert (
        canonical_json({"b": [1, "航"], "a": {"d": None, "c": 1.5}}) == '{"a":{"c":1.5,"d":null},"b":[1,"航"]}'.encode()
    )


NINEFOLD = "a0: &a0 [lol, lol]\n" + "".join(
    f"a{line}: &a{line} [{', '.join([f'*a{line - 1}'] * 9)}]\n" for line in range(1, 8)
)


@pytest.mark.parametrize(
    "text", [NINEFOLD, NINEFOLD + "? *a7\n: 1", "a: &a {b: *a}", f"a: &a {'x' * 900}\nb: [{'*a, ' * 99}*a]"]
)
def test_references_that_make_a_text_far_longer_are_refused(text):
    with pytest.raises(DocumentError):
        load(text)


def test_references_are_followed_within_reason():
    assert load("a: &a [lol, lol]\nb: *a") == {"a": ["lol", "lol"], "b": ["lol", "lol"]}


@pytest.mark.parametrize("value", ["!!bool maybe", "!!int ''", "!!float ''", "!!timestamp soon", "1:" * 400 + "1.5"])
def test_a_value_that_the_reader_of_yaml_stumbles_over_is_refused_with_its_path(value):
    assert set(faults(ALPHA.replace("'2026-11-14'", value))) == {"as_of"}


def test_the_bank_of_a_document_can_be_looked_up_first():
    assert peek(ALPHA) == ("ai-venture-default", "1.0.0")
    with pytest.raises(DocumentError):
        peek("bank: 5")


def test_a_document_without_a_bank_hears_of_its_format_and_its_repeated_keys_too():
    with pytest.raises(DocumentError) as refused:
        peek("format: fairway.result/1\nas_of: 1\nas_of: 2")
    assert {problem.path for problem in refused.value.problems} >= {"bank", "format", "as_of"}


def test_a_key_that_occurs_twice_is_refused_at_every_level():
    text = ALPHA.replace("gates: {", "gates: {gate_oversight: 'no', ").replace(
        "profile: balanced", "profile: angel\nprofile: balanced"
    )
    assert set(faults(text)) == {"gates.gate_oversight", "profile"}
    twice = '{"format": "fairway.assessment/1", "answers": {"team_talent": {"state": "answered", "raw": 1, "raw": 2}}}'
    assert {"answers.team_talent.raw", "bank", "as_of"} <= set(faults(twice))  # told with everything else


def test_unquoted_yes_and_no_are_the_options_of_a_gate(bank, examples):
    text = ALPHA.replace("'no'", "no").replace("'yes'", "yes")
    assert read(text, bank) == examples["alpha"]


def test_a_date_may_be_text_or_a_yaml_date(bank, examples):
    assert read(ALPHA.replace("'2026-11-14'", "2026-11-14"), bank) == examples["alpha"]
    assert "as_of" in faults(ALPHA.replace("'2026-11-14'", "2026-11-14 10:00:00"))
    assert "as_of" in faults(ALPHA.replace("'2026-11-14'", "14.11.2026"))


def test_an_unquoted_value_that_cannot_be_read_is_told_with_its_path_and_all_other_faults():
    text = ALPHA.replace("'2026-11-14'", "2026-02-30")
    text = text.replace("economic_margin: {", "economic_margin: {nonsense: 0x_, ")
    text = text.replace("raw: 112", "raw: !!float many").replace("raw: 3200000", "raw: !!bool perhaps")
    text = text.replace("team_talent: {", "team_talent: {evidence_dated: !!timestamp lately, ")
    assert {
        "as_of", "answers.economic_margin.nonsense", "answers.economic_retention.raw", "answers.economic_revenue.raw",
        "answers.team_talent.evidence_dated",
    } == set(faults(text))  # fmt: skip


def test_a_sign_that_no_yaml_may_hold_is_told_by_its_line_and_column():
    with pytest.raises(DocumentError) as refused:
        load("é\nb: 航\n\tx: \x07")
    (problem,) = refused.value.problems
    assert problem.values == {"line": 3, "column": 5}
    assert str(problem).endswith("column 5. (control characters are not allowed)")


def test_all_faults_are_reported_together_with_their_paths(source):
    source["colour"] = "red"
    source["currency"] = "CNY"
    source["facts"]["fact_stage"] = "retired"
    source["gates"]["gate_weather"] = "fine"
    source["answers"]["economic_margin"] = {"state": "answered", "raw": 101}
    source["answers"]["team_talent"] = {"state": "dont_know", "raw": 1}
    source["answers"]["team_capability"] = {"state": "answered"}
    source["answers"]["economic_expansion"] = {"state": "not_applicable", "reason": "no"}
    source["answers"]["economic_retention"] = {"state": "not_applicable"}
    source["answers"]["luck"] = {"state": "answered", "raw": 1}
    source["answers"]["strategy_positioning"] = {"state": "answered", "raw": 2, "evidence": 5}
    source["channels"][0] |= {"type": "pigeon", "share": 101, "reach": 5}
    del source["channels"][1]["owner"]
    source["risks"]["risk_legal_ip"]["likelihood"] = 0
    source["mitigations"]["mitigation_magic"] = {"status": "planned"}
    source["mitigations"]["own_x"] = {"title": "x", "targets": ["risk_rain"], "status": "done"}
    source["mitigation_budget"] = -1
    assert set(faults(source)) == {
        "colour", "rates.CNY", "facts.fact_stage", "gates.gate_weather", "answers.economic_margin.raw",
        "answers.team_talent.raw", "answers.team_capability.raw", "answers.economic_expansion.state",
        "answers.economic_retention.reason", "answers.luck", "answers.strategy_positioning.evidence",
        "channels[0].type", "channels[0].share", "channels[0].reach", "channels[1].owner",
        "risks.risk_legal_ip.likelihood", "mitigations.mitigation_magic", "mitigations.own_x.targets[0]",
        "mitigations.own_x.status", "mitigation_budget",
    }  # fmt: skip


def test_an_error_names_the_key_and_says_how_to_repair_it(source):
    source["answers"]["economic_margin"]["raw"] = 101
    assert faults(source) == {
        "answers.economic_margin.raw": "answers.economic_margin.raw: 101 is outside the allowed range; "
        "enter a number from -1,000 to 100."
    }


def test_a_question_that_the_stage_excludes_may_be_marked_without_a_reason(bank, source):
    source["facts"]["fact_stage"] = "idea"
    source["answers"]["economic_revenue"] = {"state": "not_applicable"}
    assert read(source, bank).answers["economic_revenue"].state == "not_applicable"


def test_a_table_without_any_share_is_an_error(source):
    source["channels"] = [{"type": "direct_sales", "owner": "self", "share": 0}]
    assert "channels" in faults(source)


def test_custom_weights_are_checked(bank, source):
    source["profile"] = {"value": 2, "execution": 1, "channel": 1}
    assert read(source, bank).profile == {"value": 2, "execution": 1, "channel": 1}
    source["profile"] = {"value": 0, "execution": 0, "channel": 0, "luck": 1, "team": -1}
    assert set(faults(source)) == {"profile", "profile.luck", "profile.team"}


def test_the_document_of_another_bank_is_refused(source):
    source["bank"]["version"] = "2.0.0"
    assert "bank" in faults(source)


@pytest.mark.parametrize(
    "junk",
    ["", "[]", "null", "5", "- a\n- b", "{", "a: [", "\tx: 1", b"\xff\xfe", "? [a]\n: b",
     "!!python/object:os.system {}",
     "[" * 5000, "a: &a [*a]", "as_of: 2026-99-99", "? {a: 1}\n: 2", '{"format": NaN}', "x: 0b2", "bank: !!int x"],
)  # fmt: skip
def test_junk_is_refused_and_never_crashes(junk):
    assert faults(junk)


JUNK = [None, True, -1, 0, 3.7, 10**30, float("nan"), "", "x", "2026-99-01", [], ["x"], [{}], {}, {"x": 1}, {"raw": {}}]


def spoil(document, pick):
    """One random value of a nested document replaced by junk."""
    place = document
    while True:
        key = pick.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if not isinstance(place[key], dict | list) or not place[key] or pick.random() < 0.2:
            place[key] = pick.choice(JUNK)
            return document
        place = place[key]


@pytest.mark.parametrize("name", ["alpha", "delta"])
def test_a_spoiled_document_is_read_or_refused_and_never_crashes(name):
    pick, refusals = random.Random(7), []
    sound = write(read((DATA / f"{name}.yaml").read_bytes(), BANK))
    for _ in range(60):
        document = spoil(copy.deepcopy(sound), pick)
        try:
            assess(BANK, read(document, BANK))
        except (DocumentError, CannotScore) as refusal:
            refusals.append(str(refusal))
    assert refusals
    assert all(refusals)


def test_a_spoiled_bank_is_read_or_refused_and_never_crashes(bank_document, examples):
    pick, refusals = random.Random(9), []
    for _ in range(30):
        spoiled = spoil(copy.deepcopy(bank_document), pick)
        try:
            bank = parse(spoiled)
            assess(bank, replace(examples["alpha"], bank_id=bank.id, bank_version=bank.version))
        except (BankError, CannotScore) as refusal:
            refusals.append(str(refusal))
    assert refusals
    assert all(refusals)


def test_nothing_is_as_good_as_no_key(bank, examples):
    assert read(ALPHA + "\nrival_channels:\nreviews:\n", bank) == examples["alpha"]


def test_characters_that_no_database_stores_are_refused():
    assert "venture.name" in faults(json.dumps({"venture": {"name": "a\x00b"}}))
    assert "venture.name" in faults('{"venture": {"name": "a\\ud800"}}')


def test_loading_keeps_chinese_text_and_a_byte_order_mark_does_no_harm():
    assert load("\ufeff名: 航道".encode()) == {"名": "航道"}

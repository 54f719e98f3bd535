"""`manage.py assess` in a process of its own: no database, no service, no set-up."""

import json
import os
import subprocess
import sys

import pytest

from tests.reports.conftest import DATA, ROOT, text_of


def assess(*arguments, given=b""):
    """The finished command, in an environment without any setting of ours and with a database that nobody can reach."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = kept | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "PYTHONWARNINGS": "error"}
    command = [sys.executable, "manage.py", "assess", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, input=given, capture_output=True, check=False)


@pytest.mark.parametrize("name", ["alpha", "delta"])
def test_it_gives_every_figure_of_the_method_s_examples(name):
    done = assess(DATA / f"{name}.yaml", "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    expected = json.loads((DATA / f"{name}.result.json").read_text())
    simulated = ("simulation", "tornado", "answer_next", "stability")
    wanted = {key: value for key, value in expected["result"].items() if key not in simulated}
    assert differences(json.loads(done.stdout), wanted, expected["tolerance"]["deterministic"]) == []


def differences(found, expected, tolerance, path="result"):
    if isinstance(expected, dict):
        pairs = [(found.get(key), value, f"{path}.{key}") for key, value in expected.items()]
    elif isinstance(expected, list):
        if len(found) != len(expected):
            return [path]
        pairs = [(one, other, f"{path}[{at}]") for at, (one, other) in enumerate(zip(found, expected, strict=True))]
    elif isinstance(expected, float):
        return [] if found is not None and abs(found - expected) <= tolerance else [f"{path}: {found}, not {expected}"]
    else:
        return [] if found == expected else [f"{path}: {found}, not {expected}"]
    return [fault for one, other, where in pairs for fault in differences(one, other, tolerance, where)]


def test_the_summary_can_be_read_in_both_languages():
    english = assess(DATA / "delta.yaml").stdout.decode()
    assert "Brightloom" in english
    assert "Risk-adjusted 45, grade C" in english
    assert "51–71  Economic value" in english
    chinese = assess(DATA / "delta.yaml", "--language", "zh-hans").stdout.decode()
    assert "51–71  经济价值" in chinese


def test_json_comes_in_and_a_dash_reads_standard_input():
    source = (DATA / "alpha.yaml").read_bytes()
    assert assess("-", "--json", given=source).stdout == assess(DATA / "alpha.yaml", "--json").stdout


def test_it_writes_the_report_in_chinese(tmp_path):
    target = tmp_path / "report.pdf"
    done = assess(DATA / "delta.yaml", "--pdf", target, "--language", "zh-hans", "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    result, text = json.loads(done.stdout), text_of(target.read_bytes())
    assert result["format"] == "fairway.result/1"
    assert result["simulation"]["draws"] == 20_000
    assert "渠道优势" in text
    assert "localhost" not in text  # it knows no site that could verify it


def test_both_languages_stand_one_after_the_other(tmp_path):
    target = tmp_path / "report.pdf"
    done = assess(DATA / "alpha.yaml", "--pdf", target, "--language", "both")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().index("Economic value") < done.stdout.decode().index("经济价值")
    text = text_of(target.read_bytes())
    assert text.index("Channel advantage") < text.index("渠道优势")


def test_text_that_cannot_be_read_is_told_with_the_reason_of_the_parser():
    done = assess("-", given=b"a: b: c")
    assert done.returncode == 2
    assert b"read on from line 1, column 5. (mapping values are not allowed in this context)" in done.stderr


def test_draws_add_the_simulation():
    result = json.loads(assess(DATA / "delta.yaml", "--json", "--draws", "500").stdout)
    assert result["simulation"]["draws"] == 500


def test_a_bad_document_exits_with_2_and_names_every_fault_by_its_path():
    source = (DATA / "alpha.yaml").read_text().replace("as_of:", "nonsense: 1\nas_of:").replace("channels:", "chanels:")
    source = source.replace(
        "economic_margin: {state: answered, raw: 58", "economic_margin: {state: answered, raw: 5800"
    )
    done = assess("-", given=source.encode())
    assert done.returncode == 2
    assert done.stdout == b""
    faults = done.stderr.decode()
    for path in ("nonsense: ", "chanels: ", "answers.economic_margin.raw: "):
        assert f"\n{path}" in faults
    assert "Traceback" not in faults


@pytest.mark.parametrize(
    "source",
    [b"", b"[1, 2]", b"\xff\xfe", b'{"a":', b"bank: {id: other, version: '1'}", b"[" * 100_000, b"- &a [*a, *a]"],
    ids=["empty", "list", "not text", "broken", "other bank", "deep", "cycle"],
)
def test_what_is_no_document_exits_with_2_and_one_sentence(source):
    done = assess("-", given=source)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr.strip()


def test_without_a_stage_it_says_what_to_choose_first():
    source = (DATA / "alpha.yaml").read_text().replace("fact_stage:", "fact_parameters: 7 #")
    done = assess("-", given=source.encode())
    assert done.returncode == 2
    assert b"Choose the stage of the venture first" in done.stderr


def test_a_missing_file_and_a_target_that_cannot_be_written_are_told(tmp_path):
    assert assess(tmp_path / "none.yaml").returncode == 2
    done = assess(DATA / "alpha.yaml", "--pdf", tmp_path / "no" / "report.pdf")
    assert done.returncode == 1
    assert b"No such file or directory" in done.stderr

import json
import re
import threading
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import scoring
from assessments.models import Assessment
from reports import exports, imports
from tests.conftest import SAMPLES, loaded_once
from tests.reports.conftest import DATA, at_once, longest, on_postgresql
from ventures.models import Venture


@pytest.fixture
def address(venture):
    return reverse("reports:import", args=[venture.code])


def file_of(client, venture):
    return client.get(reverse("reports:export", args=[venture.code, "assessment.json"])).content


def minimal(**parts):
    return json.dumps(
        {"format": "fairway.assessment/1", "bank": {"id": BANK[0], "version": BANK[1]}, "as_of": "2026-01-01"} | parts
    )


BANK = [loaded_once(SAMPLES / "clearnote.yaml")["bank"][key] for key in ("id", "version")]


def confirm(client, address, text):
    """Look, then say yes."""
    shown = client.post(address, {"text": text})
    return client.post(address, {"text": text, "confirm": "1", "seen": shown.context["plan"].seen}, follow=True)


def test_export_import_export_gives_the_same_file(alice_client, filled, venture):
    first = file_of(alice_client, venture)
    response = alice_client.post(reverse("reports:import_new"), {"text": first.decode()})
    other = Venture.objects.exclude(pk=venture.pk).get()
    assert response.url == reverse("assessments:overview", args=[other.code])
    assert file_of(alice_client, other) == first


@pytest.mark.parametrize("sample", ["alpha", "delta"])
def test_awkward_documents_come_back_as_they_went_in(sample, alice_client, bank, alice):
    venture, _left_out = imports.found_venture((DATA / f"{sample}.yaml").read_text("utf-8"), alice, uuid.uuid4())
    first = file_of(alice_client, venture)
    again, _left_out = imports.found_venture(first.decode(), alice, uuid.uuid4())
    assert file_of(alice_client, again) == first


@pytest.fixture
def new():
    return reverse("reports:import_new")


def operation_in(page):
    return re.search('name="operation" value="([^"]+)"', page.content.decode())[1]


def test_a_double_click_makes_one_venture(alice_client, venture, bank, new):
    sent = {"text": minimal(venture={"name": "New"}), "operation": operation_in(alice_client.get(new))}
    first, second = (alice_client.post(new, sent).url for _click in range(2))
    assert second == first
    assert Venture.objects.filter(name="New").count() == 1


def test_another_text_or_a_fresh_form_makes_another_venture(alice_client, venture, bank, new):
    sent = {"text": minimal(venture={"name": "New"}), "operation": operation_in(alice_client.get(new))}
    fresh = {**sent, "operation": operation_in(alice_client.get(new))}
    other = {**sent, "text": minimal(venture={"name": "Newer"})}
    urls = {alice_client.post(new, data).url for data in (sent, fresh, other)}
    assert len(urls) == 3


def test_the_form_of_one_person_leads_nobody_to_her_venture(alice_client, bob_client, bank, new):
    sent = {"text": minimal(venture={"name": "New"}), "operation": operation_in(alice_client.get(new))}
    assert alice_client.post(new, sent).url != bob_client.post(new, sent).url


def test_a_refused_form_keeps_its_id(alice_client, venture, bank, new):
    operation = operation_in(alice_client.get(new))
    assert operation_in(alice_client.post(new, {"text": minimal(), "operation": operation})) == operation


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_venture(alice, bank, monkeypatch):
    """Each looks whether the other has made it before either does."""
    looked, text, operation = threading.Barrier(2), minimal(venture={"name": "New"}), uuid.uuid4()
    named = imports.named_bank
    monkeypatch.setattr(imports, "named_bank", lambda text: looked.wait(timeout=5) is not None and named(text))
    found = at_once(lambda _click: imports.found_venture(text, alice, operation)[0], 1, 2)
    assert found == [Venture.objects.get()] * 2


def test_a_new_venture_says_what_it_leaves_out(alice_client, venture, bank, new):
    summary = {"en": "Reads meters", "zh": "读表"}
    text = minimal(venture={"name": "New", "summary": summary}, rates={"EUR": {"rate": 1.1}})
    told = [str(said) for said in alice_client.post(new, {"text": text}, follow=True).context["messages"]][1:]
    assert [sentence.partition(":")[0] for sentence in told] == ["venture.summary", "as_of", "rates"]


def test_the_look_saves_nothing(alice_client, assessment, address):
    text = minimal(facts={"fact_stage": "growth"})
    page = alice_client.post(address, {"text": text})
    assert [one.path for one in page.context["plan"].new] == ["facts.fact_stage"]
    assert not assessment.sheet.answers.exists()


def test_what_the_document_does_not_name_stays(alice_client, filled, address):
    question = filled.bank.parsed.questions[0].id
    before = filled.document()
    kept = {id: answer for id, answer in before.answers.items() if id != question}
    text = minimal(answers={question: {"state": "dont_know", "note": "asked again"}})
    response = confirm(alice_client, address, text)
    assert "1 answer is taken over." in response.content.decode()
    after = Assessment.objects.get(pk=filled.pk).document()
    assert after.answers[question].state == "dont_know"
    assert {id: answer for id, answer in after.answers.items() if id != question} == kept
    assert (after.facts, after.profile, after.channels, after.risks) == (
        before.facts, before.profile, before.channels, before.risks,
    )  # fmt: skip


def test_a_change_raises_the_version_of_its_answer_alone(alice_client, filled, address):
    question = filled.bank.parsed.questions[0].id
    versions = dict(filled.sheet.answers.values_list("item", "version"))
    confirm(alice_client, address, minimal(answers={question: {"state": "dont_know"}}))
    after = dict(filled.sheet.answers.values_list("item", "version"))
    assert {item for item in after if after[item] != versions[item]} == {question}


def test_every_fault_is_told_with_its_path_and_nothing_typed_is_lost(alice_client, filled, address):
    text = minimal(facts={"fact_stage": "moon"}, answers={"no_such": {}}, colour="red")
    page = alice_client.post(address, {"text": text})
    paths = [path for path, _said in page.context["faults"]]
    assert {"facts.fact_stage", "answers.no_such", "colour"} <= set(paths)
    assert text in page.context["form"]["text"].value()


def test_faults_are_told_in_chinese(alice_client, filled, address):
    page = alice_client.post("/zh-hans" + address, {"text": "a: 1\na: 2"})
    said = [sentence for _path, sentence in page.context["faults"]]
    assert said
    assert any(ord(sign) > 0x3000 for sentence in said for sign in sentence)
    page = alice_client.post("/zh-hans" + address, {"text": minimal(answers=[], facts=None, gates=10**50)})
    told = " ".join(sentence for _path, sentence in page.context["faults"])
    assert "一个列表" in told
    assert "一个极大的数" in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b: c", "既不是 YAML 也不是 JSON；第 1 行第 5 列起无法读取。"),
        ('{"航": 1}\n{', "既不是 YAML 也不是 JSON；第 2 行第 1 列起无法读取。"),
    ],
)
def test_text_that_cannot_be_read_is_told_without_a_word_of_english(text, said, alice_client, filled, address):
    page = alice_client.post("/zh-hans" + address, {"text": text})
    assert page.context["faults"] == [("", said)]


def test_its_own_faults_are_told_in_chinese_too(alice_client, filled, address):
    risk = {"note": "x" * 2001}
    page = alice_client.post("/zh-hans" + address, {"text": minimal(risks={"risk_legal_ip": risk})})
    assert [sentence for _path, sentence in page.context["faults"]] == ["此文本过长；请缩短到 2000 个字符以内。"]


@pytest.mark.parametrize("text", ["", "   ", "{", "- 1", "a: [", "\x00", "[" * 5000, "&a [*a]"])
def test_what_is_no_document_is_refused_kindly(text, alice_client, filled, address):
    page = alice_client.post(address, {"text": text})
    assert page.status_code == 200
    assert page.context.get("faults") or page.context["form"].errors


def test_text_longer_than_the_wizard_takes_is_refused(alice_client, filled, address):
    question = filled.bank.parsed.questions[0].id
    page = alice_client.post(address, {"text": minimal(answers={question: {"state": "dont_know", "note": "x" * 2001}})})
    assert [path for path, _said in page.context["faults"]] == [f"answers.{question}.note"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "our wiki", "https://"])
def test_a_link_that_the_wizard_would_refuse_is_refused(link, alice_client, filled, address):
    question = filled.bank.parsed.questions[0].id
    text = minimal(answers={question: {"state": "dont_know", "links": ["https://example.org/a", link]}})
    page = alice_client.post(address, {"text": text})
    assert [path for path, _said in page.context["faults"]] == [f"answers.{question}.links[1]"]


def test_texts_are_stored_as_the_wizard_would_store_them(alice_client, filled, venture, address):
    """Control signs go, e and its accent become one sign, ends of lines become plain, spaces around go."""
    question = filled.bank.parsed.questions[0].id
    odd, url = " bell\x07 cafe\u0301\x1b\r\nend\x85 ", "https://example.org/a"
    measure = {"status": "planned", "title": odd, "owner": odd, "targets": ["risk_legal_ip"]}
    text = minimal(
        answers={question: {"state": "dont_know", "note": odd, "links": [f"{url}\x07"]}},
        risks={"risk_legal_ip": {"likelihood": 2, "note": odd}},
        mitigations={"own_a": measure},
        channels=[{"type": filled.bank.parsed.channel_table.types[0].id, "owner": odd, "share": 100}],
    )
    confirm(alice_client, address, text)
    stored = Assessment.objects.get(pk=filled.pk).document()
    clean = "bell caf\u00e9\nend"
    assert (stored.answers[question].note, stored.answers[question].links) == (clean, (url,))
    assert stored.risks["risk_legal_ip"].note == clean
    assert (stored.mitigations["own_a"].title, stored.mitigations["own_a"].owner) == (clean, clean)
    assert stored.channels[0].owner == clean


def test_a_new_venture_has_no_control_signs_in_its_name(alice_client, venture, bank):
    text = minimal(venture={"name": "New\x07 one", "summary": "It\x1b reads"})
    alice_client.post(reverse("reports:import_new"), {"text": text})
    made = Venture.objects.exclude(pk=venture.pk).get()
    assert (made.name, made.summary) == ("New one", "It reads")


def test_an_id_with_control_signs_is_refused(alice_client, filled, address):
    measure = {"status": "planned", "title": "Ours", "targets": ["risk_legal_ip"]}
    page = alice_client.post(address, {"text": minimal(mitigations={"own_\x07a": measure})})
    assert [path for path, _said in page.context["faults"]] == ["mitigations.own_a"]


def test_days_that_the_wizard_would_refuse_are_refused(alice_client, filled, address):
    question = filled.bank.parsed.questions[0].id
    rates = {"EUR": {"rate": 1.1, "dated": day_from_now(2)}}
    answer = {"state": "dont_know", "evidence_dated": day_from_now(2)}
    text = minimal(answers={question: answer}, currency="EUR", rates=rates)
    page = alice_client.post("/zh-hans" + address, {"text": text})
    said = "这一天还没有到，请检查年份。"
    assert page.context["faults"] == [(f"answers.{question}.evidence_dated", said), ("rates.EUR.dated", said)]


def test_tomorrow_and_a_day_on_which_a_measure_is_due_are_taken(alice_client, filled, address):
    question = filled.bank.parsed.questions[0].id
    measure = {"status": "planned", "title": "Ours", "targets": ["risk_legal_ip"], "due": day_from_now(200)}
    answer = {"state": "dont_know", "evidence_dated": day_from_now(1)}
    page = alice_client.post(address, {"text": minimal(answers={question: answer}, mitigations={"own_a": measure})})
    assert page.context["plan"].differences


def day_from_now(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_too_long_a_text_is_refused_in_words_and_no_browser_cuts_it_off(alice_client, filled, address):
    page = alice_client.post(address, {"text": "x" * 600_001}).content.decode()
    assert "This text has 600001 characters" in page
    assert "x" * 600_001 in page
    assert "maxlength" not in page


@pytest.mark.parametrize("sign", ["航", "𠀀", '"'])
def test_the_longest_document_that_the_wizard_allows_comes_back(sign, alice_client, venture, bank):
    alice_client.post(reverse("reports:import_new"), {"text": json.dumps(longest(sign), ensure_ascii=False)})
    first = Venture.objects.exclude(pk=venture.pk).get()
    exported = file_of(alice_client, first)
    assert exported.decode().count("\\" + sign if sign == '"' else sign) > 150_000
    alice_client.post(reverse("reports:import_new"), {"text": exported.decode()})
    second = Venture.objects.exclude(pk__in=[venture.pk, first.pk]).get()
    assert file_of(alice_client, second) == exported
    page = alice_client.post(reverse("reports:import", args=[first.code]), {"text": exported.decode()})
    assert page.context["plan"].differences == ()


def test_long_yaml_is_refused_in_words(alice_client, filled, address):
    page = alice_client.post(address, {"text": "a:\n" + "- 1\n" * 40_000}).content.decode()
    assert "This text has 160002 characters and is no JSON" in page


def test_a_change_beside_the_value_is_named(alice_client, filled, address):
    question, answer = next((id, one) for id, one in filled.document().answers.items() if one.state == "answered")
    written = scoring.write(filled.document())["answers"][question]
    text = minimal(answers={question: written | {"note": f"{answer.note} and more"}}, profile="channel_first")
    page = alice_client.post(address, {"text": text})
    first, second = page.context["plan"].changed
    assert (first.before, first.parts) == ("", "Note")
    assert (second.before, second.after) == ("Balanced (default)", "Channel first")
    assert "Differs in: Note" in page.content.decode()


def test_what_is_not_taken_over_is_told(alice_client, filled, address):
    rates = {"CNY": {"rate": 0.14}, "EUR": {"rate": 1.1}}
    text = minimal(venture={"name": "Other", "summary": "Something else"}, currency="EUR", rates=rates)
    told = alice_client.post(address, {"text": text}).context["plan"].left_out
    assert [sentence.partition(":")[0] for sentence in told] == ["venture.name", "venture.summary", "as_of", "rates"]


def test_an_answer_changed_meanwhile_is_shown_again(alice_client, filled, address):
    question = filled.bank.parsed.questions[0].id
    text = minimal(answers={question: {"state": "dont_know"}})
    seen = alice_client.post(address, {"text": text}).context["plan"].seen
    other = filled.sheet.answers.exclude(item=question).first()
    other.version += 1
    other.save()
    page = alice_client.post(address, {"text": text, "confirm": "1", "seen": seen})
    assert page.context["moved"]
    assert filled.document().answers[question].state != "dont_know"


def test_a_second_click_changes_nothing_more(alice_client, filled, address):
    question = filled.bank.parsed.questions[0].id
    text = minimal(answers={question: {"state": "dont_know"}})
    seen = alice_client.post(address, {"text": text}).context["plan"].seen
    for _click in range(2):
        alice_client.post(address, {"text": text, "confirm": "1", "seen": seen})
    assert filled.sheet.answers.get(item=question).version == 2


def test_settings_are_taken_over_only_where_the_text_has_them(alice_client, filled, address):
    confirm(alice_client, address, minimal(mitigation_budget=1234.5, currency="EUR", rates={"EUR": {"rate": 1.08}}))
    stored = Assessment.objects.get(pk=filled.pk)
    assert (float(stored.mitigation_budget), stored.currency, float(stored.rate)) == (1234.5, "EUR", 1.08)
    assert stored.profile == filled.profile


def test_a_finished_round_is_left_alone(alice_client, finished, address):
    before = finished.final.sha256
    page = alice_client.post(address, {"text": minimal(), "confirm": "1", "seen": ""})
    assert "frozen" in page.content.decode()
    assert Assessment.objects.get(pk=finished.pk).final.sha256 == before


def test_a_document_without_a_name_makes_no_venture(alice_client, venture, bank):
    page = alice_client.post(reverse("reports:import_new"), {"text": minimal()})
    assert [path for path, _said in page.context["faults"]] == ["venture.name"]
    assert Venture.objects.count() == 1


def test_a_document_of_an_unknown_bank_makes_no_venture(alice_client, venture, bank):
    text = minimal(bank={"id": "other", "version": "9.9.9"}, venture={"name": "X"})
    page = alice_client.post(reverse("reports:import_new"), {"text": text})
    assert [path for path, _said in page.context["faults"]] == ["bank"]


def test_a_viewer_and_a_stranger_get_404(filled, address, victor_client, charlie_client):
    for client in (victor_client, charlie_client):
        assert client.get(address).status_code == 404
        assert client.post(address, {"text": minimal(), "confirm": "1"}).status_code == 404


def test_the_exported_text_is_sorted_and_ends_with_a_line_end():
    assert exports.json_text({"b": 1, "a": "航"}) == '{\n  "a": "航",\n  "b": 1\n}\n'.encode()

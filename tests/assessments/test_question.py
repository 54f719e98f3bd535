"""One step of the wizard: what it shows, takes, keeps and refuses."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.assessments.pages import HTMX, Page

STEPS = {
    "fact with one option": ("about", "fact_stage", {"choice": "pilot"}, "pilot"),
    "fact with several options": ("about", "fact_fields", {"choice": ["health", "language"]}, ["language", "health"]),
    "fact with a number": ("about", "fact_parameters", {"raw": "7"}, 7),
    "gate": ("gates", "gate_prohibited", {"choice": "no", "note": "By counsel"}, "no"),
    "level": ("strategy", "strategy_positioning", {"choice": "3", "evidence": "1"}, 3),
    "readiness": ("progress", "step_financing", {"choice": "7"}, 7),
    "percent": ("technical", "technical_quality", {"raw": "12.5%"}, 12.5),
    "number": ("resources", "resources_runway", {"raw": "9"}, 9),
    "money": ("economic", "economic_revenue", {"raw": "1,250,000"}, 1250000),
}
STEP = ("strategy", "strategy_positioning")


@pytest.mark.parametrize(("section", "item", "typed", "value"), STEPS.values(), ids=STEPS)
def test_an_answer_is_stored_and_shown_again(page, sheet, section, item, typed, value):
    response = page(section, item).press(**typed)
    assert response.status_code == 302
    stored = sheet.answers.get(item=item)
    assert (stored.state, stored.value, stored.version) == ("answered", value, 1)
    again = page(section, item)
    for name, entry in typed.items():
        shown = again.fields.getlist(name)
        expected = [str(one) for one in entry] if isinstance(entry, list) else [entry.rstrip("%")]
        assert sorted(shown) == sorted(expected)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("", "Strategy, question 1 of 4, Brightloom · Fairway"),
        ("/zh-hans", "战略，第 1 题，共 4 题，Brightloom · 航道"),
    ],
)
def test_the_title_says_where_one_is(alice_client, sheet, venture, path, title):
    page = alice_client.get(path + reverse("assessments:question", args=[venture.code, *STEP])).content.decode()
    assert f"<title>{title}</title>" in page


def test_a_note_has_a_place_for_the_number_of_its_characters(page):
    html = page(*STEP).html
    assert 'data-counter="strategy_positioning_note_count"' in html
    assert 'id="strategy_positioning_note_count"' in html


@pytest.mark.parametrize("query", ["", "?next=review"])
def test_continue_goes_to_the_next_open_step_or_back_to_the_page_that_asked(page, venture, query):
    response = page(*STEP, query=query).press(choice="2")
    following = reverse("assessments:question", args=[venture.code, "strategy", "strategy_target_users"])
    review = reverse("assessments:review", args=[venture.code]) + "#strategy_positioning"
    assert response["Location"] == (review if query else following)


def test_the_last_open_step_leads_to_the_review(filled, page, venture):
    response = page("risks", "risk_legal_compliance").press()
    while "review" not in response["Location"]:
        section, item = response["Location"].strip("/").split("/")[-2:]
        response = page(section, item).press(choice="dont_know", raw=None)
    assert response["Location"] == reverse("assessments:review", args=[venture.code])


@pytest.mark.parametrize(("name", "status"), [("alice", 200), ("bob", 200), ("victor", 404), ("charlie", 404)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_members_may_answer_and_viewers_and_strangers_get_404(request, sheet, venture, name, status, method):
    client = request.getfixturevalue(f"{name}_client")
    url = reverse("assessments:question", args=[venture.code, *STEP])
    data = {"choice": "2", "version": "0", "operation": "00000000-0000-4000-8000-000000000001"}
    response = getattr(client, method)(url, data if method == "post" else {})
    assert response.status_code == (302 if method == "post" and status == 200 else status)
    assert sheet.answers.exists() == (method == "post" and status == 200)


def test_nobody_is_asked_to_sign_in(sheet, client, venture):
    response = client.get(reverse("assessments:question", args=[venture.code, *STEP]))
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_wrong_method_is_refused(sheet, alice_client, venture, method):
    response = getattr(alice_client, method)(reverse("assessments:question", args=[venture.code, *STEP]))
    assert response.status_code == 405


@pytest.mark.parametrize("item", ["no_such_question", "fact_stage"])
def test_an_unknown_step_is_404(sheet, alice_client, venture, item):
    assert alice_client.get(reverse("assessments:question", args=[venture.code, "strategy", item])).status_code == 404


def test_a_venture_without_an_assessment_is_404(bank, alice_client, venture):
    assert alice_client.get(reverse("assessments:question", args=[venture.code, *STEP])).status_code == 404


def test_a_save_by_htmx_answers_only_the_fragment(page):
    opened = page(*STEP)
    response = opened.autosave(choice="4", evidence="1")
    html = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in html
    assert "<form" not in html
    assert html.startswith('<span class="save" id="saved-strategy_positioning"')
    assert "Saved at" in html
    for id in ("rail-strategy", "answered", "track", "effect", "conflict-strategy_positioning"):
        assert f'id="{id}"' in html
    assert 'value="1" id="strategy_positioning_version"' in html
    assert 'id="rail-team"' not in html  # only what a save changes
    assert "HX-Request" in response["Vary"]


def test_a_save_of_the_stage_brings_every_section(page):
    html = page("about", "fact_stage").autosave(choice="pilot").content.decode()
    assert html.count('<li id="rail-') == 11


def test_two_saves_of_one_page_do_not_conflict(page, sheet):
    opened = page(*STEP)
    opened.autosave(choice="1")
    opened.autosave(choice="2", note="Two")
    assert opened.press(choice="3").status_code == 302
    stored = sheet.answers.get()
    assert (stored.value, stored.note, stored.version) == (3, "Two", 3)


def test_continue_after_an_equal_save_writes_nothing(page, sheet):
    opened = page(*STEP)
    opened.autosave(choice="1")
    assert opened.press().status_code == 302
    assert sheet.answers.get().version == 1


def test_the_same_operation_twice_is_done_once(page, sheet):
    opened, operation = page(*STEP), "00000000-0000-4000-8000-000000000002"
    before = dict(opened.fields.lists())
    first = opened.autosave(operation, choice="1")
    opened.fields.setlist("version", before["version"])
    second = opened.autosave(operation, choice="1")
    assert first.content == second.content
    assert sheet.answers.get().version == 1


def test_a_save_whose_reply_was_lost_is_no_conflict(page, sheet):
    opened, lost = page(*STEP), "00000000-0000-4000-8000-000000000003"
    opened.autosave(lost, choice="1")
    opened.fields["version"] = "0"  # the page never heard of version 1
    assert opened.autosave(choice="2", previous=lost).status_code == 200
    assert sheet.answers.get().value == 2


def test_one_operation_used_on_two_steps_does_not_mix_them(page, sheet):
    operation = "00000000-0000-4000-8000-000000000004"
    page(*STEP).autosave(operation, choice="1")
    page("strategy", "strategy_target_users").autosave(operation, choice="2")
    assert {answer.item: answer.value for answer in sheet.answers.all()} == {
        "strategy_positioning": 1, "strategy_target_users": 2,
    }  # fmt: skip


def test_a_form_without_version_or_operation_is_a_bad_request(page, sheet):
    for missing in ("version", "operation"):
        opened = page(*STEP)
        opened.fill(choice="1").fields.pop(missing)
        assert opened.press().status_code == 400
    assert not sheet.answers.exists()


def test_bad_input_is_kept_and_the_message_says_how_to_repair(page, sheet):
    opened = page("resources", "resources_runway")
    response = opened.press(raw="about nine", note="From the bank")
    assert response.status_code == 200
    assert opened.fields["raw"] == "about nine"
    assert opened.fields["note"] == "From the bank"
    assert "about nine is not a number; write it with digits and a point, such as 1,250.5." in opened.html
    assert "<title>Problem:" in opened.html
    assert 'class="error-summary" role="alert" tabindex="-1" autofocus' in opened.html
    assert sheet.answers.get().state == "unanswered"


def test_after_bad_input_the_corrected_answer_is_saved(page, sheet):
    opened = page("resources", "resources_runway")
    opened.press(raw="nine")
    assert opened.press(raw="9").status_code == 302
    stored = sheet.answers.get()
    assert (stored.state, stored.value, stored.version) == ("answered", 9, 2)


def test_what_cannot_be_read_yet_is_kept_as_typed_and_shown_again(page, sheet, venture):
    typed = {"raw": "9 or 10", "note": "Ask Lin\nthen decide", "evidence": "2", "links": "example.org", "reason": None}
    saved = page("resources", "resources_hiring").autosave(**typed)
    assert "Kept as typed at" in saved.content.decode()
    again = page("resources", "resources_hiring")
    assert {name: again.fields.get(name) for name in ("raw", "note", "evidence", "links")} == {
        "raw": "9 or 10", "note": "Ask Lin\nthen decide", "evidence": "2", "links": "example.org",
    }  # fmt: skip
    assert "resources_hiring" not in sheet.assessment.document().answers


def test_nothing_chosen_is_asked_for_but_not_stored_as_an_answer(page, sheet):
    opened = page(*STEP)
    opened.press()
    assert "Choose an answer, or skip this question for now." in opened.html
    assert sheet.answers.get().state == "unanswered"


def test_skip_goes_on_and_writes_nothing(page, sheet, venture):
    response = page(*STEP).press("skip")
    assert response["Location"].endswith("/strategy/strategy_target_users/")
    assert not sheet.answers.exists()


def test_skip_keeps_what_was_typed(page, sheet):
    assert page(*STEP).press("skip", choice="2").status_code == 302
    assert page("resources", "resources_runway").press("skip", raw="soon").status_code == 302
    assert sheet.answers.get(item="strategy_positioning").value == 2
    assert page("resources", "resources_runway").fields["raw"] == "soon"


def test_skip_of_an_answered_step_leaves_it(page, sheet):
    page("economic", "economic_revenue").press(raw="1,250", currency="EUR", rate="1.1", rate_dated="2026-01-02")
    page("economic", "economic_revenue").press("skip")
    assert sheet.answers.get().version == 1


def test_a_finished_assessment_takes_no_answer(page, finished, sheet, venture):
    review = reverse("assessments:review", args=[venture.code])
    opened = page("team", "team_talent")
    assert opened.response["Location"] == review
    opened.fields.setlist("version", ["1"])
    opened.fields.setlist("operation", ["00000000-0000-4000-8000-000000000005"])
    before = sheet.answers.get(item="team_talent").value
    assert opened.press(choice="0")["Location"] == review
    fragment = opened.autosave(choice="0")
    assert fragment.status_code == 409
    assert "Not saved. This assessment is finished" in fragment.content.decode()
    assert sheet.answers.get(item="team_talent").value == before


def test_an_expired_session_tells_the_script_so(page, client):
    opened = page(*STEP)
    data = {**dict(opened.fill(choice="2").fields.lists())}
    response = client.post(opened.url, data, headers={**HTMX, "HX-Target": "saved-strategy_positioning"})
    assert response.status_code == 401
    assert 'id="saved-strategy_positioning"' in response.content.decode()


def test_a_save_without_the_token_of_the_forms_keeps_the_text_as_well(page, alice, venture):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    headers = {**HTMX, "HX-Target": "saved-strategy_positioning"}
    response = client.post(page(*STEP).url, {"choice": "2"}, headers=headers)
    assert response.status_code == 401
    assert 'id="saved-strategy_positioning"' in response.content.decode()


def test_questions_that_wait_for_a_later_stage_are_not_asked(page, alice_client, venture):
    url = reverse("assessments:question", args=[venture.code, "economic", "economic_retention"])
    assert alice_client.get(url).status_code == 200  # the stage is not known yet
    page("about", "fact_stage").press(choice="pilot")
    assert alice_client.get(url).status_code == 404
    page("about", "fact_stage").press(choice="early_revenue")
    assert alice_client.get(url).status_code == 200


def test_an_answer_that_no_longer_applies_is_kept_and_comes_back(page, sheet):
    page("economic", "economic_retention").press(raw="104")
    page("about", "fact_stage").press(choice="pilot")
    page("about", "fact_stage").press(choice="growth")
    assert page("economic", "economic_retention").fields["raw"] == "104"


def test_the_rival_s_table_is_a_page_of_its_own(page, venture):
    opened = page("channels", "rival_channels")
    assert "strongest rival" in opened.html
    filled = {"row__0__type": "app_store", "row__0__owner": "Store", "row__0__share": "100"}
    assert opened.press(**filled)["Location"].endswith("/risks/risk_technical_uncertainty/")
    assert page("channels", "rival_channels").press(**dict.fromkeys(filled)).status_code == 302  # may be emptied again


@pytest.mark.parametrize("items", [1, 60])
def test_pages_and_saves_take_the_same_few_queries(
    django_assert_num_queries, assessment, alice_client, venture, request, items
):
    if items > 1:
        request.getfixturevalue("filled")
    page = Page(alice_client, venture, *STEP)
    with django_assert_num_queries(4):  # session, person, sheet, answers
        alice_client.get(page.url)
    with django_assert_num_queries(10):  # the same, then begin, lock, answer, write, operation, commit
        page.autosave(choice="1")


def test_the_page_is_shown_in_chinese(alice_client, assessment, venture):
    response = alice_client.get("/zh-hans" + reverse("assessments:question", args=[venture.code, *STEP]))
    assert "市场定位明确到什么程度？" in response.content.decode()

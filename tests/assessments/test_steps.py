import pytest
from django.urls import reverse

from guide.handbook import handbook
from ventures.models import StepProgress

FIRST = handbook("en").steps[0]


@pytest.fixture
def address(venture):
    return reverse("assessments:steps", args=[venture.code])


def given(ticked=(), shown=(), **notes):
    return {"checklist": FIRST.id, "ticked": list(ticked), "shown": list(shown), **notes}


def test_a_tick_keeps_who_when_and_the_note(address, venture, alice, alice_client):
    item = FIRST.items[0].id
    answer = alice_client.post(address, given([item], **{f"note-{item}": "Hospitals first"}), follow=True)
    progress = venture.step_progress.get()
    assert (progress.item, progress.user, progress.note) == (item, alice, "Hospitals first")
    assert progress.ticked
    text = answer.content.decode()
    assert "Hospitals first" in text
    assert "1 of 57 ticked off" in text


def test_two_people_do_not_undo_each_other(address, venture, bob, alice_client, bob_client):
    one, two = FIRST.items[0].id, FIRST.items[1].id
    bob_client.post(address, given([one]))
    alice_client.post(address, given([two]))  # her page was opened before
    assert set(venture.step_progress.filter(ticked__isnull=False).values_list("item", flat=True)) == {one, two}
    assert venture.step_progress.get(item=one).user == bob


def test_saving_twice_keeps_the_first_day_and_person(address, venture, bob, alice_client, bob_client):
    item = FIRST.items[0].id
    bob_client.post(address, given([item]))
    first = venture.step_progress.get().ticked
    alice_client.post(address, given([item]))
    progress = venture.step_progress.get()
    assert (progress.ticked, progress.user) == (first, bob)


def test_a_tick_can_be_taken_away(address, venture, alice_client):
    item = FIRST.items[0].id
    alice_client.post(address, given([item]))
    alice_client.post(address, given([], [item]))
    assert venture.step_progress.get().ticked is None


def test_what_the_guide_does_not_list_is_not_stored(address, alice_client):
    alice_client.post(address, given(["made-up"]))
    assert not StepProgress.objects.exists()
    assert alice_client.post(address, {"checklist": "made-up"}).status_code == 404


def test_a_note_is_shown_as_text(address, alice_client):
    item = FIRST.items[0].id
    answer = alice_client.post(address, given([item], **{f"note-{item}": "<script>alert(1)</script>"}), follow=True)
    assert "<script>alert(1)" not in answer.content.decode()


def test_a_viewer_sees_the_checklists_and_changes_nothing(address, victor_client):
    text = victor_client.get(address).content.decode()
    assert FIRST.title in text
    assert 'name="ticked"' not in text
    assert victor_client.post(address, given([FIRST.items[0].id])).status_code == 404
    assert not StepProgress.objects.exists()


def test_a_stranger_gets_404(address, charlie_client):
    assert charlie_client.get(address).status_code == 404
    assert charlie_client.post(address, given([FIRST.items[0].id])).status_code == 404


def test_the_front_page_of_the_venture_shows_progress(address, venture, alice_client):
    alice_client.post(address, given([FIRST.items[0].id]))
    text = alice_client.get(reverse("assessments:overview", args=[venture.code])).content.decode()
    assert f"1 of {len(FIRST.items)}" in text


def test_the_number_of_queries_does_not_grow_with_ticks(
    address, venture, alice, alice_client, django_assert_max_num_queries
):
    for item in list(handbook("en").items)[:40]:
        venture.tick(item, alice, ticked=True)
    with django_assert_max_num_queries(12):
        alice_client.get(address)

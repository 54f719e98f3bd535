from django.urls import reverse


def archive(client, venture):
    return client.post(reverse("ventures:archive", args=[venture.code]))


def test_an_archived_venture_can_be_brought_back(alice_client, venture):
    assert archive(alice_client, venture).url == reverse("assessments:portfolio")
    venture.refresh_from_db()
    assert venture.archived
    alice_client.post(reverse("ventures:restore", args=[venture.code]))
    venture.refresh_from_db()
    assert venture.archived is None


def test_archiving_twice_keeps_the_first_moment(alice_client, venture):
    archive(alice_client, venture)
    venture.refresh_from_db()
    first = venture.archived
    archive(alice_client, venture)
    venture.refresh_from_db()
    assert venture.archived == first


def test_strangers_and_viewers_cannot(charlie_client, victor_client, venture):
    for client in (charlie_client, victor_client):
        assert archive(client, venture).status_code == 404
    venture.refresh_from_db()
    assert venture.archived is None


def test_a_link_does_not_archive(alice_client, venture):
    assert alice_client.get(reverse("ventures:archive", args=[venture.code])).status_code == 405

"""load_sample: two ventures for a newcomer, and the sign-ins to look at them."""

import json
import stat
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from accounts.models import User
from assessments.models import Assessment
from ventures.models import Venture


@pytest.fixture
def load(bank, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    Group.objects.get_or_create(name="Curators")

    def run():
        out = StringIO()
        call_command("load_sample", stdout=out)
        return out.getvalue()

    return run


def test_it_makes_a_founder_with_an_open_and_a_finished_venture_and_a_curator(load):
    load()
    founder, curator = (User.objects.get(email=f"{name}@fairway.example") for name in ("founder", "curator"))
    assert sorted(bool(assessment.finished) for assessment in Assessment.objects.all()) == [False, True]
    assert founder.ventures.count() == 2
    assert (founder.is_staff, curator.is_staff, curator.is_superuser) == (False, True, False)
    assert [group.name for group in curator.groups.all()] == ["Curators"]


def test_the_printed_passwords_work_and_only_the_owner_of_the_machine_reads_them(load, tmp_path):
    said = load()
    kept = json.loads((tmp_path / "sign-ins.json").read_text())
    for email, password in kept.items():
        assert f"{email}  {password}" in said
        assert len(password) >= 12
        assert User.objects.get(email=email).check_password(password)
    assert stat.S_IMODE((tmp_path / "sign-ins.json").stat().st_mode) == 0o600


def test_a_second_time_it_changes_nothing_and_prints_the_same(load):
    first = load()
    before = list(Assessment.objects.values_list("pk", "finished"))
    assert load() == first
    assert list(Assessment.objects.values_list("pk", "finished")) == before
    assert Venture.objects.count() == 2


def test_a_founder_who_deleted_a_sample_does_not_get_it_again(load):
    load()
    Venture.objects.first().delete()
    load()
    assert Venture.objects.count() == 1


def test_lost_sign_ins_are_made_anew(load, tmp_path):
    load()
    (tmp_path / "sign-ins.json").unlink()
    said = load()
    founder = User.objects.get(email="founder@fairway.example")
    assert founder.check_password(json.loads((tmp_path / "sign-ins.json").read_text())[founder.email])
    assert founder.email in said


def test_a_password_that_was_changed_since_is_not_printed_any_more(load):
    before = load()
    founder = User.objects.get(email="founder@fairway.example")
    founder.set_password("chosen by its owner")
    founder.save()
    said = load()
    assert "founder@fairway.example  (the password was changed since)" in said
    assert before.splitlines()[1] in said  # the curator's still fits

import pytest
from django.db import IntegrityError

from ventures.models import Venture


def test_members_see_a_venture_and_nobody_else_does(alice, bob, victor, charlie, venture):
    seen = {person.name: Venture.objects.visible_to(person).count() for person in (alice, bob, victor, charlie)}
    assert seen == {"Alice": 1, "Bob": 1, "Victor": 1, "Charlie": 0}


def test_staff_see_no_more_than_others(charlie, venture):
    charlie.is_staff = charlie.is_superuser = True
    charlie.save()
    assert not Venture.objects.visible_to(charlie).exists()


def test_viewers_change_nothing_and_only_the_owner_owns(alice, bob, victor, venture):
    assert [Venture.objects.editable_by(person).count() for person in (alice, bob, victor)] == [1, 1, 0]
    assert [Venture.objects.owned_by(person).count() for person in (alice, bob, victor)] == [1, 0, 0]


def test_the_database_refuses_a_second_owner(venture, charlie):
    with pytest.raises(IntegrityError):
        venture.memberships.create(user=charlie, role="owner")


def test_the_database_refuses_a_person_twice(venture, bob):
    with pytest.raises(IntegrityError):
        venture.memberships.create(user=bob, role="viewer")


def test_the_database_refuses_a_venture_without_a_name(alice):
    with pytest.raises(IntegrityError):
        Venture.found(alice, "")

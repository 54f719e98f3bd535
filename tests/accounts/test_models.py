import pytest
from django.db import IntegrityError

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_database_refuses_an_address_with_capital_letters():
    with pytest.raises(IntegrityError):
        User.objects.create(email="Mo@example.org")


def test_the_database_refuses_the_same_address_twice(alice):
    with pytest.raises(IntegrityError):
        User.objects.create(email=alice.email)


def test_accounts_made_on_the_command_line_get_small_letters():
    assert User.objects.create_superuser("Root@Example.org", "x").email == "root@example.org"


@pytest.mark.parametrize(
    ("name", "email", "initials"),
    [("Mo Otieno", "x@y.z", "MO"), ("林悦", "x@y.z", "林"), ("", "ann.lee@y.z", "AL"), ("", "@", "?")],
)
def test_initials_come_from_the_name_or_else_the_address(name, email, initials):
    assert User(name=name, email=email).initials == initials

"""A bank in the database is the bank of its file."""

import yaml

from assessments.models import Bank


def test_a_stored_bank_keeps_the_order_of_its_file(bank, settings):
    """The first profile is the default, so that a database that sorts keys would change scores."""
    (file,) = (settings.BASE_DIR / "assessments" / "content" / "banks").glob(f"*{bank.version}*.yaml")
    written = yaml.safe_load(file.read_text("utf-8"))
    stored = Bank.objects.get(pk=bank.pk).document
    assert list(stored["profiles"]) == list(written["profiles"])
    assert list(bank.parsed.profiles) == list(written["profiles"])

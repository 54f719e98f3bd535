import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from assessments import scoring
from assessments.scoring.document import canonical_json

if TYPE_CHECKING:
    TextField = models.TextField[Any, Any]
else:
    TextField = models.TextField


class OrderedJSON(TextField):
    """JSON whose keys keep their order: the first profile of a bank is its default. PostgreSQL's jsonb forgets it."""

    def from_db_value(self, value: str, expression: object, connection: object) -> Any:
        return json.loads(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)


class BankChanged(ValueError):
    """A published version is never edited: questions would change under people's answers."""


@lru_cache(maxsize=32)
def parsed_bank(pk: int, sha256: str) -> scoring.Bank:
    """Parsing takes longer than a page may; a published bank never changes, so its hash is the key."""
    return scoring.parse(Bank.objects.values_list("document", flat=True).get(pk=pk))


class BankQuerySet(models.QuerySet["Bank"]):
    def current(self) -> "Bank":
        """The bank that new assessments use: the one published last."""
        return self.defer("document").latest("published", "pk")

    def publish(self, document: Any) -> tuple["Bank", bool]:
        """The row of this bank and whether it is new. Publishing the same document again changes nothing.

        Raises scoring.BankError for a faulty document and BankChanged for a changed published version.
        """
        parsed = scoring.parse(document)
        sha256 = hashlib.sha256(canonical_json(document)).hexdigest()
        bank, made = self.get_or_create(
            key=parsed.id, version=parsed.version, defaults={"document": document, "sha256": sha256}
        )
        if bank.sha256 != sha256:
            raise BankChanged(f"{bank} is published and differs from the file; give the changed bank a new version.")
        return bank, made


class Bank(models.Model):
    """One published version of a question bank. A trigger refuses every change."""

    key = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    document = OrderedJSON()
    sha256 = models.CharField(max_length=64)
    published = models.DateTimeField(default=timezone.now)

    objects = BankQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="one_bank_per_version")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    @property
    def parsed(self) -> scoring.Bank:
        return parsed_bank(self.pk, self.sha256)

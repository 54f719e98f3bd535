"""Between rows and the file format."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from casestudies import vocabulary


def number_from_1(rows: Iterable[Any]) -> None:
    for position, row in enumerate(rows, 1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


def both_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """`title` with a text in both languages becomes `title_en` and `title_zh`; the rest stays."""
    columns: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, vocabulary.Text):
            columns |= {f"{name}_en": value.en, f"{name}_zh": value.zh}
        else:
            columns[name] = value
    return columns


def fingerprint(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()

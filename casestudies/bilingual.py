"""Content in the language of the page."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language

from casestudies import vocabulary
from casestudies.problems import is_partial_date


def local(english: str, chinese: str) -> str:
    """The text in the language of the page, or the other one where a draft still lacks it."""
    first, second = (chinese, english) if in_chinese() else (english, chinese)
    return first or second


def in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def word(words: vocabulary.Words, id: str) -> str:
    """The word for an id of the vocabulary; an id from a newer or older vocabulary is shown as it is."""
    text = words.get(id)
    return local(text.en, text.zh) if text else id


class Bilingual:
    """`name = Bilingual()` on a model reads `name_en` or `name_zh`, as the page's language asks."""

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type[Any]) -> str:
        return local(getattr(instance, f"{self.name}_en"), getattr(instance, f"{self.name}_zh"))


def day(value: date | None) -> str:
    """31 December 2025, or 2025年12月31日."""
    if value is None:
        return ""
    return date_format(value, "Y年n月j日" if in_chinese() else "j F Y")


def partial_day(value: str) -> str:
    """The same for YYYY, YYYY-MM or YYYY-MM-DD; anything else stays as it was typed."""
    if not is_partial_date(value):
        return value
    if len(value) == 10:
        return day(date.fromisoformat(value))
    if len(value) == 7:
        return date_format(date.fromisoformat(f"{value}-01"), "Y年n月" if in_chinese() else "M Y")
    return f"{value}年" if in_chinese() else value

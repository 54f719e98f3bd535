"""Which texts of a case lag behind their other language. Plain Python.

A mark is a path of the file format with the language that is older: `{"failure_lessons[1].title": "zh"}`. It is set
when one language changes alone, and goes when the other follows. Texts that moved to another place lose theirs.
"""

from collections.abc import Iterator, Mapping
from typing import Any

OTHER = {"en": "zh", "zh": "en"}


def texts(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text in both languages, with its path."""
    if isinstance(value, Mapping):
        if set(value) == set(OTHER):
            yield path, value
            return
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}".strip("."))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from texts(inner, f"{path}[{place}]")


def older(before: Mapping[str, Any], after: Mapping[str, Any], marks: Mapping[str, str]) -> dict[str, str]:
    """The marks after a change of a case's document."""
    was, found = dict(texts(before)), {}
    for path, text in texts(after):
        if not (text["en"] and text["zh"]) or path not in was:
            continue  # a missing text is said elsewhere, a new one has no older half
        changed = [language for language in OTHER if text[language] != was[path][language]]
        if not changed and path in marks:
            found[path] = marks[path]
        elif len(changed) == 1 and all(was[path].values()) and marks.get(path) != changed[0]:
            found[path] = OTHER[changed[0]]  # a half that was empty or marked has caught up instead
    return found

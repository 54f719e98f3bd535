"""Reads YAML and JSON strictly: a key that occurs twice is a fault, at every level."""

import json
import math
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import yaml

from .problems import DocumentError, Problem, _

TWICE = _("This key occurs twice; keep one of the two.")
NEITHER = _("This is neither YAML nor JSON; it cannot be read on from line %(line)s, column %(column)s.")
INFLATED = _("The references of this YAML make it far longer than it is; write out what they stand for.")
MOST_TIMES = 10  # as long as its text may a document be once its references are written out


class Repeating(dict[Any, Any]):
    """A mapping that remembers which of its keys the source gave more than once."""

    twice: tuple[object, ...] = ()


class StrictLoader(yaml.CSafeLoader):
    """PyYAML keeps the last of two equal keys without a word; this loader remembers them."""


def construct_mapping(loader: StrictLoader, node: yaml.MappingNode) -> Iterator[Repeating]:
    found = Repeating()
    yield found
    keys = [loader.construct_object(key, deep=True) for key, _value in node.value if not is_merge(key)]
    found.twice = repeated(keys)
    loader.flatten_mapping(node)
    found.update(loader.construct_mapping(node, deep=True))


def is_merge(key: yaml.Node) -> bool:
    return bool(key.tag == "tag:yaml.org,2002:merge")


def construct_plain(loader: StrictLoader, node: yaml.ScalarNode) -> object:
    """A number, a day or a yes; what cannot be read stays text, so that it is a fault with a path among the others."""
    kind = node.tag.rpartition(":")[2]
    try:
        return getattr(loader, f"construct_yaml_{kind}")(node)
    except (ValueError, LookupError, AttributeError, OverflowError):  # a tag that does not fit, or 1:1:1:...:1.5
        return str(node.value)


StrictLoader.add_constructor("tag:yaml.org,2002:map", construct_mapping)
for kind in ("bool", "int", "float", "timestamp"):
    StrictLoader.add_constructor(f"tag:yaml.org,2002:{kind}", construct_plain)


def from_pairs(pairs: list[tuple[str, Any]]) -> Repeating:
    found = Repeating(pairs)
    found.twice = repeated([key for key, _value in pairs])
    return found


def repeated(keys: list[Any]) -> tuple[object, ...]:
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for key in [str(key) for key in keys if isinstance(key, Hashable)]:  # the loader refuses the others
        if key in seen:
            twice[key] = None
        seen.add(key)
    return tuple(twice)


def load(source: str | bytes) -> object:
    """The plain content of a YAML or JSON text; raises DocumentError, with the path of every repeated key."""
    found, problems = examine(source)
    if problems:
        raise DocumentError(problems)
    return found


def examine(source: str | bytes) -> tuple[object, list[Problem]]:
    """The content with its repeated keys, so that they can be told with all other faults; raises DocumentError for
    what is neither YAML nor JSON.
    """
    text = decode(source)
    try:
        found = load_json(text) if text.lstrip()[:1] in ("{", "[") else load_yaml(text)
        return found, list(faults(found, "", set()))
    except RecursionError:
        raise DocumentError([Problem("", _("The document is nested too deeply."))]) from None


def decode(source: str | bytes) -> str:
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DocumentError([Problem("", _("The document is not text in UTF-8; save it in that encoding."))]) from None


def load_json(text: str) -> object:
    """JSON, or YAML that merely starts like it."""
    try:
        return json.loads(text, object_pairs_hook=from_pairs)
    except ValueError:
        return load_yaml(text)


def load_yaml(text: str) -> object:
    try:
        found = yaml.load(text, StrictLoader)  # noqa: S506 - StrictLoader is a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise DocumentError([unread(place, error.problem or "")]) from None
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode(errors="ignore")
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise DocumentError([unread(place, error.reason)]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise DocumentError(
            [Problem("", _("This is neither YAML nor JSON."), detail=str(error).splitlines()[0])]
        ) from None
    if length(found, {}) > MOST_TIMES * (len(text) + 1):
        raise DocumentError([Problem("", INFLATED)])
    return found


def unread(place: tuple[int, int], detail: str) -> Problem:
    return Problem("", NEITHER, {"line": place[0], "column": place[1]}, detail)


def length(value: object, known: dict[int, float]) -> float:
    """About how long a value is with its references written out, found without writing them out: a line of YAML that
    refers nine times to the line before grows ninefold with each line.
    """
    if isinstance(value, str | bytes):
        return len(value)
    if not isinstance(value, Mapping | list | tuple | set):
        return 1
    if id(value) not in known:
        known[id(value)] = math.inf  # as long as this is being found out: of what holds itself
        parts = [*value.keys(), *value.values()] if isinstance(value, Mapping) else value
        known[id(value)] = 2 + sum(length(part, known) for part in parts)
    return known[id(value)]


def faults(value: object, path: str, seen: set[int]) -> Iterator[Problem]:
    """Repeated keys, and characters that no database stores; `seen` stops at values that YAML refers to again."""
    if isinstance(value, str):
        if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value):
            yield Problem(path, _("This text holds a character that cannot be stored; remove it."))
        return
    if not isinstance(value, Mapping | list) or id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Repeating):
        yield from (Problem(f"{path}.{key}".lstrip("."), TWICE) for key in value.twice)
    items = value.items() if isinstance(value, Mapping) else enumerate(value)
    for key, entry in items:
        inner = f"{path}[{key}]" if isinstance(value, list) else f"{path}.{key}".lstrip(".")
        yield from faults(str(key), inner, seen)
        yield from faults(entry, inner, seen)

"""The file format of the library: one YAML file per case, read, checked and written. Plain Python.

docs/content.md describes the format.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import yaml

from casestudies import vocabulary
from casestudies.problems import CaseError, Problem, Reader, _
from casestudies.vocabulary import Text

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SUMMARY_WORDS = (60, 110)  # English words
SUMMARY_CHARACTERS = (100, 180)  # Chinese, spaces not counted
CATEGORIES = ("technical", "market", "funding", "legal")
VALUES = ("economic", "social", "technical")
READINESS = ("strategy", "team", "resources", "channels")


@dataclass(frozen=True)
class Headquarters:
    city: Text
    country: str


@dataclass(frozen=True)
class ChannelUse:
    type: str
    importance: str
    detail: Text
    sources: tuple[str, ...]


@dataclass(frozen=True)
class SuccessFactor:
    title: Text
    detail: Text
    aspect: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class FailureLesson:
    title: Text
    detail: Text
    risk: str
    response: Text
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    date: str
    event: Text
    sources: tuple[str, ...]
    next_move: bool = False  # what the venture did about what broke


@dataclass(frozen=True)
class Value:
    economic: int
    social: int
    technical: int


@dataclass(frozen=True)
class Risk:
    technical: int
    market: int
    funding: int
    legal: int


@dataclass(frozen=True)
class Readiness:
    strategy: int
    team: int
    resources: int
    channels: int


@dataclass(frozen=True)
class Profile:
    value: Value
    risk: Risk
    readiness: Readiness
    rationale: Text


@dataclass(frozen=True)
class Source:
    id: str
    title: str
    publisher: str
    url: str
    published: str
    verified: bool
    kind: str = ""  # primary, secondary; empty where nobody has said


@dataclass(frozen=True)
class Case:
    """One venture of the library; the fields stand in the order of the file."""

    slug: str
    name: Text
    founded: int
    headquarters: Headquarters
    stack_layers: tuple[str, ...]
    fields: tuple[str, ...]
    outcome: str
    as_of: date
    summary: Text
    channels: tuple[ChannelUse, ...]
    success_factors: tuple[SuccessFactor, ...]
    failure_lessons: tuple[FailureLesson, ...]
    timeline: tuple[Event, ...]
    profile: Profile
    takeaways: Text
    editor_note: Text | None
    sources: tuple[Source, ...]

    def document(self) -> dict[str, Any]:
        """The case as the plain mapping that a file holds."""
        found: dict[str, Any] = as_lists(asdict(self))
        found["as_of"] = self.as_of.isoformat()
        if self.editor_note is None:
            del found["editor_note"]
        for source in found["sources"]:
            if not source["kind"]:
                del source["kind"]
        for event in found["timeline"]:
            if not event["next_move"]:
                del event["next_move"]
        return found


def as_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_lists(inner) for key, inner in value.items()}
    return [as_lists(inner) for inner in value] if isinstance(value, tuple | list) else value


# ---------------------------------------------------------------- YAML


class Repeating(dict[Any, Any]):
    """A mapping that remembers which of its keys the file gives more than once."""

    twice: tuple[object, ...] = ()


class Loader(yaml.CSafeLoader):
    """PyYAML keeps the last of two equal keys without a word; this loader remembers them."""


def construct_mapping(loader: Loader, node: yaml.MappingNode) -> Iterator[Repeating]:
    found = Repeating()
    yield found
    keys = [str(loader.construct_object(key, deep=True)) for key, _value in node.value]
    found.twice = tuple(sorted({key for key in keys if keys.count(key) > 1}))
    found.update(loader.construct_mapping(node, deep=True))


def construct_plain(loader: Loader, node: yaml.ScalarNode) -> object:
    """A number, a day or a yes; what cannot be read stays text, so that it is a fault with a path among the others."""
    kind = node.tag.rpartition(":")[2]
    try:
        return getattr(loader, f"construct_yaml_{kind}")(node)
    except (ValueError, LookupError, AttributeError, OverflowError):  # a tag that does not fit, or 1:1:1:...:1.5
        return str(node.value)


Loader.add_constructor("tag:yaml.org,2002:map", construct_mapping)
for kind in ("bool", "int", "float", "timestamp"):
    Loader.add_constructor(f"tag:yaml.org,2002:{kind}", construct_plain)


class Dumper(yaml.SafeDumper):
    """Writes dates in quotes, so that no reader takes a year for a number."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def represent_text(dumper: Dumper, value: str) -> yaml.ScalarNode:
    style = '"' if value[:4].isdigit() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


Dumper.add_representer(str, represent_text)


def load(source: str | bytes) -> object:
    """The plain content of a file; raises CaseError when it is no YAML."""
    try:
        text = source if isinstance(source, str) else source.decode("utf-8-sig")
        return yaml.load(text, Loader)  # noqa: S506 - Loader is a safe loader
    except UnicodeDecodeError:
        raise CaseError([Problem("", _("The file is not text in UTF-8; save it in that encoding."))]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        values = {"line": line, "reason": error.problem or ""}
        raise CaseError([Problem("", _("This is not YAML; see line %(line)s: %(reason)s."), values)]) from None
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        reason = (str(error).splitlines() or ["?"])[0]
        raise CaseError([Problem("", _("This is not YAML: %(reason)s."), {"reason": reason})]) from None


def read(source: str | bytes, slug: str | None = None) -> Case:
    """The case of a file that is named `slug`; raises CaseError with every fault."""
    case, problems = examine(load(source), slug)
    if problems:
        raise CaseError(problems)
    return case


def plain(text: str) -> dict[str, Any]:
    """The mapping of a file that this module wrote, complete or not."""
    found: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return found


def write(document: Mapping[str, Any]) -> str:
    """The file for a case's document; reading it gives the same case."""
    return yaml.dump(dict(document), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=110)


# ---------------------------------------------------------------- checks


def examine(document: object, slug: str | None = None) -> tuple[Case, list[Problem]]:
    """The case that a document describes, and everything that is wrong with it; the case holds only if nothing is."""
    problems: list[Problem] = []
    reader = Reader(document, "", problems, Case)
    if document is None:
        problems.append(Problem("", _("The file is empty.")))
    sources = tuple(read_source(row) for row in reader.rows("sources", Source, 1))
    known = {source.id: place for place, source in enumerate(sources)}
    place = reader.inner("headquarters", Headquarters)
    case = Case(
        slug=reader.text("slug"),
        name=reader.both("name"),
        founded=reader.number("founded", 1800, 2100),
        headquarters=Headquarters(place.both("city"), place.choice("country", vocabulary.COUNTRIES)),
        stack_layers=reader.choices("stack_layers", vocabulary.STACK_LAYERS),
        fields=reader.choices("fields", vocabulary.FIELDS),
        outcome=reader.choice("outcome", vocabulary.OUTCOMES),
        as_of=reader.day("as_of"),
        summary=reader.both("summary"),
        channels=tuple(read_channel(row, known) for row in reader.rows("channels", ChannelUse, 2, 6)),
        success_factors=tuple(read_factor(row, known) for row in reader.rows("success_factors", SuccessFactor, 3, 5)),
        failure_lessons=tuple(read_lesson(row, known) for row in reader.rows("failure_lessons", FailureLesson, 2, 4)),
        timeline=tuple(read_event(row, known) for row in reader.rows("timeline", Event, 4, 8)),
        profile=read_profile(reader.inner("profile", Profile)),
        takeaways=reader.both("takeaways"),
        editor_note=reader.both("editor_note") if "editor_note" in reader.raw else None,
        sources=sources,
    )
    check_case(reader, case, slug)
    return case, problems


def read_refs(row: Reader, known: Mapping[str, int]) -> tuple[str, ...]:
    """The ids of the sources, in the order of the list of sources."""
    refs = row.strings("sources")
    for place, ref in enumerate(refs):
        if ref not in known:
            row.note(f"sources[{place}]", _("This case has no source %(value)s; add it or correct the id."), value=ref)
    return tuple(sorted(refs, key=lambda ref: known.get(ref, len(known))))


def read_channel(row: Reader, known: Mapping[str, int]) -> ChannelUse:
    kind = row.choice("type", vocabulary.CHANNELS)
    return ChannelUse(kind, row.choice("importance", vocabulary.IMPORTANCE), row.both("detail"), read_refs(row, known))


def read_factor(row: Reader, known: Mapping[str, int]) -> SuccessFactor:
    title, detail = row.both("title"), row.both("detail")
    return SuccessFactor(title, detail, row.choice("aspect", vocabulary.ASPECTS), read_refs(row, known))


def read_lesson(row: Reader, known: Mapping[str, int]) -> FailureLesson:
    title, detail = row.both("title"), row.both("detail")
    risk, response = row.choice("risk", vocabulary.RISKS), row.both("response")
    return FailureLesson(title, detail, risk, response, read_refs(row, known))


def read_event(row: Reader, known: Mapping[str, int]) -> Event:
    when, event, refs = row.partial_date("date", days=False), row.both("event"), read_refs(row, known)
    return Event(when, event, refs, row.flag("next_move") if "next_move" in row.raw else False)


def read_source(row: Reader) -> Source:
    source = Source(
        id=row.text("id"),
        title=row.text("title"),
        publisher=row.text("publisher"),
        url=row.text("url"),
        published=row.partial_date("published"),
        verified=row.flag("verified"),
        kind=row.choice("kind", vocabulary.SOURCE_KINDS) if "kind" in row.raw else "",
    )
    if source.id and not SLUG.fullmatch(source.id):
        row.note("id", _("Use a-z, 0-9 and hyphens only."))
    if source.url and not re.match(r"https?://[^/\s]+\.[^\s]*$", source.url):
        row.note("url", _("Write the whole address, starting with https:// or http://."))
    return source


def read_profile(reader: Reader) -> Profile:
    value, risk, readiness = (
        reader.inner("value", Value),
        reader.inner("risk", Risk),
        reader.inner("readiness", Readiness),
    )
    return Profile(
        value=Value(**{name: value.number(name, 0, 100) for name in VALUES}),
        risk=Risk(**{name: risk.number(name, 1, 5) for name in CATEGORIES}),
        readiness=Readiness(**{name: readiness.number(name, 0, 100) for name in READINESS}),
        rationale=reader.both("rationale"),
    )


def check_case(reader: Reader, case: Case, slug: str | None) -> None:
    """What no single key shows."""
    if case.slug and not SLUG.fullmatch(case.slug):
        reader.note("slug", _("Use a-z, 0-9 and hyphens only."))
    elif slug is not None and case.slug != slug:
        reader.note("slug", _("Must equal the name of the file, %(value)s."), value=slug)
    if case.channels and not any(channel.importance == "primary" for channel in case.channels):
        reader.note("channels", _("At least one must be primary."))
    if case.founded > case.as_of.year > 1:
        reader.note("founded", _("Lies after the date of the case, %(as_of)s."), as_of=case.as_of)
    check_timeline(reader, case)
    check_sources(reader, case)
    check_summary(reader, case.summary)


def check_timeline(reader: Reader, case: Case) -> None:
    until = case.as_of.isoformat() if case.as_of.year > 1 else "9999"
    before = ""
    for place, event in enumerate(case.timeline):
        both = min(len(event.date), len(before))  # "2022" may stand before and after "2022-08"
        if event.date[:both] < before[:both]:
            reader.note(f"timeline[{place}].date", _("Comes before the entry above it; put them in order of date."))
        if event.date > until[: len(event.date)]:
            reader.note(f"timeline[{place}].date", _("Lies after the date of the case, %(as_of)s."), as_of=until)
        before = event.date


def check_sources(reader: Reader, case: Case) -> None:
    seen: set[str] = set()
    for place, source in enumerate(case.sources):
        if source.id and source.id in seen:
            reader.note(f"sources[{place}].id", _("Two sources are called %(value)s; rename one."), value=source.id)
        seen.add(source.id)


def thin_sources(case: Case) -> list[Problem]:
    """What publication asks of the sources beyond the format: two of them, and one from those who were there."""
    found = []
    if len(case.sources) < 2:
        found.append(Problem("sources", _("Needs two or more, has %(found)s."), {"found": len(case.sources)}))
    if not any(source.kind == "primary" for source in case.sources):
        found.append(Problem("sources", _("At least one must be primary.")))
    return found


def check_summary(reader: Reader, summary: Text) -> None:
    words, characters = len(summary.en.split()), len("".join(summary.zh.split()))
    low, high = SUMMARY_WORDS
    if words and not low <= words <= high:
        reader.note("summary.en", _("Needs %(low)s to %(high)s words, has %(found)s."), low=low, high=high, found=words)
    low, high = SUMMARY_CHARACTERS
    if characters and not low <= characters <= high:
        message = _("Needs %(low)s to %(high)s characters, has %(found)s.")
        reader.note("summary.zh", message, low=low, high=high, found=characters)

"""The handbook in one language: YAML and Markdown to frozen records and safe HTML. Plain Python.

It ships with the code and is read once. A text that is missing in either language, an unknown id and an unknown key are
faults that stop the reading; docs/content.md describes the files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import yaml
from markdown_it import MarkdownIt

CONTENT = Path(__file__).parent / "content"
LANGUAGES = ("en", "zh")
STEP, DECISION = "step", "decision"
KINDS = ("framework", "model_hub", "dataset", "data", "compute", "serving", "evaluation", "open_source", "regulation",
         "other")  # fmt: skip
LICENCES = ("open", "public", "proprietary", "terms")


class HandbookError(ValueError):
    """A fault of the content, with the place where it is."""


@dataclass(frozen=True)
class Part:
    id: str
    title: str
    topics: tuple["Topic", ...]


@dataclass(frozen=True)
class Criterion:
    """What the assessment scores, and the page that a weak score opens first."""

    id: str
    label: str
    primary: str


@dataclass(frozen=True)
class Topic:
    slug: str
    title: str
    summary: str
    body: str  # HTML, from Markdown in which HTML is switched off
    criteria: tuple[str, ...]
    related: tuple[str, ...]
    references: tuple[str, ...]
    resources: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One line of a checklist. Ids are stored with ventures: new ones may come, none is renamed or used again."""

    id: str
    text: str


@dataclass(frozen=True)
class Option:
    id: str
    name: str
    fits: str
    trade_offs: str


@dataclass(frozen=True)
class Checklist:
    """A step or a decision, with what a venture ticks off."""

    id: str  # the question of the assessment that it serves
    kind: str
    order: int
    title: str
    purpose: str  # of a decision: its question
    items: tuple[Item, ...]
    criteria: tuple[str, ...]
    topics: tuple[str, ...]
    methods: str = ""
    deliverable: str = ""
    exit_criterion: str = ""
    options: tuple[Option, ...] = ()

    @property
    def slug(self) -> str:
        return self.id.removeprefix(f"{self.kind}_").replace("_", "-")

    @property
    def is_step(self) -> bool:
        return self.kind == STEP


@dataclass(frozen=True)
class Resource:
    id: str
    name: str
    kind: str
    maintainer: str
    url: str
    licence: str
    status: str  # active, archived, unavailable
    checked: bool
    stages: tuple[str, ...]
    what_for: str
    note: str
    alternatives: tuple[str, ...]

    @property
    def host(self) -> str:
        return host_of(self.url)

    @property
    def licence_kind(self) -> str:
        """Open source, public text, proprietary or terms of its own: what the filter offers."""
        words = self.licence.lower()
        if "proprietary" in words:
            return "proprietary"
        if any(name in words for name in ("apache", "mit", "bsd", "postgresql")):
            return "open"
        return "public" if any(name in words for name in ("public", "free", "cc by", "odc-by")) else "terms"


@dataclass(frozen=True)
class Reference:
    id: str
    kind: str
    group: str
    authors: str
    year: str
    title: str
    venue: str
    place: str  # volume, issue, pages
    url: str
    verified: bool
    why: str
    note: str

    @property
    def host(self) -> str:
        return host_of(self.url)


@dataclass(frozen=True)
class Measure:
    """A response to one sub-risk; its id is that of the question bank."""

    id: str
    risk: str
    title: str
    description: str
    effect: str  # likelihood, impact, both
    effort: str  # low, medium, high
    first_steps: tuple[str, ...]
    evidence: str


@dataclass(frozen=True)
class Term:
    id: str
    group: str
    en: str
    zh: str


@dataclass(frozen=True)
class Handbook:
    language: str
    updated: str
    parts: tuple[Part, ...]
    criteria: Mapping[str, Criterion]
    steps: tuple[Checklist, ...]
    decisions: tuple[Checklist, ...]
    resources: Mapping[str, Resource]
    references: Mapping[str, Reference]
    measures: Mapping[str, Measure]
    terms: tuple[Term, ...]

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        return {topic.slug: topic for part in self.parts for topic in part.topics}

    @property
    def checklists(self) -> tuple[Checklist, ...]:
        return (*self.steps, *self.decisions)

    @cached_property
    def items(self) -> Mapping[str, Item]:
        return {item.id: item for checklist in self.checklists for item in checklist.items}

    def checklist(self, kind: str, slug: str) -> Checklist | None:
        return next((entry for entry in self.checklists if (entry.kind, entry.slug) == (kind, slug)), None)

    def checklist_of(self, criterion: str) -> Checklist | None:
        return next((entry for entry in self.checklists if entry.id == criterion), None)

    def primary(self, criterion: str) -> Topic | None:
        """The page that a weak score opens first."""
        found = self.criteria.get(criterion)
        return self.topics[found.primary] if found else None

    def about(self, criterion: str) -> tuple[Topic, ...]:
        """Every page on a criterion, the primary one first."""
        first = self.primary(criterion)
        others = (topic for topic in self.topics.values() if criterion in topic.criteria and topic is not first)
        return (first, *others) if first else tuple(others)

    def against(self, risk: str) -> tuple[Measure, ...]:
        return tuple(measure for measure in self.measures.values() if measure.risk == risk)


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


@cache
def handbook(language: str) -> Handbook:
    """The handbook in `en` or `zh`; raises HandbookError."""
    book = Reader("zh" if language.startswith("zh") else "en").read()
    check(book)
    return book


class Reader:
    """Takes one language, and insists that both are there."""

    def __init__(self, language: str, content: Path = CONTENT) -> None:
        self.language = language
        self.content = content

    def load(self, name: str) -> Any:
        return yaml.load((self.content / name).read_text("utf-8"), yaml.CSafeLoader)

    def text(self, raw: Mapping[str, Any], key: str, place: str) -> Any:
        """raw[key][language]; of `- {id, en, zh}` the row itself with key ""."""
        both = raw if key == "" else raw.get(key)
        if not isinstance(both, Mapping) or not all(both.get(language) for language in LANGUAGES):
            raise HandbookError(f"{place}.{key}: needs a text in en and in zh")
        return both[self.language]

    def maybe(self, raw: Mapping[str, Any], key: str, place: str) -> str:
        return str(self.text(raw, key, place)) if key in raw else ""

    def read(self) -> Handbook:
        topics, steps = self.load("topics.yaml"), self.load("steps.yaml")
        return Handbook(
            language=self.language,
            updated=str(topics["updated"]),
            parts=tuple(self.part(part, topics["topics"]) for part in topics["parts"]),
            criteria=keyed(
                Criterion(row["id"], self.text(row, "label", row["id"]), row["primary"]) for row in topics["criteria"]
            ),
            steps=tuple(self.step(row) for row in steps["steps"]),
            decisions=tuple(self.decision(row) for row in steps["decisions"]),
            resources=keyed(self.resource(row) for row in self.load("resources.yaml")["resources"]),
            references=keyed(self.reference(row) for row in self.load("references.yaml")["references"]),
            measures=keyed(self.measure(row) for row in self.load("mitigations.yaml")["mitigations"]),
            terms=tuple(Term(r["id"], r["group"], r["en"], r["zh"]) for r in self.load("glossary.yaml")["terms"]),
        )

    def part(self, raw: Any, topics: Iterable[Any]) -> Part:
        found = tuple(self.topic(row) for row in topics if row["part"] == raw["id"])
        return Part(raw["id"], self.text(raw, "title", raw["id"]), found)

    def topic(self, raw: Any) -> Topic:
        slug = raw["slug"]
        return Topic(
            slug=slug,
            title=self.text(raw, "title", slug),
            summary=self.text(raw, "summary", slug),
            body=self.body(slug),
            **{name: tuple(raw.get(name, ())) for name in ("criteria", "related", "references", "resources")},
        )

    def body(self, slug: str) -> str:
        """The page without its title, which the frame prints. A wide table scrolls inside itself, by keyboard too."""
        first, _newline, rest = (self.content / self.language / f"{slug}.md").read_text("utf-8").partition("\n")
        if not first.startswith("# "):
            raise HandbookError(f"{self.language}/{slug}.md: the first line is the title")
        html: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(rest)
        framed = html.replace("<table>", '<div class="scroll-x" tabindex="0"><table class="data">')
        return framed.replace("</table>", "</table></div>")

    def step(self, raw: Any) -> Checklist:
        texts = ("title", "purpose", "methods", "deliverable", "exit_criterion")
        return Checklist(
            id=raw["id"], kind=STEP, order=raw["order"], items=self.items(raw["items"], raw["id"]),
            criteria=tuple(raw["criteria"]), topics=tuple(raw["topics"]),
            **{name: self.text(raw, name, raw["id"]) for name in texts},
        )  # fmt: skip

    def decision(self, raw: Any) -> Checklist:
        id = raw["id"]
        options = (
            Option(row["id"], *(self.text(row, name, f"{id}.{row['id']}") for name in ("name", "fits", "trade_offs")))
            for row in raw["options"]
        )
        return Checklist(
            id=id, kind=DECISION, order=raw["order"], title=self.text(raw, "title", id),
            purpose=self.text(raw, "question", id), items=self.items(raw["decide_by"], id),
            criteria=tuple(raw["criteria"]), topics=tuple(raw["topics"]), options=tuple(options),
        )  # fmt: skip

    def items(self, rows: Iterable[Any], place: str) -> tuple[Item, ...]:
        return tuple(Item(row["id"], self.text(row, "", f"{place}.{row['id']}")) for row in rows)

    def resource(self, raw: Any) -> Resource:
        id = raw["id"]
        return Resource(
            id=id, name=raw["name"], kind=raw["category"], maintainer=raw.get("maintainer", ""), url=raw["url"],
            licence=raw["licence"], status=raw["status"], checked=raw["checked"],
            stages=tuple(raw["good_for_stage"]), what_for=self.text(raw, "what_for", id),
            note=self.maybe(raw, "note", id), alternatives=tuple(raw.get("alternatives", ())),
        )  # fmt: skip

    def reference(self, raw: Any) -> Reference:
        id, comma = raw["id"], ", "
        numbers = [str(raw.get("volume", "")) + (f"({raw['issue']})" if "issue" in raw else ""), raw.get("pages", "")]
        return Reference(
            id=id, kind=raw["kind"], group=raw["group"], authors=comma.join(raw.get("authors", ())),
            year=str(raw["year"]), title=raw["title"], venue=raw.get("venue") or "",
            place=comma.join(str(number) for number in numbers if number), url=address_of(raw),
            verified=raw["verified"], why=self.text(raw, "why", id), note=self.maybe(raw, "note", id),
        )  # fmt: skip

    def measure(self, raw: Any) -> Measure:
        id = raw["id"]
        return Measure(
            id=id, risk=raw["sub_risk"], title=self.text(raw, "title", id),
            description=self.text(raw, "description", id), effect=raw["typical_effect_on"],
            effort=raw["typical_effort"], first_steps=tuple(self.text(raw, "first_steps", id)),
            evidence=self.text(raw, "evidence", id),
        )  # fmt: skip


def address_of(raw: Mapping[str, Any]) -> str:
    """The lasting address first."""
    if "doi" in raw:
        return f"https://doi.org/{raw['doi']}"
    return f"https://arxiv.org/abs/{raw['arxiv']}" if "arxiv" in raw else str(raw.get("url", ""))


def keyed(rows: Iterable[Any]) -> Mapping[str, Any]:
    """By id; an id that occurs twice is a fault."""
    found: dict[str, Any] = {}
    for row in rows:
        if row.id in found:
            raise HandbookError(f"{row.id}: this id occurs twice")
        found[row.id] = row
    return MappingProxyType(found)


def check(book: Handbook) -> None:
    """Every id that one record names exists."""
    items = [item.id for checklist in book.checklists for item in checklist.items]
    faults = [f"{id}: this id occurs twice" for id in set(items) if items.count(id) > 1]
    for topic in book.topics.values():
        faults += unknown(topic.slug, topic.criteria, book.criteria) + unknown(topic.slug, topic.related, book.topics)
        faults += unknown(topic.slug, topic.references, book.references)
        faults += unknown(topic.slug, topic.resources, book.resources)
    for entry in book.checklists:
        faults += unknown(entry.id, entry.criteria, book.criteria) + unknown(entry.id, entry.topics, book.topics)
    for resource in book.resources.values():
        faults += unknown(resource.id, resource.alternatives, book.resources)
        faults += unknown(resource.id, [resource.kind], KINDS)
    for criterion in book.criteria.values():
        faults += unknown(criterion.id, [criterion.primary], book.topics)
    faults += [
        f"{measure.id}: {measure.risk}" for measure in book.measures.values() if measure.risk not in book.criteria
    ]
    if faults:
        raise HandbookError("\n".join(faults))


def unknown(place: str, ids: Iterable[str], known: Any) -> list[str]:
    return [f"{place}: {id} is not known" for id in ids if id not in known]

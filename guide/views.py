"""The public pages of the guide. What a reader's own venture says to them is a block that `assessments` fills."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guide import words
from guide.handbook import DECISION, STEP, Handbook, Resource, handbook


def book() -> Handbook:
    """In the language of the page."""
    return handbook(get_language() or "en")


@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "guide/index.html", {"book": book()})


@login_not_required
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = book().topics.get(slug)
    if found is None:
        raise Http404
    part = next(part for part in book().parts if found in part.topics)
    place = list(book().topics).index(slug)
    topics = list(book().topics.values())
    context = {
        "topic": found,
        "part": part,
        "body": mark_safe(found.body),  # noqa: S308  # our own text, HTML switched off
        "related": [book().topics[slug] for slug in found.related],
        "references": [book().references[id] for id in found.references],
        "resources": [book().resources[id] for id in found.resources],
        "before": topics[place - 1] if place else None,
        "after": topics[place + 1] if place + 1 < len(topics) else None,
    }
    return render(request, "guide/topic.html", context)


@login_not_required
def step(request: HttpRequest, slug: str) -> HttpResponse:
    return checklist(request, STEP, slug)


@login_not_required
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    return checklist(request, DECISION, slug)


def checklist(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    found = book().checklist(kind, slug)
    if found is None:
        raise Http404
    siblings = book().steps if found.is_step else book().decisions
    context = {
        "entry": found,
        "siblings": siblings,
        "topics": [book().topics[slug] for slug in found.topics],
    }
    return render(request, "guide/checklist.html", context)


@dataclass(frozen=True)
class Filter:
    """A filter of the directory: one link per value that leaves something."""

    key: str
    title: Promise
    options: Sequence[
        tuple[Promise, int, bool, Mapping[str, str | None]]
    ]  # words, count, chosen, change of the address


def filter_links(key: str, title: Promise, names: Mapping[str, Promise], counts: Counter[str], on: str) -> Filter:
    options: list[tuple[Promise, int, bool, Mapping[str, str | None]]] = [
        (name, counts[id], id == on, {key: None if id == on else id})
        for id, name in names.items()
        if counts[id] or id == on
    ]
    return Filter(key, title, options)


@login_not_required
def tools(request: HttpRequest) -> HttpResponse:
    """The directory. A filter counts what it would leave beside the other one."""
    searched = request.GET.get("q", "").replace("\0", "").strip()[:200]
    kind, licence = request.GET.get("kind", ""), request.GET.get("licence", "")
    kind, licence = kind if kind in words.KINDS else "", licence if licence in words.LICENCES else ""
    fitting = [entry for entry in book().resources.values() if holds(entry.id, searched)]
    of_kind = [entry for entry in fitting if kind in ("", entry.kind)]
    of_licence = [entry for entry in fitting if licence in ("", entry.licence_kind)]
    rows = [entry for entry in of_kind if entry in of_licence]
    context = {
        "groups": [(name, [row for row in rows if row.kind == id]) for id, name in words.KINDS.items()],
        "count": len(rows),
        "searched": searched,
        "chosen": {key: value for key, value in (("kind", kind), ("licence", licence)) if value},
        "filters": [
            filter_links("kind", _("Kind"), words.KINDS, Counter(row.kind for row in of_licence), kind),
            filter_links(
                "licence", _("Licence"), words.LICENCES, Counter(row.licence_kind for row in of_kind), licence
            ),
        ],
        "resources": book().resources,
        "updated": book().updated,
    }
    return render(request, "guide/tools.html", context)


def holds(id: str, searched: str) -> bool:
    """Every word occurs in the entry, in either language."""
    both = [handbook(language).resources[id] for language in ("en", "zh")]
    text = " ".join(part for entry in both for part in said(entry)).casefold()
    return all(word in text for word in searched.casefold().split()[:8])


def said(entry: Resource) -> tuple[str, ...]:
    return entry.name, entry.maintainer, entry.licence, entry.what_for, entry.note, entry.host


@login_not_required
def references(request: HttpRequest) -> HttpResponse:
    rows = sorted(book().references.values(), key=lambda row: (row.authors.casefold(), row.year))
    groups = [(name, [row for row in rows if row.group == id]) for id, name in words.GROUPS.items()]
    return render(request, "guide/references.html", {"groups": groups})


@login_not_required
def measures(request: HttpRequest) -> HttpResponse:
    """The catalogue of responses, risk by risk."""
    risks = [entry for entry in book().criteria.values() if book().against(entry.id)]
    groups = [(risk, book().primary(risk.id), book().against(risk.id)) for risk in risks]
    return render(request, "guide/measures.html", {"groups": groups})


@login_not_required
def terms(request: HttpRequest) -> HttpResponse:
    groups = [(name, [term for term in book().terms if term.group == id]) for id, name in words.TERM_GROUPS.items()]
    return render(request, "guide/terms.html", {"groups": groups})

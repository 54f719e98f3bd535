"""The weights of an assessment: a named profile, or custom weights parent by parent, seen before they are kept."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers

from accounts.http import UserRequest
from assessments.forms.weights import METHODS, PairsForm, WeightsForm
from assessments.models import Assessment, Closed
from assessments.models.answered import PAIRS, RANKING, SWING
from assessments.readings import Score
from assessments.readings import weights as read
from assessments.readings.words import profile_words
from assessments.scoring import Bank
from assessments.scoring.bank_parts import Node
from assessments.scoring.tree import node_weights
from assessments.templatetags.bilingual import local
from assessments.views.opened import Opened, opened

PLACES = 3  # of points that are proposed from weights


@vary_on_headers("HX-Request")
def weights(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    """The profiles side by side and the weights in use; with ?node=<parent> the form for those below one node.

    For htmx only what the weights in the form would do, the fragment `preview`.
    """
    page = opened(request, code)
    if request.method != "POST" and "node" not in request.GET:
        return overview(request, page)
    if not page.may_edit or page.assessment is None:
        raise Http404
    if page.assessment.finished:
        messages.warning(request, _("This assessment is finished. Its weights can no longer be changed."))
        return redirect("assessments:weights", code)
    try:
        return edit(request, page, page.assessment) if "node" in request.GET else use(request, page, page.assessment)
    except Closed:
        return redirect("assessments:weights", code)


def overview(request: UserRequest, page: Opened, confirm: str = "") -> HttpResponse:
    context: dict[str, Any] = {"page": page, "venture": page.venture}
    if page.assessment is not None and page.document is not None:
        bank, document = page.assessment.bank.parsed, page.document
        lines = read.side_by_side(page.reading) if page.reading and not page.too_early else []
        context |= {
            "profile": profile_words(bank, document.profile),
            "base": local(bank.profiles[page.assessment.profile].title),
            "custom": not isinstance(document.profile, str),
            "lines": lines,
            "comparison": read.comparison(lines),
            "profiles": bank.profiles.values(),
            "parents": read.parents(bank, document.profile, page.assessment.custom_weights),
            "heavy": read.heavy_words(bank, document.profile),
            "may_change": page.may_edit and page.draft,
            "confirm": bank.profiles.get(confirm),
        }
    return render(request, "assessments/weights.html", context)


def use(request: UserRequest, page: Opened, assessment: Assessment) -> HttpResponse:
    """A named profile, in the place of custom weights once that is confirmed; or the profile again below one node."""
    profile, parent = request.POST.get("profile", ""), request.POST.get("drop", "")
    if parent in assessment.custom_weights:
        assessment.drop_weights(parent)
    elif profile in assessment.bank.parsed.profiles:
        if assessment.custom_weights and "confirm" not in request.POST:
            return overview(request, page, confirm=profile)
        assessment.use_profile(profile)
    return redirect("assessments:weights", page.venture.code)


@dataclass(frozen=True)
class Editing:
    """One parent under one method."""

    assessment: Assessment
    bank: Bank
    parent: Node
    children: tuple[Node, ...]
    methods: tuple[str, ...]
    method: str

    @classmethod
    def of(cls, request: UserRequest, assessment: Assessment) -> "Editing":
        """Raises 404 for a node with less than two nodes below it."""
        bank, id = assessment.bank.parsed, request.GET["node"]
        found = next((node for node in bank.nodes if node.id == id), None)
        children = bank.children(id)
        if found is None or len(children) < 2:
            raise Http404
        many = len(children) > bank.constants["ahp"]["max_children"]
        methods = (SWING, RANKING) if many else (SWING, RANKING, PAIRS)
        kept = assessment.custom_weights.get(id, {}).get("method", SWING)
        wanted = request.GET.get("method", kept)
        return cls(assessment, bank, found, children, methods, wanted if wanted in methods else SWING)

    def form(self, data: Any = None) -> WeightsForm:
        return METHODS[self.method](self.bank, self.children, data, self.initial())

    def initial(self) -> dict[str, str]:
        """What was typed before; else what the weights in use come to."""
        kept = self.assessment.custom_weights.get(self.parent.id, {})
        if kept.get("method") == self.method:
            return dict(kept["typed"])
        now = self.now()
        if self.method == SWING:
            return {id: f"{100 * weight / max(now.values()):.{PLACES}g}" for id, weight in now.items()}
        if self.method == RANKING:
            ordered = sorted(now, key=lambda id: -now[id])
            return {id: str(ordered.index(id) + 1) for id in now}
        return {}

    def now(self) -> dict[str, float]:
        every = node_weights(self.bank, self.assessment.weights)
        return {node.id: every[node.id] for node in self.children}

    def after(self, form: WeightsForm) -> dict[str, float]:
        """All weights that are not the bank's own, with those of the form."""
        now = self.assessment.weights
        base = self.bank.profiles[now].weights if isinstance(now, str) else now
        return {**base, **form.weights}


def edit(request: UserRequest, page: Opened, assessment: Assessment) -> HttpResponse:
    editing = Editing.of(request, assessment)
    form = editing.form(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "page": page, "venture": page.venture, "parent": editing.parent, "form": form, "method": editing.method,
        "methods": [(method, read.method_words(method)) for method in editing.methods],
        "action": f"{reverse('assessments:weights', args=[page.venture.code])}"
        f"?node={editing.parent.id}&method={editing.method}",
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST:
            assessment.set_weights(editing.parent.id, editing.method, form.typed, form.weights)
            return redirect("assessments:weights", page.venture.code)
        context |= preview(page, editing, form)
    name = "assessments/_weights_preview.html" if request.htmx else "assessments/weights_edit.html"
    return render(request, name, context)


def preview(page: Opened, editing: Editing, form: WeightsForm) -> dict[str, Any]:
    """What the weights would do to the score, next to those in use."""
    bank, document, after = editing.bank, page.document, editing.after(form)
    found: dict[str, Any] = {
        "shares": read.shares(bank, editing.parent.id, node_weights(bank, after)),
        "before": read.shares(bank, editing.parent.id, node_weights(bank, editing.assessment.weights)),
        "heavy": read.heavy_words(bank, after),
        "doubt": form.doubt if isinstance(form, PairsForm) else "",
        "comparison": form.comparison if isinstance(form, PairsForm) else None,
        "previewed": True,
    }
    if document is not None and not page.too_early:
        id = str(editing.assessment.code)
        now, new = (read.figures(bank, document, weights, id) for weights in (document.profile, after))
        found |= {"now": now, "new": new}
        found |= {f"{name}_change": change(getattr(now, name), getattr(new, name)) for name in ("merit", "adjusted")}
    return found


def change(before: Score, after: Score) -> float:
    return (after.value or 0.0) - (before.value or 0.0)

"""Weights in rows: the profiles side by side, and what each node weighs beside its siblings (M 2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from assessments import scoring
from assessments.models.answered import PAIRS, RANKING, SWING
from assessments.readings.drawn import Drawn
from assessments.readings.reading import Reading, Score
from assessments.readings.words import in_order, profile_words, whole
from assessments.scoring import Bank, Document, Problem
from assessments.scoring.bank_parts import Node
from assessments.scoring.result import heavy
from assessments.scoring.tree import node_weights
from assessments.templatetags.bilingual import local

Weights = str | Mapping[str, float]


@dataclass(frozen=True)
class Figures:
    """What a set of weights makes of the answers; without figures where it cannot be scored."""

    title: str
    id: str  # of a named profile; empty for custom weights
    current: bool
    merit: Score
    adjusted: Score
    grade: str
    reason: str = ""
    has_grade: bool = False


def figures(bank: Bank, document: Document, weights: Weights, assessment_id: str) -> Figures:
    try:
        return figures_of(Drawn.of(bank, replace(document, profile=weights), assessment_id).reading)
    except scoring.CannotScore as refused:
        return refused_figures(bank, weights, refused.problem)


def refused_figures(bank: Bank, weights: Weights, problem: Problem) -> Figures:
    id, reason = weights if isinstance(weights, str) else "", _(problem.message) % problem.values
    return Figures(profile_words(bank, weights), id, False, Score(None), Score(None), "", reason)


def figures_of(reading: Reading, current: bool = False) -> Figures:
    weights = reading.document.profile
    return Figures(
        title=profile_words(reading.bank, weights),
        id=weights if isinstance(weights, str) else "",
        current=current,
        merit=reading.score(reading.bank.root.id),
        adjusted=reading.risk_adjusted,
        grade=reading.result["grade"] or _("none"),
        has_grade=reading.result["grade"] is not None,
    )


def side_by_side(now: Reading) -> list[Figures]:
    """Every named profile, and the custom weights where they are in use; `now` is the result under the current ones."""
    used, lines = now.document.profile, []
    for profile, found in now.under.items():
        if profile == used:
            lines.append(figures_of(now if isinstance(found, Problem) else found, current=True))
        elif isinstance(found, Problem):
            lines.append(refused_figures(now.bank, profile, found))
        else:
            lines.append(figures_of(found))
    return lines if isinstance(used, str) else [*lines, figures_of(now, current=True)]


def comparison(found: list[Figures]) -> str:
    """One sentence about what the weights decide."""
    known = [line for line in found if line.adjusted.value is not None]
    if len(known) < 2:
        return ""
    points = [line.adjusted.value or 0.0 for line in known]
    grades = sorted({line.grade for line in known})
    values = {"low": whole(min(points)), "high": whole(max(points)), "grades": in_order(grades)}
    if not any(line.has_grade for line in known) and values["low"] == values["high"]:
        return _("Whatever the weights, there is no grade; the score is %(low)s.") % values
    if not any(line.has_grade for line in known):
        return _("Whatever the weights, there is no grade; the score lies from %(low)s to %(high)s.") % values
    if len(grades) == 1 and values["low"] == values["high"]:
        return _("Whatever the weights, the grade is %(grades)s and the score %(low)s.") % values
    if len(grades) == 1:
        return _("Whatever the weights, the grade is %(grades)s; the score lies from %(low)s to %(high)s.") % values
    return _("The weights decide the grade: it is one of %(grades)s; the score lies from %(low)s to %(high)s.") % values


@dataclass(frozen=True)
class Share:
    node: Node
    percent: float


@dataclass(frozen=True)
class Parent:
    """A node with at least two nodes below it; `method` is empty where the profile's weights hold."""

    node: Node
    children: tuple[Share, ...]
    method: str

    @property
    def method_words(self) -> str:
        return method_words(self.method) if self.method else _("from the profile")


def method_words(method: str) -> str:
    return {SWING: _("Swing weights"), RANKING: _("Ranking only"), PAIRS: _("Pairwise comparison")}[method]


def shares(bank: Bank, parent: str, weights: Mapping[str, float]) -> tuple[Share, ...]:
    below = bank.children(parent)
    total = sum(weights[node.id] for node in below) or 1.0
    return tuple(Share(node, 100 * weights[node.id] / total) for node in below)


def parents(bank: Bank, profile: Weights, custom: Mapping[str, Any]) -> tuple[Parent, ...]:
    weights = node_weights(bank, profile)
    return tuple(
        Parent(node, shares(bank, node.id, weights), custom.get(node.id, {}).get("method", ""))
        for node in bank.nodes
        if len(bank.children(node.id)) > 1
    )


def heavy_words(bank: Bank, weights: Weights) -> list[str]:
    """M 2.6: the warning about a node that outweighs all its siblings."""
    share = whole(100 * bank.constants["weight_warning"])
    return [
        _("%(part)s gets more than %(share)s%% of the weight beside its siblings: it would be the score.")
        % {"part": local(bank.node(id).title), "share": share}
        for id in heavy(bank, weights)
    ]

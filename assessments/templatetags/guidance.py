"""From an assessment to the page of the guide that helps."""

from typing import NamedTuple

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from guide.handbook import Measure, handbook

register = template.Library()
# What helped, in the words of the case library: the nearest counterpart of each dimension, section, step and decision
ASPECTS = {
    "economic": "business_model", "social": "openness", "technical": "technology", "strategy": "market",
    "team": "talent", "resources": "capital", "channel": "partnership", "steps": "market",
    "decisions": "business_model", "channels": "partnership",
    "step_market_research": "market", "step_technology_reserve": "technology", "step_team_building": "talent",
    "step_product_development": "technology", "step_market_promotion": "market", "step_financing": "capital",
    "decision_technical_route": "technology", "decision_business_model": "business_model",
    "decision_team_management": "talent", "decision_resource_integration": "partnership",
}  # fmt: skip
# The pages on dimensions and sections that are no criterion of the guide themselves
TOPICS = {
    "strategy": "market-positioning", "team": "team-composition", "resources": "funding", "steps": "six-steps",
    "decisions": "four-decisions", "channels": "channel-advantage", "about": "venture-characteristics",
    "gates": "legal-risk",
}  # fmt: skip


class Page(NamedTuple):
    """A page of the guide in the language of the reader."""

    title: str
    url: str


@register.simple_tag
def guide_page(ref: str, otherwise: str = "") -> Page | None:
    """The page on a question, risk or dimension; else the page on what it belongs to."""
    book = handbook(get_language() or "en")
    if checklist := book.checklist_of(ref):
        return Page(checklist.title, reverse(f"guide:{checklist.kind}", args=[checklist.slug]))
    about = (book.primary(ref), book.topics.get(TOPICS.get(ref, "")))
    around = (book.primary(otherwise), book.topics.get(TOPICS.get(otherwise, "")))
    found = next((topic for topic in (*about, *around) if topic), None)
    return Page(found.title, reverse("guide:topic", args=[found.slug])) if found else None


@register.filter
def catalogued(id: str) -> Measure | None:
    """What the guide says of a measure of the bank."""
    return handbook(get_language() or "en").measures.get(id)


@register.filter
def helped_by(ref: str, otherwise: str = "") -> str:
    """The filter of the case library that fits a question or dimension; else the one that fits its section."""
    return ASPECTS.get(ref) or ASPECTS.get(otherwise, "")

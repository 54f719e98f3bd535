"""From an assessment to the page of the guide that helps."""

from django import template
from django.utils.translation import get_language

from guide.handbook import Measure, Topic, handbook

register = template.Library()
# What helped, in the words of the case library: the nearest counterpart of each dimension, section, step and decision
ASPECTS = {
    "economic": "business_model", "social": "openness", "technical": "technology", "strategy": "market",
    "team": "talent", "resources": "capital", "channel": "partnership", "steps": "market",
    "decisions": "business_model", "channels": "partnership", "gates": "compliance",
    "step_market_research": "market", "step_technology_reserve": "technology", "step_team_building": "talent",
    "step_product_development": "technology", "step_market_promotion": "market", "step_financing": "capital",
    "decision_technical_route": "technology", "decision_business_model": "business_model",
    "decision_team_management": "talent", "decision_resource_integration": "partnership",
}  # fmt: skip
SECTIONS = {"channels": "channel", "gates": "risk_legal_compliance"}  # what their questions without a page are about


@register.simple_tag
def guide_page(ref: str, otherwise: str = "") -> Topic | None:
    """The page on a question, risk or dimension; else the page on what it belongs to."""
    book = handbook(get_language() or "en")
    return book.primary(ref) or book.primary(SECTIONS.get(otherwise, otherwise))


@register.filter
def catalogued(id: str) -> Measure | None:
    """What the guide says of a measure of the bank."""
    return handbook(get_language() or "en").measures.get(id)


@register.filter
def helped_by(ref: str, otherwise: str = "") -> str:
    """The filter of the case library that fits a question or dimension; else the one that fits its section."""
    return ASPECTS.get(ref) or ASPECTS.get(otherwise, "")

"""From an assessment to the page of the guide that helps."""

from django import template
from django.utils.translation import get_language

from guide.handbook import Measure, Topic, handbook

register = template.Library()
# What helped, in the words of the case library: the nearest counterpart of each dimension there
ASPECTS = {
    "economic": "business_model", "social": "openness", "technical": "technology", "strategy": "market",
    "team": "talent", "resources": "capital", "channel": "partnership", "steps": "market",
    "decisions": "business_model",
}  # fmt: skip


@register.simple_tag
def guide_page(ref: str, otherwise: str = "") -> Topic | None:
    """The page on a question, risk or dimension; else the page on what it belongs to."""
    book = handbook(get_language() or "en")
    return book.primary(ref) or book.primary(otherwise)


@register.filter
def catalogued(id: str) -> Measure | None:
    """What the guide says of a measure of the bank."""
    return handbook(get_language() or "en").measures.get(id)


@register.filter
def helped_by(dimension: str) -> str:
    """The filter of the case library that fits a dimension."""
    return ASPECTS.get(dimension, "")

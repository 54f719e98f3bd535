"""The fixed words of the guide, for templates."""

from django import template

from guide import words

register = template.Library()


@register.filter
def kind_words(id: str) -> str:
    return str(words.KINDS.get(id, id))


@register.filter
def tool_status(id: str) -> str:
    return str(words.STATUSES.get(id, id))


@register.filter
def stage_words(id: str) -> str:
    return str(words.STAGES.get(id, id))


@register.filter
def effect_words(id: str) -> str:
    return str(words.EFFECTS.get(id, id))


@register.filter
def effort_words(id: str) -> str:
    return str(words.EFFORTS.get(id, id))

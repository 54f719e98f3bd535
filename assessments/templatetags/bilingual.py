"""Bank texts and units in the language of the page."""

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.scoring.bank_parts import Text

register = template.Library()


@register.filter
def local(text: Text | None) -> str:
    return text.local(get_language() or "en") if text is not None else ""


@register.filter
def unit(name: str) -> str:
    """A unit of the bank; its English name is the key."""
    words = {
        "months": _("months"),
        "people": _("people"),
        "seconds": _("seconds"),
        "days": _("days"),
        "billion parameters": _("billion parameters"),
        "log10 of training FLOP": _("log10 of training FLOP"),
        "percentage points": _("percentage points"),
        "ratio": "",
    }
    return words.get(name, name)

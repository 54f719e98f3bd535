"""Bank texts and units in the language of the page."""

from datetime import date

from django import template
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from assessments.scoring.bank_parts import Text

register = template.Library()


@register.filter
def local(text: Text | None) -> str:
    return text.local(get_language() or "en") if text is not None else ""


@register.simple_tag
def gap() -> str:
    """Between two sentences. A Chinese full stop brings its own."""
    return " " if in_english() else ""


@register.simple_tag
def comma() -> str:
    """Between two parts of one line. A Chinese comma brings its own space."""
    return ", " if in_english() else "，"


@register.simple_tag
def colon() -> str:
    return ": " if in_english() else "："


def in_english() -> bool:
    return not (get_language() or "").startswith("zh")


@register.filter
def on_two_lines(text: str) -> str:
    """A level, and below it what stands in brackets behind its name: "Possible (20–45%)" where there is little room."""
    name, _bracket, limits = text.replace("（", " (").rstrip(")）").partition(" (")
    unbroken = limits.replace("–", "\N{WORD JOINER}–\N{WORD JOINER}")
    return format_html('{} <span class="limits">{}</span>', name, unbroken) if limits else name


@register.filter
def day(value: date) -> str:
    # Translators: format of a date, with Django's letters; in Chinese "Y年n月j日"
    return format_date(value, pgettext("date", "j F Y"))


@register.filter
def unit(name: str, number: float = 0) -> str:
    """A unit of the bank; its English name is the key. Behind the number 1 where that is given."""
    if number == 1 and name in {"months", "people", "seconds", "days", "percentage points"}:
        return {
            "months": pgettext("unit behind 1", "month"),
            "people": pgettext("unit behind 1", "person"),
            "seconds": pgettext("unit behind 1", "second"),
            "days": pgettext("unit behind 1", "day"),
            "percentage points": pgettext("unit behind 1", "percentage point"),
        }[name]
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

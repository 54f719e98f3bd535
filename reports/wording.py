"""Dates, and texts cut to a length."""

import unicodedata
from datetime import date

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def day(value: date) -> str:
    # Translators: format of a date in print, with Django's letters; in Chinese "Y年n月j日"
    return format_date(value, pgettext("date in print", "j F Y"))


def bracketed(figure: str, note: str) -> str:
    # Translators: a figure and what it means; in Chinese with full-width brackets
    return _("%(figure)s (%(note)s)") % {"figure": figure, "note": note}


def width(text: str) -> int:
    """How much room a text takes, in Latin letters; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def cut(text: str, size: int) -> str:
    """The text on one line, within `size` Latin letters; cut between words where it has any."""
    line = " ".join(text.split())
    if width(line) <= size:
        return line
    kept, room = "", size - 1
    for sign in line:
        room -= width(sign)
        if room < 0:
            break
        kept += sign
    head, space, tail = kept.rpartition(" ")
    if space and width(tail) <= size // 3:
        kept = head
    return kept.rstrip(" ,.;:，。；：、（(") + "…"

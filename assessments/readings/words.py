"""Words of the method, in the language of the page."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.scoring import Bank, Step
from assessments.scoring.bank_parts import Column, Fact, Question, Raw, Text
from assessments.templatetags.bilingual import local, unit

LOW, MODERATE, HIGH = "low", "moderate", "high"


def inside(text: Text) -> str:
    """A title inside a sentence; English titles begin small there."""
    return small(local(text))


def small(words: str) -> str:
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def in_order(words: Iterable[str]) -> str:
    # Translators: between the parts of a list; in Chinese "、"
    return pgettext("between the parts of a list", ", ").join(words)


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after the other; empty ones are left out."""
    # Translators: between two sentences: a space in English, nothing in Chinese. Keep %(first)s and %(second)s.
    pattern = _("%(first)s %(second)s")
    said = [sentence for sentence in sentences if sentence]
    return reduce(lambda first, second: pattern % {"first": first, "second": second}, said) if said else ""


def profile_words(bank: Bank, profile: str | Mapping[str, float]) -> str:
    """How the weights of a score are named beside it."""
    return local(bank.profiles[profile].title) if isinstance(profile, str) else _("Custom weights")


def step_text(bank: Bank, step: Step) -> str:
    """What a step of the wizard asks."""
    if step.kind == "risk":
        return local(bank.risk(step.ref).title)
    if step.kind == "channels":
        return _("Channel table")
    if step.kind == "fact":
        return local(bank.fact(step.ref).text)
    return local(bank.gate(step.ref).text if step.kind == "gate" else bank.question(step.ref).text)


def status_words(status: str) -> str:
    return {
        "blocked": _("Blocked"),
        "insufficient": _("Insufficient information"),
        "provisional": _("Provisional"),
        "assessed": _("Assessed"),
        "reviewed": _("Reviewed"),
    }[status]


def quadrant_words(quadrant: str) -> str:
    return {
        "Advance": _("Advance"),
        "De-risk first": _("De-risk first"),
        "Strengthen value": _("Strengthen value"),
        "Rethink": _("Rethink"),
    }[quadrant]


def category_words(category: str) -> str:
    """The bank names its categories by id alone."""
    words = {
        "technical": pgettext("risk category", "Technical"),
        "market": pgettext("risk category", "Market"),
        "funding": pgettext("risk category", "Funding"),
        "legal": pgettext("risk category", "Legal"),
    }
    return words.get(category, category)


def level_words(level: str) -> str:
    return {
        LOW: pgettext("risk level", "Low"),
        MODERATE: pgettext("risk level", "Moderate"),
        HIGH: pgettext("risk level", "High"),
    }[level]


def cell_letter(colour: str) -> str:
    """In each cell of the risk grid, so that it can be read without colour."""
    return {
        # Translators: one letter or character for "low", whatever the exact figures; in Chinese 低
        "green": pgettext("risk cell", "L"),
        # Translators: one letter or character for "depends on the figures"; in Chinese 中
        "amber": pgettext("risk cell", "D"),
        # Translators: one letter or character for "high", whatever the exact figures; in Chinese 高
        "red": pgettext("risk cell", "H"),
    }[colour]


def evidence_words(level: int) -> str:
    """The five levels in two words each; the bank has them in full."""
    words = [_("Statement only"), _("Informal note"), _("Dated record"), _("Confirmed outside"), _("Audited")]
    return words[level]


def whole(value: float) -> str:
    """Rounded for reading, halves up as the templates' floatformat does: 62.5 is 63 in a sentence and in a table."""
    return rounded(value, Decimal(1))


def one_decimal(value: float) -> str:
    """With one decimal, halves up as well: 5.25 is 5.3."""
    return rounded(value, Decimal("0.1"))


def rounded(value: float, step: Decimal) -> str:
    return f"{Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP) + 0}"


def number_words(value: float) -> str:
    """Thousands with commas in both languages, and no more decimals than were given.

    A float holds 15 digits; what stands behind them is noise.
    """
    if isinstance(value, int):
        return f"{value:,}"
    return f"{Decimal(f'{value:.15g}'):,.6f}".rstrip("0").rstrip(".")


def value_words(asked: Question | Fact | Column, raw: Raw, currency: str = "") -> str:
    """A checked answer as a person reads it."""
    if asked.options:
        chosen = raw if isinstance(raw, tuple) else (raw,)
        return in_order(local(option.text) for option in asked.options if option.id in chosen)
    anchors = getattr(asked, "anchors", ())
    if anchors and isinstance(raw, int):
        text = local(anchors[raw - 1 if asked.type == "readiness9" else raw])
        return _("Level %(level)s: %(text)s") % {"level": raw, "text": text}
    if asked.type == "yesno":
        return _("Yes") if raw == "yes" else _("No")
    if not isinstance(raw, int | float):
        return str(raw)
    function = getattr(asked, "value_function", None)
    named = asked.unit or (function.unit if function else "")
    if asked.type == "percent" or named == "%":
        return f"{number_words(raw)}%"
    if named == "log10 of training FLOP":  # the form asks for the exponent; a reader wants the number
        return f"10^{number_words(raw)} FLOP"
    return f"{number_words(raw)} {currency if asked.type == 'money' else unit(named, raw)}".strip()

"""The forms of facts, gates and scored questions."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from assessments.forms.step import (
    CheckCards,
    ChoiceCards,
    PlainTextField,
    Segments,
    StepForm,
    dated_field,
    evidence_field,
    links_field,
    note_field,
    number_keys,
    shown_number,
)
from assessments.models import Answer, Change, Given, Money
from assessments.scoring import Bank, Refused
from assessments.scoring.answers import ANSWERED, DONT_KNOW, NOT_APPLICABLE, read
from assessments.scoring.bank_parts import Fact, Gate, Question
from assessments.templatetags.bilingual import local

CURRENCIES = ("USD", "CNY", "EUR", "GBP", "JPY", "HKD", "TWD", "SGD", "KRW", "INR", "AUD", "CAD", "CHF", "SEK", "BRL")
CHOICES = ("level5", "readiness9", "single", "multi", "yesno")
REASON_LENGTH = 500


class FactForm(StepForm):
    """A fact about the venture. An optional one may stay unknown."""

    def build(self) -> None:
        self.fact: Fact = self.bank.fact(self.item)
        options = [(option.id, local(option.text)) for option in self.fact.options]
        unknown = [] if self.fact.required else [(DONT_KNOW, _("I don't know yet"))]
        keys = number_keys([value for value, _label in options])
        if self.fact.type == "multi":
            self.fields["choice"] = forms.MultipleChoiceField(
                choices=options + unknown, widget=CheckCards(keys), required=False, label=""
            )
        elif self.fact.type == "single":
            self.fields["choice"] = forms.ChoiceField(
                choices=options + unknown, widget=ChoiceCards(keys), required=False, label=""
            )
        else:
            add_number(self, unknown)

    def shown(self, row: Answer) -> dict[str, Any]:
        if self.bank.fact(self.item).type == "multi":
            return {"choice": row.value if row.state == ANSWERED else [row.state]}
        return shown_answer(row) if self.bank.fact(self.item).type == "numeric" else super().shown(row)

    def clean(self) -> None:
        cleaned = self.cleaned_data
        raw: Any = cleaned.get("raw") if "raw" in self.fields else cleaned.get("choice")
        if cleaned.get("choice") in (DONT_KNOW, [DONT_KNOW]):
            without_value(self, DONT_KNOW, Given())
        elif raw in ("", [], None):
            refuse_empty(self)
        else:
            read_into(self, self.fact, raw, Given())


class GateForm(StepForm):
    def build(self) -> None:
        self.gate: Gate = self.bank.gate(self.item)
        options = [(option.id, local(option.text)) for option in self.gate.options]
        keys = {**number_keys([value for value, _label in options]), DONT_KNOW: "0"}
        hints = {DONT_KNOW: _("The grade is capped until this is known")}
        self.fields["choice"] = forms.ChoiceField(
            choices=[*options, (DONT_KNOW, _("I don't know yet"))], widget=ChoiceCards(keys, hints),
            required=False, label="",
        )  # fmt: skip
        self.fields["note"] = note_field()

    def clean(self) -> None:
        choice, note = self.cleaned_data.get("choice"), self.cleaned_data.get("note", "")
        if not choice:
            refuse_empty(self)
        elif choice == DONT_KNOW:
            self.answer = Given(state=DONT_KNOW, note=note)
        else:
            self.answer = Given(value=choice, note=note)


class QuestionForm(StepForm):
    """A scored question: the answer or why there is none, how sure, and what supports it."""

    def __init__(self, bank: Bank, item: str, row: Answer | None, data: Any = None, *, money: Money) -> None:
        self.stored_money = money  # kept with the assessment, as it holds for all money answers
        rate = money.rate and f"{money.rate.normalize():f}"
        beside = {"currency": money.currency or None, "rate": rate, "rate_dated": money.rate_dated}
        super().__init__(bank, item, row, data, beside)

    def build(self) -> None:
        self.question: Question = self.bank.question(self.item)
        states = [(DONT_KNOW, _("I don't know yet"))]
        if self.question.na_allowed:
            states.append((NOT_APPLICABLE, _("This does not apply to us")))
        if self.question.type in CHOICES:
            options, hints = question_options(self.question)
            hints[DONT_KNOW] = _("The score range stays wide. Nothing is guessed for you")
            keys = {**number_keys([value for value, _label in options]), DONT_KNOW: "0"}
            self.fields["choice"] = forms.ChoiceField(
                choices=options + states, widget=ChoiceCards(keys, hints), required=False, label=""
            )
        else:
            add_number(self, states, _("The score range stays wide. Nothing is guessed for you"))
        if self.question.type == "money":
            add_currency(self, self.stored_money.currency)
        if self.question.na_allowed:
            self.fields["reason"] = PlainTextField(
                label=_("Why does it not apply?"), required=False, max_length=REASON_LENGTH,
                help_text=_("Needed only if you chose that it does not apply"),
            )  # fmt: skip
        self.fields["evidence"] = evidence_field(widget=Segments())
        self.fields["links"] = links_field()
        dated = _("Like 2026-11-14. Evidence older than 18 months counts one level less")
        self.fields["evidence_dated"] = dated_field(_("Date of the evidence"), dated, past=True)
        self.fields["note"] = note_field()

    def shown(self, row: Answer) -> dict[str, Any]:
        if self.bank.question(self.item).type in CHOICES:
            return {"choice": str(row.value) if row.state == ANSWERED else row.state}
        return shown_answer(row)

    def clean(self) -> None:
        cleaned = self.cleaned_data
        support = Given(
            evidence=int(cleaned.get("evidence") or 0), evidence_dated=cleaned.get("evidence_dated"),
            links=cleaned.get("links", ""), note=cleaned.get("note", ""), reason=cleaned.get("reason", ""),
        )  # fmt: skip
        choice, raw = cleaned.get("choice"), cleaned.get("raw", "")
        if "raw" in self.fields:
            choice = choice[0] if choice else ""
        if choice in (DONT_KNOW, NOT_APPLICABLE):
            without_value(self, choice, support)
        elif "raw" in self.fields and raw:
            read_into(self, self.question, raw, support)
        elif self.question.type in CHOICES and choice:
            read_into(self, self.question, int(choice) if choice.isdigit() else choice, support)
        else:
            refuse_empty(self)
        self.check_support(support, choice)

    def check_support(self, support: Given, choice: str | None) -> None:
        """What an answer needs beside itself: a rate for a foreign currency, a link above evidence level 1."""
        money, unit = self.money(), self.bank.money_unit
        if money and money.currency and not money.rate and "rate" not in self.errors:
            self.add_error("rate", _("Enter what 1 unit of your currency is worth in %(unit)s.") % {"unit": unit})
        without = choice in (DONT_KNOW, NOT_APPLICABLE)
        if support.evidence > 1 and not support.links and not without and "links" not in self.errors:
            self.add_error(
                "links", _("This evidence level needs a link that others can open. Add one, or choose a lower level.")
            )

    @property
    def shows_support(self) -> bool:
        """Whether link and date stand open: when there is something in them, or the level asks for a link."""
        filled = any(self[name].value() or self[name].errors for name in ("links", "evidence_dated"))
        return filled or self["evidence"].value() in ("2", "3", "4")

    def money(self) -> Money | None:
        """The currency as chosen here; None where the question is not about money."""
        if "currency" not in self.fields:
            return None
        names = ("currency", "rate", "rate_dated")
        currency, rate, dated = (self.cleaned_data.get(name) or None for name in names)
        return Money() if currency in (None, self.bank.money_unit) else Money(str(currency), rate, dated)

    def changes(self) -> list[Change]:
        """A change of the currency is a change of the answer, though it is kept beside it."""
        (change,) = super().changes()
        money = self.money() if self.is_valid() else None
        return [change._replace(touched=money is not None and money != self.stored_money)]


def question_options(question: Question) -> tuple[list[tuple[str, str]], dict[str, str]]:
    if question.type == "level5":
        return [(str(level), local(anchor)) for level, anchor in enumerate(question.anchors)], {}
    if question.type == "readiness9":
        return [(str(level), local(anchor)) for level, anchor in enumerate(question.anchors, start=1)], {}
    if question.type == "yesno":
        return [("yes", _("Yes")), ("no", _("No"))], {}
    return [(option.id, local(option.text)) for option in question.options], {}


def add_number(form: StepForm, states: list[tuple[str, str]], unknown_hint: str = "") -> None:
    """A number field, and boxes for the states that need no number."""
    form.fields["raw"] = PlainTextField(
        label=_("Your answer"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    if states:
        widget = CheckCards({DONT_KNOW: "0"}, {DONT_KNOW: unknown_hint})
        form.fields["choice"] = forms.MultipleChoiceField(choices=states, required=False, label="", widget=widget)


def add_currency(form: StepForm, stored: str) -> None:
    """All money of an assessment is in one currency, with a dated rate to the bank's unit (M 1.3)."""
    unit = form.bank.money_unit
    codes = dict.fromkeys([unit, *CURRENCIES, stored or unit])
    form.fields["currency"] = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[(code, code) for code in codes], initial=unit
    )
    wrong_rate = _("Enter what 1 unit is worth as a number above 0 with up to 8 decimals, like 0.139.")
    faults = ("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits")
    form.fields["rate"] = forms.DecimalField(
        label=_("Value of 1 unit of it in %(unit)s") % {"unit": unit},
        help_text=_("Not needed for %(unit)s") % {"unit": unit},
        required=False, max_digits=18, decimal_places=8, min_value=Decimal("0.00000001"),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages=dict.fromkeys(faults, wrong_rate),
    )  # fmt: skip
    form.fields["rate_dated"] = dated_field(_("Date of the rate"), _("Like 2026-11-14"), past=True)


def shown_answer(row: Answer) -> dict[str, Any]:
    answered = row.state == ANSWERED
    return {"raw": shown_number(row.value) if answered else "", "choice": [] if answered else [row.state]}


def read_into(form: "FactForm | QuestionForm", asked: Question | Fact, raw: object, support: Given) -> None:
    """Check one raw value by the method's own rule, so that an import obeys it too."""
    try:
        value = read(asked, raw)
    except Refused as refused:
        form.refuse("raw" if "raw" in form.fields else "choice", refused)
    else:
        form.answer = support._replace(value=list(value) if isinstance(value, tuple) else value, reason="")


def without_value(form: "FactForm | QuestionForm", state: str, support: Given) -> None:
    """An answer that is a state and no value; a number beside it would contradict it."""
    if form.cleaned_data.get("raw"):
        form.add_error("raw", _("Clear the number, or untick the box below it."))
    elif state == NOT_APPLICABLE and not support.reason:
        form.add_error("reason", _("Write in a few words why it does not apply."))
    else:
        form.answer = support._replace(state=state, value=None, evidence=0, evidence_dated=None)


def refuse_empty(form: StepForm) -> None:
    if "raw" in form.fields:
        form.add_error("raw", _("Enter a number, or tick a box below it."))
    else:
        form.add_error("choice", _("Choose an answer, or skip this question for now."))

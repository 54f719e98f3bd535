"""A person's own figures for the valuation cross-check (M 4.5). Nothing has a default but the factors of the result."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.forms.step import PlainTextField, sentence
from assessments.scoring import Refused
from assessments.scoring.answers import read_number
from assessments.scoring.bank_parts import Limits
from assessments.scoring.valuation import PAYNE_WEIGHTS

MONEY, YEARS, RETURN, SHARE, FACTOR = Limits(0, 1e15), Limits(0, 50), Limits(0, 10_000), Limits(0, 100), Limits(0, 5)
BERKUS: Mapping[str, Promise] = {
    "idea": gettext_lazy("Sound idea"),
    "prototype": gettext_lazy("Working prototype"),
    "people": gettext_lazy("Quality of the team"),
    "relations": gettext_lazy("Strategic relations"),
    "sales": gettext_lazy("Roll-out or sales"),
}
RATED: tuple[Promise, ...] = (
    gettext_lazy("Management"), gettext_lazy("Stage of the business"), gettext_lazy("Law and politics"),
    gettext_lazy("Production"), gettext_lazy("Sales and marketing"), gettext_lazy("Raising funds"),
    gettext_lazy("Competition"), pgettext_lazy("risk", "Technology"), gettext_lazy("Litigation"),
    gettext_lazy("International"), gettext_lazy("Reputation"), gettext_lazy("Chance of a lucrative exit"),
)  # fmt: skip
SCENARIOS: Mapping[str, Promise] = {
    "best": pgettext_lazy("scenario", "Best case"),
    "base": pgettext_lazy("scenario", "Base case"),
    "worst": pgettext_lazy("scenario", "Worst case"),
}
LOWER, UPPER = gettext_lazy("lower end"), gettext_lazy("upper end")


class NumberField(PlainTextField):
    """A number as a person types it, within limits; empty is allowed."""

    def __init__(self, label: str | Promise, limits: Limits, help_text: str | Promise = "") -> None:
        self.limits = limits
        attrs = {"inputmode": "decimal", "class": "field"}
        super().__init__(
            label=str(label), required=False, max_length=40, help_text=str(help_text), widget=forms.TextInput(attrs)
        )

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        if not typed:
            return None
        try:
            return float(read_number(typed, self.limits))
        except Refused as refused:
            raise forms.ValidationError(sentence(refused.problem)) from None


def range_fields(name: str, label: Promise) -> dict[str, forms.Field]:
    """A figure of which only a range is known."""
    return {f"{name}_low": RangeField(label, LOWER), f"{name}_high": RangeField(label, UPPER)}


class RangeField(NumberField):
    def __init__(self, label: Promise, end: Promise) -> None:
        super().__init__(label, MONEY)
        self.end = end


def source_field() -> PlainTextField:
    return PlainTextField(
        label=gettext_lazy("Where these figures come from"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"class": "field"}),
    )  # fmt: skip


class ValuationForm(forms.Form):
    """All methods on one page, sent by GET: the address keeps the figures, and nothing else does."""

    unit = PlainTextField(
        label=gettext_lazy("Unit of all money"), required=False, max_length=20,
        help_text=gettext_lazy("Like thousand USD; printed beside the results"),
        widget=forms.TextInput(attrs={"class": "field"}),
    )  # fmt: skip

    def __init__(self, factors: Mapping[str, float], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.factors = factors
        self.fields |= self.payne_fields() | self.berkus_fields() | self.rating_fields()
        self.fields |= self.exit_fields() | self.scenario_fields()

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The methods with their names and fields, in the order of the page."""
        return [
            (method, str(title), [self[name] for name in self.fields if name.startswith(f"{method}_")])
            for method, title in METHODS.items()
        ]

    def payne_fields(self) -> dict[str, forms.Field]:
        found = range_fields("payne_average", gettext_lazy("Average value of comparable ventures before the round"))
        for name, factor in self.factors.items():
            weight = f"{100 * PAYNE_WEIGHTS[name]:.0f}"
            label = _("%(factor)s, weight %(weight)s%%") % {"factor": FACTORS[name], "weight": weight}
            help_text = _("1 is like the average; the result says %(factor)s") % {"factor": f"{factor:.2f}"}
            found[f"payne_f_{name}"] = NumberField(label, FACTOR, help_text)
            self.initial[f"payne_f_{name}"] = f"{factor:.2f}"
        return {**found, "payne_source": source_field()}

    def berkus_fields(self) -> dict[str, forms.Field]:
        found = range_fields("berkus_cap", gettext_lazy("Most that one element may be worth"))
        found |= {f"berkus_{name}": NumberField(label, MONEY) for name, label in BERKUS.items()}
        return {**found, "berkus_source": source_field()}

    def rating_fields(self) -> dict[str, forms.Field]:
        found = range_fields("ratings_base", gettext_lazy("Average value of comparable ventures before the round"))
        found["ratings_step"] = NumberField(gettext_lazy("Worth of one step"), MONEY)
        for place, label in enumerate(RATED, start=1):
            help_text = gettext_lazy("-2 very bad, 0 neutral, 2 very good")
            found[f"ratings_{place}"] = RatingField(label, Limits(-2, 2), help_text)
        return {**found, "ratings_source": source_field()}

    def exit_fields(self) -> dict[str, forms.Field]:
        return {
            **range_fields("exit_value", gettext_lazy("Value at the exit")),
            "exit_years": NumberField(gettext_lazy("Years until the exit"), YEARS),
            "exit_return": NumberField(gettext_lazy("Return that the investor wants, percent a year"), RETURN),
            "exit_investment": NumberField(gettext_lazy("Investment now"), MONEY),
            "exit_shares": NumberField(
                gettext_lazy("Shares today"), MONEY, gettext_lazy("Only for the price of a share")
            ),
            "exit_source": source_field(),
        }

    def scenario_fields(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        for name, title in SCENARIOS.items():
            found[f"chicago_{name}_p"] = NumberField(_("%(case)s, probability in percent") % {"case": title}, SHARE)
            found[f"chicago_{name}_v"] = NumberField(_("%(case)s, value") % {"case": title}, MONEY)
        return {**found, "chicago_source": source_field()}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("payne_average", "berkus_cap", "ratings_base", "exit_value"):
            low, high = given.get(f"{name}_low"), given.get(f"{name}_high")
            if low is not None and high is not None and low > high:
                self.add_error(f"{name}_high", _("The upper end is below the lower end; swap them."))
        chances = [given.get(f"chicago_{name}_p") for name in SCENARIOS]
        total = sum(chance for chance in chances if chance is not None)
        if None not in chances and abs(total - 100) > 1e-6:
            words = _("The probabilities add up to %(total)s%%; change them so that they add up to 100%%.")
            self.add_error("chicago_worst_p", words % {"total": f"{total:g}"})
        return given


class RatingField(NumberField):
    """A whole step."""

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if number is not None and number != int(number):
            raise forms.ValidationError(_("Enter a whole number from -2 to 2."))
        return number


FACTORS: Mapping[str, Promise] = {
    "team": gettext_lazy("Team"),
    "economic": gettext_lazy("Market and economic value"),
    "technical": gettext_lazy("Product and technology"),
    "competition": gettext_lazy("Competition"),
    "channel": gettext_lazy("Channels"),
    "resources": gettext_lazy("Need for further funds"),
    "social": gettext_lazy("Social value and other"),
}
METHODS: Mapping[str, Promise] = {
    "payne": gettext_lazy("Scorecard against comparable ventures (Payne)"),
    "berkus": gettext_lazy("Five elements (Berkus)"),
    "ratings": gettext_lazy("Risk factor summation"),
    "exit": gettext_lazy("Back from the exit (VC method)"),
    "chicago": gettext_lazy("Three scenarios (First Chicago)"),
}

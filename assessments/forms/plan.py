"""What measures may cost together."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.step import PlainTextField, sentence
from assessments.scoring import Refused
from assessments.scoring.answers import read_number
from assessments.scoring.bank_parts import Limits

BUDGET = Limits(0, 1e12)


class BudgetForm(forms.Form):
    budget = PlainTextField(
        label=_("Budget for measures"), help_text=_("In the unit of the costs. Leave it empty for no plan"),
        required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "field"}),
    )  # fmt: skip

    def clean_budget(self) -> Decimal | None:
        typed = self.cleaned_data["budget"]
        if not typed:
            return None
        try:
            return Decimal(str(read_number(typed, BUDGET))).quantize(Decimal("0.01"))
        except Refused as refused:
            raise forms.ValidationError(sentence(refused.problem)) from None

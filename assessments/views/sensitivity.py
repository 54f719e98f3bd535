"""Sections of the result page and of the risk page that come from the simulation."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.http import UserRequest
from assessments.charts.rounds import window
from assessments.charts.sensitivity import around
from assessments.forms.valuation import MONEY, NumberField
from assessments.readings import Reading, sensitivity, weights
from assessments.readings.sensitivity import LEVER, UNCERTAINTY, WEIGHTS

ROWS = range(2, 21, 2)  # steps of the loss curve in the table: every ten percent


class ReferenceForm(forms.Form):
    """What a loss of 100 percent would be, in the person's own money. Kept in the address alone."""

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        self.fields["value"] = NumberField(_("Reference value, to read the losses in money"), MONEY)


def result_context(request: UserRequest, reading: Reading) -> dict[str, Any]:
    """What to answer next, what moves the score (?mode=), chances and stability."""
    found, profiles = reading.advice, weights.side_by_side(reading)
    mode = request.GET.get("mode", UNCERTAINTY)
    moving = sensitivity.moving(reading, found, mode if mode in (LEVER, WEIGHTS) else UNCERTAINTY)
    ends = [end for bar in moving.bars for end in (bar.low, bar.high)]
    following = sensitivity.next_answer(reading, found)
    context = {
        "moving": moving,
        "moving_modes": [(UNCERTAINTY, _("Uncertainty")), (LEVER, _("One step up")), (WEIGHTS, _("Weights"))],
        "moving_finding": sensitivity.moving_words(moving),
        "moving_shown": around(moving.today, ends),
        "following": following,
        "stability": sensitivity.stability_lines(reading, found),
        "profiles": profiles,
        "comparison": weights.comparison(profiles),
    }
    if following and following.now.low is not None and following.now.high is not None:
        shown = window([following.now.low, following.now.high, following.now.value or 0.0], 20)
        width = (shown.end - shown.start) / 4
        context |= {"next_shown": shown, "next_ticks": [shown.start + width * place for place in range(5)]}
    if reading.simulated:
        context |= {
            "grade_chances": sensitivity.grade_chances(reading),
            "quadrant_chances": sensitivity.quadrant_chances(reading),
            "chance_words": sensitivity.chance_words(reading),
        }
    return context


def loss_context(request: UserRequest, reading: Reading) -> dict[str, Any]:
    """The loss curve, in money too for ?value=."""
    if not reading.simulated:
        return {}
    form = ReferenceForm(request.GET if "value" in request.GET else None)
    value = form.cleaned_data["value"] if form.is_valid() else None
    losses = sensitivity.losses(reading, value)
    return {
        "losses": losses,
        "loss_rows": [losses[place] for place in ROWS if place < len(losses)],
        "loss_finding": sensitivity.loss_words(reading),
        "reference": form,
        "in_money": value is not None,
    }

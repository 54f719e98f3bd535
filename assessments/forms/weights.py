"""Three ways to set the weights of the nodes below one parent (M 2.6). A valid form has `weights`."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from assessments.forms.step import PlainTextField, sentence
from assessments.models.answered import PAIRS, RANKING, SWING
from assessments.readings.words import in_order
from assessments.scoring import Bank, Refused
from assessments.scoring.answers import read_number
from assessments.scoring.bank_parts import Limits, Node
from assessments.scoring.weights import (
    DOUBTFUL,
    REFUSED,
    Comparison,
    pairwise,
    rank_order_centroid,
    reciprocal,
    swing,
)
from assessments.templatetags.bilingual import local

POINTS = Limits(0, 100)
SCALE = range(2, 10)  # how many times one part outweighs the other


class WeightsForm(forms.Form):
    """`typed` is what a sheet of weights keeps, so that it can be taken up again."""

    method = ""

    def __init__(
        self, bank: Bank, children: Sequence[Node], data: Mapping[str, Any] | None = None, initial: Any = None
    ) -> None:
        self.bank, self.children = bank, children
        self.weights: dict[str, float] = {}
        super().__init__(data, initial=initial, auto_id="weights_%s")
        self.build()
        for field in self.fields.values():
            field.widget.attrs["class"] = "field"

    def build(self) -> None:
        """Add the fields."""

    @property
    def typed(self) -> dict[str, str]:
        return {name: str(self.cleaned_data[name]) for name in self.fields}


class SwingForm(WeightsForm):
    """Points for the swing of each part from its worst to its best; the largest gets 100."""

    method = SWING

    def build(self) -> None:
        for node in self.children:
            field = PlainTextField(label=local(node.title), required=False, max_length=40)
            field.widget.attrs["inputmode"] = "decimal"
            self.fields[node.id] = field

    def clean(self) -> None:
        points = {node.id: self.points(node.id) for node in self.children}
        given = {id: value for id, value in points.items() if value is not None}
        if len(given) < len(points):
            return
        if not any(given.values()):
            self.add_error(self.children[0].id, _("All points are zero. Give at least one part more than zero."))
            return
        self.weights = swing(given)

    def points(self, id: str) -> float | None:
        typed = self.cleaned_data.get(id, "")
        if typed == "":
            self.add_error(id, _("Enter the points of this part from 0 to 100; 0 if its swing does not matter."))
            return None
        try:
            return float(read_number(typed, POINTS))
        except Refused as refused:
            self.add_error(id, sentence(refused.problem))
            return None


class RankingForm(WeightsForm):
    """The order alone."""

    method = RANKING

    def build(self) -> None:
        ranks = [("", _("Choose a rank"))]
        ranks += [(str(rank), str(rank)) for rank in range(1, len(self.children) + 1)]
        for node in self.children:
            self.fields[node.id] = forms.ChoiceField(label=local(node.title), choices=ranks, required=False)

    def clean(self) -> None:
        ranks = {node.id: self.cleaned_data.get(node.id, "") for node in self.children}
        for node in self.children:
            same = [other.title for other in self.children if other is not node and ranks[other.id] == ranks[node.id]]
            if ranks[node.id] == "" and node.id not in self.errors:
                self.add_error(node.id, _("Choose the rank of this part; 1 is the swing that you would make first."))
            elif ranks[node.id] and same:
                message = _("Rank %(rank)s is also given to: %(others)s. Give each part a rank of its own.")
                others = in_order(local(title) for title in same)
                self.add_error(node.id, message % {"rank": ranks[node.id], "others": others})
        if not self.errors:
            shares = rank_order_centroid(len(self.children))
            self.weights = {id: shares[int(rank) - 1] for id, rank in ranks.items()}


class PairsForm(WeightsForm):
    """Each part against each other one; `comparison` tells how well the judgements agree."""

    method = PAIRS
    comparison: Comparison | None = None

    def build(self) -> None:
        self.pairs = list(combinations(range(len(self.children)), 2))
        for one, other in self.pairs:
            titles = {"one": local(self.children[one].title), "other": local(self.children[other].title)}
            label = _("%(one)s or %(other)s") % titles
            field = forms.ChoiceField(label=label, choices=self.choices(**titles), required=False)
            self.fields[f"pair-{one}-{other}"] = field

    def choices(self, one: str, other: str) -> list[tuple[str, str]]:
        times = _("%(part)s, %(times)s times as much")
        left = [(str(n), times % {"part": one, "times": n}) for n in reversed(SCALE)]
        right = [(f"1/{n}", times % {"part": other, "times": n}) for n in SCALE]
        return [("", _("Choose")), *left, ("1", _("Both the same")), *right]

    def clean(self) -> None:
        judged = {}
        for one, other in self.pairs:
            name = f"pair-{one}-{other}"
            typed = self.cleaned_data.get(name, "")
            if typed == "" and name not in self.errors:
                self.add_error(name, _("Say which of the two matters more, or that both matter the same."))
            elif typed:
                judged[one, other] = ratio(typed)
        if self.errors:
            return
        self.comparison = pairwise(self.bank, reciprocal(len(self.children), judged))
        if self.comparison.verdict == REFUSED:
            self.refuse(self.comparison)
            return
        weights = self.comparison.weights
        self.weights = {node.id: weight for node, weight in zip(self.children, weights, strict=True)}

    def refuse(self, found: Comparison) -> None:
        message = _("These three contradict each other most: %(parts)s. Change one of them.") % {
            "parts": self.worst(found)
        }
        for one, other in combinations(found.worst or (), 2):
            self.add_error(f"pair-{one}-{other}", message)
        limits = self.bank.constants["ahp"]
        ratio_words = {"ratio": f"{found.ratio:.2f}", "most": f"{limits['refuse']:.2f}"}
        self.add_error(
            None, _("The comparisons contradict each other: their ratio is %(ratio)s, at most %(most)s.") % ratio_words
        )

    def worst(self, found: Comparison) -> str:
        return in_order(local(self.children[place].title) for place in found.worst or ())

    @property
    def doubt(self) -> str:
        """A warning between the two limits of the consistency ratio."""
        found = self.comparison
        if found is None or found.verdict != DOUBTFUL:
            return ""
        return _(
            "The comparisons agree only roughly: their ratio is %(ratio)s, and up to %(good)s is good. "
            "Look again at these three: %(parts)s."
        ) % {
            "ratio": f"{found.ratio:.2f}", "good": f"{self.bank.constants['ahp']['accept']:.2f}",
            "parts": self.worst(found),
        }  # fmt: skip


def ratio(typed: str) -> float:
    return 1 / float(typed[2:]) if typed.startswith("1/") else float(typed)


METHODS: dict[str, type[WeightsForm]] = {form.method: form for form in (SwingForm, RankingForm, PairsForm)}

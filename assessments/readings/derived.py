"""How the score comes about: merit from its parts, and the score from merit and expected loss (M 2.7, 4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.readings.reading import Reading, Score
from assessments.readings.words import one_decimal, whole
from assessments.scoring.bank_parts import Text
from assessments.scoring.tree import Branch, Contribution


@dataclass(frozen=True)
class Part:
    """A child of a node: what it adds to the plain mean, and what its gap costs the node and merit."""

    id: str
    title: Text
    score: Score
    part: Contribution
    cost: float  # points of merit
    is_dimension: bool  # has a page of its own, where it is taken apart further

    @property
    def weight_percent(self) -> str:
        return whole(100 * self.part.weight)


@dataclass(frozen=True)
class Mean:
    """A node above the dimensions. `plain` is what its parts add up to, `uneven` what an uneven profile costs of it."""

    id: str
    title: Text
    parts: tuple[Part, ...]
    plain: float
    score: Score

    @property
    def uneven(self) -> float:
        """Below nothing where every part is so low that the floor of the geometric mean lifts it (M 2.3)."""
        return self.plain - (self.score.value or 0.0)

    @property
    def lifted(self) -> bool:
        return self.uneven < -0.05

    @property
    def off(self) -> float:
        return abs(self.uneven)


def means(reading: Reading) -> tuple[Mean, ...]:
    """Merit first, then those of its parts that are no dimension."""
    bank, losses = reading.bank, reading.scored.losses()
    above = [branch for branch in reversed(reading.scored.branches) if not {*bank.path(branch.id)} & {*bank.dimensions}]
    return tuple(mean(reading, branch, losses) for branch in above)


def mean(reading: Reading, branch: Branch, losses: Mapping[str, float]) -> Mean:
    bank = reading.bank
    parts = tuple(
        Part(
            id=part.ref,
            title=bank.node(part.ref).title,
            score=reading.score(part.ref),
            part=part,
            cost=losses[part.ref],
            is_dimension=part.ref in bank.dimensions,
        )
        for part in reading.scored.contributions(branch.id)
    )
    plain = sum(part.part.contribution for part in parts)
    return Mean(branch.id, bank.node(branch.id).title, parts, plain, reading.score(branch.id))


def score_words(reading: Reading) -> str:
    """M 4.1 in numbers."""
    return _("Merit %(merit)s × (1 − %(loss)s%% expected loss) = %(score)s.") % {
        "merit": one_decimal(reading.result["nodes"][reading.bank.root.id]),
        "loss": one_decimal(reading.result["risk"]["residual"]["overall"]),
        "score": one_decimal(reading.result["risk_adjusted"]),
    }

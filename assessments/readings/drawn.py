"""A document with the ranges of its figures, drawn inside the request (M 5.1)."""

from dataclasses import dataclass, replace

from assessments import scoring
from assessments.readings.reading import Reading
from assessments.scoring import Bank, Document
from assessments.scoring.assessment import seed_of
from assessments.scoring.simulation import Model, simulate


@dataclass(frozen=True)
class Drawn:
    """`model` is what was drawn from, for those who ask more of it."""

    reading: Reading
    model: Model
    seed: int

    @classmethod
    def of(cls, bank: Bank, document: Document, assessment_id: str) -> "Drawn":
        """Equal ids draw alike, so that two variants of one assessment differ by what was changed alone.

        Raises scoring.CannotScore.
        """
        result = scoring.assess(bank, document)
        model, seed = Model(bank, result), seed_of(bank, document, assessment_id)
        made = replace(result, simulation=simulate(model, bank.constants["draws"]["page"], seed))
        return cls(Reading(bank, document, made.as_shown(), result.scored), model, seed)

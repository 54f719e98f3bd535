"""The one entry for the application: an assessment with or without its simulation."""

from dataclasses import replace
from hashlib import sha256

from . import result
from .answers import Document
from .bank import Bank
from .document import canonical_json, write
from .result import METHOD_VERSION, Result
from .stability import stability


def assess(bank: Bank, document: Document, draws: int = 0, assessment_id: str | None = None) -> Result:
    """The result; with `draws` also bands, tornado, what to answer next and stability (M 5). Raises CannotScore.

    Equal input gives equal output: the seed comes from the id, or without one from the document itself.
    """
    found = result.assess(bank, document)
    if draws <= 0:
        return found
    from .simulation import Model, answer_next, simulate, tornado  # numpy is loaded only where it is needed

    model, seed = Model(bank, found), seed_of(bank, document, assessment_id)
    return replace(
        found,
        simulation=simulate(model, draws, seed),
        tornado=tornado(model),
        answer_next=answer_next(model, document, draws, seed),
        stability=stability(bank, document, found),
    )


def seed_of(bank: Bank, document: Document, assessment_id: str | None) -> int:
    """M 5.1: the first eight bytes of a SHA-256, so that the same assessment is always drawn alike."""
    id = assessment_id or sha256(canonical_json(write(document))).hexdigest()
    text = f"{id}|{bank.id}@{bank.version}|{METHOD_VERSION}"
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")

"""Gates, caps, grades, quadrant, status and contradictions (M 4.2 to 4.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .answers import ANSWERED, Document
from .applicability import applies
from .bank import Bank
from .bank_parts import Check, Condition

CAP = "cap:"


@dataclass(frozen=True)
class Cap:
    source: str  # a gate, a derived gate or 'completeness'
    grade: str


@dataclass(frozen=True)
class GateFigures:
    """What the gates say; caps are listed whether they bind or not, gates in bank order, then derived gates."""

    caps: tuple[Cap, ...]
    blocked_by: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """How much is answered, and how well (M 2.5); from 0 to 1."""

    completeness: float
    confidence: float
    risk_completeness: float


@dataclass(frozen=True)
class Verdict:
    """M 4: `grade` is None when blocked or insufficient, `quadrant` when insufficient."""

    risk_adjusted: float
    grade_before_caps: str
    caps: tuple[Cap, ...]
    grade: str | None
    quadrant: str | None
    status: str


def given_values(bank: Bank, document: Document, rate: float, channel: Mapping[str, float]) -> dict[str, object]:
    """M 4.4: what conditions speak about, as far as it is given; money in the bank's unit."""
    found: dict[str, object] = {**document.facts, **document.gates, **channel}
    for question in bank.questions:
        answer = document.answers.get(question.id)
        if answer is None or answer.state != ANSWERED or not applies(bank, question, document.facts):
            continue
        raw = answer.raw
        found[question.id] = raw * rate if question.type == "money" and isinstance(raw, int | float) else raw
    for id, judgement in document.risks.items():
        for part in ("likelihood", "impact"):
            level = getattr(judgement, part)
            if level is not None:
                found[f"{id}.{part}"] = level
    return found


def holds(condition: Condition, given: Mapping[str, object]) -> bool:
    """Whether a comparison holds; False when its value is missing."""
    if condition.ref not in given:
        return False
    left, right = given[condition.ref], condition.value
    if condition.operator == "eq":
        return left == right
    if condition.operator == "ne":
        return left != right
    if condition.operator == "in":
        return isinstance(right, tuple) and left in right
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return False
    if condition.operator == "lt":
        return left < right
    if condition.operator == "le":
        return left <= right
    return left > right if condition.operator == "gt" else left >= right


def all_hold(conditions: Sequence[Condition], given: Mapping[str, object]) -> bool:
    return all(holds(condition, given) for condition in conditions)


def challenge_rated_remote(bank: Bank, document: Document) -> bool:
    """M 4.4: a risk that belongs to a challenge named by the team has likelihood 1."""
    chosen = document.facts.get("fact_challenges", ())
    options = [option for fact in bank.facts if fact.id == "fact_challenges" for option in fact.options]
    prompted = {
        risk for option in options if isinstance(chosen, tuple) and option.id in chosen for risk in option.prompts_risk
    }
    return any(risk in document.risks and document.risks[risk].likelihood == 1 for risk in prompted)


def fires(bank: Bank, check: Check, document: Document, given: Mapping[str, object]) -> bool:
    if check.rule == "challenge_rated_remote":
        return challenge_rated_remote(bank, document)
    return all_hold(check.conditions, given)


def checks(bank: Bank, document: Document, given: Mapping[str, object], kind: str) -> tuple[str, ...]:
    """The ids of the consistency checks of one kind that fire, in bank order."""
    return tuple(entry.id for entry in bank.checks if entry.kind == kind and fires(bank, entry, document, given))


def outcomes(bank: Bank, document: Document, given: Mapping[str, object]) -> list[tuple[str, str]]:
    """What every gate leads to, and every derived gate whose conditions hold (M 4.4)."""
    found = []
    for gate in bank.gates:
        by_option = {option.id: option.outcome or "pass" for option in gate.options}
        answer = document.gates.get(gate.id)
        found.append((gate.id, gate.on_unknown if answer is None else by_option[answer]))
    found += [(gate.id, gate.outcome) for gate in bank.derived_gates if all_hold(gate.conditions, given)]
    return found


def gate_figures(bank: Bank, document: Document, given: Mapping[str, object]) -> GateFigures:
    found = outcomes(bank, document, given)
    return GateFigures(
        caps=tuple(Cap(id, outcome.removeprefix(CAP)) for id, outcome in found if outcome.startswith(CAP)),
        blocked_by=tuple(id for id, outcome in found if outcome == "block"),
        unknown=tuple(gate.id for gate in bank.gates if gate.id not in document.gates),
    )


def reaches(bank: Bank, figure: float, cut: float) -> bool:
    """M 4.4: a figure within the tolerance of a cut has reached it."""
    return bool(figure >= cut - bank.constants["tolerance"]["cut"])


def grade(bank: Bank, risk_adjusted: float) -> str:
    """M 4.2: the best grade whose floor the risk-adjusted score reaches."""
    return next(
        (band.id for band in bank.bands.grade if reaches(bank, risk_adjusted, band.floor)), bank.bands.grade[-1].id
    )


def worst_grade(bank: Bank, grades: Sequence[str]) -> str:
    order = [band.id for band in bank.bands.grade]
    return max(grades, key=order.index)


def quadrant(bank: Bank, merit: float, overall: float) -> str:
    """M 4.3; at a cut the better side for merit, the worse side for risk."""
    strong, risky = reaches(bank, merit, bank.bands.merit_cut), reaches(bank, overall, bank.bands.risk_cut)
    if strong:
        return "De-risk first" if risky else "Advance"
    return "Rethink" if risky else "Strengthen value"


def completeness_cap(bank: Bank, completeness: float) -> tuple[Cap, ...]:
    """M 4.4: below the cut of completeness the grade is capped."""
    cuts = bank.constants["completeness"]
    return () if reaches(bank, completeness, cuts["cap"]) else (Cap("completeness", cuts["cap_grade"]),)


def status(bank: Bank, gates: GateFigures, known: Known, reviewed: bool) -> str:
    """M 4.4: the first that applies of blocked, insufficient, provisional, reviewed and assessed."""
    cuts = bank.constants["completeness"]
    if gates.blocked_by:
        return "blocked"
    if not reaches(bank, known.completeness, cuts["insufficient"]):
        return "insufficient"
    complete = reaches(bank, known.completeness, cuts["cap"])
    sure = reaches(bank, known.confidence, bank.constants["confidence_cut"])
    if not complete or not sure or gates.unknown or known.risk_completeness < 1:
        return "provisional"
    return "reviewed" if reviewed else "assessed"


def verdict(bank: Bank, gates: GateFigures, known: Known, status: str, merit: float, overall: float) -> Verdict:
    """M 4.1 to 4.4 for a merit and an expected loss in percent."""
    adjusted = max(0.0, merit * (1 - overall / 100))
    before = grade(bank, adjusted)
    caps = gates.caps + completeness_cap(bank, known.completeness)
    final = worst_grade(bank, [before, *(cap.grade for cap in caps)])
    return Verdict(
        risk_adjusted=adjusted,
        grade_before_caps=before,
        caps=caps,
        grade=None if status in ("blocked", "insufficient") else final,
        quadrant=None if status == "insufficient" else quadrant(bank, merit, overall),
        status=status,
    )

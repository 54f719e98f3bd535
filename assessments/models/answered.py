"""Rows of answers into the document that the method reads."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from assessments import scoring
from assessments.models.sheet import Answer
from assessments.scoring import ChannelRow, MeasureState, Rate, RiskJudgement
from assessments.scoring.answers import ANSWERED, DONT_KNOW, STATES
from assessments.scoring.bank_parts import Raw

if TYPE_CHECKING:
    from assessments.models.assessment import Assessment

RIVAL_CHANNELS = "rival_channels"  # item under which the rival's table is kept, beside the bank's own table
OWN_MEASURE = "own_"
SWING, RANKING, PAIRS = "swing", "ranking", "pairs"  # how custom weights were set


def document_of(assessment: "Assessment", answers: Iterable[Answer]) -> scoring.Document:
    """The answers as a draft document; whatever is not answered yet is left out."""
    bank = assessment.bank.parsed
    rows = {answer.item: answer for answer in answers}
    given = {item: row for item, row in rows.items() if row.state == ANSWERED}
    others = [fact.id for fact in bank.facts] + [gate.id for gate in bank.gates] + [risk.id for risk in bank.risks]
    return scoring.Document(
        bank_id=bank.id,
        bank_version=bank.version,
        as_of=assessment.as_of,
        profile=profile_of(assessment),
        currency=assessment.currency,
        rates=rates_of(assessment),
        venture_name=assessment.venture.name,
        venture_summary=assessment.venture.summary,
        facts={fact.id: as_raw(given[fact.id].value) for fact in bank.facts if fact.id in given},
        gates={gate.id: str(given[gate.id].value) for gate in bank.gates if gate.id in given},
        answers={q.id: scored(rows[q.id]) for q in bank.questions if q.id in rows and rows[q.id].state in STATES},
        channels=channel_rows(given.get(bank.channel_table.node)),
        rival_channels=channel_rows(given.get(RIVAL_CHANNELS)),
        risks={risk.id: judgement(given[risk.id]) for risk in bank.risks if risk.id in given},
        mitigations=measures(given, [measure.id for measure in bank.mitigations]),
        mitigation_budget=float(assessment.mitigation_budget) if assessment.mitigation_budget is not None else None,
        unknown=frozenset(item for item in others if item in rows and is_unknown(rows[item])),
    )


def profile_of(assessment: "Assessment") -> str | Mapping[str, float]:
    """The name of a profile; with custom weights, the profile's weights with the custom ones in their place."""
    if not assessment.custom_weights:
        return assessment.profile
    profile = assessment.bank.parsed.profiles.get(assessment.profile)
    found = dict(profile.weights) if profile else {}
    for entry in assessment.custom_weights.values():
        found |= entry["weights"]
    return found


def is_unknown(row: Answer) -> bool:
    """The person said so, for the whole item or for one of a risk's two judgements."""
    return row.state == DONT_KNOW or (isinstance(row.value, dict) and bool(row.value.get(DONT_KNOW)))


def as_raw(value: object) -> Raw:
    """JSON has lists where the method has tuples."""
    return tuple(value) if isinstance(value, list) else value  # type: ignore[return-value]  # checked when saved


def rates_of(assessment: "Assessment") -> Mapping[str, Rate]:
    if not assessment.currency or assessment.rate is None:
        return {}
    return {assessment.currency: Rate(float(assessment.rate), assessment.rate_dated)}


def scored(row: Answer) -> scoring.Answer:
    return scoring.Answer(
        state=row.state,
        raw=as_raw(row.value) if row.state == ANSWERED else None,
        evidence=row.evidence,
        evidence_dated=row.evidence_dated,
        links=tuple(row.links.split()),
        note=row.note,
        reason=row.reason,
    )


def channel_rows(row: Answer | None) -> tuple[ChannelRow, ...]:
    return tuple(ChannelRow(**cells) for cells in row.value or []) if row is not None else ()


def judgement(row: Answer) -> RiskJudgement:
    value = row.value or {}
    return RiskJudgement(value.get("likelihood"), value.get("impact"), row.evidence, row.note)


def measures(given: Mapping[str, Answer], known: Iterable[str]) -> Mapping[str, MeasureState]:
    ids = [*known, *sorted(item for item in given if item.startswith(OWN_MEASURE))]
    return {item: measure(given[item]) for item in ids if item in given}


def measure(row: Answer) -> MeasureState:
    value = dict(row.value or {})
    due = value.pop("due", None)
    targets = tuple(value.pop("targets", ()))
    return MeasureState(
        **value, due=date.fromisoformat(due) if due else None, targets=targets, evidence=row.evidence, note=row.note
    )


def fill(assessment: "Assessment", document: scoring.Document) -> None:
    """The inverse of document_of: store a document's answers in the founders' sheet, which must be empty."""
    rate = document.rates.get(document.currency)
    bank = assessment.bank.parsed
    if isinstance(document.profile, str):
        assessment.profile, assessment.custom_weights = document.profile, {}
    else:
        assessment.profile = bank.default_profile
        assessment.custom_weights = custom_weights(bank, bank.profiles[assessment.profile].weights, document.profile)
    assessment.currency = document.currency
    assessment.rate, assessment.rate_dated = (rate.rate, rate.dated) if rate else (None, None)
    assessment.mitigation_budget = document.mitigation_budget
    assessment.save(update_fields=["profile", "custom_weights", "currency", "rate", "rate_dated", "mitigation_budget"])
    Answer.objects.bulk_create(rows_of(assessment, document))


def custom_weights(bank: scoring.Bank, profile: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, Any]:
    """A document's own weights parent by parent, as Assessment.set_weights keeps them."""
    touched = {bank.node(id).parent for id in {*profile, *weights}}
    found: dict[str, Any] = {}
    for parent in (node.id for node in bank.nodes if node.id in touched):
        below = {child.id: weights.get(child.id, child.weight) for child in bank.children(parent)}
        found[parent] = {"method": SWING, "typed": {id: f"{100 * w:g}" for id, w in below.items()}, "weights": below}
    return found


def rows_of(assessment: "Assessment", document: scoring.Document) -> list[Answer]:
    sheet, table = assessment.sheet, assessment.bank.parsed.channel_table.node
    rows = [
        Answer(sheet=sheet, item=id, value=as_json(raw)) for id, raw in {**document.facts, **document.gates}.items()
    ]
    for id, entry in document.answers.items():
        given = {name: getattr(entry, name) for name in ("state", "evidence", "evidence_dated", "note", "reason")}
        rows.append(Answer(sheet=sheet, item=id, value=as_json(entry.raw), links="\n".join(entry.links), **given))
    for item, channels in ((table, document.channels), (RIVAL_CHANNELS, document.rival_channels)):
        if channels:
            rows.append(Answer(sheet=sheet, item=item, value=[asdict(row) for row in channels]))
    for id, risk in document.risks.items():
        levels = {name: level for name in ("likelihood", "impact") if (level := getattr(risk, name)) is not None}
        rows.append(Answer(sheet=sheet, item=id, value=levels, evidence=risk.evidence, note=risk.note))
    for id, state in document.mitigations.items():
        rows.append(Answer(sheet=sheet, item=id, value=measure_value(state), evidence=state.evidence, note=state.note))
    return rows


def measure_value(state: MeasureState) -> dict[str, object]:
    """What is not given stays away, so that the bank's usual values show in its place."""
    value = asdict(state)
    del value["evidence"], value["note"]
    value |= {"due": state.due.isoformat() if state.due else None, "targets": list(state.targets)}
    return {name: entry for name, entry in value.items() if entry not in (None, [])}


def as_json(raw: Raw | None) -> object:
    return list(raw) if isinstance(raw, tuple) else raw

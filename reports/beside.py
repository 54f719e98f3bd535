"""What a report shows beside the frozen answers: the action plan, and the cases that resemble the venture.

Both may change once the report is asked for, so they are frozen with it, in both languages. A report made again shows
what it showed before, to the byte.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.utils import translation

from assessments.models import Snapshot
from assessments.readings import Reading
from assessments.readings.actions import OPEN_STATES, action_words
from assessments.readings.similar import SHOWN, closest, traits_of, weights_of
from assessments.scoring import Bank
from assessments.templatetags.bilingual import local
from casestudies import library
from casestudies.models import CaseStudy
from casestudies.similarity import Traits, similarity
from casestudies.vocabulary import CONTENT, VOCABULARY_FILE
from guide.handbook import LANGUAGES, Handbook, handbook
from ventures.models import Action

Beside = Mapping[str, Any]
KEPT = ("slug", "name", "founded", "stack_layers", "fields", "outcome", "as_of", "summary", "takeaways", "profile")


def of_snapshot(snapshot: Snapshot) -> dict[str, Any]:
    """The plan and the library as they are now."""
    assessment = snapshot.assessment
    reading = Reading.of(assessment.bank.parsed, snapshot.parsed(), snapshot.result)
    near = [pk for pk, _score in closest(reading)[:SHOWN]]
    cases = {case.pk: case for case in CaseStudy.objects.filter(pk__in=near).for_reading()}
    return {
        "actions": actions(reading, assessment.venture.actions.all()),
        "done_when": done_when(reading),
        "cases": [frozen_case(cases[pk].document()) for pk in near],
    }


def of_files(reading: Reading) -> dict[str, Any]:
    """Without a database: no actions, and the shipped cases."""
    mine, weights = traits_of(reading), weights_of(reading.bank)
    found = [(similarity(mine, traits(case), weights), case) for case in shipped_cases()]
    near = sorted((entry for entry in found if entry[0].shown), key=lambda entry: -entry[0].score)
    return {"actions": [], "done_when": done_when(reading), "cases": [case for _found, case in near[:SHOWN]]}


@cache
def shipped_cases() -> tuple[dict[str, Any], ...]:
    files = sorted(file for file in CONTENT.glob("*.yaml") if file != VOCABULARY_FILE)
    return tuple(frozen_case(library.read(file.read_bytes(), file.stem).document()) for file in files)


def fingerprint(beside: Beside) -> str:
    return hashlib.sha256(json.dumps(beside, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def books() -> dict[str, Handbook]:
    return {language: handbook(language) for language in LANGUAGES}


def done_when(reading: Reading) -> dict[str, dict[str, str]]:
    """What shows that a measure works, from the guide, for those that are still to be done."""
    still = [id for id, state in reading.document.mitigations.items() if state.status in OPEN_STATES]
    return {
        id: {language: book.measures[id].evidence for language, book in books().items()}
        for id in still
        if all(id in book.measures for book in books().values())
    }


def actions(reading: Reading, rows: Iterable[Action]) -> list[dict[str, Any]]:
    found = list(rows)
    levers = any(action.kind == Action.Kind.LEVER for action in found)
    changes = reading.step_changes if levers else {}
    return [frozen_action(action, reading, changes) for action in found]


def frozen_action(action: Action, reading: Reading, changes: Mapping[str, float]) -> dict[str, Any]:
    texts, places = {}, {}
    for language, book in books().items():
        with translation.override("en" if language == "en" else "zh-hans"):
            texts[language] = action_words(action, reading.bank, book)
            places[language] = place(action, reading, book)
    return {
        "kind": action.kind,
        "ref": action.ref,
        "text": texts,
        "place": places,
        "dimension": dimension(action.ref, reading.bank) if action.kind == Action.Kind.LEVER else "",
        "change": round(changes[action.ref], 4) if action.ref in changes else None,
        "status": action.status,
        "owner": action.owner,
        "due": action.due.isoformat() if action.due else None,
        "cost": float(action.cost) if action.cost is not None else None,
        "evidence": action.evidence,
    }


def place(action: Action, reading: Reading, book: Handbook) -> str:
    """The step or decision that an item stands in, or the dimension of a question; nothing for what is gone."""
    if action.kind == Action.Kind.ITEM:
        lists = (entry for entry in book.checklists if action.ref in [item.id for item in entry.items])
        return next((entry.title for entry in lists), "")
    found = dimension(action.ref, reading.bank)
    return local(reading.bank.node(found).title) if found else ""


def dimension(ref: str, bank: Bank) -> str:
    """The dimension of a question; nothing for one that the bank no longer has."""
    node = next((question.node for question in bank.questions if question.id == ref), None)
    return next((id for id in bank.path(node) if id in bank.dimensions), "") if node else ""


def frozen_case(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the pages say of a case, of its document in the format of the library."""
    kept = {name: document[name] for name in KEPT}
    kept["channels"] = sorted({row["type"] for row in document["channels"]})
    kept["factors"] = [
        {name: row[name] for name in ("title", "detail", "aspect")} for row in document["success_factors"]
    ]
    return kept


def traits(case: Mapping[str, Any]) -> Traits:
    """What a frozen case is compared by."""
    profile = case["profile"]
    ready = {name: value for name, value in profile["readiness"].items() if name != "channels"}
    return Traits(
        nodes={**profile["value"], **ready, "channel": profile["readiness"]["channels"]},
        risks=profile["risk"],
        fields=frozenset(case["fields"]),
        layers=frozenset(case["stack_layers"]),
        channels=frozenset(case["channels"]),
    )

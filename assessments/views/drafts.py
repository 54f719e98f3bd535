"""What was typed and is no answer yet, in words: a draft keeps fields as they were filled in."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.forms.channels import row_numbers
from assessments.forms.step import DRAFT
from assessments.models import Answer
from assessments.readings.words import value_words
from assessments.scoring import Bank, Step
from assessments.scoring.answers import DONT_KNOW, NOT_APPLICABLE
from assessments.scoring.bank_parts import Fact, Gate, Question
from assessments.templatetags.bilingual import local


def draft_of(row: Answer | None) -> Mapping[str, Any]:
    found = row.value.get(DRAFT) if row is not None and isinstance(row.value, dict) else None
    return found if isinstance(found, dict) else {}


def draft_words(step: Step, bank: Bank, draft: Mapping[str, Any]) -> str:
    if draft.get("raw"):
        return _("Not readable yet: %(typed)s") % {"typed": draft["raw"]}
    if not any(draft.values()):
        return _("Not answered yet")
    return "\n".join([_("Not complete yet"), *filter(None, typed_words(step, bank, draft))])


def typed_words(step: Step, bank: Bank, draft: Mapping[str, Any]) -> Iterable[str]:
    """What can be told of a draft, a line each; note and links stand beside it."""
    if step.kind == "channels":
        return [channel_words(bank, draft, number) for number in row_numbers(draft)]
    if step.kind == "risk":
        scales = ((bank.scales.likelihood, "likelihood"), (bank.scales.impact, "impact"))
        return [local(level.text) for levels, name in scales for level in levels if str(level.level) == draft.get(name)]
    asked: dict[str, Any] = {"fact": bank.fact, "gate": bank.gate, "question": bank.question}
    chosen = draft.get("choice") or []
    return [option_words(asked[step.kind](step.ref), one) for one in (chosen if isinstance(chosen, list) else [chosen])]


def channel_words(bank: Bank, draft: Mapping[str, Any], number: int) -> str:
    kinds = {kind.id: local(kind.text) for kind in bank.channel_table.types}
    kind, owner, share = (str(draft.get(f"row-{number}-{name}", "")) for name in ("type", "owner", "share"))
    return " · ".join(filter(None, (kinds.get(kind, ""), owner, share)))


def option_words(asked: Question | Fact | Gate, chosen: str) -> str:
    """The label of an option; a value that is none is told as it is."""
    states = {DONT_KNOW: _("I don't know yet"), NOT_APPLICABLE: _("Does not apply")}
    labels = {option.id: local(option.text) for option in asked.options}
    if isinstance(asked, Question) and asked.type in ("level5", "readiness9") and chosen in map(str, range(10)):
        first = 1 if asked.type == "readiness9" else 0
        return value_words(asked, int(chosen)) if first <= int(chosen) < first + len(asked.anchors) else chosen
    return states.get(chosen) or labels.get(chosen, chosen)

from assessments.models.assessment import Assessment, Money, Unfinished
from assessments.models.bank import Bank
from assessments.models.sheet import Answer, Change, Closed, Conflict, Given, Operation, Sheet
from assessments.models.snapshot import Snapshot

__all__ = [
    "Answer", "Assessment", "Bank", "Change", "Closed", "Conflict", "Given", "Money", "Operation", "Sheet", "Snapshot",
    "Unfinished",
]  # fmt: skip

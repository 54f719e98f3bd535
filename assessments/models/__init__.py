from assessments.models.assessment import Assessment, Unfinished
from assessments.models.bank import Bank
from assessments.models.sheet import Answer, Closed, Conflict, Given, Operation, Sheet
from assessments.models.snapshot import Snapshot

__all__ = [
    "Answer", "Assessment", "Bank", "Closed", "Conflict", "Given", "Operation", "Sheet", "Snapshot",
    "Unfinished",
]  # fmt: skip

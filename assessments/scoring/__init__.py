"""The scoring method in plain Python: a question bank and a document in, a result out. Knows no Django."""

from .answers import Answer, ChannelRow, Document, MeasureState, Rate, Review, RiskJudgement
from .applicability import Step, applies, missing, next_step, progress, responded, steps
from .assessment import assess
from .bank import Bank, parse
from .document import canonical_json, peek, read, write
from .problems import BankError, CannotScore, DocumentError, Problem, Refused
from .result import Result
from .source import load

__all__ = [
    "Answer",
    "Bank",
    "BankError",
    "CannotScore",
    "ChannelRow",
    "Document",
    "DocumentError",
    "MeasureState",
    "Problem",
    "Rate",
    "Refused",
    "Result",
    "Review",
    "RiskJudgement",
    "Step",
    "applies",
    "assess",
    "canonical_json",
    "load",
    "missing",
    "next_step",
    "parse",
    "peek",
    "progress",
    "read",
    "responded",
    "steps",
    "write",
]

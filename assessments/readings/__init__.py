"""Results in rows and sentences, for the page and the report alike, in the language that is active."""

from .channels import ChannelReading, channel_reading
from .dimensions import Dimension, dimension_rows, explained
from .notes import check_notes, gate_rows, missing_notes, warning_notes
from .reading import ENOUGH, Link, Reading, Score
from .risks import RiskRow, ranked, risk_rows

__all__ = [
    "ENOUGH",
    "ChannelReading",
    "Dimension",
    "Link",
    "Reading",
    "RiskRow",
    "Score",
    "channel_reading",
    "check_notes",
    "dimension_rows",
    "explained",
    "gate_rows",
    "missing_notes",
    "ranked",
    "risk_rows",
    "warning_notes",
]

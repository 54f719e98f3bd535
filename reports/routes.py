"""The channel analysis of a report: routes, who holds the key, what is left without them, and other routes (M 8)."""

from dataclasses import dataclass

from assessments.readings import channel_advice as advice
from assessments.readings.channels import ChannelReading, is_own, standing_words
from assessments.readings.reading import Reading


@dataclass(frozen=True)
class Routes:
    finding: str
    found: ChannelReading
    owners: tuple[advice.OwnerLine, ...]
    concentration: str
    stress: advice.StressLine | None  # None: nobody else owns a channel
    points: float  # of share that a move takes
    moves: tuple[advice.MoveLine, ...]
    gains: tuple[advice.Gain, ...]
    rival: tuple[advice.RivalLine, ...]
    standing: str

    @property
    def hhi(self) -> float:
        return float(self.found.figures["hhi"])


def routes(reading: Reading, found: ChannelReading | None) -> Routes | None:
    """None without a channel that counts."""
    owners = advice.owner_lines(reading) if found else ()
    if found is None or not owners:
        return None
    holders = [line for line in owners if not is_own(line.owner)]
    return Routes(
        finding=advice.finding(owners),
        found=found,
        owners=owners,
        concentration=advice.concentration(reading, found.figures["hhi"]),
        stress=advice.stress(reading, found, holders, "") if holders else None,
        points=reading.bank.constants["channels"]["move_points"],
        moves=advice.move_lines(reading, found),
        gains=tuple(advice.largest_gains(advice.gains(reading, found))),
        rival=advice.rival_lines(reading),
        standing=standing_words(found),
    )

"""What the channel table advises: derivation, stress, moves, the rival, and one level more in a cell (M 8.3 to 8.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from assessments.readings.channels import ChannelLine, ChannelReading, Criterion, holder_words, is_own
from assessments.readings.notes import Note
from assessments.readings.reading import Reading, Score
from assessments.readings.words import value_words, whole
from assessments.scoring import ChannelRow
from assessments.scoring import channels as scored
from assessments.scoring.bank_parts import Column, Text
from assessments.scoring.levers import raised
from assessments.scoring.simulation import ChannelBands
from assessments.templatetags.bilingual import local

SHOWN_GAINS = 3


@dataclass(frozen=True)
class OwnerLine:
    """`owner` as the table has it; `terms` are the weakest of all channels of this owner."""

    owner: str
    share: float  # of one
    dependence: float
    terms: Text
    given: bool  # False: the dependence of at least one channel is missing

    @property
    def name(self) -> str:
        """Inside a sentence."""
        return holder_words(self.owner)

    @property
    def is_own(self) -> bool:
        return is_own(self.owner)

    @property
    def title(self) -> str:
        return _("Your own channels") if is_own(self.owner) else self.owner

    @property
    def exposure(self) -> float:
        return self.share * self.dependence

    @property
    def share_percent(self) -> float:
        return 100 * self.share

    @property
    def exposed_percent(self) -> float:
        return 100 * self.exposure

    @property
    def fragility(self) -> float:
        """M 8.3: its term of F."""
        return self.share**2 * self.dependence


def owner_lines(reading: Reading) -> tuple[OwnerLine, ...]:
    """The largest exposure first, then the largest share."""
    scale, worst = reading.bank.scales.dependence, reading.bank.constants["channels"]["missing_dependence"]
    found = []
    for owner, (share, dependence) in scored.owners(reading.scored.portfolio).items():
        given = [row.dependence for row in reading.document.channels if row.owner == owner and row.share > 0]
        terms = scale[max(worst if level is None else level for level in given)].text
        found.append(OwnerLine(owner, share, dependence, terms, None not in given))
    return tuple(sorted(found, key=lambda line: (-line.exposure, -line.share)))


def finding(owners: Sequence[OwnerLine]) -> str:
    """The sentence that the page begins with."""
    top = owners[0]
    values = {"share": whole(top.share_percent), "owner": top.name, "terms": local(top.terms)}
    if top.exposure < 0.005:
        return _("No channel owner can take new revenue away from you.")
    if not top.given:
        return _("%(share)s%% of new revenue depends on %(owner)s, and you have not stated all of the terms.") % values
    # Translators: %(terms)s is one of the five levels of dependence, quoted as the question has it
    return _("%(share)s%% of new revenue depends on %(owner)s. The terms: “%(terms)s”.") % values


def concentration(reading: Reading, hhi: float) -> str:
    """M 8.4: where the HHI lies between the marks."""
    low, high = reading.bank.constants["hhi_marks"]
    values = {"low": f"{low:,}", "high": f"{high:,}"}
    if hhi < low:
        return _("Below %(low)s: sales are spread over many owners.") % values
    if hhi <= high:
        return _("Between %(low)s and %(high)s: moderately concentrated.") % values
    return _("Above %(high)s: highly concentrated.") % values


@dataclass(frozen=True)
class Term:
    """One line of the derivation: share x strength of a channel."""

    line: ChannelLine
    score: Score  # its strength with its range

    @property
    def product(self) -> float:
        return self.line.share * (self.line.strength or 0.0) / 100


def terms(found: ChannelReading, bands: ChannelBands | None) -> tuple[Term, ...]:
    """Every row of the table; those without a share are shown and not counted."""
    ranges = iter(bands.strengths if bands else ())
    lines = []
    for line in found.lines:
        band = next(ranges, None) if line.strength is not None else None
        low, high = (band[0], band[2]) if band else (None, None)
        lines.append(Term(line, Score(line.strength, low, high)))
    return tuple(lines)


@dataclass(frozen=True)
class StressLine:
    owner: OwnerLine
    before: float
    after: float
    left: tuple[ChannelLine, ...]

    @property
    def fall(self) -> float:
        return self.before - self.after

    @property
    def same(self) -> bool:
        """Whether both figures look alike once they are rounded for display."""
        return f"{self.before:.0f}" == f"{self.after:.0f}"


def stress(reading: Reading, found: ChannelReading, owners: Sequence[OwnerLine], wanted: str) -> StressLine:
    """M 8.4 for one owner: the one asked for, else the one with the largest exposure."""
    owner = next((line for line in owners if line.owner == wanted), owners[0])
    left = [
        line
        for line, row in zip(found.lines, reading.document.channels, strict=True)
        if row.owner != owner.owner and row.share > 0
    ]
    after = scored.without(reading.scored.portfolio, owner.owner).strength
    return StressLine(owner, found.figures["strength"], after, tuple(left))


@dataclass(frozen=True)
class MoveLine:
    """M 8.6: `query` tries the move on the what-if page."""

    source: ChannelLine
    target: ChannelLine
    points: float
    change: float
    index: float
    query: str

    @property
    def source_after(self) -> float:
        return self.source.share - self.points

    @property
    def target_after(self) -> float:
        return self.target.share + self.points


def move_lines(reading: Reading, found: ChannelReading) -> tuple[MoveLine, ...]:
    rows = reading.document.channels
    return tuple(
        MoveLine(
            found.lines[move.source],
            found.lines[move.target],
            move.points,
            move.change,
            found.figures["index"] + move.change,
            tried(scored.shifted(rows, move.source, move.target, move.points * total(rows) / 100), rows),
        )
        for move in scored.moves(reading.bank, rows)
    )


def total(rows: Sequence[ChannelRow]) -> float:
    return sum(row.share for row in rows)


def tried(after: Sequence[ChannelRow], before: Sequence[ChannelRow]) -> str:
    """The shares that differ, as the what-if page names them."""
    return urlencode({
        f"channels[{place}].share": f"{new.share:.6g}"
        for place, (new, old) in enumerate(zip(after, before, strict=True))
        if new.share != old.share
    })  # fmt: skip


@dataclass(frozen=True)
class RivalLine:
    title: str
    own: float
    rival: float
    margin: float
    whole: bool = False  # the index, which alone decides

    @property
    def difference(self) -> float:
        return self.own - self.rival

    @property
    def words(self) -> str:
        if self.difference > self.margin:
            return _("ahead")
        return _("behind") if self.difference < -self.margin else _("level")


def rival_lines(reading: Reading) -> tuple[RivalLine, ...]:
    """M 8.5, criterion by criterion as share-weighted means, then strength and index; empty without a rival."""
    bank, own = reading.bank, reading.scored.portfolio
    other = scored.channels(bank, reading.document.rival_channels)
    if not own or not other:
        return ()
    margin = bank.constants["channels"]["advantage"]
    lines = [
        RivalLine(Criterion(column, None, 0.0).short, mean(own, place), mean(other, place), margin)
        for place, column in enumerate(bank.channel_table.criteria)
    ]
    lines.append(RivalLine(_("Strength, all six together"), scored.strength(own), scored.strength(other), margin))
    lines.append(RivalLine(_("Index"), scored.index(bank, own), scored.index(bank, other), margin, whole=True))
    return tuple(lines)


def mean(table: Sequence[scored.Channel], place: int) -> float:
    return sum(entry.share * entry.cells[place].value for entry in table)


@dataclass(frozen=True)
class Gain:
    """One cell one level higher (M 5.2): what that adds to the index; `raw` is None at the top of its scale."""

    line: ChannelLine
    criterion: Criterion
    ref: str
    raw: Any
    change: float

    @property
    def query(self) -> str:
        return urlencode({self.ref: self.raw})

    @property
    def now_words(self) -> str:
        return self.criterion.words or _("open")

    @property
    def words(self) -> str:
        """What the cell would hold; an open one goes to 65 points, which need not be a level (M 5.2)."""
        if self.raw is None:
            return ""
        if self.criterion.raw is None:
            return _("an answer worth 65 points")
        return value_words(self.criterion.column, self.raw)


def gains(reading: Reading, found: ChannelReading) -> tuple[tuple[ChannelLine, tuple[Gain, ...]], ...]:
    """Every cell of the counted rows; the effect is that of 25 points, 40 to 65 where the cell is open."""
    bank, table = reading.bank, reading.scored.portfolio
    points = bank.constants["tornado"]["points"]
    kept = 1 - bank.channel_table.fragility_penalty * scored.fragility(table)
    rows = []
    for entry in table:
        line = found.lines[entry.row]
        cells = []
        for criterion, cell in zip(line.criteria, entry.cells, strict=True):
            raw = raised(bank, criterion.column, criterion.raw)
            added = min(100.0, cell.value + points) - cell.value if raw is not None else 0.0
            ref = f"channels[{entry.row}].{cell.criterion}"
            cells.append(Gain(line, criterion, ref, raw, entry.share * cell.weight * added * kept))
        rows.append((line, tuple(cells)))
    return tuple(rows)


def largest_gains(rows: Sequence[tuple[ChannelLine, Sequence[Gain]]]) -> list[Gain]:
    cells = [cell for _line, cells in rows for cell in cells if cell.change > 0]
    return sorted(cells, key=lambda cell: -cell.change)[:SHOWN_GAINS]


def channel_contradictions(reading: Reading) -> list[Note]:
    """The contradictions that speak about the channels (M 4.4)."""
    table = reading.bank.channel_table.node
    found = []
    for check in reading.bank.checks:
        refs = [condition.ref for condition in check.conditions]
        if check.id in reading.result["contradictions"] and any(ref.startswith("channel.") for ref in refs):
            found.append(Note(local(check.text), reading.links([table, *refs])))
    return found


def criterion_titles(columns: Sequence[Column]) -> tuple[tuple[str, str], ...]:
    """Each criterion with its weight in percent."""
    whole = sum(column.weight or 0.0 for column in columns)
    return tuple(
        (Criterion(column, None, 0.0).short, f"{100 * (column.weight or 0.0) / whole:g}%") for column in columns
    )

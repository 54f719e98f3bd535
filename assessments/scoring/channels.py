"""The channel table: strength, fragility, concentration and index (M 8)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .answers import ChannelRow
from .bank import Bank
from .values import confidence, half_width, value


@dataclass(frozen=True)
class Cell:
    """One criterion of one row; a missing cell has the prior mean (M 8.2)."""

    criterion: str
    weight: float  # the weights of a row add up to one
    value: float
    informed: bool


@dataclass(frozen=True)
class Channel:
    """One counted row; the shares of all counted rows add up to one."""

    row: int  # its place in the table as entered
    owner: str
    share: float
    dependence: float  # 0 to 1
    cells: tuple[Cell, ...]
    half_width: float
    confidence: float

    @property
    def strength(self) -> float:
        """M 8.2: the weighted mean of the criteria."""
        return sum(cell.weight * cell.value for cell in self.cells)

    @property
    def known(self) -> float:
        """The weight of the criteria that have an answer."""
        return sum(cell.weight for cell in self.cells if cell.informed)


@dataclass(frozen=True)
class ChannelFigures:
    """M 8.2 to 8.5. Shares and fragility from 0 to 1, strengths and index from 0 to 100, HHI up to 10,000."""

    strengths: tuple[float, ...]
    strength: float
    fragility: float
    hhi: float
    effective_owners: float
    max_owner_exposure: float
    index: float
    advantage: float | None


def channels(bank: Bank, rows: Sequence[ChannelRow], missing: float | None = None) -> tuple[Channel, ...]:
    """The rows that count, with shares normalised to one; `missing` overrides the value of missing cells (M 2.5)."""
    total = sum(row.share for row in rows)
    if total <= 0:
        return ()
    return tuple(
        channel(bank, place, row, row.share / total, missing) for place, row in enumerate(rows) if row.share > 0
    )


def channel(bank: Bank, place: int, row: ChannelRow, share: float, missing: float | None) -> Channel:
    level = bank.constants["channels"]["missing_dependence"] if row.dependence is None else row.dependence
    delta = half_width(bank, row.evidence)
    return Channel(
        row=place,
        owner=row.owner,
        share=share,
        dependence=bank.scales.dependence[level].dep,
        cells=cells(bank, row, bank.constants["prior_mean"] if missing is None else missing),
        half_width=delta,
        confidence=confidence(bank, delta),
    )


def cells(bank: Bank, row: ChannelRow, missing: float) -> tuple[Cell, ...]:
    criteria = bank.channel_table.criteria
    total = sum(column.weight or 0.0 for column in criteria)
    return tuple(
        Cell(
            criterion=column.id,
            weight=(column.weight or 0.0) / total,
            value=value(bank, column, row.cells[column.id]) if column.id in row.cells else missing,
            informed=column.id in row.cells,
        )
        for column in criteria
    )


def owners(table: Sequence[Channel]) -> dict[str, tuple[float, float]]:
    """M 8.3: the share of each owner, and its share-weighted dependence."""
    shares: dict[str, float] = {}
    exposed: dict[str, float] = {}
    for entry in table:
        shares[entry.owner] = shares.get(entry.owner, 0.0) + entry.share
        exposed[entry.owner] = exposed.get(entry.owner, 0.0) + entry.share * entry.dependence
    return {owner: (share, exposed[owner] / share if share > 0 else 0.0) for owner, share in shares.items()}


def strength(table: Sequence[Channel]) -> float:
    """M 8.2: S, the share-weighted strength."""
    return sum(entry.share * entry.strength for entry in table)


def fragility(table: Sequence[Channel]) -> float:
    """M 8.3: F, the chance that two random units of revenue hang on one owner who can cut them."""
    return sum(share**2 * dependence for share, dependence in owners(table).values())


def index(bank: Bank, table: Sequence[Channel]) -> float:
    """M 8.3: CAI = S (1 - penalty F)."""
    return strength(table) * (1 - bank.channel_table.fragility_penalty * fragility(table))


def figures(bank: Bank, rows: Sequence[ChannelRow], rival: Sequence[ChannelRow]) -> ChannelFigures | None:
    """All figures of the table, None without rows; `advantage` is None without a rival's table (M 8.4, 8.5)."""
    table = channels(bank, rows)
    if not table:
        return None
    held = owners(table).values()
    own, other = index(bank, table), channels(bank, rival)
    return ChannelFigures(
        strengths=tuple(entry.strength for entry in table),
        strength=strength(table),
        fragility=fragility(table),
        hhi=sum((100 * share) ** 2 for share, _ in held),
        effective_owners=1 / sum(share**2 for share, _ in held),
        max_owner_exposure=max(share * dependence for share, dependence in held),
        index=own,
        advantage=own - index(bank, other) if other else None,
    )


def known(table: Sequence[Channel]) -> tuple[float, float]:
    """M 2.5: the fractions with which the portfolio counts in completeness and in confidence."""
    complete = sum(entry.share * entry.known for entry in table)
    sure = sum(entry.share * entry.known * entry.confidence for entry in table)
    return complete, sure


def sum_is_odd(bank: Bank, rows: Sequence[ChannelRow]) -> bool:
    """M 8.2: the shares as entered do not add up to about 100."""
    low, high = bank.constants["channels"]["share_sum"]
    return bool(rows) and not low <= sum(row.share for row in rows) <= high


@dataclass(frozen=True)
class Stress:
    """M 8.4: the strength that is left when an owner is gone, and the share of revenue that went with it."""

    owner: str
    share: float
    strength: float


@dataclass(frozen=True)
class Move:
    """M 8.6: share points moved between two rows (their places in the table), and what that adds to the index."""

    source: int
    target: int
    points: float
    change: float


def stress(table: Sequence[Channel]) -> Stress | None:
    """M 8.4, for the owner with the largest exposure, of equal ones the first entered; None for an empty table."""
    held = owners(table)
    if not held:
        return None
    return without(table, max(held, key=lambda name: held[name][0] * held[name][1]))


def without(table: Sequence[Channel], owner: str) -> Stress:
    """M 8.4: S on what remains, times (1 - share of the owner); nothing moves to the other channels."""
    share = sum(entry.share for entry in table if entry.owner == owner)
    left = sum(entry.share * entry.strength for entry in table if entry.owner != owner)
    return Stress(owner, share, left)


def standing(bank: Bank, advantage: float | None) -> str:
    """M 8.5: ahead, level, behind, or not_assessed without a rival."""
    margin = bank.constants["channels"]["advantage"]
    if advantage is None:
        return "not_assessed"
    return "ahead" if advantage > margin else "behind" if advantage < -margin else "level"


def moves(bank: Bank, rows: Sequence[ChannelRow]) -> tuple[Move, ...]:
    """M 8.6: the shifts of share that add most to the index; capacity and cost are not modelled."""
    table = channels(bank, rows)
    total = sum(row.share for row in rows)
    points, shown = bank.constants["channels"]["move_points"], bank.constants["channels"]["moves_shown"]
    before = index(bank, table)
    found = []
    for source in table:
        for target in range(len(rows)):
            if target != source.row and source.share * 100 >= points - bank.constants["tolerance"]["cut"]:
                change = index(bank, channels(bank, shifted(rows, source.row, target, points * total / 100))) - before
                found.append(Move(source.row, target, points, change))
    better = [move for move in found if move.change > bank.constants["tolerance"]["cut"]]
    return tuple(sorted(better, key=lambda move: -move.change)[:shown])


def shifted(rows: Sequence[ChannelRow], source: int, target: int, amount: float) -> list[ChannelRow]:
    after = list(rows)
    after[source] = replace(rows[source], share=max(0.0, rows[source].share - amount))
    after[target] = replace(rows[target], share=rows[target].share + amount)
    return after

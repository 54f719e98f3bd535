"""The channel table of a result, row by row and owner by owner (M 8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessments.readings.reading import Reading
from assessments.readings.words import one_decimal, value_words, whole
from assessments.scoring import channels as scored
from assessments.scoring.bank_parts import Column, Dependence, Text
from assessments.templatetags.bilingual import local

OWN = "self"  # the owner of a channel that nobody else controls


def is_own(owner: str) -> bool:
    return owner.strip().lower() == OWN


def owner_words(owner: str) -> str:
    """Beside a channel."""
    return _("your own") if is_own(owner) else owner


def holder_words(owner: str) -> str:
    """Inside a sentence."""
    return _("your own channels") if is_own(owner) else owner


@dataclass(frozen=True)
class Criterion:
    column: Column
    raw: Any  # as answered; None: missing
    value: float

    @property
    def short(self) -> str:
        """The name of the criterion for the head of a table; the bank has it as a sentence."""
        words = {
            "reach": pgettext("channel criterion", "Reach"),
            "fit": pgettext("channel criterion", "Fit"),
            "conversion": pgettext("channel criterion", "Conversion"),
            "payback": pgettext("channel criterion", "Payback"),
            "control": pgettext("channel criterion", "Control"),
            "defence": pgettext("channel criterion", "Defence"),
        }
        return words.get(self.column.id) or local(self.column.text)

    @property
    def words(self) -> str:
        return "" if self.raw is None else value_words(self.column, self.raw)

    @property
    def dots(self) -> list[bool] | None:
        """For a criterion in levels: which of its four dots are filled."""
        if self.column.type != "level5" or self.raw is None:
            return None
        return [place < self.raw for place in range(4)]


@dataclass(frozen=True)
class ChannelLine:
    """`share` and `exposed` in percent of expected new revenue; a row with share 0 is shown and not counted."""

    type: Text
    owner: str
    share: float
    exposed: float
    dependence: Dependence | None  # None: not given, counts as full
    strength: float | None
    criteria: tuple[Criterion, ...]
    evidence: int


@dataclass(frozen=True)
class Owner:
    name: str
    share: float  # of one
    dependence: float
    given: bool  # False: the dependence of at least one channel is missing, and counts as full

    @property
    def exposure(self) -> float:
        return self.share * self.dependence

    @property
    def share_percent(self) -> float:
        return 100 * self.share

    @property
    def exposed_percent(self) -> float:
        return 100 * self.exposure


@dataclass(frozen=True)
class ChannelReading:
    lines: tuple[ChannelLine, ...]
    owners: tuple[Owner, ...]  # largest exposure first
    figures: Mapping[str, Any]
    stress: scored.Stress | None
    standing: str  # against the rival: ahead, level, behind, not_assessed

    @property
    def top(self) -> Owner:
        return self.owners[0]


def channel_reading(reading: Reading) -> ChannelReading | None:
    """None without rows."""
    figures = reading.result["channel"]
    if figures is None:
        return None
    bank, table = reading.bank, reading.scored.portfolio
    held = scored.owners(table)
    unsaid = {row.owner for row in reading.document.channels if row.share > 0 and row.dependence is None}
    owners = [Owner(holder_words(name), *pair, name not in unsaid) for name, pair in held.items()]
    return ChannelReading(
        lines=channel_lines(reading, table),
        owners=tuple(sorted(owners, key=lambda owner: (-owner.exposure, -owner.share))),
        figures=figures,
        stress=scored.stress(table),
        standing=scored.standing(bank, figures["advantage"]),
    )


def channel_lines(reading: Reading, table: tuple[scored.Channel, ...]) -> tuple[ChannelLine, ...]:
    bank, counted = reading.bank, {entry.row: entry for entry in table}
    types = {option.id: option.text for option in bank.channel_table.types}
    found = []
    for place, row in enumerate(reading.document.channels):
        entry = counted.get(place)
        values = {cell.criterion: cell.value for cell in entry.cells} if entry else {}
        found.append(
            ChannelLine(
                type=types[row.type],
                owner=owner_words(row.owner),
                share=100 * entry.share if entry else 0.0,
                exposed=100 * entry.share * entry.dependence if entry else 0.0,
                dependence=None if row.dependence is None else bank.scales.dependence[row.dependence],
                strength=entry.strength if entry else None,
                criteria=tuple(
                    Criterion(column, row.cells.get(column.id), values.get(column.id, 0.0))
                    for column in bank.channel_table.criteria
                ),
                evidence=row.evidence,
            )
        )
    return tuple(found)


def exposure_words(found: ChannelReading) -> str:
    """Who could take the most revenue away (M 8.4)."""
    top = found.top
    values = {"share": whole(100 * top.share), "exposed": whole(100 * top.exposure), "owner": top.name}
    if top.exposure < 0.005:
        return _("No channel owner can take new revenue away from you.")
    if top.dependence > 0.995 and not top.given:
        return _("%(share)s%% of new revenue depends on %(owner)s, and you have not stated all of the terms.") % values
    if top.dependence > 0.995:
        return _("%(share)s%% of new revenue depends on one owner who can remove you at will: %(owner)s.") % values
    return (
        _("%(share)s%% of new revenue runs through %(owner)s; weighed by dependence, %(exposed)s%% is exposed.")
        % values
    )


def concentration_words(found: ChannelReading) -> str:
    figures = found.figures
    if len(found.owners) == 1:
        words = _(
            "Strength %(strength)s, fragility %(fragility)s, so the index is %(index)s. "
            "All sales run through one owner."
        )
    else:
        words = _(
            "Strength %(strength)s, fragility %(fragility)s, so the index is %(index)s. "
            "Sales hang on %(owners)s owners in effect."
        )
    return words % {
        "strength": whole(figures['strength']),
        "fragility": f"{figures['fragility']:.2f}",
        "index": whole(figures['index']),
        "owners": one_decimal(figures['effective_owners']),
    }  # fmt: skip


def stress_words(found: ChannelReading) -> str:
    if found.stress is None or found.top.exposure < 0.005:
        return ""
    values = {
        "owner": holder_words(found.stress.owner),
        "before": whole(found.figures["strength"]),
        "after": whole(found.stress.strength),
    }
    if values["before"] == values["after"]:
        return ""
    return _("Without %(owner)s the strength goes from %(before)s to %(after)s.") % values


def standing_words(found: ChannelReading) -> str:
    """M 8.5."""
    points = whole(abs(found.figures["advantage"] or 0))
    n, values = int(points), {"points": points}
    if found.standing == "ahead":
        return ngettext(
            "%(points)s point ahead of the strongest rival.", "%(points)s points ahead of the strongest rival.", n
        ) % values  # fmt: skip
    if found.standing == "level":
        return (
            ngettext(
                "Level with the strongest rival, %(points)s point apart.",
                "Level with the strongest rival, %(points)s points apart.",
                n,
            )
            % values
        )
    if found.standing == "behind":
        return ngettext(
            "%(points)s point behind the strongest rival.", "%(points)s points behind the strongest rival.", n
        ) % values  # fmt: skip
    return _("Strength only; the advantage over a rival is not assessed.")

"""The checklists of the guide as a venture has ticked them off."""

from collections.abc import Mapping
from dataclasses import dataclass

from guide.handbook import Checklist, Handbook, Item
from ventures.models import StepProgress, Venture


@dataclass(frozen=True)
class Line:
    item: Item
    progress: StepProgress | None

    @property
    def ticked(self) -> bool:
        return bool(self.progress and self.progress.ticked)

    @property
    def note(self) -> str:
        return self.progress.note if self.progress else ""


@dataclass(frozen=True)
class Ticked:
    """A step or decision with its lines."""

    checklist: Checklist
    lines: tuple[Line, ...]

    @property
    def done(self) -> int:
        return sum(line.ticked for line in self.lines)

    @property
    def of(self) -> int:
        return len(self.lines)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.of if self.of else 0


def ticked(book: Handbook, venture: Venture) -> list[Ticked]:
    """One query. Items that the guide no longer has are kept in the database and not shown."""
    rows: Mapping[str, StepProgress] = {row.item: row for row in venture.step_progress.select_related("user")}
    return [
        Ticked(checklist, tuple(Line(item, rows.get(item.id)) for item in checklist.items))
        for checklist in book.checklists
    ]

"""Risks by likelihood and impact (M 3.5)."""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from .marks import SCREEN, Palette, dot, drawing, line, number, percent, rect, words


class Cell(NamedTuple):
    """One cell of the risk grid: ranges of likelihood and impact as shares of one, colour by role, its letter."""

    p: tuple[float, float]
    d: tuple[float, float]
    colour: str  # green, amber or red
    letter: str


class RiskPoint(NamedTuple):
    """One risk after measures (p, d, with ranges) and before them (p0, d0); shares of one."""

    label: str
    p: float
    d: float
    p_range: tuple[float, float]
    d_range: tuple[float, float]
    p0: float
    d0: float


MAP_HEIGHT = 320
PIN = 11
TRIES = ((0, 0), (1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1), (2, 0), (-2, 0), (0, -2), (0, 2))


def root_scale(share: float) -> float:
    """Square roots spread the low ends, where most risks are, and keep lines of equal product hyperbolas."""
    return 100 * sqrt(min(1.0, max(0.0, share)))


def spot(p: float, d: float) -> tuple[str, str]:
    return percent(root_scale(d)), percent(100 - root_scale(p))


def risk_map(
    points: Sequence[RiskPoint],
    cells: Sequence[Cell],
    palette: Palette = SCREEN,
    *,
    likelihood: str,
    impact: str,
    title: str,
    iso: Sequence[float] = (0.04, 0.10, 0.25),
) -> str:
    """M 3.5: each risk at its likelihood and impact with its range, and where it came from, over lines of p x d."""
    plot = [cell(palette, entry) for entry in cells]
    for level in iso:
        plot += contour(palette, level)
    for point in points:
        (left, top), (right, foot) = spot(point.p_range[1], point.d_range[0]), spot(point.p_range[0], point.d_range[1])
        sides = percent(float(right[:-1]) - float(left[:-1])), percent(float(foot[:-1]) - float(top[:-1]))
        plot.append(rect(palette, "m-box", left, top, *sides))
    moved = [point for point in points if abs(point.p - point.p0) > 1e-9 or abs(point.d - point.d0) > 1e-9]
    plot += [line(palette, "m-move", spot(point.p0, point.d0), spot(point.p, point.d)) for point in moved]
    plot += [dot(palette, "m-was", *spot(point.p0, point.d0), 4) for point in moved]
    plot += pins(palette, points)
    frame = f'<svg x="11%" y="22" width="87%" height="{MAP_HEIGHT}" overflow="visible">{"".join(plot)}</svg>'
    inner = [frame, *map_axes(palette, cells), words(palette, "c-label", "0", "12", likelihood)]
    inner.append(words(palette, "c-label", "98%", str(MAP_HEIGHT + 62), impact, "end"))
    return drawing(palette, "riskmap", inner, title, height=MAP_HEIGHT + 70)


def cell(palette: Palette, entry: Cell) -> str:
    left, right = root_scale(entry.d[0]), root_scale(entry.d[1])
    top, foot = 100 - root_scale(entry.p[1]), 100 - root_scale(entry.p[0])
    box = rect(palette, f"m-{entry.colour}", percent(left), percent(top), percent(right - left), percent(foot - top))
    letter = words(palette, "m-letter", "5", "14", entry.letter)
    return f'{box}<svg x="{percent(left)}" y="{percent(top)}" overflow="visible">{letter}</svg>'


def contour(palette: Palette, level: float, parts: int = 12) -> list[str]:
    """The line on which p x d is the same, as short straight pieces: only lines may have ends in percent."""
    first = root_scale(level)
    stops = [first + (100 - first) * place / parts for place in range(parts + 1)]
    places = [(percent(x), percent(100 - 100 * first / x)) for x in stops]
    pieces = [line(palette, "m-iso", start, end) for start, end in pairwise(places)]
    label = words(palette, "m-letter", "-4", "-4", f"{number(100 * level)}%", "end")
    return [*pieces, f'<svg x="100%" y="{places[-1][1]}" overflow="visible">{label}</svg>']


def pins(palette: Palette, points: Sequence[RiskPoint]) -> list[str]:
    """A labelled pin for each risk; one that would cover another moves aside, its dot stays where the risk is."""
    taken: list[tuple[float, float]] = []
    found = []
    for point in points:
        x, y = root_scale(point.d) * 3, (100 - root_scale(point.p)) * MAP_HEIGHT / 100  # on a plot 300 wide, a phone's
        for across, down in TRIES:
            place = (x + across * (2 * PIN + 2), y + down * (2 * PIN + 2))
            if all(abs(place[0] - left) > 2 * PIN or abs(place[1] - top) > 2 * PIN for left, top in taken):
                break
        taken.append(place)
        shift = place[0] - x, place[1] - y
        inner = [
            dot(palette, "m-now", "0", "0", 3),
            line(palette, "m-move", ("0", "0"), (number(shift[0]), number(shift[1]))),
            dot(palette, "m-pin", number(shift[0]), number(shift[1]), PIN),
            words(palette, "m-id", number(shift[0]), number(shift[1] + 4), point.label, "middle"),
        ]
        left, top = spot(point.p, point.d)
        found.append(f'<svg x="{left}" y="{top}" overflow="visible">{"".join(inner)}</svg>')
    return found


def map_axes(palette: Palette, cells: Sequence[Cell]) -> list[str]:
    """The limits of the levels in percent, along the foot and up the side."""
    found = []
    for share in sorted({entry.d[1] for entry in cells}):
        x, anchor = percent(11 + 87 * root_scale(share) / 100), "end" if share == 1 else "middle"
        found.append(words(palette, "c-tick", x, str(MAP_HEIGHT + 40), f"{number(100 * share)}%", anchor))
    for share in sorted({entry.p[1] for entry in cells}):
        y = 22 + (100 - root_scale(share)) * MAP_HEIGHT / 100
        found.append(words(palette, "c-tick", "10%", number(y + 4), f"{number(100 * share)}%", "end"))
    return found

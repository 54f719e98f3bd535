"""Charts of advice: two parties side by side, a figure between marks, and what a budget buys."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .marks import SCREEN, Palette, along, dot, drawing, line, number, percent, rect, words
from .rows import band

SQUARE = 10
GRID = ("0%", "25%", "50%", "75%", "100%")


def versus(
    own: float | None,
    other: float,
    palette: Palette = SCREEN,
    *,
    height: float = 24,
    grid: bool = False,
    title: str = "",
) -> str:
    """One row: a circle for one's own score, a square for the other's, and the gap between them."""
    middle, side = number(height / 2), min(SQUARE, height / 2)
    place = percent(along(other))
    square = rect(palette, "v-other", number(-side / 2), number(-side / 2), number(side), number(side))
    inner = [line(palette, "iv-grid", (x, "0"), (x, number(height))) for x in GRID] if grid else []
    if own is not None:
        inner.append(line(palette, "v-gap", (percent(along(own)), middle), (place, middle)))
    inner.append(f'<svg x="{place}" y="{middle}" overflow="visible">{square}</svg>')
    if own is not None:
        inner.append(dot(palette, "iv-dot", percent(along(own)), middle, height / 4))
    return drawing(palette, "iv", inner, title, height=height)


def moved(
    before: float,
    after: float,
    low: float | None,
    high: float | None,
    palette: Palette = SCREEN,
    *,
    height: float = 24,
    title: str = "",
) -> str:
    """One row: where a score is (an open circle), and where it goes to, with the range it would have there."""
    middle = height / 2
    inner = []
    if low is not None and high is not None:
        inner += band(palette, along(low), along(high), middle, height * 10 / 24)
    ends = percent(along(before)), percent(along(after))
    inner += [
        line(palette, "v-gap", (ends[0], number(middle)), (ends[1], number(middle))),
        dot(palette, "iv-was", ends[0], number(middle), height / 4),
        dot(palette, "iv-dot", ends[1], number(middle), height / 4),
    ]
    return drawing(palette, "iv", inner, title, height=height)


def marked(
    value: float, marks: Sequence[tuple[float, str]], palette: Palette = SCREEN, *, end: float, title: str = ""
) -> str:
    """A figure on an axis from 0 with named marks; labels stand above the line, both ends below it."""
    inner = [line(palette, "iv-line", ("0", "26"), ("100%", "26"))]
    for place, (mark, label) in enumerate(marks):
        x, anchor = percent(along(mark, 0, end)), "end" if place == 0 else "start"
        inner.append(line(palette, "iv-cap", (x, "18"), (x, "34")))
        text = words(palette, "c-tick", "4" if place else "-4", "12", label, anchor)
        inner.append(f'<svg x="{x}" overflow="visible">{text}</svg>')
    inner.append(dot(palette, "iv-dot", percent(along(value, 0, end)), "26", 7))
    inner += [words(palette, "c-tick", "0", "50", "0"), words(palette, "c-tick", "100%", "50", f"{end:,.0f}", "end")]
    return drawing(palette, "marked", inner, title, height=54)


class Stop(NamedTuple):
    """One efficient set of measures: what it costs, and the expected loss in percent that it leaves."""

    cost: float
    loss: float


FRONTIER_HEIGHT = 200


def frontier(
    stops: Sequence[Stop],
    palette: Palette = SCREEN,
    *,
    chosen: Stop | None,
    budget: float | None,
    money: str,
    loss: str,
    title: str,
) -> str:
    """The expected loss that each budget can reach, as steps: it falls where the next set becomes affordable."""
    end = max([stop.cost for stop in stops] + [budget or 0.0, 1.0]) * 1.05
    top, foot = max(stop.loss for stop in stops), min(stop.loss for stop in stops)
    room = max(0.5, (top - foot) * 0.15)
    high, low = min(100.0, top + room), max(0.0, foot - room)

    def spot(cost: float, figure: float) -> tuple[str, str]:
        return percent(along(cost, 0, end)), percent(100 - along(figure, low, high))

    plot = [line(palette, "iv-grid", ("0", y), ("100%", y)) for y in ("0%", "50%", "100%")]
    if budget is not None:
        plot.append(line(palette, "f-budget", spot(budget, low), spot(budget, high)))
    for stop, after in pairwise([*stops, Stop(end, stops[-1].loss)]):
        plot.append(line(palette, "c-line", spot(stop.cost, stop.loss), spot(after.cost, stop.loss)))
        plot.append(line(palette, "c-line", spot(after.cost, stop.loss), spot(after.cost, after.loss)))
    plot += [dot(palette, "c-dot", *spot(stop.cost, stop.loss), 3.5) for stop in stops]
    if chosen is not None:
        plot.append(dot(palette, "f-chosen", *spot(chosen.cost, chosen.loss), 8))
    inner = [f'<svg x="13%" y="28" width="85%" height="{FRONTIER_HEIGHT}" overflow="visible">{"".join(plot)}</svg>']
    inner += frontier_axes(palette, low, high, end, budget)
    inner.append(words(palette, "c-label", "0", "12", loss))
    inner.append(words(palette, "c-label", "98%", str(FRONTIER_HEIGHT + 68), money, "end"))
    return drawing(palette, "frontier", inner, title, height=FRONTIER_HEIGHT + 76)


def frontier_axes(palette: Palette, low: float, high: float, end: float, budget: float | None) -> list[str]:
    """The axis of losses is zoomed, so both its ends and its middle are named."""
    found = []
    for part in (0, 0.5, 1):
        y = 28 + FRONTIER_HEIGHT * (1 - part) + 4
        found.append(words(palette, "c-tick", "11%", number(y), f"{low + part * (high - low):.1f}%", "end"))
    places = {0.0, end / 1.05} if budget is None else {0.0, budget, end / 1.05}
    last = -20.0
    for cost in sorted(places):
        x = along(cost, 0, end)
        if x - last >= 12:
            last = x
            label = f"{cost:,.0f}" if cost >= 1e6 else f"{cost:,.6g}"  # never 1e+09
            found.append(words(palette, "c-tick", percent(13 + 0.85 * x), str(FRONTIER_HEIGHT + 48), label, "middle"))
    return found

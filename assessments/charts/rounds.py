"""Charts of one venture over its rounds, for the page alone."""

from collections.abc import Sequence
from typing import NamedTuple

from .marks import SCREEN, along, dot, drawing, line, number, percent, rect, words

ROW, BAR = 28, 16  # heights of a row and of its bar
PLOT, TOP = 180, 12  # of the history


class Window(NamedTuple):
    """The part of the axis that is shown; both ends are labelled beside the chart."""

    start: float
    end: float


def window(values: Sequence[float], least: float = 10) -> Window:
    """Round tens around all values, at least `least` wide and inside 0 to 100."""
    start = 10.0 * (min(values) // 10)
    end = max(10.0 * -(-max(values) // 10), start + least)
    return Window(max(0.0, min(start, 100 - least)), min(100.0, end))


def whole(value: float, shown: Window) -> str:
    """The score at one end of a chain of changes."""
    x = percent(along(value, *shown))
    inner = [line(SCREEN, "iv-line", ("0", "14"), ("100%", "14")), dot(SCREEN, "iv-dot", x, "14", 7)]
    return drawing(SCREEN, "steps", inner, "", height=ROW)


def change(before: float, after: float, shown: Window) -> str:
    """One link of the chain: from where the links before it lead to, to where it leads."""
    left, right = sorted((along(before, *shown), along(after, *shown)))
    kind = "t-up" if after >= before else "t-down"
    here = percent(along(after, *shown))
    inner = [
        rect(SCREEN, kind, percent(left), number((ROW - BAR) / 2), percent(max(right - left, 0.3)), number(BAR)),
        line(SCREEN, "iv-cap", (here, "0"), (here, number(ROW))),
    ]
    return drawing(SCREEN, "steps", inner, "", height=ROW)


class Stop(NamedTuple):
    """The score of one round, upright; `new_bank` where the question set changed before it."""

    number: int
    label: str  # when it was finished
    value: float
    low: float | None
    high: float | None
    new_bank: bool = False


def history(stops: Sequence[Stop], names: Sequence[str], *, title: str) -> str:
    """Scores of the rounds as dots with upright ranges; a dotted line where the question set changed."""
    inner = []
    for share in (0, 25, 50, 75, 100):
        y = number(level(share))
        inner.append(line(SCREEN, "iv-grid", ("8%", y), ("100%", y)))
        inner.append(words(SCREEN, "c-tick", "6%", number(level(share) + 4), str(share), "end"))
    width = 90 / len(stops)
    for place, (stop, name) in enumerate(zip(stops, names, strict=True)):
        x = percent(10 + width * (place + 0.5))
        if stop.new_bank:
            between = percent(10 + width * place)
            inner.append(line(SCREEN, "f-budget", (between, str(TOP)), (between, str(TOP + PLOT))))
        marks = upright(stop)
        marks.append(words(SCREEN, "c-tick", "0", str(TOP + PLOT + 20), name, "middle"))
        inner.append(f'<svg x="{x}" overflow="visible">{"".join(marks)}</svg>')
    return drawing(SCREEN, "history", inner, title, height=TOP + PLOT + 28)


def level(value: float) -> float:
    return TOP + PLOT * (100 - along(value)) / 100


def upright(stop: Stop) -> list[str]:
    marks = []
    if stop.low is not None and stop.high is not None and stop.high - stop.low >= 0.05:
        top, foot = level(stop.high), level(stop.low)
        marks.append(rect(SCREEN, "iv-band", "-6", number(top), "12", number(foot - top)))
        marks += [line(SCREEN, "iv-cap", ("-7", number(y)), ("7", number(y))) for y in (top, foot)]
    marks.append(dot(SCREEN, "iv-dot", "0", number(level(stop.value)), 6))
    return marks

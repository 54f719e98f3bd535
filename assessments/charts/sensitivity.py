"""Charts of how sure a score is, for the page alone: what moves it, and what could be lost."""

from collections.abc import Sequence
from itertools import pairwise

from .marks import SCREEN, along, dot, drawing, line, percent, rect, words
from .rounds import Window

HEIGHT, PLOT, TOP = 28, 180, 12


def tornado(low: float, high: float, today: float, shown: Window) -> str:
    """One bar from the worse to the better end, split at today's score, with both ends in figures."""
    worst, now, best = (along(value, *shown) for value in (min(low, today), today, max(high, today)))
    inner = [
        rect(SCREEN, "down", percent(worst), "6", percent(now - worst), "16"),
        rect(SCREEN, "up", percent(now), "6", percent(best - now), "16"),
        line(SCREEN, "mid", (percent(now), "0"), (percent(now), str(HEIGHT))),
    ]
    if worst < now:
        label = words(SCREEN, "end", "-6", "18", f"{low:.1f}", "end")
        inner.append(f'<svg x="{percent(worst)}" overflow="visible">{label}</svg>')
    if best > now:
        label = words(SCREEN, "end", "6", "18", f"{high:.1f}")
        inner.append(f'<svg x="{percent(best)}" overflow="visible">{label}</svg>')
    return drawing(SCREEN, "bars", inner, "", height=HEIGHT)


def around(today: float, ends: Sequence[float]) -> Window:
    """Today's score in the middle, all ends inside, and room for their figures on both sides."""
    reach = max([abs(end - today) for end in ends] + [0.5]) * 1.35
    return Window(today - reach, today + reach)


def exceedance(chances: Sequence[float], mark: int, *, chance: str, loss: str, title: str) -> str:
    """The chance of losing at least so much, from 0 to 100 percent in equal steps; a dot at step `mark`."""
    last = len(chances) - 1
    spots = [(percent(100 * place / last), percent(100 - 100 * share)) for place, share in enumerate(chances)]
    plot = [line(SCREEN, "iv-grid", ("0", f"{y}%"), ("100%", f"{y}%")) for y in (0, 25, 50, 75, 100)]
    plot += [line(SCREEN, "c-line", start, end) for start, end in pairwise(spots)]
    plot.append(dot(SCREEN, "iv-dot", *spots[mark], 6))
    inner = [f'<svg x="10%" y="{TOP + 16}" width="86%" height="{PLOT}" overflow="visible">{"".join(plot)}</svg>']
    for share in (0, 25, 50, 75, 100):
        inner.append(words(SCREEN, "c-tick", "8%", f"{TOP + 20 + PLOT * (100 - share) / 100:.0f}", f"{share}%", "end"))
        inner.append(words(SCREEN, "c-tick", percent(10 + 0.86 * share), str(TOP + PLOT + 38), f"{share}%", "middle"))
    inner.append(words(SCREEN, "c-label", "0", "12", chance))
    inner.append(words(SCREEN, "c-label", "96%", str(TOP + PLOT + 58), loss, "end"))
    return drawing(SCREEN, "exceedance", inner, title, height=TOP + PLOT + 66)

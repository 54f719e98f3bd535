"""Charts that set ventures side by side, for the page alone: each has a colour and a shape of its own."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .marks import SCREEN, along, drawing, line, number, percent, rect, words
from .shapes import HEIGHT, WIDTH, Axis, outline, pair, spoke, spoke_label

SHAPES = (
    '<circle class="sx-mark" r="5.5"/>',
    '<rect class="sx-mark" x="-5" y="-5" width="10" height="10"/>',
    '<path class="sx-mark" d="M0-6.5 6 5H-6Z"/>',
    '<path class="sx-mark" d="M0-7 7 0 0 7-7 0Z"/>',
)
STEP = 22


class Span(NamedTuple):
    """One venture's score in a row, in the colour and shape of its place; without a value nothing is drawn."""

    place: int
    value: float | None
    low: float | None = None
    high: float | None = None


def shape(place: int) -> str:
    """The mark of one venture, counted from 0, as a key."""
    return f'<svg class="s{place + 1}" viewBox="-8 -8 16 16" aria-hidden="true">{SHAPES[place]}</svg>'


def stacked(spans: Sequence[Span]) -> str:
    """Intervals one below the other on one axis."""
    inner = []
    for row, span in enumerate(spans):
        if span.value is None:
            continue
        middle = 14 + STEP * row
        parts = band(span, middle)
        x = percent(along(span.value))
        parts.append(f'<svg x="{x}" y="{middle}" overflow="visible">{SHAPES[span.place]}</svg>')
        inner.append(f'<g class="s{span.place + 1}">{"".join(parts)}</g>')
    return drawing(SCREEN, "iv3", inner, "", height=STEP * len(spans) + 6)


def band(span: Span, middle: int) -> list[str]:
    if span.low is None or span.high is None or span.high - span.low < 0.05:
        return []
    left, right = along(span.low), along(span.high)
    ends = [percent(left), percent(right)]
    return [
        rect(SCREEN, "sx-band", ends[0], number(middle - 4), percent(right - left), "8"),
        *(line(SCREEN, "sx-cap", (x, number(middle - 5)), (x, number(middle + 5))) for x in ends),
    ]


def outlines(labels: Sequence[str], values: Mapping[int, Sequence[float | None]], *, title: str) -> str:
    """Shapes of several ventures over each other, without their ranges."""
    count = len(labels)
    inner = []
    for share in (25, 50, 75, 100):
        corners = " ".join(pair(spoke(place, count, share)) for place in range(count))
        inner.append(f'<polygon class="c-grid" points="{corners}"/>')
    axes = [Axis(label, None) for label in labels]
    for place, row in values.items():
        spots = outline(axes, row)
        marks = [f'<g transform="translate({number(x)} {number(y)})">{SHAPES[place]}</g>' for x, y in spots]
        polygon = f'<polygon class="sx-line" points="{" ".join(map(pair, spots))}"/>'
        inner.append(f'<g class="s{place + 1}">{polygon}{"".join(marks)}</g>')
    inner += [spoke_label(SCREEN, axes, place) for place in range(count)]
    return drawing(SCREEN, "radar", inner, title, view=f'viewBox="0 0 {WIDTH} {HEIGHT}"')


def ranks(chances: Sequence[float], place: int) -> str:
    """The chance of each rank as parts of one bar, the first rank darkest."""
    inner, left = [], 0.0
    for rank, chance in enumerate(chances):
        box = rect(SCREEN, f"rank-{rank + 1}", percent(100 * left), "0", percent(100 * chance), "18")
        inner.append(box)
        if chance >= 0.1:
            label = words(SCREEN, f"rank-label-{rank + 1}", "0", "13", str(rank + 1), "middle")
            inner.append(f'<svg x="{percent(100 * (left + chance / 2))}" overflow="visible">{label}</svg>')
        left += chance
    return drawing(SCREEN, f"ranks s{place + 1}", inner, "", height=18)

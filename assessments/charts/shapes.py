"""Charts with two axes: radar, cover and value functions."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, log10, radians, sin
from typing import NamedTuple

from .marks import COVER, SCREEN, Palette, along, dot, drawing, line, number, paint, percent, rect, words


class Axis(NamedTuple):
    """One spoke of a radar; a dimension that does not apply has no figures."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


WIDTH, HEIGHT, RADIUS = 480, 336, 118  # the radar's frame; room for the longest label on both sides


def spoke(place: int, of: int, value: float, extra: float = 0) -> tuple[float, float]:
    angle = radians(360 * place / of)
    reach = RADIUS * value / 100 + extra
    return WIDTH / 2 + reach * sin(angle), HEIGHT / 2 - reach * cos(angle)


def pair(point: tuple[float, float]) -> str:
    return f"{number(point[0])},{number(point[1])}"


def outline(axes: Sequence[Axis], values: Sequence[float | None]) -> list[tuple[float, float]]:
    """The corners of a polygon, without those axes that do not apply."""
    return [spoke(place, len(axes), value) for place, value in enumerate(values) if value is not None]


def radar(axes: Sequence[Axis], palette: Palette = SCREEN, *, title: str) -> str:
    """The shape of a result: best estimates as a polygon, a ring between the low and the high ends."""
    count = len(axes)
    inner = []
    for share in (25, 50, 75, 100):
        corners = " ".join(pair(spoke(place, count, share)) for place in range(count))
        inner.append(f'<polygon {paint(palette, "c-grid")} points="{corners}"/>')
    for place in range(count):
        x, y = spoke(place, count, 100)
        inner.append(line(palette, "c-axis", (number(WIDTH / 2), number(HEIGHT / 2)), (number(x), number(y))))
    ring = [outline(axes, [axis.high for axis in axes]), outline(axes, [axis.low for axis in axes])]
    if all(ring):
        path = " ".join("M" + "L".join(pair(point) for point in part) + "Z" for part in ring)
        inner.append(f'<path {paint(palette, "c-band")} d="{path}"/>')
    best = outline(axes, [axis.value for axis in axes])
    inner.append(f'<polygon {paint(palette, "c-line")} points="{" ".join(map(pair, best))}"/>')
    inner += [dot(palette, "c-dot", number(x), number(y), 3.5) for x, y in best]
    inner += [spoke_label(palette, axes, place) for place in range(count)]
    for share in (50, 100):
        x, y = spoke(0, count, share)
        inner.append(words(palette, "c-tick", number(x + 5), number(y + 4), str(share)))
    return drawing(palette, "radar", inner, title, view=f'viewBox="0 0 {WIDTH} {HEIGHT}"')


def spoke_label(palette: Palette, axes: Sequence[Axis], place: int) -> str:
    x, y = spoke(place, len(axes), 100, 14)
    side = sin(radians(360 * place / len(axes)))
    anchor = "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"
    drop = 4 - 6 * cos(radians(360 * place / len(axes)))  # above the top spoke, below the lowest ones
    return words(palette, "c-label", number(x), number(y + drop), axes[place].label, anchor)


def two_lines(label: str) -> list[str]:
    """A label of several words over two lines, as even as its words allow."""
    parts = label.split(" ")
    splits = [(" ".join(parts[:place]), " ".join(parts[place:])) for place in range(1, len(parts))]
    return list(min(splits, key=lambda pair: max(map(len, pair)))) if splits else [label]


def columns(axes: Sequence[Axis], palette: Palette = COVER, *, title: str) -> str:
    """Upright intervals side by side, the picture on the cover of the report."""
    step = 630 / max(1, len(axes))
    inner = [line(palette, "iv-grid", ("0", number(y)), ("630", number(y))) for y in (20, 90, 160, 230, 300)]
    for place, axis in enumerate(axes):
        x = step * (place + 0.5)
        for line_number, text in enumerate(two_lines(axis.label)):
            inner.append(words(palette, "c-tick", number(x), str(322 + 15 * line_number), text, "middle"))
        if axis.value is None:
            continue
        if axis.low is not None and axis.high is not None and axis.high - axis.low >= 0.05:
            top, foot = 300 - 2.8 * axis.high, 300 - 2.8 * axis.low
            inner.append(rect(palette, "iv-band", number(x - 9), number(top), "18", number(foot - top)))
            for y in (top, foot):
                inner.append(line(palette, "iv-cap", (number(x - 9), number(y)), (number(x + 9), number(y))))
        inner.append(dot(palette, "iv-dot", number(x), number(300 - 2.8 * axis.value), 7))
    return drawing(palette, "coverart", inner, title, view='viewBox="0 0 630 330" width="100%"')


def curve(
    x: Sequence[float],
    v: Sequence[float],
    palette: Palette = SCREEN,
    *,
    point: tuple[float, float] | None,
    logarithmic: bool = False,
    labels: Sequence[str] = (),
    title: str,
) -> str:
    """A value function over its goalposts with the answer's point on it; `labels` name the goalposts."""

    def place(raw: float) -> float:
        if not logarithmic:
            return along(raw, x[0], x[-1])
        return along(log10(raw), log10(x[0]), log10(x[-1])) if raw > 0 else 0.0

    corners = [(percent(place(post)), percent(100 - value)) for post, value in zip(x, v, strict=True)]
    plot = [line(palette, "iv-grid", ("0", y), ("100%", y)) for y in ("0%", "50%", "100%")]
    plot += [line(palette, "c-line", start, end) for start, end in pairwise(corners)]
    if point is not None:
        across, up = percent(place(point[0])), percent(100 - along(point[1]))
        plot += [line(palette, "iv-rug", (across, "100%"), (across, up)), dot(palette, "iv-dot", across, up, 6)]
    return plane(palette, plot, [(place(post), label) for post, label in zip(x, labels, strict=False)], title)


def stairs(
    values: Sequence[float],
    palette: Palette = SCREEN,
    *,
    chosen: int | None,
    labels: Sequence[str] = (),
    title: str,
) -> str:
    """The value of every answer that can be chosen, as steps with the answer's point in the middle of its own."""
    width = 100 / len(values)
    treads = [(place * width, (place + 1) * width, percent(100 - along(value))) for place, value in enumerate(values)]
    plot = [line(palette, "iv-grid", ("0", y), ("100%", y)) for y in ("0%", "50%", "100%")]
    plot += [line(palette, "c-line", (percent(left), y), (percent(right), y)) for left, right, y in treads]
    plot += [line(palette, "c-line", (percent(at), y), (percent(at), up)) for (_, at, y), (*_, up) in pairwise(treads)]
    if chosen is not None:
        across, up = percent((chosen + 0.5) * width), treads[chosen][2]
        plot += [line(palette, "iv-rug", (across, "100%"), (across, up)), dot(palette, "iv-dot", across, up, 6)]
    return plane(palette, plot, [((at + 0.5) * width, label) for at, label in enumerate(labels)], title)


def plane(palette: Palette, plot: Sequence[str], labels: Sequence[tuple[float, str]], title: str) -> str:
    """The frame of a value function: values upwards, labels across, those at the ends always."""
    inner = [f'<svg x="9%" y="10" width="86%" height="120" overflow="visible">{"".join(plot)}</svg>']
    for value, y in ((100, 14), (50, 74), (0, 134)):
        inner.append(words(palette, "c-tick", "7%", str(y), str(value), "end"))
    for across, label in apart(labels):
        right = across > 95 and len(label) > 5  # half of it would stand beyond the drawing
        x, anchor = (100.0, "end") if right else (9 + 0.86 * across, "middle")
        inner.append(words(palette, "c-tick", percent(x), "152", label, anchor))
    return drawing(palette, "curve", inner, title, height=160)


def apart(labels: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """The first and the last label, and of those between as many as do not touch on a narrow screen."""

    def room(one: tuple[float, str], other: tuple[float, str]) -> bool:
        return other[0] - one[0] >= 2 + 1.1 * (len(one[1]) + len(other[1]))

    found = list(labels[:1])
    for label in labels[1:-1]:
        if room(found[-1], label) and room(label, labels[-1]):
            found.append(label)
    return found + list(labels[1:][-1:])

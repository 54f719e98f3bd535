"""Charts with one data axis: the rows of tables, and progress."""

from collections.abc import Sequence

from .marks import PRINT, SCREEN, Palette, along, dot, drawing, line, number, percent, rect, words


def band(palette: Palette, low: float, high: float, middle: float, thick: float) -> list[str]:
    """A bar from low to high (percent) with a cap at each end; nothing where both ends meet."""
    if high - low < 0.05:
        return []
    top, reach = middle - thick / 2, thick / 2 + 1
    ends = [percent(low), percent(high)]
    return [
        rect(palette, "iv-band", ends[0], number(top), percent(high - low), number(thick)),
        *(line(palette, "iv-cap", (x, number(middle - reach)), (x, number(middle + reach))) for x in ends),
    ]


def interval(
    value: float,
    low: float | None,
    high: float | None,
    palette: Palette = SCREEN,
    *,
    start: float = 0,
    end: float = 100,
    height: float = 24,
    grid: bool = False,
    title: str = "",
) -> str:
    """One row: a dot on its range. `start` and `end` zoom the axis; print draws its own grid lines."""
    middle = height / 2
    inner = []
    if grid:
        stops = ("0%", "25%", "50%", "75%", "100%")
        inner += [line(palette, "iv-grid", (x, "0"), (x, number(height))) for x in stops]
    if low is not None and high is not None:
        inner += band(palette, along(low, start, end), along(high, start, end), middle, height * 10 / 24)
    inner.append(dot(palette, "iv-dot", percent(along(value, start, end)), number(middle), height / 4))
    return drawing(palette, "iv", inner, title, height=height)


def scale(
    value: float,
    low: float | None,
    high: float | None,
    palette: Palette = SCREEN,
    *,
    rug: Sequence[float] = (),
    title: str = "",
) -> str:
    """The overall score on its axis; a rug of small marks below it for those it is compared with."""
    inner = [line(palette, "iv-line", ("0", "14"), ("100%", "14"))]
    if low is not None and high is not None:
        inner += band(palette, along(low), along(high), 14, 14)
    inner.append(dot(palette, "iv-dot", percent(along(value)), "14", 8))
    inner += [line(palette, "iv-rug", (percent(along(x)), "30"), (percent(along(x)), "38")) for x in rug]
    return drawing(palette, "overall", inner, title, height=40 if rug else 28)


def ticks(palette: Palette = SCREEN, *, start: float = 0, end: float = 100, parts: int = 4, height: float = 12) -> str:
    """The labels of an axis, for print; the page sets them as text."""
    inner = []
    for place in range(parts + 1):
        x, anchor = percent(100 * place / parts), "start" if place == 0 else "end" if place == parts else "middle"
        label = number(start + (end - start) * place / parts)
        inner.append(words(palette, "c-tick", x, number(height - 2), label, anchor))
    return drawing(palette, "axis", inner, "", height=height)


def bar(share: float, dark: float = 0, palette: Palette = SCREEN, *, height: float = 12, title: str = "") -> str:
    """A bar of a share in percent; its dark part is the share that someone else can take away."""
    inner = [rect(palette, "bar-b", "0", "0", percent(along(share)), number(height))]
    if dark > 0:
        inner.append(rect(palette, "bar-a", "0", "0", percent(along(min(dark, share))), number(height)))
    return drawing(palette, "bar", inner, title, height=height)


def dots(filled: Sequence[bool], palette: Palette = PRINT) -> str:
    """A level as dots, for print; the page draws them with its style sheet."""
    names = ("dot-on" if on else "dot-off" for on in filled)
    inner = [dot(palette, name, number(4 + 9 * place), "4", 3) for place, name in enumerate(names)]
    return drawing(palette, "dots", inner, "", view=f'viewBox="0 0 {9 * len(filled)} 8"')


def segments(parts: Sequence[tuple[int, int]], palette: Palette = SCREEN, *, height: float = 6) -> str:
    """One segment for each section, filled by its (answered, of)."""
    gap = 2.0
    width = (100 - gap * (len(parts) - 1)) / max(1, len(parts))
    inner = []
    for place, (answered, of) in enumerate(parts):
        left, full = place * (width + gap), width * min(1, answered / of) if of else width
        inner.append(rect(palette, "seg-off", percent(left), "0", percent(width), number(height)))
        if full:
            inner.append(rect(palette, "seg-on", percent(left), "0", percent(full), number(height)))
    return drawing(palette, "segments", inner, "", height=height)


def ring(answered: int, of: int) -> str:
    """Progress of one section, for the page: empty, part of a circle, or a tick."""
    if of and answered >= of:
        inner = '<circle class="done" cx="10" cy="10" r="8"/><path class="tick" d="m6.5 10.3 2.4 2.4 4.6-5"/>'
    else:
        inner = '<circle cx="10" cy="10" r="8"/>'
        if answered:
            part = f"{number(50.27 * answered / of)} 50.27"
            turned = 'transform="rotate(-90 10 10)"'
            inner += f'<circle class="fill" cx="10" cy="10" r="8" stroke-dasharray="{part}" {turned}/>'
    return f'<svg class="ring" viewBox="0 0 20 20" aria-hidden="true">{inner}</svg>'

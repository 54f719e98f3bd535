"""Palettes, and the marks that every chart is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape


@dataclass(frozen=True)
class Palette:
    """Colours by role; without any, marks carry class names alone."""

    colours: Mapping[str, str] = field(default_factory=dict)
    font: str = ""


SCREEN = Palette()
PRINT = Palette(
    {
        "ink": "#17212b", "muted": "#55616c", "grid": "#e2dfd6", "axis": "#7f8890", "surface": "#ffffff",
        "dot": "#0b5563", "band": "#a9ccd1", "rest": "#e2dfd6", "other": "#b8481b",
        "green": "#f0dcb4", "amber": "#e3b06b", "red": "#c6722f",
    },
    font="Inter, Noto Sans CJK SC, sans-serif",
)  # fmt: skip
COVER = Palette(
    {**PRINT.colours, "ink": "#cfe3e6", "muted": "#cfe3e6", "grid": "#3c7782", "dot": "#ffffff", "band": "#4490a0"},
    font=PRINT.font,
)

# What a class name stands for where no style sheet reaches: presentation attributes, colours by role.
MARKS: Mapping[str, Mapping[str, str]] = {
    "iv-grid": {"stroke": "grid", "stroke-width": "1"},
    "iv-line": {"stroke": "axis", "stroke-width": "1"},
    "iv-band": {"fill": "band"},
    "iv-cap": {"stroke": "dot", "stroke-width": "1.5"},
    "iv-dot": {"fill": "dot"},
    "iv-was": {"fill": "surface", "stroke": "axis", "stroke-width": "1.5"},
    "iv-rug": {"stroke": "axis", "stroke-width": "1"},
    "c-grid": {"fill": "none", "stroke": "grid", "stroke-width": "1"},
    "c-axis": {"stroke": "grid", "stroke-width": "1"},
    "c-band": {"fill": "band", "fill-opacity": "0.75", "fill-rule": "evenodd"},
    "c-line": {"fill": "none", "stroke": "dot", "stroke-width": "2", "stroke-linejoin": "round"},
    "c-dot": {"fill": "dot"},
    "c-label": {"fill": "ink", "font-size": "13", "font-weight": "500"},
    "c-tick": {"fill": "muted", "font-size": "12"},
    "m-green": {"fill": "green"},
    "m-amber": {"fill": "amber"},
    "m-red": {"fill": "red"},
    "m-letter": {"fill": "ink", "font-size": "11"},
    "m-iso": {"stroke": "ink", "stroke-width": "1", "stroke-dasharray": "2 4"},
    "m-box": {"fill": "ink", "fill-opacity": "0.06", "stroke": "ink", "stroke-opacity": "0.5", "stroke-width": "0.5"},
    "m-move": {"stroke": "ink", "stroke-width": "1.25"},
    "m-was": {"fill": "surface", "stroke": "ink", "stroke-width": "1.25"},
    "m-now": {"fill": "ink"},
    "m-pin": {"fill": "surface", "stroke": "ink", "stroke-width": "1.5"},
    "m-id": {"fill": "ink", "font-size": "11", "font-weight": "600"},
    "v-other": {"fill": "other"},
    "v-gap": {"stroke": "axis", "stroke-width": "1.5"},
    "f-budget": {"stroke": "axis", "stroke-width": "1.5", "stroke-dasharray": "4 4"},
    "f-chosen": {"fill": "none", "stroke": "ink", "stroke-width": "2"},
    "dot-on": {"fill": "dot", "stroke": "dot", "stroke-width": "1"},
    "dot-off": {"fill": "none", "stroke": "axis", "stroke-width": "1"},
    "seg-on": {"fill": "dot"},
    "seg-off": {"fill": "rest"},
    "bar-a": {"fill": "dot"},
    "bar-b": {"fill": "band"},
}


def number(value: float) -> str:
    """Two decimals at most, without trailing zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def along(value: float, start: float = 0, end: float = 100) -> float:
    """Where a value lies on an axis, in percent; values beyond an end lie on it."""
    return min(100.0, max(0.0, 100 * (value - start) / (end - start)))


def percent(value: float) -> str:
    return number(value) + "%"


def paint(palette: Palette, name: str) -> str:
    """The attributes that give a mark its look."""
    if not palette.colours:
        return f'class="{name}"'
    return " ".join(f'{key}="{palette.colours.get(look, look)}"' for key, look in MARKS[name].items())


def line(palette: Palette, name: str, start: tuple[str, str], end: tuple[str, str]) -> str:
    return f'<line {paint(palette, name)} x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}"/>'


def rect(palette: Palette, name: str, x: str, y: str, width: str, height: str) -> str:
    return f'<rect {paint(palette, name)} x="{x}" y="{y}" width="{width}" height="{height}"/>'


def dot(palette: Palette, name: str, x: str, y: str, radius: float) -> str:
    return f'<circle {paint(palette, name)} cx="{x}" cy="{y}" r="{number(radius)}"/>'


def words(palette: Palette, name: str, x: str, y: str, text: str, anchor: str = "start") -> str:
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text {paint(palette, name)} x="{x}" y="{y}"{place}>{escape(text)}</text>'


def drawing(palette: Palette, kind: str, inner: Iterable[str], title: str, *, height: float = 0, view: str = "") -> str:
    """The outer element: as wide as its place and so high, or with a view box.

    Without a title the numbers stand beside the chart, and it is hidden from screen readers. In print the height is a
    class name for the style sheet: an attribute would give each drawing, and all in it, a style of its own to compute.
    """
    if height and palette.colours:
        kind = f"{kind} h{number(height)}"
    elif height:
        view = f'width="100%" height="{number(height)}"'
    role = 'role="img"' if title else 'aria-hidden="true"'
    font = f' fill="none" font-family="{escape(palette.font)}"' if palette.font else ""
    head = f"<title>{escape(title)}</title>" if title else ""
    return f'<svg class="{kind}" {view} overflow="visible" {role}{font}>{head}{"".join(inner)}</svg>'

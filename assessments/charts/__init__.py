"""Charts as SVG text, for the page and the PDF alike. Knows no Django.

Lengths along a data axis are percentages of the drawing, so that a chart is fluid without a script or a style
attribute. On the page a mark has a class name and the style sheet paints it; the PDF engine does not apply page
styles inside SVG, so that a palette with colours writes them as presentation attributes.
"""

from . import compare, rounds, sensitivity
from .advice import Stop, frontier, marked, versus
from .marks import COVER, PRINT, SCREEN, Palette
from .riskmap import Cell, RiskPoint, risk_map
from .rows import bar, dots, interval, ring, scale, segments, ticks
from .shapes import Axis, columns, curve, radar, stairs

__all__ = [
    "COVER", "PRINT", "SCREEN", "Axis", "Cell", "Palette", "RiskPoint", "Stop",
    "bar", "columns", "compare", "curve", "dots", "frontier", "interval", "marked", "radar", "ring", "risk_map",
    "rounds", "scale", "segments", "sensitivity", "stairs", "ticks", "versus",
]  # fmt: skip

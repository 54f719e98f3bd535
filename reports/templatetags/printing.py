"""What the pages of a report need: charts, and people's own text so that it can be set and nothing is interpreted."""

import re
import unicodedata
from collections.abc import Iterator

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments import charts
from assessments.readings import mitigation, words
from assessments.readings.channel_advice import RivalLine
from assessments.readings.channels import Criterion
from assessments.readings.reading import Score
from assessments.templatetags import advice
from reports.cases import Row
from reports.contents import Contents
from reports.wording import cut

register = template.Library()

BREAK = "\u200b"  # a place to break that no reader copies; the element wbr takes four times as long to set
MOST_LINES = 60
ZERO_WIDTH_JOINER = "\u200d"
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
REGIONAL = re.compile("[\U0001f1e6-\U0001f1ff]")
# Runs in which a line has no place to break: no white space, and no Han, Kana or full-width signs.
UNBROKEN = re.compile("[^\\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+")


def printable(text: object) -> str:
    """The text without control characters; where it has very many lines, a sign stands for each line end.

    Signs that turn the direction of what follows go too: one left open would turn the rest of our own sentence around.
    """
    plain = re.sub("[\ufffe\uffff]", "", str(text))  # these two are no characters, and XML refuses them
    plain = DIRECTIONS.sub("", plain)
    plain = re.sub("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", plain)
    if not plain.isprintable():
        plain = "".join(sign for sign in plain if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return plain if plain.count("\n") < MOST_LINES else plain.replace("\n", " ¶ ")


def clusters(run: str) -> Iterator[str]:
    """What a reader takes for one sign: a base with its marks, joined emoji, flags."""
    cluster = ""
    for sign in run:
        joins = (
            unicodedata.category(sign) in ("Mn", "Mc", "Me", "Cf", "Sk")
            or cluster.endswith(ZERO_WIDTH_JOINER)
            or (len(cluster) == 1 and REGIONAL.match(cluster) is not None and REGIONAL.match(sign) is not None)
            or unicodedata.name(sign, "").startswith(("HANGUL JUNGSEONG", "HANGUL JONGSEONG"))
        )
        if cluster and not joins:
            yield cluster
            cluster = ""
        cluster += sign
    if cluster:
        yield cluster


def broken(run: str, size: int) -> str:
    return run if len(run) <= size else BREAK.join(pieces(run, size))


def pieces(run: str, size: int) -> Iterator[str]:
    """A run cut between signs into pieces of at most `size` signs."""
    piece, count = "", 0
    for cluster in clusters(run):
        piece, count = piece + cluster, count + 1
        if count == size:
            yield piece
            piece, count = "", 0
    if piece:
        yield piece


@register.filter
def softbreak(text: object, size: int = 40) -> SafeString:
    """Escaped text in which every long run may break: setting an unbroken run takes time that grows with its square."""
    plain = UNBROKEN.sub(lambda run: broken(run.group(), size), printable(text))
    return conditional_escape(plain)


@register.filter(name="printable")
def printable_filter(text: object) -> str:
    return printable(text)


@register.filter
def short(text: object, size: int) -> str:
    return cut(printable(text), size)


@register.simple_tag
def interval(score: Score, palette: charts.Palette, height: float = 14, title: str = "") -> SafeString:
    if score.value is None:
        return SafeString("")
    ends = score.low, score.high
    return SafeString(charts.interval(score.value, *ends, palette, height=height, grid=True, title=title))


@register.simple_tag
def scale(score: Score, palette: charts.Palette, title: str = "") -> SafeString:
    return SafeString(charts.scale(score.value or 0, score.low, score.high, palette, title=title))


@register.simple_tag
def ticks(palette: charts.Palette, parts: int = 4) -> SafeString:
    return SafeString(charts.ticks(palette, parts=parts))


@register.simple_tag
def bar(share: float, dark: float, palette: charts.Palette) -> SafeString:
    return SafeString(charts.bar(share, dark, palette, height=8))


@register.simple_tag
def cover_art(report: Contents, palette: charts.Palette, title: str) -> SafeString:
    return SafeString(charts.columns([dimension.axis for dimension in report.drawn], palette, title=title))


@register.simple_tag
def risk_map(report: Contents, palette: charts.Palette, likelihood: str, impact: str, title: str) -> SafeString:
    points = [risk.point for risk in report.risks]
    drawn = charts.risk_map(points, report.cells, palette, likelihood=likelihood, impact=impact, title=title)
    return SafeString(drawn)


@register.simple_tag
def frontier(report: Contents, palette: charts.Palette) -> SafeString:
    """The same chart as on the page of the plan."""
    found = report.planned
    drawn = charts.frontier(
        mitigation.drawn_stops(found.stops or ()),
        palette,
        chosen=mitigation.chosen_stop(found),
        budget=found.budget,
        money=_("Budget"),
        loss=_("Expected loss, percent of value"),
        title=_("Expected loss that each budget can reach. The table has the numbers."),
    )
    return SafeString(drawn)


@register.simple_tag
def versus(line: RivalLine, palette: charts.Palette) -> SafeString:
    return SafeString(charts.versus(line.own, line.rival, palette, height=14, grid=True))


@register.simple_tag
def pair(row: Row, palette: charts.Palette) -> SafeString:
    """A venture and a case on one node."""
    return SafeString(charts.versus(row.mine, row.theirs, palette, height=14, grid=True))


@register.simple_tag
def dots(criterion: Criterion, palette: charts.Palette) -> SafeString:
    return SafeString(charts.dots(criterion.dots or [], palette))


@register.filter
def signed(value: float, decimals: int = 1) -> str:
    return advice.signed(value, decimals)


@register.filter
def grouped(value: float) -> str:
    return advice.grouped(value)


@register.filter
def level_words(level: str) -> str:
    return words.level_words(level)

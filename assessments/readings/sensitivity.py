"""What moves the score, what to answer next, how sure the verdict is, and what could be lost (M 3.6, 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.readings.channels import owner_words
from assessments.readings.reading import Link, Reading, Score
from assessments.readings.words import category_words, inside, joined, one_decimal, quadrant_words, whole
from assessments.templatetags.bilingual import local

UNCERTAINTY, LEVER, WEIGHTS = "uncertainty", "lever", "weights"
SURE = 0.6  # below it, a second grade or quadrant is named as well (M 4.2)
THEN = 4  # further answers in the list below the first


@dataclass(frozen=True)
class Named:
    """What a reference of the method stands for; `place` is where it belongs."""

    title: str
    place: str


def named(reading: Reading, ref: str) -> Named:
    bank = reading.bank
    if ref.startswith("channels["):
        return channel_named(reading, ref)
    id, _dot, part = ref.partition(".")
    for risk in bank.risks:
        if risk.id == id:
            side = _("Likelihood: %(risk)s") if part == "likelihood" else _("Impact: %(risk)s")
            return Named(side % {"risk": inside(risk.title)}, category_words(risk.category))
    for question in bank.questions:
        if question.id == id:
            dimension = next((node for node in bank.path(question.node) if node in bank.dimensions), question.node)
            return Named(local(question.text), local(bank.node(dimension).title))
    return other_named(reading, id)


def other_named(reading: Reading, id: str) -> Named:
    """A measure, the empty channel table, or a node by its weight."""
    bank = reading.bank
    known = next((entry for entry in bank.mitigations if entry.id == id), None)
    own = reading.document.mitigations.get(id)
    if known or own:
        return Named(local(known.title) if known else own.title if own else id, _("Measure"))
    if id == bank.channel_table.node:
        return Named(_("Channel table"), local(bank.node(id).title))
    return Named(local(bank.node(id).title), _("Weight"))


def channel_named(reading: Reading, ref: str) -> Named:
    """A cell or the share of one row, named by its owner and what kind of channel it is."""
    table, (row, _dot, column) = reading.bank.channel_table, ref.removeprefix("channels[").partition("].")
    channel = reading.document.channels[int(row)]
    kind = next((local(entry.text) for entry in table.types if entry.id == channel.type), channel.type)
    title = _("Share of revenue") if column == "share" else local(table.column(column).text)
    # Translators: a kind of channel and who owns it
    return Named(title, _("%(kind)s, %(owner)s") % {"kind": kind, "owner": owner_words(channel.owner)})


@dataclass(frozen=True)
class Bar:
    named: Named
    low: float
    high: float
    size: float
    step: str  # what a lever changes


@dataclass(frozen=True)
class Moving:
    """The largest bars of one mode, and the sum of the others."""

    mode: str
    today: float
    bars: tuple[Bar, ...]
    rest: float


def moving(reading: Reading, found: Mapping[str, Any], mode: str) -> Moving:
    today = reading.result["risk_adjusted"]
    bars = []
    for entry in found["tornado"][mode]["bars"]:
        if mode == LEVER:
            low, high = sorted((today, today + entry["change"]))
            size = abs(entry["change"])
        else:
            low, high = sorted((entry["low"], entry["high"]))
            size = high - low
        bars.append(Bar(named(reading, entry["ref"]), low, high, size, step_words(entry) if mode == LEVER else ""))
    return Moving(mode, today, tuple(bars), found["tornado"][mode]["rest"])


def step_words(entry: Mapping[str, Any]) -> str:
    """From what to what: value points, levels of a risk, percent of revenue; a measure goes into place."""
    before, after = entry["from"], entry["to"]
    if 0 <= before < 1 and after == 1:
        return _("put in place")
    return _("from %(before)s to %(after)s") % {"before": f"{before:.3g}", "after": f"{after:.3g}"}


def moving_words(found: Moving) -> str:
    if not found.bars or found.bars[0].size < 0.05:
        return _("Nothing moves the score by a tenth of a point.")
    values = {"title": found.bars[0].named.title, "points": one_decimal(found.bars[0].size)}
    if found.mode == LEVER:
        return _("One step helps most here: %(title)s, by %(points)s points.") % values
    return _("This moves the score most: %(title)s, by %(points)s points.") % values


@dataclass(frozen=True)
class NextAnswer:
    title: str
    why: str
    link: Link | None
    now: Score
    then: Score | None  # the range to expect after a documented answer; None where no figure is known
    others: tuple[tuple[Link, str], ...]  # each with how much of the spread it explains, where that is known


def next_answer(reading: Reading, found: Mapping[str, Any]) -> NextAnswer | None:
    """M 5.4; None when everything is answered and well supported."""
    links: list[tuple[Mapping[str, Any], Link]] = []
    for entry in found["answer_next"]["order"]:
        link = reading.link(entry["ref"].partition(".")[0])
        if link is not None and link.ref not in [known.ref for _entry, known in links]:
            links.append((entry, link))
    if not links:
        return None
    first, link = links[0]
    now = reading.risk_adjusted
    then = narrowed(now, first["share_of_variance"]) if "share_of_variance" in first else None
    return NextAnswer(
        title=named(reading, first["ref"]).title if first["kind"] == "information" else link.text,
        why=why_words(found, first, now, then),
        link=link,
        now=now,
        then=then,
        others=tuple((other, spread_words(entry)) for entry, other in links[1 : THEN + 1]),
    )


def spread_words(entry: Mapping[str, Any]) -> str:
    """M 5.3: the share of the variance of the score that knowing this one answer would take away."""
    if "share_of_variance" not in entry:
        return ""
    return _("explains %(share)s of the spread") % {"share": percent_words(entry["share_of_variance"])}


def narrowed(now: Score, share: float) -> Score | None:
    """Variance falls by the share that the answer explains, on average over what it may turn out to be."""
    if now.value is None or now.low is None or now.high is None or now.width < 0.5:
        return None
    left = sqrt(max(0.0, 1 - share))
    middle = (now.low + now.high) / 2
    return Score(now.value, middle - left * (middle - now.low), middle + left * (now.high - middle))


def why_words(found: Mapping[str, Any], entry: Mapping[str, Any], now: Score, then: Score | None) -> str:
    if entry["kind"] == "unknown_gate":
        return _("As long as this condition is unknown, it holds the grade down.")
    if entry["kind"] == "required":
        return _("This is required and still open.")
    sentences = []
    if then is not None:
        values = {"now": whole(now.width), "then": whole(then.width)}
        if values["now"] == values["then"]:
            values = {"now": one_decimal(now.width), "then": one_decimal(then.width)}
        sentences.append(
            _("Of all weak answers this one is worth most per minute: the range narrows from %(now)s points to about "
              "%(then)s on average.") % values
        )  # fmt: skip
        share = percent_words(entry["share_of_variance"])
        sentences.append(_("It explains %(share)s of the spread of the score.") % {"share": share})
    if not found["answer_next"]["decision_open"]:
        sentences.append(_("No single answer is likely to change the grade-B decision."))
    return joined(sentences)


@dataclass(frozen=True)
class Chance:
    words: str
    share: float
    shown: bool  # the one of the verdict

    @property
    def percent(self) -> str:
        return percent_words(self.share)


def percent_words(share: float) -> str:
    """Whole percent; only what no draw, or every draw, has is called 0 or 100."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{whole(100 * share)}%"


def grade_chances(reading: Reading) -> list[Chance]:
    """From the risk-adjusted score alone, before caps (M 4.2)."""
    found = reading.result["simulation"]["grade_chances"]
    return [Chance(grade, share, grade == reading.result["grade_before_caps"]) for grade, share in found.items()]


def quadrant_chances(reading: Reading) -> list[Chance]:
    found = reading.result["simulation"]["quadrant_chances"]
    return [Chance(quadrant_words(name), share, name == reading.result["quadrant"]) for name, share in found.items()]


def chance_words(reading: Reading) -> str:
    """Grade and quadrant with their chances; below three in five, the likeliest other one too (M 4.2, 4.3)."""
    grades, quadrants = grade_chances(reading), quadrant_chances(reading)
    sentences = [_("Grade %(grades)s.") % {"grades": with_second(grades)}]
    before, grade = reading.result["grade_before_caps"], reading.result["grade"]
    if grade and grade != before:
        sentences.append(_("That is before caps: conditions hold the grade at %(grade)s.") % {"grade": grade})
    shown = next((entry for entry in quadrants if entry.shown), None)
    if shown and shown.share < SURE:
        other = max((entry for entry in quadrants if not entry.shown), key=lambda entry: entry.share)
        values = {"shown": shown.words, "chance": shown.percent, "other": other.words}
        sentences.append(_("%(shown)s (%(chance)s), on the border of %(other)s.") % values)
    elif shown:
        sentences.append(_("%(shown)s (%(chance)s).") % {"shown": shown.words, "chance": shown.percent})
    return joined(sentences)


def with_second(chances: Sequence[Chance]) -> str:
    shown = next(entry for entry in chances if entry.shown)
    other = max((entry for entry in chances if not entry.shown), key=lambda entry: entry.share)
    values = {"shown": shown.words, "chance": shown.percent, "other": other.words, "second": other.percent}
    if shown.share >= SURE:
        return _("%(shown)s (%(chance)s)") % {"shown": shown.words, "chance": shown.percent}
    return _("%(shown)s (%(chance)s), perhaps %(other)s (%(second)s)") % values


@dataclass(frozen=True)
class Held:
    """The verdict under another assumption (M 5.5)."""

    assumption: str
    verdict: str
    changed: bool


def stability_lines(reading: Reading, found: Mapping[str, Any]) -> list[Held]:
    lines = []
    for entry in found["stability"]:
        grade = _("Grade %(grade)s") % {"grade": entry["grade"]} if entry["grade"] else _("No grade")
        parts = [grade, *([quadrant_words(entry["quadrant"])] if entry["quadrant"] else [])]
        words = pgettext("between the parts of a list", ", ").join(parts)
        lines.append(Held(assumption_words(reading, entry["variant"]), words, entry["changed"]))
    return lines


def assumption_words(reading: Reading, variant: str) -> str:
    kind, _colon, rest = variant.partition(":")
    if kind == "profile":
        return _("With the weights “%(profile)s”") % {"profile": local(reading.bank.profiles[rest].title)}
    if kind == "arithmetic":
        return _("With plain averages, where strengths make up for weaknesses")
    return _("With every open answer at its best") if rest == "100" else _("With every open answer at its worst")


@dataclass(frozen=True)
class Loss:
    """One step of the loss curve; `money` only for a given value."""

    percent: int
    chance: float
    money: float | None

    @property
    def chance_words(self) -> str:
        return percent_words(self.chance)


def losses(reading: Reading, value: float | None) -> list[Loss]:
    """M 3.6: the chance of losing at least 0, 5, ... 100 percent of the value."""
    found = reading.result["simulation"]["exceedance"]
    width = 100 // (len(found) - 1)
    return [
        Loss(width * place, chance, None if value is None else value * width * place / 100)
        for place, chance in enumerate(found)
    ]


def loss_words(reading: Reading) -> str:
    simulation = reading.result["simulation"]
    values = {
        "mean": whole(simulation['mean_loss']), "tail": whole(simulation['mean_worst_tenth']),
        "half": percent_words(simulation["chance_loss_over_50"]), "cautious": whole(simulation['cautious']),
    }  # fmt: skip
    return joined(
        [
            _("The mean loss is %(mean)s%% of the value; in the worst tenth of cases it is %(tail)s%%.") % values,
            _("The chance of losing more than half is %(half)s.") % values,
            _("In nine cases of ten at least %(cautious)s of 100 points of merit are left after the losses.") % values,
        ]
    )

"""Two to four ventures side by side: who leads where, and how sure that is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments import scoring
from assessments.readings.reading import Reading, Score
from assessments.readings.risks import RiskRow, ranked, risk_rows
from assessments.readings.words import category_words, in_order, inside, joined, value_words, whole
from assessments.scoring import Bank
from assessments.scoring.assessment import seed_of
from assessments.scoring.portfolio import Portfolio, Standing, rank
from assessments.templatetags.bilingual import local

CLEAR, LEANING = "clear", "leaning"
PAIR = gettext_lazy("%(first)s beats %(second)s in %(chance)s of cases.")
TOSS_UP = 0.6  # the same line below which a grade is not named alone (M 4.2)
UNRANKED = ("blocked", "insufficient")


@dataclass(frozen=True)
class Contender:
    """A venture with its place on the page, which decides its colour and shape."""

    place: int
    name: str
    key: str  # of its assessment
    reading: Reading

    @property
    def series(self) -> int:
        return self.place + 1


def places[Key](listed: Sequence[Key | None], most: int) -> dict[Key, int]:
    """A place from 0 to `most` - 1 for each: where it stands in the list, in which None is a place that is free.

    So nobody's place depends on the others. Whoever stands beyond the last place takes the first free one, and is left
    out where there is none.
    """
    found = {key: place for place, key in reversed(list(enumerate(listed[:most]))) if key is not None}
    free = [place for place in range(most) if place not in found.values()]
    late = [key for key in dict.fromkeys(listed[most:]) if key is not None and key not in found]
    return found | dict(zip(late, free, strict=False))


@dataclass(frozen=True)
class Lead:
    contender: Contender
    sure: str  # clear or leaning

    @property
    def words(self) -> str:
        # Translators: how sure a lead is; 明显领先, 略占优势
        return _("clear") if self.sure == CLEAR else _("leaning")


@dataclass(frozen=True)
class Cell:
    contender: Contender
    score: Score
    best: bool


@dataclass(frozen=True)
class ComparedRow:
    """One dimension, or the whole; without a lead it is too close to call."""

    title: str
    id: str
    cells: tuple[Cell, ...]
    lead: Lead | None


def lead(contenders: Sequence[Contender], scores: Sequence[Score]) -> Lead | None:
    """The best against the second: apart, or with each best estimate outside the other's range."""
    known = [(one, score) for one, score in zip(contenders, scores, strict=True) if score.value is not None]
    known.sort(key=lambda pair: -(pair[1].value or 0.0))
    if len(known) < 2:
        return None
    (first, best), (_second, second) = known[:2]
    value, low, _top = ends(best)
    other, _low, high = ends(second)
    if low > high:
        return Lead(first, CLEAR)
    return Lead(first, LEANING) if value > high and other < low else None


def ends(score: Score) -> tuple[float, float, float]:
    value = score.value or 0.0
    return value, value if score.low is None else score.low, value if score.high is None else score.high


def compared(title: str, id: str, contenders: Sequence[Contender], scores: Sequence[Score]) -> ComparedRow:
    found = lead(contenders, scores)
    cells = tuple(
        Cell(one, score, found is not None and found.contender is one)
        for one, score in zip(contenders, scores, strict=True)
    )
    return ComparedRow(title, id, cells, found)


def compared_rows(bank: Bank, contenders: Sequence[Contender]) -> tuple[ComparedRow, ...]:
    """The whole first, then the dimensions in the bank's order."""
    whole = compared(_("Overall"), "", contenders, [one.reading.risk_adjusted for one in contenders])
    return whole, *(
        compared(local(bank.node(id).title), id, contenders, [one.reading.score(id) for one in contenders])
        for id in bank.dimensions
    )


def finding(rows: Sequence[ComparedRow]) -> str:
    """How many dimensions the most frequent leader has, and on how many nobody leads."""
    dimensions = [row for row in rows if row.id]
    leaders = Counter(row.lead.contender.name for row in dimensions if row.lead)
    nobody = sum(row.lead is None for row in dimensions)
    if not leaders:
        return _("Too close to call on every dimension.")
    name, count = leaders.most_common(1)[0]
    first = ngettext("%(name)s leads on %(count)s dimension.", "%(name)s leads on %(count)s dimensions.", count)
    rest = ngettext("On %(count)s, nobody does.", "On %(count)s, nobody does.", nobody) if nobody else ""
    return joined([first % {"name": name, "count": count}, rest % {"count": nobody} if rest else ""])


def shape_words(bank: Bank, contenders: Sequence[Contender]) -> str:
    """Where each venture is strongest and weakest."""
    sentences = []
    for one in contenders:
        scores = ((one.reading.score(id).value, id) for id in bank.dimensions)
        known = [(value, id) for value, id in scores if value is not None]
        if not known:
            continue
        if f"{max(known)[0]:.0f}" == f"{min(known)[0]:.0f}":  # a name would be picked at random
            sentences.append(_("%(name)s has the same score on every dimension.") % {"name": one.name})
        else:
            values = {
                "name": one.name, "best": inside(bank.node(max(known)[1]).title),
                "worst": inside(bank.node(min(known)[1]).title),
            }  # fmt: skip
            sentences.append(_("%(name)s is strongest on %(best)s and weakest on %(worst)s.") % values)
    return joined(sentences)


def category_rows(bank: Bank, contenders: Sequence[Contender]) -> list[tuple[str, list[RiskRow | None]]]:
    """The largest judged risk of each category after measures, one entry for each venture."""
    rows = [[row for row in ranked(risk_rows(one.reading)) if row.judged] for one in contenders]
    return [
        (
            category_words(category),
            [next((row for row in found if row.risk.category == category), None) for found in rows],
        )
        for category in bank.categories
    ]


def fact_rows(bank: Bank, contenders: Sequence[Contender]) -> list[tuple[str, list[str]]]:
    found = []
    for fact in bank.facts:
        given = [one.reading.document.facts.get(fact.id) for one in contenders]
        if any(raw is not None for raw in given):
            values = [_("Not answered yet") if raw is None else value_words(fact, raw) for raw in given]
            found.append((local(fact.text), values))
    return found


@dataclass(frozen=True)
class Ranked:
    """One venture's chances of each rank."""

    contender: Contender
    standing: Standing

    @property
    def chances(self) -> list[str]:
        return [percent(chance) for chance in self.standing.acceptability]

    @property
    def confidence(self) -> str:
        return "–" if self.standing.confidence is None else percent(self.standing.confidence)


@dataclass(frozen=True)
class Ranking:
    """Chances over one set of ventures (M 5.6); `apart` are those that cannot be ranked, with the reason."""

    rows: tuple[Ranked, ...]
    sentences: tuple[str, ...]
    wins: tuple[tuple[Contender, tuple[str, ...]], ...]
    apart: tuple[tuple[Contender, str], ...]


def percent(chance: float) -> str:
    """Whole percent. Only what is certain in every draw is called 0 or 100."""
    if 0 < chance < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= chance < 1 else f"{whole(100 * chance)}%"


def ranking(bank: Bank, contenders: Sequence[Contender], profile: str, weights: str) -> Ranking:
    """The same draws whoever else is compared: each venture has a stream of its own."""
    results = {one.key: scoring.assess(bank, one.reading.document) for one in contenders}
    out = [one for one in contenders if results[one.key].status in UNRANKED]
    apart = tuple((one, apart_words(results[one.key].status)) for one in out)
    able = [one for one in contenders if one not in out]
    if len(able) < 2:
        return Ranking((), (), (), apart)
    seed = seed_of(bank, able[0].reading.document, "portfolio")
    draws = bank.constants["draws"]["page"]
    found = rank(bank, {one.key: results[one.key] for one in able}, draws, seed, profile, weights)
    rows = tuple(Ranked(one, standing) for one, standing in zip(able, found.standings, strict=True))
    by_rank = tuple(sorted(rows, key=lambda row: row.standing.expected_rank))
    return Ranking(by_rank, pair_sentences(able, found), win_rows(able, found), apart)


def apart_words(status: str) -> str:
    return _("blocked by a gate") if status == "blocked" else _("too little is answered")


def pair_sentences(contenders: Sequence[Contender], found: Portfolio) -> tuple[str, ...]:
    """Each pair once, the likelier winner first."""
    sentences = []
    for one, other in combinations(range(len(contenders)), 2):
        chance = found.wins[one][other] if found.wins else 0.5
        first, second = (one, other) if chance >= 0.5 else (other, one)
        values = {
            "first": contenders[first].name, "second": contenders[second].name,
            "chance": percent(max(chance, 1 - chance)),
        }  # fmt: skip
        close = max(chance, 1 - chance) < TOSS_UP
        pattern = _("%(first)s beats %(second)s in %(chance)s of cases: too close to call.") if close else PAIR
        sentences.append(pattern % values)
    return tuple(sentences)


def win_rows(contenders: Sequence[Contender], found: Portfolio) -> tuple[tuple[Contender, tuple[str, ...]], ...]:
    count = range(len(contenders))
    wins = found.wins or ()
    return tuple(
        (contenders[row], tuple("" if row == column else percent(wins[row][column]) for column in count))
        for row in count
        if wins
    )


def version_words(contenders: Sequence[Contender]) -> str:
    """Why ventures on different versions of the question set are not compared, and what to do."""
    listed = in_order(f"{one.name} {one.reading.bank.id} {one.reading.bank.version}" for one in contenders)
    return joined(
        [
            _("These ventures answer different versions of the question set: %(list)s.") % {"list": listed},
            _("Start a new round of the older ones, which moves them to the newest version, or remove them here."),
        ]
    )

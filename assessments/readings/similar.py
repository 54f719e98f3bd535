"""Cases that resemble a venture, with what brings the two together and what sets them apart (M 7.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

import numpy as np
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from assessments.readings.dimensions import open_refs
from assessments.readings.reading import Reading, Score
from assessments.readings.risks import RiskRow
from assessments.readings.words import in_order, whole
from assessments.scoring import Bank
from casestudies import vocabulary
from casestudies.bilingual import word
from casestudies.models import CaseLine, CaseStudy, FailureLesson
from casestudies.models.queries import CHANNEL_TYPES
from casestudies.similarity import (
    CATEGORIES,
    CHANNELS,
    FIELDS,
    LAYERS,
    NODE,
    NODES,
    RISK,
    Similarity,
    Term,
    Traits,
    Weights,
    level,
    scores,
    similarity,
)

SHOWN = 3
ENOUGH_CASES = 8  # of which a middle half says something
LESSONS = 2  # of each risk
LESSONS_LOOKED_AT = 200  # cases whose lessons are looked through


@dataclass(frozen=True)
class Alike:
    """A case beside a venture; `together` and `apart` are in words."""

    case: CaseStudy
    similarity: Similarity
    together: list[str]
    apart: list[str]

    @property
    def percent(self) -> str:
        return whole(100 * self.similarity.score)


def weights_of(bank: Bank) -> Weights:
    settings = bank.constants["similarity"]
    case = settings["case"]
    return Weights(
        nodes=case["nodes"], risks=case["risks"], fields=case["fact_fields"], layers=case["fact_stack_layer"],
        channels=case["channel_types"], cuts=tuple(case["risk_cuts"]), least_overlap=settings["min_overlap"],
        listed=settings["terms"],
    )  # fmt: skip


def traits_of(reading: Reading) -> Traits:
    """A node or category of which nothing is answered is not known, whatever is assumed for it."""
    document, bank = reading.document, reading.bank
    residual = reading.result["risk"]["residual"]
    cuts = weights_of(bank).cuts
    facts = {id: raw if isinstance(raw, tuple) else (raw,) for id, raw in document.facts.items()}
    judged = {
        risk.category
        for risk in bank.risks
        if (given := document.risks.get(risk.id)) and given.likelihood is not None and given.impact is not None
    }
    return Traits(
        nodes={name: reading.result["nodes"][name] for name in known_nodes(reading)},
        risks={name: level(residual[name], cuts) for name in CATEGORIES if name in judged},
        fields=frozenset(str(id) for id in facts.get("fact_fields", ())),
        layers=frozenset(str(id) for id in facts.get("fact_stack_layer", ())),
        channels=frozenset(row.type for row in document.channels),
    )


def known_nodes(reading: Reading) -> list[str]:
    """Those with at least one informative answer below them."""
    bank, open_ones = reading.bank, open_refs(reading)
    informed = [leaf.node for leaf in reading.scored.leaves if leaf.ref not in open_ones]
    if reading.scored.portfolio:
        informed.append(bank.channel_table.node)
    above = {node for leaf in informed for node in (*bank.path(leaf), leaf)}
    return [name for name in NODES if name in above and reading.result["nodes"].get(name) is not None]


def compared(reading: Reading, case: CaseStudy) -> Alike:
    """One case with its reasons."""
    (found,) = beside(reading, [case])
    return found


def beside(reading: Reading, cases: Sequence[CaseStudy]) -> list[Alike]:
    """Cases with their reasons; one query at most, however many cases."""
    prefetch_related_objects(cases, CHANNEL_TYPES)
    mine, weights = traits_of(reading), weights_of(reading.bank)
    return [reasons(mine, case, weights) for case in cases]


def reasons(mine: Traits, case: CaseStudy, weights: Weights) -> Alike:
    theirs = case.traits()
    found = similarity(mine, theirs, weights)
    together = [term_words(term, mine, theirs) for term in found.together]
    return Alike(case, found, together, [term_words(term, mine, theirs, apart=True) for term in found.apart])


@dataclass(frozen=True)
class Beside:
    """One node of a venture and of a case."""

    name: str
    mine: Score
    theirs: int


def side_by_side(reading: Reading, case: CaseStudy) -> list[Beside]:
    """Every node that the case has a score for, in the fixed order."""
    theirs = case.traits().nodes
    return [Beside(word(vocabulary.NODES, node), reading.score(node), int(whole(theirs[node]))) for node in theirs]


@dataclass(frozen=True)
class Quartiles:
    """The middle half of the cases in one node, as their curators score them."""

    cases: int
    low: float
    middle: float
    high: float

    def words(self, own: float) -> str:
        if own > self.high:
            words = _("Half of the %(cases)s cases lie between %(low)s and %(high)s; yours, %(own)s, is above.")
        elif own < self.low:
            words = _("Half of the %(cases)s cases lie between %(low)s and %(high)s; yours, %(own)s, is below.")
        else:
            words = _("Half of the %(cases)s cases lie between %(low)s and %(high)s, yours, %(own)s, too.")
        return words % {
            "cases": self.cases, "low": whole(self.low), "high": whole(self.high), "own": whole(own),
        }  # fmt: skip


def quartiles(node: str) -> Quartiles | None:
    """One query, however many cases; None for a node that cases have no score for, or too few of them."""
    if node not in NODES:
        return None
    column = CaseLine.objects.shelf().columns.numbers[:, NODES.index(node)]
    known = column[~np.isnan(column)]
    if len(known) < ENOUGH_CASES:
        return None
    low, middle, high = (float(value) for value in np.percentile(known, [25, 50, 75]))
    return Quartiles(len(known), low, middle, high)


def closest(reading: Reading) -> list[tuple[int, float]]:
    """Pk and score of every published case, the closest first: one query, however many cases.

    Those with too little in common are left out. Two cases that are equally close stand in the order of the library.
    """
    shelf = CaseLine.objects.shelf()
    found, shown = scores(shelf.columns, traits_of(reading), weights_of(reading.bank))
    return [(shelf.pks[place], float(found[place])) for place in np.argsort(-found, kind="stable") if shown[place]]


def similar_cases(reading: Reading) -> list[Alike]:
    """The closest cases with their reasons."""
    pks = [pk for pk, _score in closest(reading)[:SHOWN]]
    rows = CaseStudy.objects.in_bulk(pks)
    return beside(reading, [rows[pk] for pk in pks])


def term_words(term: Term, mine: Traits, theirs: Traits, apart: bool = False) -> str:
    """One term with both sides: the venture first, then the case."""
    if term.kind == NODE:
        values = {"name": word(vocabulary.NODES, term.ref), "mine": whole(mine.nodes[term.ref])}
        theirs_words = whole(theirs.nodes[term.ref])
        return _("%(name)s: yours %(mine)s, the case %(theirs)s") % {**values, "theirs": theirs_words}
    if term.kind == RISK:
        return _("%(name)s: yours level %(mine)s, the case level %(theirs)s") % {
            "name": word(vocabulary.RISK_CATEGORIES, term.ref),
            "mine": mine.risks[term.ref], "theirs": theirs.risks[term.ref],
        }  # fmt: skip
    return set_words(term, mine, theirs, apart)


def set_words(term: Term, mine: Traits, theirs: Traits, apart: bool) -> str:
    names = {
        FIELDS: (_("Fields"), vocabulary.FIELDS, mine.fields & theirs.fields),
        LAYERS: (_("Layer"), vocabulary.STACK_LAYERS, mine.layers & theirs.layers),
        CHANNELS: (_("Channels"), vocabulary.CHANNELS, mine.channels & theirs.channels),
    }
    name, words, shared = names[term.kind]
    if not shared:
        return _("%(name)s: nothing in common") % {"name": name}
    listed = in_order(word(words, id) for id in words if id in shared)
    pattern = _("%(name)s: both %(shared)s") if term.alike == 1 else _("%(name)s: %(shared)s in common")
    if apart:
        pattern = _("%(name)s: only %(shared)s in common")
    return pattern % {"name": name, "shared": listed}


def lessons_met(reading: Reading, rows: Sequence[RiskRow]) -> list[tuple[RiskRow, list[FailureLesson]]]:
    """For each risk the lessons of cases that met it, those of the closest cases first; a fixed number of queries."""
    near = [pk for pk, _score in closest(reading)[:LESSONS_LOOKED_AT]]
    if len(near) < LESSONS_LOOKED_AT:  # too little is known of the venture: the order of the library
        near += CaseStudy.objects.published().exclude(pk__in=near).values_list("pk", flat=True)[:LESSONS_LOOKED_AT]
    places = {pk: place for place, pk in enumerate(near)}
    found: dict[str, list[FailureLesson]] = {row.risk.id: [] for row in rows}
    for lesson in FailureLesson.objects.filter(case__in=near, risk__in=list(found)).only("case_id", "risk", "position"):
        found[lesson.risk].append(lesson)
    chosen = {
        risk: nsmallest(LESSONS, lessons, key=lambda lesson: places[lesson.case_id]) for risk, lessons in found.items()
    }
    told = FailureLesson.objects.select_related("case").in_bulk(
        [one.pk for lessons in chosen.values() for one in lessons]
    )
    return [(row, [told[one.pk] for one in chosen[row.risk.id]]) for row in rows if chosen[row.risk.id]]

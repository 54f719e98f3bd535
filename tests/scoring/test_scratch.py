from dataclasses import replace

import pytest

from assessments.scoring import ChannelRow, assess
from assessments.scoring.answers import DONT_KNOW
from assessments.scoring.scratch import (
    better,
    changed,
    current,
    target,
    targets,
    trial,
    with_new_channels,
    without_new_channel,
)
from assessments.scoring.simulation import Model
from assessments.scoring.simulation.tornado import Point, levers

from .conftest import BANK


@pytest.fixture
def alpha(examples):
    return examples["alpha"]


@pytest.fixture
def delta(examples):
    return examples["delta"]


def change(document, ref, value):
    return changed(document, target(BANK, document, ref), value)


def test_a_change_leaves_the_document_as_it_is(alpha):
    before = assess(BANK, alpha)
    change(alpha, "economic_margin", 90)
    assert assess(BANK, alpha) == before


def test_every_target_put_to_what_it_is_changes_no_figure(alpha, delta):
    for document in (alpha, delta):
        before = assess(BANK, document).as_document()
        for wanted in targets(BANK, document):
            same = changed(document, wanted, current(document, wanted))
            found = assess(BANK, same).as_document()
            assert (found["nodes"], found["risk"]) == (before["nodes"], before["risk"]), wanted.ref


def test_what_does_not_exist_or_does_not_apply_is_no_target(alpha):
    for ref in (
        "nothing", "economic_margin.likelihood", "channels[9].reach", "channels[0].nothing",
        "own_nothing", "fact_fields", "risk_legal_ip", "risk_legal_ip.note", "channels[0]", "",
        "team_talent.not_applicable", "mitigation_technical_watch.cost",
    ):  # fmt: skip
        assert target(BANK, alpha, ref) is None, ref
    idea = replace(alpha, facts={**alpha.facts, "fact_stage": "idea"})
    waiting = next(question for question in BANK.questions if question.applies_from not in (None, "idea"))
    assert target(BANK, idea, waiting.id) is None


def test_taking_an_answer_away_counts_it_as_missing(alpha):
    found = change(alpha, "economic_margin", None)
    assert found.answers["economic_margin"].state == DONT_KNOW
    assert assess(BANK, found).completeness < 1
    assert change(alpha, "gate_oversight", None).gates.keys() == alpha.gates.keys() - {"gate_oversight"}
    assert "payback" not in change(alpha, "channels[0].payback", None).channels[0].cells


def test_other_evidence_moves_no_score(alpha):
    found = assess(BANK, change(alpha, "economic_margin.evidence", 4))
    assert found.risk_adjusted == assess(BANK, alpha).risk_adjusted
    assert found.confidence > assess(BANK, alpha).confidence


def test_every_lever_of_the_tornado_can_be_tried_and_does_what_it_says(alpha):
    """Numbers are rounded to three digits, so that a trial may differ a little."""
    before = assess(BANK, alpha)
    for lever in levers(Point(Model(BANK, before))).bars:
        document = alpha
        for ref, value in trial(BANK, alpha, lever).items():
            document = change(document, ref, value)
        assert assess(BANK, document).risk_adjusted - before.risk_adjusted == pytest.approx(lever.change, abs=0.02)


def test_a_share_is_tried_with_all_shares(delta):
    model = Model(BANK, assess(BANK, delta))
    point = Point(model)
    every = replace(BANK, constants={**BANK.constants, "tornado": {**BANK.constants["tornado"], "top": 200}})
    point.bank = every
    share = next(lever for lever in levers(point).bars if lever.ref == "channels[0].share")
    found = trial(BANK, delta, share)
    assert sum(found.values()) == pytest.approx(100, abs=0.05)
    assert found["channels[0].share"] == pytest.approx(share.after, abs=0.01)
    document = delta
    for ref, value in found.items():
        document = change(document, ref, value)
    gained = assess(BANK, document).risk_adjusted - assess(BANK, delta).risk_adjusted
    assert gained == pytest.approx(share.change, abs=0.01)


def test_a_measure_nobody_named_can_be_put_in_place(alpha):
    wanted = target(BANK, alpha, "mitigation_technical_watch")
    assert current(alpha, wanted) == "not_planned"
    assert better(BANK, alpha, wanted) == "in_place"
    after = assess(BANK, changed(alpha, wanted, "in_place"))
    assert after.risk.residual["overall"] < assess(BANK, alpha).risk.residual["overall"]


def test_a_new_channel_counts_once_it_has_a_share(alpha):
    row = len(alpha.channels)
    longer = with_new_channels(BANK, alpha, [f"channels[{row}].owner", f"channels[{row + 2}].owner"])
    assert len(longer.channels) == row + 1
    assert assess(BANK, longer).nodes == assess(BANK, alpha).nodes
    found = longer
    for name, value in (("type", "direct_sales"), ("owner", "self"), ("share", 25.0), ("dependence", 0), ("reach", 4)):
        found = change(found, f"channels[{row}].{name}", value)
    expected = ChannelRow("direct_sales", "self", 25.0, 0, {"reach": 4})
    assert found.channels == (*alpha.channels, expected)
    assert assess(BANK, found).channel.index != assess(BANK, alpha).channel.index


def test_the_table_takes_no_more_rows_than_the_bank_allows(alpha):
    most = BANK.channel_table.max_rows
    every = [f"channels[{row}].share" for row in range(30)]
    assert len(with_new_channels(BANK, alpha, every).channels) == most


def test_one_new_channel_less_moves_the_others_up():
    typed = {"channels[3].owner": "A", "channels[4].owner": "B", "channels[1].share": "5", "team_talent": "4"}
    assert without_new_channel(typed, "channels", 3) == {
        "channels[3].owner": "B",
        "channels[1].share": "5",
        "team_talent": "4",
    }


def test_a_channel_taken_away_scores_as_if_it_had_never_been_listed(alpha):
    found = change(alpha, "channels[1].removed", "removed")
    never = replace(alpha, channels=(alpha.channels[0], *alpha.channels[2:]))
    assert assess(BANK, found).channel == assess(BANK, never).channel
    assert assess(BANK, found).nodes == assess(BANK, never).nodes
    assert change(alpha, "channels[1].removed", None) == alpha
    empty = alpha
    for row in range(len(alpha.channels)):
        empty = change(empty, f"channels[{row}].removed", "removed") if empty.channels else empty
    assert assess(BANK, empty).nodes == assess(BANK, replace(alpha, channels=())).nodes


def test_a_question_that_does_not_apply_gives_its_weight_away(alpha):
    found = change(alpha, "economic_margin.not_applicable", "No sales yet")
    assert (found.answers["economic_margin"].state, found.answers["economic_margin"].reason) == (
        "not_applicable",
        "No sales yet",
    )
    assert "economic_margin" not in assess(BANK, found).scored.values
    again = change(found, "economic_margin.not_applicable", None)
    assert again.answers["economic_margin"].state == DONT_KNOW
    assert change(alpha, "economic_margin.not_applicable", None).answers == alpha.answers


def test_other_effects_of_a_measure_and_other_evidence_of_a_risk_can_be_tried(alpha):
    measure = next(id for id, state in alpha.mitigations.items() if state.status == "in_place")
    weak, strong = (change(change(alpha, f"{measure}.effect_impact", level), f"{measure}.effect_likelihood", level)
                    for level in (0, 4))  # fmt: skip
    assert assess(BANK, strong).risk.residual["overall"] < assess(BANK, weak).risk.residual["overall"]
    assert change(alpha, "risk_legal_ip.evidence", 4).risks["risk_legal_ip"].evidence == 4


def test_a_risk_at_level_one_has_no_step(alpha):
    found = change(alpha, "risk_legal_ip.likelihood", 1)
    assert better(BANK, found, target(BANK, found, "risk_legal_ip.likelihood")) is None


def test_no_fact_but_the_stage_moves_a_figure(alpha, delta):
    """So the stage is the only one to try. Others raise notices and say whom the venture is compared with."""
    for document in (alpha, delta):
        before = figures(assess(BANK, document))
        for fact in BANK.facts:
            if fact.id == "fact_stage":
                continue
            ids = tuple(option.id for option in fact.options)
            tries = [*ids, None] if fact.type == "single" else [*((id,) for id in ids), ids, None]
            for raw in tries if ids else (fact.limits.min, fact.limits.max, None):
                facts = {id: value for id, value in document.facts.items() if id != fact.id}
                facts |= {} if raw is None else {fact.id: raw}
                assert figures(assess(BANK, replace(document, facts=facts))) == before, (fact.id, raw)
            assert target(BANK, document, fact.id) is None
        assert figures(assess(BANK, change(document, "fact_stage", "idea"))) != before


def figures(result):
    said = ("contradictions", "notices", "warnings")
    return {key: value for key, value in result.as_document().items() if key not in said}


def test_a_rival_moves_the_advantage_and_nothing_else(delta):
    before = assess(BANK, delta)
    after = assess(BANK, change(delta, "rival_channels[0].reach", 4))
    rows = delta.rival_channels
    told = replace(delta, rival_channels=(replace(rows[0], cells={**rows[0].cells, "reach": 4}), *rows[1:]))
    assert after.as_document() == assess(BANK, told).as_document()
    assert after.channel.advantage < before.channel.advantage
    assert (after.nodes, after.risk_adjusted, after.grade) == (before.nodes, before.risk_adjusted, before.grade)


def test_a_rival_is_added_and_taken_away_like_a_channel_of_ones_own(alpha, delta):
    longer = with_new_channels(BANK, alpha, ["rival_channels[0].owner", "rival_channels[2].owner"])
    assert (len(longer.rival_channels), longer.channels) == (1, alpha.channels)
    assert assess(BANK, longer).channel.advantage is None  # a row without a share does not count
    told = change(longer, "rival_channels[0].share", 30.0)
    assert assess(BANK, told).channel.advantage is not None
    fewer = change(delta, "rival_channels[0].removed", "removed")
    never = replace(delta, rival_channels=delta.rival_channels[1:])
    assert assess(BANK, fewer).channel.advantage == assess(BANK, never).channel.advantage
    assert change(fewer, "rival_channels[1].removed", "removed").rival_channels == ()
    every = [f"rival_channels[{row}].share" for row in range(30)]
    assert len(with_new_channels(BANK, alpha, every).rival_channels) == BANK.channel_table.max_rows


def test_without_a_rival_in_the_bank_there_is_none_to_try(alpha, delta):
    bank = replace(BANK, channel_table=replace(BANK.channel_table, rival_allowed=False))
    assert with_new_channels(bank, alpha, ["rival_channels[0].share"]) == alpha

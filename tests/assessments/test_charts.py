"""Charts are text: their geometry and their escaping can be read."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import charts
from assessments.charts import Axis, Cell, RiskPoint

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "<script>\"&'</script>"
AXES = [Axis(f"Axis {place}", 10.0 * place, 5.0 * place, 11.0 * place) for place in range(9)]
CELLS = [Cell((0, 0.2), (0, 0.25), "green", "L"), Cell((0.2, 1), (0.25, 1), "red", "H")]
POINT = RiskPoint("R1", 0.16, 0.25, (0.04, 0.36), (0.09, 0.49), 0.36, 0.25)


def parsed(svg):
    return ElementTree.fromstring(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))


def marks(svg, tag, name):
    return [found for found in parsed(svg).iter(SVG + tag) if found.get("class") == name]


def every_chart(palette, text):
    axes = [Axis(text, 50, 40, 60)] * 9
    point = POINT._replace(label=text)
    return [
        charts.interval(50, 40, 60, palette, title=text),
        charts.scale(50, 40, 60, palette, rug=[10], title=text),
        charts.ticks(palette),
        charts.radar(axes, palette, title=text),
        charts.columns(axes, palette, title=text),
        charts.risk_map([point], CELLS, palette, likelihood=text, impact=text, title=text),
        charts.curve([0, 10], [0, 100], palette, point=(5, 50), labels=[text, text], title=text),
        charts.stairs([0, 50, 100], palette, chosen=1, labels=[text, text, text], title=text),
        charts.bar(50, 20, palette, title=text),
        charts.segments([(1, 2), (0, 3)], palette),
    ]


@pytest.mark.parametrize("palette", [charts.SCREEN, charts.PRINT, charts.COVER])
def test_every_chart_is_well_formed_whatever_text_it_is_given(palette):
    for svg in every_chart(palette, NASTY):
        parsed(svg)
        assert "<script>" not in svg


def test_the_page_gets_class_names_and_no_colours():
    for svg in every_chart(charts.SCREEN, "x"):
        assert "style=" not in svg
        assert not re.search(r'(fill|stroke)="#', svg)


def test_print_gets_colours_and_no_class_names_on_its_marks():
    for svg in every_chart(charts.PRINT, "x"):
        inner = svg[svg.index(">") :]
        assert 'class="' not in inner
        assert "currentColor" not in svg
        assert 'font-family="' in svg


def test_a_dot_sits_at_its_value_and_the_band_between_its_ends():
    svg = charts.interval(63, 56, 70)
    assert marks(svg, "circle", "iv-dot")[0].get("cx") == "63%"
    band = marks(svg, "rect", "iv-band")[0]
    assert (band.get("x"), band.get("width")) == ("56%", "14%")
    assert [cap.get("x1") for cap in marks(svg, "line", "iv-cap")] == ["56%", "70%"]


def test_a_zoomed_axis_spreads_its_part():
    svg = charts.interval(63, 50, 70, start=40, end=80)
    assert marks(svg, "circle", "iv-dot")[0].get("cx") == "57.5%"
    assert marks(svg, "rect", "iv-band")[0].get("width") == "50%"


def test_where_both_ends_meet_there_is_no_band():
    assert marks(charts.interval(50, 50, 50), "rect", "iv-band") == []
    assert marks(charts.interval(50, None, None), "rect", "iv-band") == []


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_nothing_is_drawn_outside_the_axis(value, low, high):
    svg = charts.interval(value, min(low, high), max(low, high))
    for found in re.findall(r'(?:cx|x1|x2|x)="([-\d.]+)%"', svg):
        assert 0 <= float(found) <= 100


def test_a_chart_beside_its_numbers_is_hidden_from_screen_readers_and_a_named_one_is_an_image():
    assert 'aria-hidden="true"' in charts.interval(50, 40, 60)
    named = charts.scale(50, 40, 60, title="Score 50")
    assert 'role="img"' in named
    assert "<title>Score 50</title>" in named


def test_the_radar_has_one_corner_per_dimension_on_its_spoke():
    svg = charts.radar(AXES, title="Shape")
    corners = marks(svg, "polygon", "c-line")[0].get("points").split()
    assert len(corners) == 9
    assert corners[0] == "240,168"  # a score of 0 lies in the middle
    assert len(marks(svg, "text", "c-label")) == 9


def test_the_radar_leaves_out_a_dimension_that_does_not_apply():
    axes = [*AXES[:8], Axis("Gone", None)]
    svg = charts.radar(axes, title="Shape")
    assert len(marks(svg, "polygon", "c-line")[0].get("points").split()) == 8
    assert "Gone" in svg


def test_a_risk_sits_at_its_likelihood_and_loss_with_its_range_and_its_past():
    svg = charts.risk_map([POINT], CELLS, likelihood="p", impact="d", title="Risks")
    box = marks(svg, "rect", "m-box")[0]
    assert (box.get("x"), box.get("width"), box.get("y"), box.get("height")) == ("30%", "40%", "40%", "40%")
    was = marks(svg, "circle", "m-was")[0]
    assert (was.get("cx"), was.get("cy")) == ("50%", "40%")
    pin = [found for found in parsed(svg).iter(SVG + "svg") if found.get("x") == "50%" and found.get("y") == "60%"]
    assert "R1" in "".join(pin[0].itertext())


def test_a_risk_that_no_measure_moved_has_no_past():
    still = POINT._replace(p0=POINT.p, d0=POINT.d)
    assert marks(charts.risk_map([still], CELLS, likelihood="p", impact="d", title="x"), "circle", "m-was") == []


def test_pins_at_one_place_do_not_cover_each_other():
    svg = charts.risk_map([POINT] * 5, CELLS, likelihood="p", impact="d", title="Risks")
    places = {(pin.get("cx"), pin.get("cy")) for pin in marks(svg, "circle", "m-pin")}
    assert len(places) == 5


def test_on_a_contour_the_product_is_everywhere_the_same():
    svg = charts.risk_map([], CELLS, likelihood="p", impact="d", title="Risks", iso=[0.1])
    for line in marks(svg, "line", "m-iso"):
        d, p = (float(line.get("x1")[:-1]) / 100) ** 2, (1 - float(line.get("y1")[:-1]) / 100) ** 2
        assert p * d == pytest.approx(0.1, abs=0.0005)


def test_a_curve_has_the_answer_on_it():
    svg = charts.curve(
        [1, 10, 100], [0, 50, 100], point=(10, 50), logarithmic=True, labels=["1", "10", "100"], title="v"
    )
    dot = marks(svg, "circle", "iv-dot")[0]
    assert (dot.get("cx"), dot.get("cy")) == ("50%", "50%")


def test_an_answer_of_nothing_stays_on_a_logarithmic_axis():
    svg = charts.curve([1, 100], [0, 100], point=(0, 0), logarithmic=True, title="v")
    assert marks(svg, "circle", "iv-dot")[0].get("cx") == "0%"


def test_steps_have_the_answer_in_the_middle_of_its_own():
    svg = charts.stairs([0, 25, 50, 75, 100], chosen=3, labels=list("01234"), title="v")
    dot = marks(svg, "circle", "iv-dot")[0]
    assert (dot.get("cx"), dot.get("cy")) == ("70%", "25%")
    treads = [mark for mark in marks(svg, "line", "c-line") if mark.get("y1") == mark.get("y2")]
    assert [mark.get("y1") for mark in treads] == ["100%", "75%", "50%", "25%", "0%"]


def test_labels_of_a_curve_never_touch_and_those_at_its_ends_are_kept():
    posts = ["10,000", "100,000", "1,000,000", "10,000,000", "100,000,000"]
    svg = charts.curve([10**n for n in range(4, 9)], [0, 25, 50, 75, 100], point=None, logarithmic=True,
                       labels=posts, title="v")  # fmt: skip
    shown = [label for label in posts if f">{label}<" in svg]
    assert (shown[0], shown[-1]) == (posts[0], posts[-1])
    assert "10,000,000" not in shown


def test_segments_fill_by_what_is_answered():
    svg = charts.segments([(3, 6), (6, 6), (0, 4)])
    full = [float(mark.get("width")[:-1]) for mark in marks(svg, "rect", "seg-off")]
    done = [float(mark.get("width")[:-1]) for mark in marks(svg, "rect", "seg-on")]
    assert len(full) == 3
    assert done == [pytest.approx(full[0] / 2, abs=0.01), pytest.approx(full[1], abs=0.01)]


def test_a_bar_is_dark_as_far_as_it_is_exposed():
    svg = charts.bar(30, 12)
    assert marks(svg, "rect", "bar-b")[0].get("width") == "30%"
    assert marks(svg, "rect", "bar-a")[0].get("width") == "12%"


def test_a_ring_is_empty_part_or_ticked():
    assert 'class="fill"' not in charts.ring(0, 4)
    assert 'stroke-dasharray="25.14 50.27"' in charts.ring(2, 4)
    assert 'class="tick"' in charts.ring(4, 4)

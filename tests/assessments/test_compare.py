"""Two to four ventures side by side."""

import csv
import io
import re
import uuid

import pytest
from django.urls import reverse

from assessments.charts import compare as charts
from assessments.models import Assessment, Bank
from assessments.models.answered import fill
from assessments.readings import Reading, Score
from assessments.readings.comparison import CLEAR, LEANING, Contender, finding, lead, percent, places, shape_words
from tests.assessments.conftest import extreme
from ventures.models import Venture


def address(*ventures, more=""):
    return f"{reverse('compare')}?{'&'.join(f'v={venture.code}' for venture in ventures)}{more}"


def shown(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def another(alice, sample):
    """Makes further ventures of alice, each with a filled assessment."""

    def make(name, document="clearnote"):
        venture = Venture.found(alice, name)
        fill(Assessment.begin(venture, alice), sample(document))
        return venture

    return make


@pytest.fixture
def clearnote(another):
    return another("Clearnote")


def contenders(count):
    return [Contender(place, f"Venture {place}", str(place), reading=None) for place in range(count)]


def test_each_dimension_has_its_scores_and_ranges(awkward, clearnote, alice_client):
    page = shown(alice_client, address(awkward.venture, clearnote))
    reading = Reading.drawn_from(awkward.bank.parsed, awkward.document(), 4000, str(awkward.code))
    for node in awkward.bank.parsed.dimensions:
        assert reading.score(node).ends in page
    assert page.count('<g class="s1">') == len(awkward.bank.parsed.dimensions) + 2
    assert "Largest risk in each category" in page
    assert "Pilot with outside users" in page


def listed(html):
    """The ventures on top of the page with their series, which is their colour and shape."""
    return re.findall(r'<li class="(s\d)">.*?<a href[^>]*>([^<]*)</a>', html, re.S)


def followed(client, html, name):
    """The page that the link to remove a venture leads to."""
    link = re.search(rf'<a [^>]*href="([^"]*)"[^>]*aria-label="Remove {name}"', html).group(1)
    return shown(client, reverse("compare") + link.replace("&amp;", "&"))


def added(client, html, venture):
    """The page that the form to add a venture leads to."""
    form = re.search(r'<li class="add">\s*<form.*?</form>', html, re.S).group(0)
    assert f'<option value="{venture.code}">' in form
    codes = [*re.findall(r'name="v" value="([^"]*)"', form), str(venture.code)]
    return shown(client, f"{reverse('compare')}?{'&'.join(f'v={code}' for code in codes)}")


def test_a_venture_keeps_its_colour_and_shape_whoever_comes_and_goes(awkward, clearnote, another, alice_client):
    third, fourth, fifth = (another(name) for name in ("Kilnworks", "Lathe", "Mortar"))
    page = shown(alice_client, address(awkward.venture, clearnote, third))
    assert listed(page) == [("s1", "Brightloom"), ("s2", "Clearnote"), ("s3", "Kilnworks")]
    page = followed(alice_client, page, "Brightloom")
    assert listed(page) == [("s2", "Clearnote"), ("s3", "Kilnworks")]
    assert page.count('<g class="s2">') == page.count('<g class="s3">') > 5
    assert '<g class="s1">' not in page
    page = added(alice_client, page, fourth)
    assert listed(page) == [("s2", "Clearnote"), ("s3", "Kilnworks"), ("s4", "Lathe")]
    page = added(alice_client, page, fifth)
    assert listed(page) == [("s1", "Mortar"), ("s2", "Clearnote"), ("s3", "Kilnworks"), ("s4", "Lathe")]
    page = followed(alice_client, followed(alice_client, page, "Mortar"), "Kilnworks")
    assert listed(page) == [("s2", "Clearnote"), ("s4", "Lathe")]


def test_colours_are_those_of_the_address_for_every_reader(awkward, clearnote, another, alice_client):
    url = address(clearnote, awkward.venture)
    before = listed(shown(alice_client, url))
    assert before == [("s1", "Clearnote"), ("s2", "Brightloom")]
    another("Kilnworks")
    assert listed(shown(alice_client, url)) == before


def test_changing_the_weights_changes_no_colour(awkward, clearnote, another, alice_client):
    page = followed(alice_client, shown(alice_client, address(awkward.venture, clearnote, another("K"))), "Brightloom")
    form = re.search(r'<form method="get" action="#ranking".*?</form>', page, re.S).group(0)
    codes = re.findall(r'name="v" value="([^"]*)"', form)
    query = "&".join(f"v={code}" for code in codes)
    assert listed(shown(alice_client, f"{reverse('compare')}?{query}&weights=none")) == listed(page)


def test_no_two_ventures_share_a_place():
    assert places(["a", None, "b"], 4) == {"a": 0, "b": 2}
    assert places(["a", None, "a", "b", "c", "b"], 4) == {"a": 0, "b": 3, "c": 1}
    assert places(["a", "b", "c", "d", "e"], 4) == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert places([None, None], 4) == {}


def test_htmx_gets_the_fragment_and_hears_what_has_changed(awkward, clearnote, another, alice_client):
    third = another("Kilnworks")

    def asked(url, before):
        headers = {"HX-Request": "true", "HX-Current-URL": f"https://testserver{before}"}
        html = alice_client.get(url, headers=headers).content.decode()
        assert html.strip().startswith('<div id="compare">')
        return re.search(r'id="compare-said" hx-swap-oob="innerHTML">([^<]*)<', html).group(1)

    two, three = address(awkward.venture, clearnote), address(awkward.venture, clearnote, third)
    assert asked(two, three) == "Kilnworks removed. 2 ventures are compared."
    assert asked(three, two) == "Kilnworks added. 3 ventures are compared."
    assert asked(address(clearnote), two) == "Brightloom removed. 1 venture is compared."
    assert asked(f"{two}&weights=none", two).startswith(("Clearnote beats Brightloom", "Brightloom beats Clearnote"))


def test_a_leader_is_named_only_where_the_ranges_support_it():
    both = contenders(2)
    assert lead(both, [Score(70, 66, 74), Score(60, 55, 65)]).sure == CLEAR
    found = lead(both, [Score(60, 55, 66), Score(70, 64, 74)])
    assert (found.sure, found.contender.place) == (LEANING, 1)
    assert lead(both, [Score(70, 62, 74), Score(64, 55, 71)]) is None
    assert lead(both, [Score(70, 66, 74), Score(64, 55, 71)]) is None
    assert lead(both, [Score(70, 66, 74), Score(None)]) is None
    assert lead(contenders(3), [Score(50, 45, 55), Score(None), Score(70, 66, 74)]).contender.place == 2


def test_touching_ranges_overlap():
    assert lead(contenders(2), [Score(70, 65, 74), Score(60, 55, 65)]).sure == LEANING


def test_equal_ventures_are_too_close_to_call(clearnote, another, alice_client):
    page = shown(alice_client, address(clearnote, another("Twin")))
    assert "Too close to call on every dimension." in page
    assert "of cases: too close to call." in page


def test_chances_of_each_rank_add_up_and_pairs_are_sentences(awkward, clearnote, another, alice_client):
    response = alice_client.get(address(awkward.venture, clearnote, another("Kilnworks")))
    ranking = response.context["ranking"]
    for row in ranking.rows:
        assert sum(row.standing.acceptability) == pytest.approx(1)
    for rank in range(3):
        assert sum(row.standing.acceptability[rank] for row in ranking.rows) == pytest.approx(1)
    assert len(ranking.sentences) == 3
    assert all(re.search(r" beats .* in >?\d+% of cases", sentence) for sentence in ranking.sentences)
    assert sum(row.standing.expected_rank for row in ranking.rows) == pytest.approx(6)


def test_another_venture_in_the_list_changes_nothing_between_two(awkward, clearnote, another, alice_client):
    two = alice_client.get(address(awkward.venture, clearnote)).context["ranking"]
    three = alice_client.get(address(awkward.venture, clearnote, another("Kilnworks"))).context["ranking"]
    assert two.sentences[0] == three.sentences[0]


def test_the_profile_and_no_agreement_are_in_the_address(awkward, clearnote, alice_client):
    base = address(awkward.venture, clearnote)
    bank = awkward.bank.parsed
    other = list(bank.profiles)[1]
    page = alice_client.get(f"{base}&profile={other}&weights=none")
    assert page.context["profile"] == other
    assert page.context["no_agreement"] is True
    assert alice_client.get(f"{base}&profile=nonsense").context["profile"] == bank.default_profile
    differs = page.context["ranking"].rows != alice_client.get(base).context["ranking"].rows
    assert differs


def test_blocked_and_insufficient_ventures_are_listed_apart(blocked, clearnote, another, alice_client):
    page = shown(alice_client, address(blocked.venture, clearnote, another("Kilnworks")))
    assert "blocked by a gate" in page
    assert "Brightloom beats" not in page
    assert "beats" in page


def test_with_one_that_can_be_ranked_there_is_no_ranking(thin, clearnote, alice_client):
    page = shown(alice_client, address(thin.venture, clearnote))
    assert "Fewer than two of them can be ranked." in page
    assert "too little is answered" in page


def test_different_versions_of_the_bank_are_refused_with_a_way_out(awkward, alice, alice_client, sample):
    document = Bank.objects.values_list("document", flat=True).get(pk=awkward.bank_id)
    Bank.objects.publish({**document, "bank": {**document["bank"], "version": "9.0.0"}})
    other = Venture.found(alice, "Newer")
    newer = Assessment.begin(other, alice)
    fill(newer, sample("clearnote"))
    page = shown(alice_client, address(awkward.venture, other))
    assert "Different versions of the question set" in page
    assert "9.0.0" in page
    assert "Start a new round of the older ones" in page
    assert "By dimension" not in page


def test_fewer_than_two_offers_the_choice(awkward, clearnote, alice_client):
    page = shown(alice_client, reverse("compare"))
    assert "Choose 2 to 4 ventures" in page
    assert f'value="{clearnote.code}"' in page
    one = shown(alice_client, address(clearnote))
    assert "Choose 2 to 4 ventures" in one
    assert f'type="hidden" name="v" value="{clearnote.code}"' in one


def test_a_venture_without_a_score_says_what_is_missing(few, clearnote, alice_client):
    page = shown(alice_client, address(few.venture, clearnote))
    assert "Brightloom has no score yet." in page
    assert "Fewer than two of these have a score." in page


def test_nobody_has_nothing_to_compare(charlie_client, bank):
    assert "Nothing to compare yet" in shown(charlie_client, reverse("compare"))


def test_at_most_four_are_shown_and_the_page_says_so(clearnote, another, alice_client):
    five = [clearnote, *(another(f"Venture {number}") for number in range(4))]
    page = shown(alice_client, address(*five))
    assert "At most 4 ventures fit side by side." in page
    assert listed(page) == listed(shown(alice_client, address(*five[:4])))  # the fifth changes nobody's colour
    assert '<g class="s4">' in page
    assert '<g class="s5">' not in page


def test_the_table_can_be_taken_along_as_csv(awkward, clearnote, alice_client, charlie_client):
    page = shown(alice_client, address(awkward.venture, clearnote))
    query = page.split(f'href="{reverse("compare_csv")}?')[1].split('"')[0].replace("&amp;", "&")
    response = alice_client.get(f"{reverse('compare_csv')}?{query}")
    assert response["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    bank = awkward.bank.parsed
    assert [row[0] for row in rows] == ["id", "risk_adjusted", *bank.dimensions]
    score = Reading.drawn_from(bank, awkward.document(), 4000, str(awkward.code)).risk_adjusted
    assert rows[0][2:5] == ["Brightloom: Score", "Brightloom: Low end", "Brightloom: High end"]
    assert [float(figure) for figure in rows[1][2:5]] == pytest.approx([score.value, score.low, score.high])
    assert {row[-1] for row in rows[1:]} <= {"clear", "leaning", "Too close to call"}
    assert charlie_client.get(f"{reverse('compare_csv')}?{query}").status_code == 404
    assert alice_client.get(f"{reverse('compare_csv')}?v={clearnote.code}").status_code == 404


def test_one_can_be_removed_and_another_added_by_link_and_form(awkward, clearnote, another, alice_client):
    third = another("Kilnworks")
    page = shown(alice_client, address(awkward.venture, clearnote))
    link = re.search(r'<a [^>]*aria-label="Remove Brightloom"', page).group(0)
    assert f'href="?v=&amp;v={clearnote.code}"' in link
    assert f'<option value="{third.code}">' in page
    assert "Remove Kilnworks" in shown(alice_client, address(awkward.venture, clearnote, third))


def test_a_stranger_gets_404_for_ventures_of_others_and_for_nonsense(awkward, clearnote, charlie_client, alice_client):
    shown(charlie_client, address(awkward.venture, clearnote), 404)
    shown(alice_client, f"{address(awkward.venture)}&v={uuid.uuid4()}", 404)
    shown(alice_client, f"{address(awkward.venture)}&v=nonsense", 404)


def test_a_viewer_compares_what_is_shared_with_him(awkward, victor_client):
    assert "Brightloom" in shown(victor_client, address(awkward.venture))


def test_a_visitor_is_sent_to_sign_in(client, db):
    assert client.get(reverse("compare")).status_code == 302


def test_a_hostile_name_does_not_become_markup(awkward, clearnote, alice_client):
    clearnote.name = "<script>alert(1)</script>"
    clearnote.save()
    assert "<script>alert" not in shown(alice_client, address(awkward.venture, clearnote))


def test_the_number_of_queries_does_not_grow(awkward, clearnote, another, alice_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        shown(alice_client, address(awkward.venture, clearnote))
    more = address(awkward.venture, clearnote, another("Three"), another("Four"))
    with django_assert_max_num_queries(9):
        shown(alice_client, more)


def test_it_can_be_read_in_chinese(awkward, clearnote, alice_client):
    page = shown(alice_client, "/zh-hans" + address(awkward.venture, clearnote))
    assert "经济价值" in page
    assert 'lang="zh-Hans"' in page


def test_nothing_in_the_page_breaks_the_content_security_policy(awkward, clearnote, alice_client):
    page = shown(alice_client, address(awkward.venture, clearnote))
    assert " style=" not in page


def test_only_what_is_certain_is_called_certain():
    assert [percent(chance) for chance in (0, 0.001, 0.004999, 0.5, 0.9951, 1)] == [
        "0%", "<1%", "<1%", "50%", ">99%", "100%",
    ]  # fmt: skip


def test_without_rows_nobody_leads():
    assert finding([]) == "Too close to call on every dimension."


def test_a_missing_score_leaves_its_place_empty():
    drawn = charts.stacked([charts.Span(0, None), charts.Span(1, 50, 40, 60)])
    assert '<g class="s1">' not in drawn
    assert '<g class="s2">' in drawn
    assert 'height="50"' in drawn


def test_the_navigation_marks_this_page_alone(alice_client, bank):
    page = shown(alice_client, reverse("compare"))
    links = re.findall(r"<a href=\"[^\"]*\" aria-current=\"[a-z]+\">([^<]*)</a>", page)
    assert set(links) == {"Compare"}


def test_a_score_of_nothing_is_the_weakest_and_equal_scores_name_no_dimension(best, bank, alice, sample):
    worst = Assessment.begin(Venture.found(alice, "Deepest"), alice)
    fill(worst, extreme(sample("clearnote"), bank.parsed, best=False))
    contenders = [
        Contender(place, one.venture.name, str(place), Reading.drawn_from(bank.parsed, one.document(), 400, "x"))
        for place, one in enumerate([best, worst])
    ]
    words = shape_words(bank.parsed, contenders)
    assert "Brightloom has the same score on every dimension." in words
    assert "weakest on social value" not in words

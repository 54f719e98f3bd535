"""What the database refuses, and how a case is found, read and put in order."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import IntegrityError, transaction
from django.utils import translation

from casestudies import library
from casestudies.models import CaseLine, CaseStudy, CaseText, Event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "gone"},
        {"outcome": "famous"},
        {"country": "XX"},
        {"value_economic": 101},
        {"readiness_team": 101},
        {"risk_legal": 0},
        {"risk_legal": 6},
        {"founded": 1492},
        {"summary_zh": ""},
        {"rationale_en": ""},
        {"application_fields": []},
        {"as_of": None},
        {"risk_market": None},
    ],
    ids=str,
)
def test_the_database_refuses_impossible_and_incomplete_published_cases(openai, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseStudy.objects.filter(pk=openai.pk).update(**columns)


def test_a_draft_may_lack_what_a_published_case_needs():
    CaseStudy.objects.create(slug="new")

    assert CaseStudy.objects.get().problems() != []


@pytest.mark.parametrize(
    ("relation", "columns"),
    [
        ("channels", {"type": "pigeon"}),
        ("channels", {"importance": "tertiary"}),
        ("success_factors", {"aspect": "luck"}),
        ("failure_lessons", {"risk": "risk_weather"}),
        ("sources", {"url": "javascript:alert(1)"}),
    ],
)
def test_the_database_refuses_parts_that_the_vocabulary_does_not_know(openai, relation, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        getattr(openai, relation).update(**columns)


def test_a_source_key_is_unique_within_its_case(openai, stored, document):
    other = stored(document, "twin")
    columns = {"key": "extra", "title": "t", "publisher": "p", "url": "https://example.org/", "published": "2025"}
    openai.sources.create(**columns)
    other.sources.create(**columns)

    with pytest.raises(IntegrityError), transaction.atomic():
        openai.sources.create(**columns)


def test_texts_follow_the_language_of_the_page(openai):
    with translation.override("zh-hans"):
        assert openai.lesson == "自己拥有一个渠道，其余的可以借"
        assert openai.standfirst.endswith("把大模型带给大众。")
        assert openai.get_country_display() == "美国"
        assert openai.as_of_day == "2025年12月31日"
    assert openai.lesson == "Build one channel you own and borrow the rest"
    assert openai.standfirst.endswith("to a mass audience.")
    assert openai.as_of_day == "31 December 2025"


def test_a_draft_shows_the_language_it_has():
    with translation.override("zh-hans"):
        assert CaseStudy(name_en="Only English").name == "Only English"


def test_a_lesson_ends_at_its_first_clause():
    case = CaseStudy(takeaways_en="A chip venture lives by its channel twice: once when it is built in. And again.")

    assert case.lesson == "A chip venture lives by its channel twice"


@pytest.mark.parametrize(
    ("text", "found"),
    [("chatgpt microsoft", True), ("渠道 微软", True), ("Garante", False), ("half a billion", True), ("zzz", False),
     ("100% _", True), ("_%", False), ("'; drop table", False)],
)  # fmt: skip
def test_search_wants_every_word_somewhere_in_either_language(openai, text, found):
    assert bool(CaseText.objects.ranks(text)) is found
    assert set(CaseText.objects.holders(text)) == set(CaseText.objects.ranks(text))


def test_new_events_go_where_their_dates_belong(openai):
    openai.timeline.create(date="2021", event_en="Between", event_zh="其间")
    openai.timeline.create(date="2030", event_en="At the end", event_zh="最后")

    openai.put_in_order()

    dates = list(openai.timeline.values_list("date", flat=True))
    assert (dates[3], dates[-1]) == ("2021", "2030")
    assert list(openai.timeline.values_list("position", flat=True)) == list(range(1, 11))


def test_sources_are_numbered_as_the_page_lists_them(openai):
    case = CaseStudy.objects.for_reading().get(pk=openai.pk)

    case.number_references()

    channel = case.channels.all()[2]
    assert [(source.number, source.key) for source in channel.references] == [
        (7, "tweaktown-2023"),
        (19, "nasdaq-2025"),
    ]
    assert channel.reread


def test_only_curators_see_what_is_not_published(openai, curator, charlie):
    CaseStudy.objects.update(status="draft")

    assert [CaseStudy.objects.visible_to(user).count() for user in (AnonymousUser(), charlie, curator)] == [0, 0, 1]


def test_curators_may_edit_the_library_and_nothing_else(curator):
    permissions = Group.objects.get(name="Curators").permissions.all()

    assert {permission.content_type.app_label for permission in permissions} == {"casestudies"}
    assert curator.has_perms(["casestudies.change_casestudy", "casestudies.delete_source", "casestudies.add_event"])
    assert not curator.has_module_perms("ventures")


def test_an_event_is_after_another_only_when_the_dates_say_so():
    assert Event(date="2022-08").comes_after(Event(date="2021"))
    assert not Event(date="2022-08").comes_after(Event(date="2022"))
    assert not Event(date="2022").comes_after(Event(date="2022-08"))


def test_a_name_comes_before_a_mention(stored, document):
    texts = document["takeaways"]["en"]
    stored(document | {"takeaways": document["takeaways"] | {"en": f"{texts} Zebra."}}, "mentions")
    stored(document | {"name": {"en": "Zebra", "zh": "斑马"}}, "named")

    ranks = CaseText.objects.ranks("zebra")

    named, mentions = (ranks[CaseStudy.objects.get(slug=slug).pk] for slug in ("named", "mentions"))
    assert named > mentions > 0


@pytest.mark.parametrize("text", ["斑马公司", "斑", "斑马", "zeb", "ZEBRA 公司"])
def test_chinese_is_found_by_any_characters_in_a_row_and_words_by_their_beginning(stored, document, text):
    stored(document, "other")
    stored(document | {"name": {"en": "Zebra", "zh": "斑马公司"}}, "zebra")

    found = CaseStudy.objects.filter(pk__in=CaseText.objects.ranks(text))
    assert [case.slug for case in found] == ["zebra"]


@pytest.mark.parametrize("text", ["公司斑马", "斑公", "ebra", "zebra giraffe"])
def test_characters_apart_and_the_middle_of_a_word_are_not_found(stored, document, text):
    stored(document | {"name": {"en": "Zebra", "zh": "斑马公司"}}, "zebra")

    assert not CaseText.objects.ranks(text)


def test_a_change_is_found_at_once(openai, curator):
    CaseStudy.objects.update(name_en="Zebra", country="FR")
    CaseStudy.objects.for_reading().get().edited(curator)

    assert list(CaseText.objects.ranks("zebra")) == [openai.pk]
    assert ";FR;" in CaseLine.objects.get().line


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([], "Needs two or more, has 0."),
        (["primary"], "Needs two or more, has 1."),
        (["secondary", ""], "At least one must be primary."),
        (["secondary", "primary"], ""),
    ],
)
def test_a_case_needs_two_sources_and_one_of_them_primary(document, kinds, said):
    sources = [document["sources"][0] | {"id": f"source-{place}", "kind": kind} for place, kind in enumerate(kinds)]
    case, _faults = library.examine(document | {"sources": sources})

    told = [str(problem) for problem in library.thin_sources(case)]

    assert (f"sources: {said}" in told) if said else not told


def test_the_small_drawing_holds_a_bar_for_each_score_and_says_them_in_words(openai):
    openai.readiness_channels = None

    assert openai.bars.startswith(f"M0 40v-{openai.value_economic * 0.4:g}h10v{openai.value_economic * 0.4:g}z")
    assert openai.bars.count("z") == 7
    assert openai.profile_line.startswith(f"Economic value {openai.value_economic}, ")
    assert openai.profile_line.endswith(" ?")

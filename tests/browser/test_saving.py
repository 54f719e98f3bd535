"""Nothing typed is lost: two tabs, a flaky network, a failing server, a session that ends."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.browser
STEP, NOTE = "strategy/strategy_positioning/", "textarea[name=note]"
OPTION = "label.choice:has(input[value='{}'])"


def state(page, wanted, timeout=15_000):
    """Wait until the page says that of its last change."""
    page.locator(f".save[data-state={wanted}]").wait_for(timeout=timeout)


def note_of(page):
    """The note as the server has it, read by another tab."""
    other = page.context.new_page()
    other.goto(page.url)
    text = other.input_value(NOTE)
    other.close()
    return text


def warns_before_closing(page):
    return page.evaluate("!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))")


@pytest.fixture
def page(context, venture):
    page = context(network_fails=True).new_page()
    page.goto(venture + STEP)
    return page


def test_a_choice_is_saved_and_shown_beside_the_question(page):
    assert page.locator("#answered").inner_text().startswith("0 of")
    page.locator(OPTION.format(3)).click()
    state(page, "saved")
    expect(page.locator(".save")).to_have_text(re.compile(r"^\s*Saved at \d\d:\d\d\s*$"))
    expect(page.locator("#answered")).to_have_text(re.compile("^1 of"))
    expect(page.locator("#rail-strategy .count")).to_have_text("1/4")
    expect(page.locator("#track rect")).to_have_attribute("width", "1")
    assert not warns_before_closing(page)


def test_what_was_typed_while_a_save_was_under_way_is_saved_as_well(page):
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 700, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    page.locator(OPTION.format(3)).click()
    text = "Typed while the network is slow, one letter after the other"
    for word in text.split(" "):
        page.locator(NOTE).press_sequentially(word if word == "Typed" else f" {word}", delay=40)
        assert page.locator(".save").get_attribute("data-state") == "saving"
        assert warns_before_closing(page)
    state(page, "saved")
    assert page.input_value(NOTE) == text
    assert note_of(page) == text


def test_continue_waits_for_what_is_unsaved(page, venture):
    page.locator(OPTION.format(2)).click()
    page.locator(NOTE).fill("Typed in the last moment")
    page.locator("button[name=continue]").click()
    page.wait_for_url(f"**{venture}strategy/strategy_target_users/")
    page.goto(venture + STEP)
    assert page.input_value(NOTE) == "Typed in the last moment"


def test_two_tabs_see_both_texts_and_the_person_chooses(page, venture):
    other = page.context.new_page()
    other.goto(venture + STEP)
    other.locator(OPTION.format(4)).click()
    other.locator(NOTE).fill("From the other tab")
    state(other, "saved")
    page.locator(OPTION.format(1)).click()
    banner = page.get_by_role("alert")
    banner.wait_for()
    expect(banner).to_contain_text("1: A broad field is named")
    expect(banner).to_contain_text("From the other tab")
    assert warns_before_closing(page)
    page.locator("button[name=continue]").click()  # nothing is overwritten by going on
    page.wait_for_timeout(500)
    assert page.url.endswith(venture + STEP)
    assert note_of(page) == "From the other tab"
    page.get_by_role("button", name="Keep mine").click()
    page.wait_for_url("**/strategy_target_users/")
    page.goto(venture + STEP)
    assert page.locator("input[name=choice]:checked").get_attribute("value") == "1"


def test_the_other_version_can_be_taken_without_a_question(page, venture):
    other = page.context.new_page()
    other.goto(venture + STEP)
    other.locator(OPTION.format(4)).click()
    state(other, "saved")
    page.locator(OPTION.format(1)).click()
    page.get_by_role("link", name="Use the other").click()
    page.wait_for_function("() => document.querySelector('input[name=choice]:checked')?.value === '4'")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_twenty_times_offline_and_back_lose_no_character(page):
    page.locator(OPTION.format(3)).click()
    state(page, "saved")
    typed = ""
    for round_ in range(20):
        page.context.set_offline(round_ % 2 == 0 or round_ > 14)
        for number in range(10):
            letter = chr(ord("a") + (round_ + number) % 26)
            page.locator(NOTE).press_sequentially(letter, delay=5)
            typed += letter
        assert page.locator(".save").get_attribute("data-state") in ("saving", "offline")
        if round_ == 0:
            state(page, "offline")
            expect(page.locator(".save")).to_have_text("Not saved yet. Trying again")
            assert warns_before_closing(page)
        page.context.set_offline(False)
    state(page, "saved", 40_000)
    assert page.input_value(NOTE) == typed
    assert note_of(page) == typed
    assert not warns_before_closing(page)


def test_continue_while_offline_stays_and_keeps_the_text(page, venture):
    page.context.set_offline(True)
    page.locator(OPTION.format(3)).click()
    page.locator(NOTE).fill("Written on a train")
    page.locator("button[name=continue]").click()
    state(page, "offline")
    assert page.url.endswith(venture + STEP)
    assert page.input_value(NOTE) == "Written on a train"
    page.context.set_offline(False)
    state(page, "saved")
    page.locator("button[name=continue]").click()
    page.wait_for_url("**/strategy_target_users/")


def test_a_save_that_the_server_fails_is_sent_again(page):
    sent = []

    def fail_twice(route):
        sent.append(route.request.post_data)
        if len(sent) < 3:
            route.fulfill(status=500 if len(sent) == 1 else 503, body="broken")
        else:
            route.continue_()

    page.route(
        "**" + "/" + STEP, lambda route: fail_twice(route) if route.request.method == "POST" else route.continue_()
    )
    page.locator(OPTION.format(3)).click()
    state(page, "offline")
    state(page, "saved", 30_000)
    assert len(sent) == 3
    page.unroute_all()
    assert note_of(page) == ""


def test_a_lost_reply_does_not_conflict_with_the_page_itself(page):
    lost = []

    def lose(route):
        route.fetch()  # the server has stored it, but the page never hears of it
        lost.append(route.request.post_data)
        route.abort()

    page.route(
        "**/" + STEP, lambda route: lose(route) if route.request.method == "POST" and not lost else route.continue_()
    )
    page.locator(OPTION.format(3)).click()
    page.locator(NOTE).press_sequentially("and on", delay=20)
    state(page, "saved", 30_000)
    assert lost
    expect(page.get_by_role("alert")).to_have_count(0)
    page.unroute_all()
    assert note_of(page) == "and on"


def test_a_session_that_ended_keeps_the_text_until_the_person_is_back(page, email):
    page.context.clear_cookies()  # the token of the forms goes with the session
    page.locator(OPTION.format(3)).click()
    page.locator(NOTE).fill("Typed after the session ended")
    page.get_by_text("Signed out.").wait_for()
    assert page.input_value(NOTE) == "Typed after the session ended"
    assert warns_before_closing(page)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    tab = opened.value
    tab.fill("#id_login", email)
    tab.fill("#id_password", PASSWORD)
    tab.locator("form.form button[type=submit]").first.click()
    tab.wait_for_url("**" + STEP)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # back to the first tab
    state(page, "saved")
    assert note_of(page) == "Typed after the session ended"


def test_control_and_enter_in_the_note_saves_and_goes_on(page, venture):
    page.locator(OPTION.format(3)).click()
    page.locator(NOTE).fill("One line\nand another")
    page.locator(NOTE).press("Control+Enter")
    page.wait_for_url("**/strategy_target_users/")
    page.goto(venture + STEP)
    assert page.input_value(NOTE) == "One line\nand another"


def test_nothing_typed_is_kept_in_the_browser(page):
    page.locator(OPTION.format(3)).click()
    page.locator(NOTE).fill("A secret of the venture")
    state(page, "saved")
    kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert "secret" not in kept
    assert kept.count(":") <= 1  # htmx remembers the address of the page, nothing else


def test_half_a_number_is_kept_without_complaint(page, venture):
    page.goto(venture + "resources/resources_runway/")
    page.locator("input[name=raw]").press_sequentially("9 or")
    state(page, "saved")
    expect(page.locator(".save")).to_contain_text("Kept as typed at")
    expect(page.locator(".error")).to_have_count(0)
    page.reload()
    assert page.input_value("input[name=raw]") == "9 or"


def test_measures_are_saved_and_the_matrix_follows(page, venture):
    page.goto(venture + "about/fact_stage/")
    page.locator("label.choice").nth(2).click()
    state(page, "saved")
    page.goto(venture + "risks/risk_market_competition/")
    page.locator("fieldset:has(input[name=likelihood]) label").nth(3).click()
    page.locator("fieldset:has(input[name=impact]) label").nth(3).click()
    page.locator("#effect .pin").wait_for()
    expect(page.locator("#effect .pin")).to_have_text("now")
    measure = page.locator("details.measure").first
    measure.locator("label:has(input[value=in_place])").click()
    page.locator("#effect .pin-was").wait_for()
    own = page.locator("details.measure").last
    own.locator("summary").first.click()
    own.locator("input[name$=title]").fill("Long contracts")
    own.locator("label:has(input[value=in_progress])").click()
    state(page, "saved")
    page.reload()
    expect(page.locator("input[name$=title][value='Long contracts']")).to_have_count(1)


def test_shares_are_added_up_while_typing(page, venture):
    page.goto(venture + "channels/channel_portfolio/")
    page.locator("input[name=row-0-share]").fill("60")
    page.locator("input[name=row-1-share]").fill("30")
    expect(page.locator("#share-total")).to_have_text("Shares add up to 90 of 100")
    page.locator("input[name=row-1-share]").fill("１２.5％")  # as a Chinese keyboard types it
    expect(page.locator("#share-total")).to_have_text("Shares add up to 72.5 of 100")
    page.locator("input[name=row-1-share]").fill("1,000")  # what is refused does not count
    expect(page.locator("#share-total")).to_have_text("Shares add up to 60 of 100")


def test_the_characters_of_a_note_are_counted(page):
    page.locator("textarea[name=note]").fill("Seen by 航道")
    expect(page.locator("[id$=note_count]")).to_have_text("10 / 2000")


def test_a_level_that_needs_a_link_shows_where_it_goes(page):
    page.locator(OPTION.format(3)).click()
    expect(page.locator("input[name=evidence][value='0']")).to_be_checked()
    expect(page.locator("textarea[name=links]")).to_be_hidden()
    page.locator("fieldset:has(input[name=evidence]) label").nth(2).click()
    expect(page.locator("textarea[name=links]")).to_be_visible()

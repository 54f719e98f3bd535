"""The channel table."""

import pytest

TABLE = ("channels", "channel_portfolio")


def row(number, type="direct_sales", owner="self", share="100", **cells):
    cells |= {"type": type, "owner": owner, "share": share}
    return {f"row__{number}__{name}": value for name, value in cells.items()}


def stored(sheet):
    return sheet.answers.get(item="channel_portfolio").value


def test_rows_are_stored_and_shown_again_with_an_empty_one(page, sheet):
    typed = {**row(0, share="60%", reach="3", payback="8", evidence="1"), **row(1, "app_store", " Big  Store ", "40")}
    assert page(*TABLE).press(**typed).status_code == 302
    assert stored(sheet) == [
        {
            "type": "direct_sales", "owner": "self", "share": 60, "dependence": None,
            "cells": {"reach": 3, "payback": 8}, "evidence": 1,
        },
        {"type": "app_store", "owner": "Big Store", "share": 40, "dependence": None, "cells": {}, "evidence": 0},
    ]  # fmt: skip
    again = page(*TABLE)
    assert (again.fields["row-1-owner"], again.fields["row-2-owner"]) == ("Big Store", "")
    assert "row-3-owner" not in again.fields


def test_an_own_channel_may_be_named_in_either_language(page, sheet):
    page(*TABLE).press(**row(0, owner="自有"), **row(1, owner="Self", share="1"))
    assert [entry["owner"] for entry in stored(sheet)] == ["self", "self"]


def test_what_the_chinese_page_shows_as_an_own_channel_is_taken_for_one(page, sheet, alice_client):
    page(*TABLE).press(**row(0, owner="self"))
    chinese = page(*TABLE)
    chinese.url = "/zh-hans" + chinese.url
    chinese.response = alice_client.get(chinese.url)
    chinese.read()
    assert chinese.fields["row-0-owner"] != "self"
    chinese.press(row__0__share="90")
    assert stored(sheet)[0]["owner"] == "self"


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        (row(0, share="lots"), "row-0-share", "lots is not a number"),
        (row(0, share="120"), "row-0-share", "120 is outside the allowed range; enter a number from 0 to 100."),
        (row(0, share="-5"), "row-0-share", "outside the allowed range"),
        (row(0, share=""), "row-0-share", "Enter the share of new revenue in percent, like 40."),
        (row(0, owner=""), "row-0-owner", "Name who controls this channel."),
        (row(0, type=""), "row-0-type", "Choose the kind of channel."),
        (row(0, payback="soon"), "row-0-payback", "soon is not a number"),
        (row(0, share="0"), "row-0-share", "At least one channel needs a share above 0."),
    ],
)
def test_a_faulty_row_says_how_to_repair_it(page, sheet, typed, field, message):
    opened = page(*TABLE)
    opened.press(**typed)
    assert message in opened.html
    assert f'id="channel_portfolio_{field}_error"' in opened.html
    assert {name: opened.fields[name.replace("__", "-")] for name in typed} == typed
    assert sheet.answers.get().state == "unanswered"


def test_an_empty_table_is_asked_for(page):
    opened = page(*TABLE)
    opened.press()
    assert "Fill in at least one channel: its kind, who controls it and its share." in opened.html


def test_at_most_twelve_channels(page, sheet):
    twelve = {key: value for number in range(12) for key, value in row(number, share="8").items()}
    assert page(*TABLE).press(**twelve).status_code == 302
    assert len(stored(sheet)) == 12
    again = page(*TABLE)
    assert 'name="more"' not in again.html
    again.press(**row(12, owner="Thirteenth", share="4"))
    assert "At most 12 channels can be entered. Merge the smallest." in again.html
    assert 'value="Thirteenth"' in again.html  # nothing typed is lost
    assert 'value="Thirteenth"' in page(*TABLE).html
    emptied = {"row__0__type": "", "row__0__owner": "", "row__0__share": ""}
    assert page(*TABLE).press(**emptied).status_code == 302
    assert [entry["owner"] for entry in stored(sheet)][-1] == "Thirteenth"


def test_a_row_is_removed_by_emptying_it(page, sheet):
    page(*TABLE).press(**row(0, share="60"), **row(1, "app_store", "Store", "40"))
    page(*TABLE).press(row__0__type="", row__0__owner="", row__0__share="")
    assert [entry["owner"] for entry in stored(sheet)] == ["Store"]


def test_more_saves_and_shows_an_empty_row(page, sheet):
    response = page(*TABLE).press("more", **row(0), **row(1, "app_store", "Store", "1"))
    assert response["Location"].endswith("/channels/channel_portfolio/#more-channel_portfolio")
    assert len(stored(sheet)) == 2
    assert page(*TABLE).fields["row-2-share"] == ""


def test_a_draft_keeps_its_rows(page):
    page(*TABLE).autosave(**row(0, share="half"), **row(1, "app_store", "Store", "40"))
    again = page(*TABLE)
    assert (again.fields["row-0-share"], again.fields["row-1-owner"]) == ("half", "Store")


def test_a_draft_brings_one_empty_row_however_often_the_page_is_opened(page):
    for _visit in range(3):
        page(*TABLE).autosave(**row(0, share="half"))
    again = page(*TABLE)
    assert again.fields["row-0-share"] == "half"
    assert "row-2-share" not in again.fields


def test_a_table_that_is_emptied_again_is_no_draft(page, sheet):
    opened = page(*TABLE)
    opened.autosave(**row(0, share="half"))
    opened.autosave(**row(0, type="", owner="", share=""))
    assert sheet.answers.get().value is None


def test_shares_that_do_not_add_up_are_saved_told_once_at_the_shares_and_then_accepted(page, sheet, venture):
    first = page(*TABLE)
    response = first.press(**row(0, share="30"), **row(1, "app_store", "Store", "30"))
    assert response.headers["Location"].endswith("/assessment/channels/channel_portfolio/#share-sum")
    assert [entry["share"] for entry in sheet.answers.get(item="channel_portfolio").value] == [30, 30]
    again = page(*TABLE)
    assert "the shares add up to 60, not to about 100." in again.html
    assert again.fields["row-1-share"] == "30"
    changed = again.press(row__1__share="20")  # another wrong sum is told again
    assert changed.headers["Location"].endswith("#share-sum")
    assert "channel_portfolio" not in page(*TABLE).press().headers["Location"]
    assert "channel_portfolio" not in page(*TABLE).press(row__1__share="70").headers["Location"]
    assert "share-sum" not in page(*TABLE).html


def test_the_sum_is_told_in_chinese_too(page, sheet):
    page(*TABLE).press(**row(0, share="30"))
    assert "合计为 30" in page(*TABLE).client.get("/zh-hans" + page(*TABLE).url).content.decode()

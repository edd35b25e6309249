"""Who is on a company, in words: on its page and in a row of Home."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.fleet.filters import Viewer
from dashboard.insight.fleet.work import CompanyWork
from dashboard.views.fleet import view_words, work_words
from dashboard.views.fleet.work_words import WorkContext

NOW = datetime(2026, 11, 24, 9, 51, tzinfo=UTC)
UTC_ZONE, SYDNEY = ZoneInfo("Etc/UTC"), ZoneInfo("Australia/Sydney")
CONTEXT = WorkContext(UTC_ZONE, UTC_ZONE, NOW, Viewer("Ada"))
WORK = CompanyWork("c", owner="Ben", owned_at=NOW)
SNOOZED = CompanyWork("c", snoozed_at=NOW, snoozed_by="Ben", snoozed_state="failing tax")
DAY = timedelta(days=1)


def test_the_owner_is_you_or_a_name_that_is_marked_where_people_sign_in():
    assert work_words.owner_line(WORK, CONTEXT) == "Ben is on it, since today 09:51."
    assert work_words.owner_line(replace(WORK, owner="Ada"), CONTEXT) == "You’re on it, since today 09:51."
    assert work_words.owner(WORK, replace(CONTEXT, sign_in=True)) == "Ben (unverified)"
    assert work_words.owner_line(CompanyWork("c"), CONTEXT) == "No one is on it."


def test_the_merchant_was_contacted_by_whom_and_when():
    contacted = CompanyWork("c", contacted_at=NOW - DAY, contacted_by="Ben")
    assert work_words.contacted_line(contacted, CONTEXT) == "Merchant contacted yesterday 09:51 by Ben."


@pytest.mark.parametrize(
    ("work", "state", "line", "short"),
    [
        (
            {"until_change": True},
            "failing tax",
            "Snoozed by Ben until it changes.",
            "snoozed until it changes",
        ),
        (
            {"until_change": True},
            "late ",
            "Back on the list: it has changed since Ben snoozed it.",
            "changed since snoozed",
        ),
        (
            {"snoozed_until": NOW + DAY},
            "late ",
            "Snoozed by Ben until 25 Nov, or until it gets worse.",
            "snoozed until 25 Nov",
        ),
        (
            {"snoozed_until": NOW},
            "late ",
            "Back on the list: Ben snoozed it until 24 Nov.",
            "was snoozed until 24 Nov",
        ),
        (
            {"snoozed_until": NOW + DAY},
            "switched_off tax",
            "Back on the list: it has become worse since Ben snoozed it.",
            "worse since snoozed",
        ),
    ],
)
def test_a_snooze_says_until_when_or_why_it_is_over(work, state, line, short):
    snoozed = replace(SNOOZED, **work)
    assert work_words.snooze_line(snoozed, CONTEXT, state) == line
    assert f">{short}<" in work_words.owner_cell(snoozed, CONTEXT, state)


def test_the_day_of_a_snooze_is_one_of_the_team():
    snoozed = replace(SNOOZED, snoozed_until=datetime(2026, 12, 2, 13, tzinfo=UTC))
    assert "until 3 Dec, or" in work_words.snooze_line(snoozed, replace(CONTEXT, days_in=SYDNEY), "")


def test_a_cell_links_to_the_panel_only_with_an_address_and_escapes_names():
    odd = replace(WORK, owner="<b>Ben")
    assert work_words.owner_cell(odd, CONTEXT, "", '/?work="c') == (
        '<a class="d-words" href="/?work=&quot;c">&lt;b&gt;Ben</a>'
    )
    assert "<a" not in work_words.owner_cell(odd, CONTEXT, "")
    assert "I’m on it" in work_words.owner_cell(CompanyWork("c"), CONTEXT, "", "/?work=c")


def test_what_recovered_is_counted_and_named_up_to_five():
    names = [(str(at), f"Shop <{at}>") for at in range(7)]
    html = work_words.recovered(names, lambda company: f"/company?company={company}")
    assert "Recovered since you looked: 7." in html
    assert (html.count("<a "), "and 2 more" in html, "Shop &lt;0&gt;" in html) == (5, True, True)


def test_saved_views_are_links_and_a_shared_one_says_so():
    html = view_words.listed([("<i>Mine", False, "/?a=1&b"), ("Ours", True, "/")])
    assert html.count("<a ") == 2
    assert ("&lt;i&gt;Mine" in html, html.count("(shared)"), "a=1&amp;b" in html) == (True, 1, True)
    assert view_words.listed([]) == ""
    assert view_words.label("Failing", "", shared=True) == "Failing, shared by someone"

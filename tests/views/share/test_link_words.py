"""A shared link in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.share.content import ShareDetail, SharePage
from dashboard.sharing.link import LinkState
from dashboard.views.share import link_words
from tests.views.share.links import CONTENT, NOW, link

LONDON, TOKYO = ZoneInfo("Europe/London"), ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("page", "live", "words"),
    [
        (SharePage.COMPANY, True, "Company, live"),
        (SharePage.HISTORY, False, "History, frozen"),
        (SharePage.SYNC, False, "Sync, frozen"),
        (SharePage.INCIDENT, False, "Incident, frozen"),
        (SharePage.DIGEST, False, "Digest, frozen"),
    ],
)
def test_a_link_says_where_it_was_made_and_whether_it_is_updated(page, live, words):
    assert link_words.kind(link(content=replace(CONTENT, page=page), live=live)) == words


def test_a_summary_is_never_updated_so_it_does_not_say_so():
    summary = link(content=replace(CONTENT, summary_days=7), live=False)
    assert link_words.shown_briefly(summary) == "History · 7-day summary"


def test_what_it_shows_follows_on_the_same_line():
    added = replace(CONTENT, details=frozenset({ShareDetail.MESSAGES}))
    assert link_words.shown(link(content=added)) == (
        "History, live · Status, table of syncs, plus error messages"
    )


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ({}, "Ada Byron (unverified)"),
        ({"verified": True}, "Ada Byron"),
        ({"person": ""}, "no name given"),
    ],
)
def test_it_says_who_created_it(words, who):
    assert link_words.who(link(**words)) == who


@pytest.mark.parametrize(("recipient", "words"), [("Ann at Bluebird", "Ann at Bluebird"), ("", "–")])
def test_it_says_for_whom_it_is(recipient, words):
    assert link_words.recipient(link(recipient=recipient)) == words


def test_a_long_recipient_is_cut_to_one_line():
    said = link_words.recipient(link(recipient="Ann\nof " + "the books " * 20))
    assert "\n" not in said
    assert len(said) < 60


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Bluebird Coffee", "Bluebird Coffee"),
        ("", "Company 6f94d3c3…"),
        ("A\u202egnp.exe", "A\\u202egnp.exe"),
    ],
)
def test_the_company_has_its_name_or_part_of_its_id(name, shown):
    assert link_words.company(link(company_name=name)) == shown


@pytest.mark.parametrize(
    ("ends_in", "zone", "words"),
    [
        (timedelta(hours=1), LONDON, "today 14:42"),
        (timedelta(days=1), LONDON, "tomorrow 13:42"),
        (timedelta(days=7), LONDON, "27 Nov 13:42"),
        (timedelta(days=7), TOKYO, "27 Nov 22:42"),
        (timedelta(days=-1), LONDON, "yesterday 13:42"),
        (timedelta(days=60), LONDON, "19 Jan 2027 13:42"),
    ],
)
def test_the_end_is_in_the_zone_of_the_page(ends_in, zone, words):
    assert link_words.until(link(ends_at=NOW + ends_in), zone, NOW) == words


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "never"),
        ({"previewed": 2}, "never; 2 previews"),
        ({"opened": 1, "last_opened_at": NOW}, "once, last today 13:42"),
        (
            {"opened": 3, "previewed": 1, "last_opened_at": NOW - timedelta(days=2)},
            "3 times, last 18 Nov 13:42; 1 preview",
        ),
    ],
)
def test_openings_are_counted_apart_from_previews(counts, words):
    assert link_words.opened(link(**counts), LONDON, NOW) == words


def test_every_state_has_a_mark_and_a_word():
    assert set(link_words.STATES) == set(LinkState)
    assert len({word for _, word in link_words.STATES.values()}) == len(LinkState)


@pytest.mark.parametrize(("number", "words"), [(1, "1 open link"), (2, "2 open links")])
def test_open_links_are_counted(number, words):
    assert link_words.open_links(number) == words


@pytest.mark.parametrize(("number", "words"), [(1, "1 link"), (12, "12 links, open ones first")])
def test_a_list_says_how_many_there_are_and_in_which_order(number, words):
    assert link_words.count(number) == words

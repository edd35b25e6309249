"""Sessions as a table, and the questions before they end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.access.session import SignInMethod
from dashboard.views.access import session_table, session_words
from dashboard.views.access.session_table import SessionContext
from tests.views.access.samples import HOSTILE, LONDON, NOW, session

CONTEXT = SessionContext(LONDON, NOW, own="one", end=lambda session_id: f"/sessions?session={session_id}")


def test_a_session_says_which_browser_from_where_and_until_when():
    html = session_table.table([session("two")], CONTEXT)
    for words in (
        "Firefox 141, Linux", "192.0.2.7", "today 08:30", "5 min ago", "today 16:30",
        "through the sign-in provider",
        "Signed in (London)", "Ends (London)",
    ):  # fmt: skip
        assert words in html
    assert "Ada Byron</span>" not in html


def test_all_that_the_browser_reported_shows_on_hover():
    assert 'title="Mozilla/5.0 (X11; Linux' in session_table.table([session()], CONTEXT)


def test_this_session_is_marked_and_has_no_link_to_end_it():
    html = session_table.table([session("one"), session("two")], CONTEXT)
    assert html.count(session_words.THIS_ONE) == 1
    assert "session=two" in html
    assert "session=one" not in html


def test_the_link_to_end_one_says_whose_and_which():
    html = session_table.table([session("two")], CONTEXT)
    assert 'aria-label="End the session of Ada Byron, Firefox 141, Linux"' in html


def test_everyones_sessions_say_whose_they_are():
    html = session_table.table([session("two", name="Ben")], CONTEXT, named=True)
    assert ">Person<" in html
    assert ">Ben</span>" in html


def test_the_chosen_one_is_marked():
    html = session_table.table([session("two"), session("three")], CONTEXT, "three")
    assert html.count("aria-current") == 1
    assert html.index("session=two") < html.index("aria-current") < html.index("session=three")


@pytest.mark.parametrize(
    ("method", "words"),
    [(SignInMethod.OIDC, "through the sign-in provider"), (SignInMethod.PROXY, "through the proxy")],
)
def test_how_a_person_signed_in_is_reported(method, words):
    assert words in session_table.table([session(method=method)], CONTEXT)


def test_what_is_unknown_says_so():
    html = session_table.table([session(user_agent="", client_address="")], CONTEXT)
    assert "not reported" in html
    assert "unknown" in html


def test_a_session_that_was_just_used_says_so():
    assert "just now" in session_table.table([session(last_seen_at=NOW - timedelta(seconds=3))], CONTEXT)


def test_hostile_text_acts_nowhere():
    hostile = session("two", name=HOSTILE, user_agent=HOSTILE, client_address=HOSTILE)
    html = session_table.table([hostile], CONTEXT, named=True)
    assert "<img" not in html
    assert "\u202e" not in html


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (session_words.end_one("", "Firefox 141"), "End your session (Firefox 141)?"),
        (session_words.end_one("Ben", "Firefox 141"), "End Ben’s session (Firefox 141)?"),
        (session_words.end_others(1), "End your other session? This browser stays signed in."),
        (session_words.end_others(3), "End your 3 other sessions? This browser stays signed in."),
        (session_words.end_all("Ben", 1), "End Ben’s session?"),
        (session_words.end_all("Ben", 2), "End Ben’s 2 sessions?"),
        (session_words.end_all("", 1), "End this session? You’ll be signed out."),
        (session_words.end_all("", 3), "End all 3 sessions, including this one? You’ll be signed out."),
        (session_words.end_all("", 2), "End both sessions, including this one? You’ll be signed out."),
    ],
)
def test_each_question_says_what_ends(question, words):
    assert question == words

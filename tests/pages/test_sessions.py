"""Sessions: one's own, for leads everyone's; what is ended is over at once."""

from __future__ import annotations

from dashboard.access.role import Role
from tests.pages.conftest import text_of


def test_without_sign_in_the_page_says_what_to_set(open_page):
    said = text_of(open_page("sessions"))
    assert "This dashboard has no sign-in" in said
    assert "SIGN_IN" in said


def test_ones_own_sessions_are_listed_and_this_one_is_marked(open_page, signed_in_as):
    signed_in_as(
        Role.VIEWER, user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"
    )
    said = text_of(open_page("sessions"))
    assert "Firefox 141, Linux" in said
    assert said.count("this session") == 1

"""Where a sign-in may lead, and what is open to everyone."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.settings import Settings
from dashboard.ui import links
from dashboard.web.sign_in.addresses import address_of, callback_url, cookies_of, is_open, local, with_target

LETTERS = st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="\\#")


@pytest.mark.parametrize("to", ["/", "/history?company=1&q=a%20b", "/s/x", "/company?to=//evil.example"])
def test_addresses_of_the_dashboard_are_kept(to):
    assert local(to) == to


@pytest.mark.parametrize(
    "to",
    [
        *("", "history", "//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)"),
        *("/a\r\nSet-Cookie: x=1", "/a b", "/ä", "/a\\b", "/../evil", "/" + "a" * 1_500),
        *("/sign-in", "/sign-out?x=1", "/oauth2callback?code=1"),
    ],
)
def test_all_else_leads_to_the_first_page(to):
    assert local(to) == "/"


@given(st.text(max_size=40))
def test_whatever_is_asked_for_stays_on_this_site(to):
    found = local(to)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert found.isascii()


def test_under_a_path_addresses_outside_it_lead_to_its_first_page(monkeypatch):
    monkeypatch.setattr(links, "base", lambda: "/desk")
    assert local("/desk/history?a=1") == "/desk/history?a=1"
    assert local("/desktop") == "/desk/"
    assert local("/other") == "/desk/"
    assert with_target("/sign-in", "/desk/a") == "/desk/sign-in?to=%2Fdesk%2Fa"
    assert is_open("/desk/sign-in")
    assert not is_open("/sign-in")


@given(st.text(LETTERS, max_size=30), st.text(LETTERS, max_size=30))
def test_the_address_of_a_request_is_an_address_of_the_dashboard(path, query):
    scope = {"type": "http", "path": f"/{path}", "query_string": query.encode()}
    assert local(address_of(scope)) == address_of(scope)


@pytest.mark.parametrize(
    "path", ["/", "/history", "/media/a", "/_stcore/stream", "/sign-in/other", "/export/x"]
)
def test_pages_and_what_they_load_are_not_open(path):
    assert not is_open(path)


def test_the_callback_is_below_the_outer_address():
    assert (
        callback_url(Settings(external_url="https://desk.example/a/"))
        == "https://desk.example/a/oauth2callback"
    )


def test_a_broken_cookie_hides_no_other():
    scope = {"type": "http", "headers": [(b"cookie", b'b@d=1; sd=abc; "=; x')]}
    assert cookies_of(scope)["sd"] == "abc"


def test_without_sign_in_nothing_of_it_is_imported_at_the_start():
    """It would cost every start a quarter of a second."""
    code = (
        "import sys, app; "
        "print([each for each in ('authlib', 'httpx2', 'joserfc', 'cryptography') if each in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"

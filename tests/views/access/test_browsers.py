"""The browser and system of a session, as far as the browser's own words name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.views.access import browsers

APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
CHROMIUM = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0", "Firefox 141, Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROMIUM} Chrome/138.0.0.0 Safari/537.36",
         "Chrome 138, Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {CHROMIUM} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
         "Edge 138, Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {CHROMIUM} Chrome/138.0.0.0 Safari/537.36 OPR/120.0.0.0",
         "Opera 120, Windows"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/18.5 Safari/605.1.15",
         "Safari 18, macOS"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {APPLE} Version/18.5 Mobile/15 Safari/604",
         "Safari 18, iPhone"),
        (f"Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) {APPLE} CriOS/138.0.0.0 Mobile/15E148 Safari/604.1",
         "Chrome 138, iPad"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {CHROMIUM} Chrome/138.0.0.0 Mobile Safari/537.36",
         "Chrome 138, Android"),
        (f"Mozilla/5.0 (Linux; Android 14) {CHROMIUM} SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36",
         "Samsung Internet 28, Android"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROMIUM} Chrome/138.0.0.0 Safari/537.36",
         "Chrome 138, ChromeOS"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROMIUM} HeadlessChrome/138.0.0.0 Safari/537.36",
         "Chrome 138, Linux"),
    ],
)  # fmt: skip
def test_the_usual_browsers_are_named(user_agent, words):
    assert browsers.in_words(user_agent) == words


@pytest.mark.parametrize("user_agent", ["", " ", "\u200b\u202e"])
def test_nothing_is_not_reported(user_agent):
    assert browsers.in_words(user_agent) == browsers.NOT_REPORTED


def test_what_is_not_recognised_is_shown_as_it_was_sent():
    assert browsers.in_words("curl/8.5.0") == "curl/8.5.0"


def test_only_the_system_may_be_recognised():
    assert browsers.in_words("Something (Windows NT 10.0)") == "Windows"


@given(st.text(max_size=500))
def test_whatever_a_browser_sends_is_one_short_visible_line(user_agent):
    said = browsers.in_words(user_agent)
    assert said.strip()
    assert "\n" not in said
    assert len(said) <= 60

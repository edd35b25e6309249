"""A shared page that loads itself again isn't opened again."""

from __future__ import annotations

import pytest

from dashboard.web.page_reloads import WITHIN_S, PageReloads


class Timer:
    """A timer that the test sets."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def timer():
    return Timer()


@pytest.fixture
def reloads(timer):
    return PageReloads(timer)


def request(address="192.0.2.1", **headers: str):
    """Return a request without the header that says where it comes from, unless it is given."""
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": (address, 50_000), "headers": pairs}


@pytest.mark.parametrize(
    ("site", "again"), [("same-origin", True), ("none", False), ("cross-site", False), ("same-site", False)]
)
def test_a_browser_that_says_so_is_believed(reloads, site, again):
    seen = [reloads.is_reload(1, request(sec_fetch_site=site)) for _ in range(2)]
    assert seen == [again, again]


def test_without_the_header_a_page_that_stays_open_is_opened_once(reloads, timer):
    seen = []
    for _ in range(5):
        seen.append(reloads.is_reload(1, request()))
        timer.at += 60
    assert seen == [False, True, True, True, True]


def test_whoever_comes_back_later_opens_the_page_again(reloads, timer):
    reloads.is_reload(1, request())
    timer.at = WITHIN_S + 1
    assert not reloads.is_reload(1, request())


@pytest.mark.parametrize(
    "other",
    [request("192.0.2.2"), request(user_agent="Firefox"), request(x_forwarded_for="192.0.2.9")],
    ids=["another address", "another browser", "another address behind the proxy"],
)
def test_another_visitor_opens_the_page(reloads, other):
    reloads.is_reload(1, request())
    assert not reloads.is_reload(1, other)


def test_another_link_is_opened_by_the_same_visitor(reloads):
    reloads.is_reload(1, request())
    assert not reloads.is_reload(2, request())

"""Rendered views are kept for half a minute, by version of the data."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from dashboard.sharing.rendered import LASTS, RenderCache
from tests.support import limits

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def renders():
    return []


def get(cache, renders, key="view", now=NOW):
    def render():
        renders.append(key)
        return f"{key} {len(renders)}".encode()

    return cache.get(key, now, render)


def test_within_half_a_minute_it_is_rendered_once(renders):
    cache = RenderCache()
    first = get(cache, renders)
    assert get(cache, renders, now=NOW + LASTS - timedelta(seconds=1)) == first
    assert len(renders) == 1


@pytest.mark.parametrize(
    "later", [LASTS, -timedelta(seconds=1)], ids=["half a minute later", "a clock set back"]
)
def test_at_another_time_it_is_rendered_again(renders, later):
    cache = RenderCache()
    get(cache, renders)
    assert get(cache, renders, now=NOW + later) == b"view 2"


def test_another_version_is_rendered_at_once(renders):
    cache = RenderCache()
    get(cache, renders, ("link", "v1"))
    get(cache, renders, ("link", "v2"))
    assert renders == [("link", "v1"), ("link", "v2")]


def test_twenty_who_ask_at_once_cause_one_render(renders):
    cache, all_here = RenderCache(), Barrier(20)

    def ask(_):
        all_here.wait(limits.WAIT_S)
        return get(cache, renders)

    with ThreadPoolExecutor(20) as people:
        bodies = set(people.map(ask, range(20)))
    assert (bodies, len(renders)) == ({b"view 1"}, 1)


def test_a_render_that_fails_is_tried_again(renders):
    cache = RenderCache()
    with pytest.raises(ZeroDivisionError):
        cache.get("view", NOW, lambda: bytes(1 // 0))
    assert get(cache, renders) == b"view 1"


def test_the_oldest_view_makes_room(renders):
    cache = RenderCache(most=1)
    get(cache, renders, "one")
    get(cache, renders, "two")
    get(cache, renders, "one")
    assert renders == ["one", "two", "one"]

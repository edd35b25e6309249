"""What is made of a company's reads is kept by their content: for one account, and not without bound."""

from __future__ import annotations

import gc
import itertools
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from codat_client import CompanySyncStatus, SyncList
from codat_client.reading import read_many
from dashboard.insight.reading import Reading
from dashboard.services.cache import (
    MOST_COMPANIES,
    MOST_OF_A_NAME,
    MOST_SYNCS,
    Content,
    ContentCache,
    shared,
)
from tests.insight.verdict_makers import NOW
from tests.support import limits

BODY = b'[{"syncId": "a", "syncStatusCode": 2000}, {"syncId": "b", "syncStatusCode": 4010}]'
CONTENT = Content("account", "company", "digest", 700)


@pytest.fixture
def cache() -> ContentCache:
    return ContentCache()


def is_kept(cache: ContentCache, content: Content) -> bool:
    return cache.get(content, "figure", "key", lambda: "made anew") == "made"


def keep(cache: ContentCache, content: Content) -> None:
    assert cache.get(content, "figure", "key", lambda: "made") == "made"


def test_a_thing_is_made_once_for_a_key(cache):
    numbers = itertools.count(1)
    for _ in range(3):
        assert cache.get(CONTENT, "figure", "key", lambda: next(numbers)) == 1
    assert cache.get(CONTENT, "figure", "other key", lambda: next(numbers)) == 2
    assert cache.get(CONTENT, "frame", "key", lambda: next(numbers)) == 3


@pytest.mark.parametrize(
    "other",
    [
        CONTENT._replace(account_id="other"),
        CONTENT._replace(company_id="other"),
        CONTENT._replace(digest="other"),
    ],
)
def test_another_account_company_or_content_shares_nothing(cache, other):
    keep(cache, CONTENT)
    assert not is_kept(cache, other)
    assert is_kept(cache, CONTENT)


def test_of_one_name_what_was_not_asked_for_longest_goes_first(cache):
    for key in range(MOST_OF_A_NAME):
        cache.get(CONTENT, "figure", key, lambda: "old")
    cache.get(CONTENT, "figure", 0, lambda: "not made")
    cache.get(CONTENT, "figure", "new", lambda: "new")
    assert cache.get(CONTENT, "figure", 0, lambda: "made anew") == "old"
    assert cache.get(CONTENT, "figure", 1, lambda: "made anew") == "made anew"


def test_what_fails_while_it_is_made_is_not_kept(cache):
    with pytest.raises(ZeroDivisionError):
        cache.get(CONTENT, "figure", "key", lambda: 1 // 0)
    keep(cache, CONTENT)


def test_of_many_companies_those_not_asked_for_longest_go_first(cache):
    contents = [CONTENT._replace(company_id=str(number)) for number in range(MOST_COMPANIES)]
    for each in contents:
        keep(cache, each)
    assert is_kept(cache, contents[0])
    keep(cache, CONTENT)
    assert is_kept(cache, contents[0])
    assert not is_kept(cache, contents[1])


def test_long_lists_are_dropped_sooner(cache):
    long = [CONTENT._replace(company_id=str(number), syncs=MOST_SYNCS // 4) for number in range(5)]
    for each in long:
        keep(cache, each)
    assert [is_kept(cache, each) for each in reversed(long)] == [True] * 4 + [False]


def test_a_list_longer_than_the_bound_is_kept_alone(cache):
    keep(cache, CONTENT)
    endless = CONTENT._replace(company_id="endless", syncs=MOST_SYNCS * 2)
    keep(cache, endless)
    assert is_kept(cache, endless)
    assert not is_kept(cache, CONTENT)


def test_many_threads_get_what_the_first_of_them_made(cache):
    together = threading.Barrier(8)

    def ask(number: int) -> list[int]:
        together.wait(limits.WAIT_S)
        return [cache.get(CONTENT, f"name {turn}", "key", lambda: number) for turn in range(200)]

    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(ask, range(8)))
    assert all(len(set(turn)) == 1 for turn in zip(*rows, strict=True))


def syncs(body: bytes = BODY) -> Reading[SyncList]:
    records, damaged = read_many(body, CompanySyncStatus)
    came = SyncList(records)
    came.damaged, came.body = damaged, body
    return Reading(came, NOW)


def test_equal_lists_that_an_account_reads_are_one_list_in_memory():
    first = shared("account", "company", syncs())
    later = NOW.replace(year=2027)
    second = shared("account", "company", replace(syncs(), read_at=later))
    assert second.value is first.value
    assert second.read_at == later


@pytest.mark.parametrize(
    ("account_id", "company_id", "body"),
    [("other", "company", BODY), ("account", "other", BODY), ("account", "company", BODY[:-1] + b" ]")],
)
def test_a_list_of_another_account_company_or_content_is_its_own(account_id, company_id, body):
    first = shared("account", "company", syncs())
    assert shared(account_id, company_id, syncs(body)).value is not first.value


def test_a_list_that_nobody_uses_any_more_is_not_kept():
    in_use = shared("account", "company", syncs()).value
    dropped = weakref.ref(shared("account", "another", syncs()).value)
    gc.collect()
    assert dropped() is None
    assert shared("account", "company", syncs()).value is in_use

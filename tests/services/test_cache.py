"""What is made of a company's data is kept: for one key, for the same answer, and not for ever."""

from __future__ import annotations

import gc
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import msgspec
import pytest

from codat_client import CompanySyncStatus, Connection, ConnectionList, SyncList
from codat_client.reading import read_many, read_one
from dashboard.ui import kept
from dashboard.ui.kept import MOST_OF_A_NAME, Kept, Same
from tests.support import limits

BODY = b'[{"syncId": "a", "syncStatusCode": 2000}, {"syncId": "b", "syncStatusCode": 4010}]'


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_companies", type(kept._companies)())


def syncs(body: bytes = BODY) -> SyncList:
    records, damaged = read_many(body, CompanySyncStatus)
    read = SyncList(records)
    read.damaged, read.body = damaged, body
    return read


def test_a_list_of_connections_that_never_ended_is_not_the_one_that_did():
    lists = [ConnectionList([Connection(id="1", source=msgspec.Raw(b'{"id": "1"}'))]) for _ in range(3)]
    lists[1].cut_short = True
    assert kept.alike(lists[0], lists[2])
    assert not kept.alike(lists[0], lists[1])


def test_the_same_list_again_is_the_list_that_came_before():
    company, first = Kept(), syncs()
    assert company.same("syncs", first) is first
    assert company.same("syncs", syncs()) is first


def test_a_list_that_differs_by_one_byte_is_another():
    company, first, other = Kept(), syncs(), syncs(BODY.replace(b"4010", b"4011"))
    company.same("syncs", first)
    assert company.same("syncs", other) is other
    assert company.same("syncs", syncs()) is not first, "only the newest counts"


def test_a_field_that_we_do_not_know_makes_a_record_another():
    company = Kept()
    one = company.same("latest", read_one(b'{"syncId": "a"}', CompanySyncStatus))
    assert company.same("latest", read_one(b'{"syncId": "a"}', CompanySyncStatus)) is one
    assert company.same("latest", read_one(b'{"syncId": "a", "new": 1}', CompanySyncStatus)) is not one


def test_lists_and_records_built_by_hand_are_never_taken_for_the_same():
    company = Kept()
    for made in (SyncList, CompanySyncStatus):
        first, second = made(), made()
        company.same("x", first)
        assert company.same("x", second) is second


def test_none_after_none_is_none_and_something_after_none_is_that():
    company, record = Kept(), CompanySyncStatus(sync_id="a")
    assert company.same("latest", None) is None
    assert company.same("latest", record) is record
    assert company.same("latest", None) is None


def test_a_thing_is_made_once_for_a_key():
    company, numbers = Kept(), itertools.count(1)
    for _ in range(3):
        assert company.get("figure", "key", lambda: next(numbers)) == 1
    assert company.get("figure", "other", lambda: next(numbers)) == 2
    assert company.newest("figure") == 2
    assert company.newest("nothing") is None


def test_what_was_not_asked_for_longest_goes_first():
    company = Kept()
    for key in range(MOST_OF_A_NAME):
        company.get("figure", key, lambda: "old")
    company.get("figure", 0, lambda: "not made")
    company.get("figure", "new", lambda: "new")
    assert company.get("figure", 0, lambda: "made anew") == "old"
    assert company.get("figure", 1, lambda: "made anew") == "made anew"


def test_what_fails_while_it_is_made_is_not_kept():
    company = Kept()
    with pytest.raises(ZeroDivisionError):
        company.get("figure", "key", lambda: 1 // 0)
    assert company.get("figure", "key", lambda: "made") == "made"


def test_a_key_of_objects_tells_one_from_another_that_is_equal():
    one, other = [1], [1]
    assert Same(one) == Same(one)
    assert hash(Same(one)) == hash(Same(one))
    assert Same(one) != Same(other)
    assert Same(None) == Same(None)
    assert Same(one) != one


def test_two_keys_to_codat_share_nothing():
    assert kept.of("one key", "company") is kept.of("one key", "company")
    assert kept.of("one key", "company") is not kept.of("other key", "company")


def test_the_companies_opened_longest_ago_are_forgotten(monkeypatch):
    monkeypatch.setattr(kept, "MOST_COMPANIES", 2)
    first = kept.of("key", "first")
    kept.of("key", "second")
    assert kept.of("key", "first") is first
    kept.of("key", "third")
    assert kept.of("key", "first") is first
    assert set(kept._companies) == {("key", "third"), ("key", "first")}


def test_long_lists_are_forgotten_sooner(monkeypatch):
    monkeypatch.setattr(kept, "MOST_SYNCS", 3)
    for name in ("first", "second"):
        kept.of("key", name).same("syncs", syncs())
    kept.of("key", "third")
    assert set(kept._companies) == {("key", "second"), ("key", "third")}


def test_many_threads_get_what_one_of_them_made():
    company, together = Kept(), threading.Barrier(8)

    def ask(number: int) -> list[int]:
        together.wait(limits.WAIT_S)
        return [company.get(f"name {turn}", "key", lambda: number) for turn in range(200)]

    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(ask, range(8)))
    assert [company.newest(f"name {turn}") in row for turn, row in enumerate(zip(*rows, strict=True))]
    assert all(company.get(f"name {turn}", "key", lambda: -1) >= 0 for turn in range(200))


def lists_alive(tag: str) -> int:
    gc.collect()
    return sum(isinstance(each, SyncList) and tag.encode() in each.body for each in gc.get_objects())


def test_of_many_lists_that_changed_only_the_newest_stays_with_what_was_made_of_it():
    company = kept.of("key", "company")
    for number in range(15):
        newest = kept.same("key", "company", "syncs", syncs(BODY.replace(b'"a"', b'"changed %d"' % number)))
        for name in ("frame", "runs", "figure"):
            company.get(name, (Same(newest), name), partial(list, [newest]))
    assert lists_alive("changed") == 1
    assert company.get("frame", (Same(newest), "frame"), list) == [newest]


def test_the_same_list_again_leaves_what_was_made_of_it():
    company = kept.of("key", "company")
    first = kept.same("key", "company", "syncs", syncs())
    company.get("figure", Same(first), lambda: "made")
    kept.same("key", "company", "syncs", syncs())
    kept.same("key", "company", "latest", CompanySyncStatus(sync_id="other"))
    assert company.get("figure", Same(first), lambda: "made anew") == "made"


def test_what_is_made_of_a_list_while_another_comes_is_given_and_not_kept():
    company = Kept()
    first = company.same("syncs", syncs())

    def make() -> str:
        company.same("syncs", syncs(b"[]"))
        return "made"

    assert company.get("figure", Same(first), make) == "made"
    assert company.newest("figure") is None


def test_lists_that_come_after_their_companies_were_opened_are_held_to_the_bound():
    long = [CompanySyncStatus()] * 10_000
    for number in range(64):
        kept.of("key", str(number))
    for number in range(64):
        kept.same("key", str(number), "syncs", SyncList(long))
        assert sum(each.syncs for each in kept._companies.values()) <= kept.MOST_SYNCS
    assert ("key", "63") in kept._companies
    assert len(kept._companies) == kept.MOST_SYNCS // 10_000


def test_a_single_company_stays_whatever_it_has(monkeypatch):
    monkeypatch.setattr(kept, "MOST_SYNCS", 1)
    kept.same("key", "other", "syncs", syncs())
    kept.same("key", "company", "syncs", syncs())
    assert set(kept._companies) == {("key", "company")}

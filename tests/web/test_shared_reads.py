"""Requests that wait at the same time share one read, which begins after each has arrived."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest

from dashboard.web.shared_reads import SharedReads
from tests.support import limits


class Row:
    """Something that is read slowly, and may change meanwhile."""

    def __init__(self) -> None:
        self.value, self.reads = "open", 0
        self.begun, self.may_end = Event(), Event()

    def read(self) -> str:
        seen, self.reads = self.value, self.reads + 1
        self.begun.set()
        assert self.may_end.wait(limits.WAIT_S)
        return seen


async def has_begun(row: Row) -> None:
    await asyncio.to_thread(row.begun.wait, limits.WAIT_S)


@pytest.fixture
def row():
    return Row()


def test_who_comes_during_a_read_gets_what_is_true_when_they_came(row):
    async def ask() -> tuple[str, str]:
        reads = SharedReads[str]()
        first = asyncio.create_task(reads.get("link", row.read))
        await has_begun(row)
        row.value = "revoked"
        second = asyncio.create_task(reads.get("link", row.read))
        await asyncio.sleep(0)
        row.may_end.set()
        return await first, await second

    assert asyncio.run(ask()) == ("open", "revoked")


def test_a_hundred_who_come_during_a_read_share_the_next_one(row):
    async def ask() -> list[str]:
        reads = SharedReads[str]()
        asked = [asyncio.create_task(reads.get("link", row.read))]
        await has_begun(row)
        asked += [asyncio.create_task(reads.get("link", row.read)) for _ in range(100)]
        await asyncio.sleep(0)
        row.may_end.set()
        return await asyncio.gather(*asked)

    assert asyncio.run(ask()) == ["open"] * 101
    assert row.reads == 2


def test_a_link_is_never_read_twice_at_once(row):
    async def ask() -> int:
        reads = SharedReads[str]()
        first = asyncio.create_task(reads.get("link", row.read))
        await has_begun(row)
        second = asyncio.create_task(reads.get("link", row.read))
        for _ in range(5):
            await asyncio.to_thread(row.begun.is_set)  # as long as another read would take to begin
        under_way: int = row.reads
        row.may_end.set()
        await asyncio.gather(first, second)
        return under_way

    assert asyncio.run(ask()) == 1


def test_other_links_are_read_by_themselves(row):
    async def ask() -> list[str]:
        reads = SharedReads[str]()
        row.may_end.set()
        return await asyncio.gather(*(reads.get(link, row.read) for link in ("one", "two")))

    asyncio.run(ask())
    assert row.reads == 2


def test_a_visitor_who_leaves_takes_nothing_from_the_others(row):
    async def ask() -> str:
        reads = SharedReads[str]()
        gone = asyncio.create_task(reads.get("link", row.read))
        stays = asyncio.create_task(reads.get("link", row.read))
        await has_begun(row)
        gone.cancel()
        row.may_end.set()
        return await stays

    assert asyncio.run(ask()) == "open"


def test_a_read_that_fails_fails_for_those_who_waited_for_it_alone(row):
    async def ask() -> str:
        reads = SharedReads[str]()
        with pytest.raises(ZeroDivisionError):
            await reads.get("link", lambda: str(1 // 0))
        row.may_end.set()
        return await reads.get("link", row.read)

    assert asyncio.run(ask()) == "open"


def test_nothing_is_kept_of_links_that_no_one_reads(row):
    async def ask() -> SharedReads[str]:
        reads = SharedReads[str](gap_s=0)
        row.may_end.set()
        await reads.get("link", row.read)
        await reads.get("link", row.read)
        await reads.get("another", row.read)
        await asyncio.sleep(0)
        return reads

    reads = asyncio.run(ask())
    assert (reads._next, reads._free) == ({}, {})

"""The list of companies is read in the background, kept when a later reading fails, shared per key only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from codat_client import CodatError, Company, CompanyPage, Connection, Damaged, NoAnswer, Unauthorized
from dashboard.insight.reading import OLD_AFTER
from dashboard.services import directory
from dashboard.services.directory import MOST_COMPANIES, TRY_AGAIN_AFTER, Directory, Listing, directory_of
from tests.support import limits

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def page_of(*names: str, total: int | None = None, has_next: bool = False) -> CompanyPage:
    page = CompanyPage(Company(id=f"ID-{name}".lower(), name=name) for name in names)
    page.has_next = has_next
    page.total_results = total
    return page


class Held:
    """Pages that come one at a time, each when the test lets it; at the end `trouble` is raised."""

    def __init__(self, *pages: CompanyPage, trouble: Exception | None = None) -> None:
        self.pages, self.trouble = pages, trouble
        self.calls = 0
        self._turn = threading.Semaphore(0)

    def __call__(self) -> Iterator[CompanyPage]:
        self.calls += 1
        for page in self.pages:
            assert self._turn.acquire(timeout=limits.WAIT_S)
            yield page
        assert self._turn.acquire(timeout=limits.WAIT_S)
        if self.trouble:
            raise self.trouble

    def let(self, turns: int = 1) -> Held:
        self._turn.release(turns)
        return self

    def go(self) -> Held:
        return self.let(1_000)


def until(known: Directory, fits) -> Listing:
    pause, end = threading.Event(), monotonic() + limits.WAIT_S
    while not fits(listing := known.listing):
        assert monotonic() < end, "it never became true"
        pause.wait(0.005)
    return listing


def read(known: Directory, *pages: CompanyPage, trouble: Exception | None = None) -> Listing:
    known.refresh(Held(*pages, trouble=trouble).go())
    return until(known, lambda listing: not listing.reading)


def names(listing: Listing) -> list[str]:
    return [company.name for company in listing.index.companies]


def test_a_look_never_waits_and_starts_the_reading():
    known, held = Directory(), Held(page_of("Alder"))
    listing = known.look(held)
    assert (listing.reading, listing.whole, names(listing)) == (True, False, [])
    held.go()
    assert names(until(known, lambda listing: listing.whole)) == ["Alder"]


def test_many_looks_are_one_reading():
    known, held = Directory(), Held(page_of("Alder"))
    for _ in range(20):
        known.look(held)
    held.go()
    until(known, lambda listing: listing.whole)
    known.look(held)
    assert held.calls == 1


def test_what_has_arrived_can_be_searched_while_the_rest_is_read():
    known, held = Directory(), Held(page_of("Alder", "Birch", total=1204), page_of("Cedar", total=1204))
    known.look(held)
    held.let(2)
    listing = until(known, lambda listing: listing.arrived == 3)
    assert [hit.company.name for hit in listing.index.search("cedar").hits] == ["Cedar"]
    assert (listing.reading, listing.whole, listing.expected) == (True, False, 1204)
    held.go()


def test_a_whole_list_says_when_it_had_arrived():
    before = datetime.now(UTC)
    listing = read(Directory(), page_of("Alder"), page_of("Birch"))
    assert listing.read_at is not None
    assert before <= listing.read_at <= datetime.now(UTC)
    assert names(listing) == ["Alder", "Birch"]


def test_an_empty_list_is_whole_and_no_failure():
    listing = read(Directory(), page_of())
    assert (listing.whole, listing.error, names(listing)) == (True, None, [])


def test_a_failure_at_the_first_page_is_kept_as_a_sentence_and_not_as_an_empty_list():
    listing = read(Directory(), trouble=Unauthorized("Codat does not know this key."))
    assert str(listing.error) == "Codat does not know this key."
    assert not listing.whole


def test_a_failure_on_the_way_keeps_the_part_that_arrived():
    listing = read(Directory(), page_of("Alder", total=1204), trouble=NoAnswer("No answer."))
    assert (names(listing), listing.whole, listing.arrived, listing.expected) == (["Alder"], False, 1, 1204)


def test_a_later_failure_keeps_the_older_list_and_its_time():
    known = Directory()
    first = read(known, page_of("Alder", "Birch"))
    second = read(known, page_of("Alder"), trouble=NoAnswer("No answer."))
    assert (names(second), second.read_at) == (["Alder", "Birch"], first.read_at)
    assert isinstance(second.error, NoAnswer)


def test_while_it_is_read_again_the_older_list_stays_whole():
    known, held = Directory(), Held(page_of("Cedar"))
    read(known, page_of("Alder"))
    known.refresh(held.let())
    listing = until(known, lambda listing: listing.arrived == 1 and listing.reading)
    assert (names(listing), listing.whole) == (["Alder"], True)
    held.go()
    assert names(until(known, lambda listing: not listing.reading)) == ["Cedar"]


def test_a_good_reading_takes_the_earlier_failure_away():
    known = Directory()
    read(known, trouble=NoAnswer("No answer."))
    assert read(known, page_of("Alder")).error is None


def test_a_part_that_arrived_stays_searchable_while_it_is_read_again():
    known, held = Directory(), Held(page_of("Cedar"))
    read(known, page_of("Alder"), trouble=NoAnswer("No answer."))
    known.refresh(held.let())
    assert names(until(known, lambda listing: listing.arrived == 1 and listing.reading)) == ["Alder", "Cedar"]
    held.go()
    assert names(until(known, lambda listing: listing.whole)) == ["Cedar"]


def test_a_fault_of_ours_ends_the_reading_with_a_sentence_too(caplog):
    listing = read(Directory(), trouble=ZeroDivisionError("inside"))
    assert "Something went wrong" in str(listing.error)
    assert "inside" not in str(listing.error)
    assert "ZeroDivisionError" in caplog.text


def test_what_could_not_be_read_is_counted():
    page = page_of("Alder")
    page.damaged = (Damaged(index=1, reason="", raw=b""),)
    page.append(Company(name="Without an id"))
    listing = read(Directory(), page)
    assert (names(listing), listing.damaged) == (["Alder"], 2)


def test_a_company_that_came_on_two_pages_is_listed_once():
    assert names(read(Directory(), page_of("Alder"), page_of("Alder", "Birch"))) == ["Alder", "Birch"]


def test_a_list_without_end_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(directory, "MOST_COMPANIES", 2)
    listing = read(Directory(), *(page_of(f"Shop {number}", has_next=True) for number in range(10)))
    assert (len(listing.by_id), listing.cut) == (2, True)
    assert MOST_COMPANIES >= 10_000


@pytest.mark.parametrize("last", [("Birch",), ("Birch", "Cedar")])
def test_a_list_that_ends_with_as_many_as_are_kept_is_not_cut(monkeypatch, last):
    monkeypatch.setattr(directory, "MOST_COMPANIES", 2)
    listing = read(Directory(), page_of("Alder", has_next=True), page_of(*last))
    assert (names(listing), listing.cut) == (["Alder", *last], False)


def test_without_a_thread_it_reports_an_error_and_can_be_read_again(monkeypatch):
    def no_more(_thread):
        raise RuntimeError("can't start new thread")

    known = Directory()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", no_more)
        listing = known.look(Held())
        assert not known.listing.reading
        promise = known.when_known("id-alder")
    assert "Something went wrong" in str(known.listing.error)
    assert isinstance(promise.exception(limits.WAIT_S), CodatError)
    assert listing == known.listing
    assert names(read(known, page_of("Alder"))) == ["Alder"]


def test_a_list_that_began_to_repeat_is_whole_and_says_so():
    last = page_of()
    last.cut_short = True
    known = Directory()
    listing = read(known, page_of("Alder"), last)
    assert (names(listing), listing.whole, listing.repeats) == (["Alder"], True, True)
    assert read(known, page_of("Alder")).repeats is False


def test_platforms_are_shown_as_on_every_other_page():
    page = page_of("Alder")
    sides = (("Commerce", "Square"), ("Accounting", "Xero"))
    connections = tuple(Connection(source_type=kind, platform_name=name) for kind, name in sides)
    page.append(Company(id="b", name="Birch", data_connections=connections))
    assert [company.platforms for company in read(Directory(), page).index.companies] == ["", "Square → Xero"]


@pytest.mark.parametrize(
    ("listing", "due"),
    [
        (Listing(), True),
        (Listing(reading=True), False),
        (Listing(tried_at=NOW - timedelta(minutes=1)), False),
        (Listing(tried_at=NOW - OLD_AFTER - timedelta(seconds=1)), True),
        (Listing(tried_at=NOW - timedelta(seconds=5), error=NoAnswer("")), False),
        (Listing(tried_at=NOW - TRY_AGAIN_AFTER - timedelta(seconds=1), error=NoAnswer("")), True),
        (Listing(tried_at=NOW - TRY_AGAIN_AFTER - timedelta(seconds=1), error=Unauthorized("")), False),
    ],
)
def test_a_reading_is_due_when_there_was_none_it_is_old_or_a_try_may_help(listing, due):
    assert listing.is_due(NOW) is due


def shown(known: Directory, company_id: str):
    return known.when_known(company_id).result(limits.WAIT_S).value


def test_who_waits_for_a_company_has_it_as_soon_as_it_arrives():
    known, held = Directory(), Held(page_of("Alder"), page_of("Birch"))
    known.look(held)
    held.let()
    assert shown(known, "id-alder").name == "Alder"
    assert known._listing.reading
    held.go()


def test_a_company_that_the_whole_list_does_not_have_is_none():
    known = Directory()
    read(known, page_of("Alder"))
    assert shown(known, "id-birch") is None


def test_who_waits_in_vain_gets_the_error_each_time():
    known = Directory()
    read(known, page_of("Alder"), trouble=NoAnswer("No answer."))
    for _ in range(2):
        with pytest.raises(NoAnswer, match="No answer") as caught:
            shown(known, "id-birch")
        assert caught.value is not known._listing.error
    assert shown(known, "id-alder").name == "Alder"


def test_who_waited_before_the_list_broke_off_reads_so():
    known, held = Directory(), Held(page_of("Alder"), trouble=NoAnswer("No answer."))
    known.look(held)
    promise = known.when_known("id-birch")
    held.go()
    assert isinstance(promise.exception(limits.WAIT_S), NoAnswer)


def test_the_same_identity_has_one_directory_and_another_has_its_own():
    first = directory_of("https://api.codat.io one")
    read(first, page_of("Alder"))
    assert directory_of("https://api.codat.io one") is first
    assert names(directory_of("https://api.codat.io two")._listing) == []


def test_only_the_last_few_directories_are_kept():
    first = directory_of("kept by nobody")
    for number in range(directory.MOST_DIRECTORIES):
        directory_of(f"key {number}")
    assert directory_of("kept by nobody") is not first

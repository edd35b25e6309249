"""What a page has read goes into the fleet once for each answer, whole, and without a wait."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import timedelta
from types import SimpleNamespace

import pytest

from codat_client import NoAnswer
from dashboard.fleet.reading.reads import LEAST_GAIN
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.reading import Reading
from dashboard.search.listing import ListedCompany
from dashboard.ui import assessments, session, starts
from dashboard.ui.company import into_fleet
from tests.insight.verdict_makers import NOW, connection, linked, nights
from tests.ui.pages import data_of, screen_of

SYNCS = nights([2000, 2000, 4000])
NAMED = ListedCompany("company", "Bluebird", tags={"region": "EU"})
SECOND = timedelta(seconds=1)


@pytest.fixture
def taken(monkeypatch):
    """Return what was passed on: the snapshot and the company of each page that was taken."""
    passed = []
    into_fleet._taken.clear()
    monkeypatch.setattr(session, "account", lambda: SimpleNamespace(account_id="account"))
    monkeypatch.setattr(session, "settings", lambda: SimpleNamespace(database_url="sqlite:///a.db"))
    for name, nothing in (("entered_by_hand", ()), ("reported_ranges", {}), ("commerce_sync_ids", {})):
        monkeypatch.setattr(starts, name, lambda _, nothing=nothing: nothing)

    def take_later(*given):
        passed.append(given[2:])
        return Future()

    monkeypatch.setattr(into_fleet, "take_later", take_later)
    return passed


def page_of(at=NOW, **more):
    """Return a company's page, all of it read at a moment."""
    data = data_of(SYNCS, company=NAMED, **more)
    data.readings = {name: Reading(each.value, at) for name, each in data.readings.items()}
    return screen_of(data, at)


def test_a_page_passes_on_what_it_read_with_the_company_as_it_knows_it(taken):
    page = page_of()
    into_fleet.take(page)
    ((snapshot, company),) = taken
    assert snapshot == assessments.snapshot_of(page)
    assert company == FleetCompany("company", "Bluebird", "Xero", "Square", {"region": "EU"})


def test_several_shops_are_named_as_the_list_of_companies_names_them(taken):
    shops = [connection("Commerce", name=name) for name in ("Square", "Shopify")]
    into_fleet.take(page_of(connections=[*shops, *linked()[1:]]))
    assert taken[0][1].shops == "Square, Shopify"


@pytest.mark.parametrize("tags", [None, {}])
def test_a_company_without_connections_or_tags_is_known_by_its_name(taken, tags):
    into_fleet.take(page_of(connections=None) if tags is None else page_of(connections=[]))
    company = taken[0][1]
    assert (company.books, company.shops) == ("", "")


def test_the_same_answers_are_passed_on_once(taken):
    for seconds in (0, 1, 29):
        into_fleet.take(page_of(NOW + seconds * SECOND))
    assert len(taken) == 1


def test_the_same_answers_count_again_once_they_are_newer_by_enough(taken):
    for at in (NOW, NOW + LEAST_GAIN - SECOND, NOW + LEAST_GAIN, NOW + 2 * LEAST_GAIN - SECOND):
        into_fleet.take(page_of(at))
    assert [snapshot.latest.read_at for snapshot, _ in taken] == [NOW, NOW + LEAST_GAIN]


def test_another_answer_is_passed_on_at_once(taken):
    into_fleet.take(page_of())
    into_fleet.take(page_of(NOW + SECOND, connections=linked()[:1]))
    assert len(taken) == 2


@pytest.mark.parametrize("changed", ["company", "account", "store"])
def test_another_company_account_or_store_is_another_answer(taken, monkeypatch, changed):
    into_fleet.take(page_of())
    other = page_of()
    if changed == "company":
        other.data.company_id = "another"
    elif changed == "account":
        monkeypatch.setattr(session, "account", lambda: SimpleNamespace(account_id="another"))
    else:
        monkeypatch.setattr(session, "settings", lambda: SimpleNamespace(database_url="sqlite:///b.db"))
    into_fleet.take(other)
    assert len(taken) == 2


def test_who_comes_back_to_a_company_passes_on_nothing_again(taken):
    first, second = page_of(), page_of()
    second.data.company_id = "another"
    for page in (first, second, first, second):
        into_fleet.take(page)
    assert len(taken) == 2


def test_what_found_no_place_is_passed_on_the_next_time(taken, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr(into_fleet, "take_later", lambda *_: None)
        into_fleet.take(page_of())
    into_fleet.take(page_of())
    assert len(taken) == 1


@pytest.mark.parametrize(("pending", "passed"), [("latest", 0), ("syncs", 0), ("company", 1)])
def test_while_a_read_runs_nothing_is_passed_on_but_the_name_is_not_waited_for(taken, pending, passed):
    page = page_of()
    page.data.pending = {pending: object()}
    into_fleet.take(page)
    assert len(taken) == passed


def test_before_its_name_is_known_the_reads_are_passed_on_without_the_company(taken):
    page = page_of()
    del page.data.readings["company"]
    into_fleet.take(page)
    assert taken[0][1] is None


def test_a_read_that_failed_is_news_too(taken):
    page = page_of()
    page.data.readings["latest"] = Reading[None]().failed(NoAnswer("nothing came"), NOW)
    into_fleet.take(page)
    assert taken[0][0].latest.failed_at == NOW


@pytest.mark.parametrize("without", ["reads", "account"])
def test_without_a_read_or_a_key_there_is_nothing_to_pass_on(taken, monkeypatch, without):
    page = page_of()
    if without == "reads":
        del page.data.readings["latest"]
    else:
        monkeypatch.setattr(session, "account", lambda: None)
    into_fleet.take(page)
    assert taken == []

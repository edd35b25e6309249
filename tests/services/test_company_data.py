"""What the process keeps of a company leads to no client, and whose list is older keeps to itself."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from datetime import UTC, datetime, timedelta
from types import FunctionType, ModuleType
from typing import Any

import pytest

from codat_client import CodatClient, CodatError, NotFound, NotSent
from codat_client.wire import Wire
from dashboard.insight.reading import Reading
from dashboard.ui import kept
from dashboard.ui.kept import Same
from dashboard.ui.reads import CompanyData
from tests.insight.verdict_makers import NOW, nights
from tests.support import limits
from tests.ui.pages import data_of, screen_of

NOBODY = "http://127.0.0.1:9"
ID = "8a210b68-6988-11ed-a1eb-0242ac120002"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_companies", type(kept._companies)())


@pytest.fixture
def codat() -> Iterator[CodatClient]:
    with CodatClient("test-key", NOBODY, retries=None) as client:
        yield client


def leads_to_a_client(start: object) -> bool:
    """Tell whether a client, or what holds its key, can be reached from an object, not by way of code."""
    seen: dict[int, object] = {}
    ahead = [start]
    while ahead:
        each = ahead.pop()
        if isinstance(each, (CodatClient, Wire)):
            return True
        if id(each) not in seen and not isinstance(each, (type, ModuleType, FunctionType)):
            seen[id(each)] = each
            ahead.extend(gc.get_referents(each))
    return False


def read(data: CompanyData, name: str, job: Callable[[], Any]) -> CodatError:
    """Let a read fail, and take it in."""
    data.read(name, job)
    wait(list(data.pending.values()), timeout=limits.WAIT_S)
    data.collect()
    error = data.reading(name).error
    assert error is not None
    return error


def test_what_is_kept_after_a_failed_read_does_not_lead_to_the_client(codat):
    data = data_of(nights([2000]))
    error = read(data, "connections", lambda: codat.connections.list(ID))
    assert isinstance(error, NotSent)
    screen_of(data).cached("answer", lambda: "made", data.stamp("connections"))
    assert data.kept.newest("answer") == "made"
    assert not leads_to_a_client(kept._companies)
    assert not leads_to_a_client(error)


def test_an_error_that_another_led_to_does_not_lead_to_the_client_either(codat):
    def fails() -> None:
        try:
            codat.connections.list(ID)
        except CodatError as error:
            raise NotFound("No such company.") from error

    assert not leads_to_a_client(read(data_of(nights([2000])), "connections", fails))


def test_an_error_as_it_was_raised_would_lead_there(codat):
    with pytest.raises(NotSent) as caught:
        codat.connections.list(ID)
    kept.of("key", "company").get("answer", (Same(caught.value),), lambda: "made")
    assert leads_to_a_client(kept._companies)


def failed(error: CodatError) -> CompanyData:
    return CompanyData("company", "key", {"latest": Reading[Any]().failed(error)})


def test_the_same_failure_again_changes_no_key():
    one, other = (failed(NotFound("No such company.", correlation_id="c")) for _ in range(2))
    assert one.stamp("latest") == other.stamp("latest")


@pytest.mark.parametrize(
    "error",
    [
        NotFound("No such company.", correlation_id="d"),
        NotFound("No such data.", correlation_id="c"),
        CodatError("No such company.", correlation_id="c"),
    ],
)
def test_another_failure_changes_the_key(error):
    one = failed(NotFound("No such company.", correlation_id="c"))
    assert one.stamp("latest") != failed(error).stamp("latest")
    assert one.stamp("latest") != CompanyData("company", "key").stamp("latest")


def test_two_sessions_with_one_list_share_what_is_made_of_it():
    one = data_of(nights([2000]))
    other = CompanyData("company", "key", dict(one.readings))
    assert screen_of(one).cached("figure", lambda: "made") == "made"
    assert screen_of(other).cached("figure", lambda: "made anew") == "made"


def test_a_session_with_an_older_list_makes_its_own_once_and_leaves_that_of_the_others_alone():
    older, newer = data_of(nights([2000])), data_of(nights([4000]))
    screen_of(older).cached("figure", lambda: "of the older")
    kept.same("key", "company", "syncs", newer.syncs.value)
    screen_of(newer).cached("figure", lambda: "of the newer")
    assert screen_of(older).cached("figure", lambda: "made anew") == "made anew"
    assert screen_of(older).cached("figure", lambda: "made twice") == "made anew"
    assert kept.of("key", "company").newest("figure") == "of the newer"


def test_a_session_that_reads_the_newest_list_shares_again():
    data, newer = data_of(nights([2000])), data_of(nights([4000]))
    kept.same("key", "company", "syncs", newer.syncs.value)
    assert data.kept is not newer.kept
    data.readings["syncs"] = data.syncs.arrived(newer.syncs.value, NOW)
    assert data.kept is newer.kept
    assert data.older is None


def test_a_company_that_was_forgotten_counts_again_when_it_is_drawn():
    data = data_of(nights([2000] * 3))
    assert data.kept.syncs == 3
    kept._companies.clear()
    assert data.kept.syncs == 3
    assert data.kept is kept.of("key", "company")


def test_a_read_that_comes_after_a_newer_one_from_elsewhere_does_not_replace_it():
    data = data_of(nights([2000]))
    data.read("latest", lambda: "older")
    wait(list(data.pending.values()), timeout=limits.WAIT_S)
    newer = Reading[Any]("newer", datetime.now(UTC) + timedelta(seconds=1))
    data.take({"latest": newer})
    data.collect()
    assert data.latest is newer


def test_a_read_that_ends_after_one_from_elsewhere_replaces_it():
    data = data_of(nights([2000]))
    data.take({"latest": Reading("older", datetime.now(UTC) - timedelta(seconds=1))})
    data.read("latest", lambda: "newer")
    wait(list(data.pending.values()), timeout=limits.WAIT_S)
    data.collect()
    assert data.latest.value == "newer"

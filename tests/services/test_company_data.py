"""What a session has read: the newest answer counts, errors lead to no client, keys follow content."""

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
from dashboard.services.cache import ContentCache
from dashboard.services.company_data import CompanyData
from tests.support import limits

NOBODY = "http://127.0.0.1:9"
ID = "8a210b68-6988-11ed-a1eb-0242ac120002"


@pytest.fixture
def codat() -> Iterator[CodatClient]:
    with CodatClient("test-key", NOBODY, retries=None) as client:
        yield client


def leads_to_a_client(start: object) -> bool:
    """Tell whether a client, or what holds its key, can be reached from an object through data."""
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


def data_of(**readings: Reading[Any]) -> CompanyData:
    return CompanyData("company", "account", dict(readings))


def read(data: CompanyData, name: str, job: Callable[[], Any]) -> None:
    """Send out a read, and take it in when it has ended."""
    data.read(name, job)
    wait(list(data.pending.values()), timeout=limits.WAIT_S)
    data.collect()


def error_of(data: CompanyData, job: Callable[[], Any]) -> CodatError:
    read(data, "connections", job)
    error = data.connections.error
    assert error is not None
    return error


def test_neither_a_failed_read_nor_what_is_kept_beside_it_leads_to_the_client(codat):
    data, cache = data_of(), ContentCache()
    error = error_of(data, lambda: codat.connections.list(ID))
    assert isinstance(error, NotSent)
    cache.get(data.content, "answer", data.stamp("connections"), lambda: data.snapshot({}, {}))
    assert not leads_to_a_client(cache)


def test_an_error_that_another_led_to_does_not_lead_to_the_client_either(codat):
    def fails() -> None:
        try:
            codat.connections.list(ID)
        except CodatError as error:
            raise NotFound("No such company.") from error

    assert not leads_to_a_client(error_of(data_of(), fails))


def test_an_error_as_it_was_raised_would_lead_there(codat):
    with pytest.raises(NotSent) as caught:
        codat.connections.list(ID)
    assert leads_to_a_client(caught.value)


def failed(error: CodatError) -> CompanyData:
    return data_of(latest=Reading[Any]().failed(error))


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
    assert one.stamp("latest") != data_of().stamp("latest")


def test_a_key_changes_with_the_content_and_not_with_the_time_of_the_read():
    at = datetime.now(UTC)
    first, later, other = (
        data_of(latest=reading)
        for reading in (Reading("a", at), Reading("a", at + timedelta(1)), Reading("b", at))
    )
    assert first.stamp("latest") == later.stamp("latest")
    assert first.stamp("latest") != other.stamp("latest")


def test_no_sync_yet_is_another_key_than_nothing_read():
    assert data_of(latest=Reading(None, datetime.now(UTC))).stamp("latest") != data_of().stamp("latest")


def test_a_read_that_comes_after_a_newer_one_from_elsewhere_does_not_replace_it():
    data = data_of()
    data.read("latest", lambda: "older")
    wait(list(data.pending.values()), timeout=limits.WAIT_S)
    newer = Reading[Any]("newer", datetime.now(UTC) + timedelta(seconds=1))
    data.take({"latest": newer})
    data.collect()
    assert data.latest is newer


def test_a_read_that_ends_after_one_from_elsewhere_replaces_it():
    data = data_of()
    data.take({"latest": Reading("older", datetime.now(UTC) - timedelta(seconds=1))})
    read(data, "latest", lambda: "newer")
    assert data.latest.value == "newer"


def test_two_sessions_that_read_the_same_syncs_have_the_same_content(client, sandbox):
    mine, yours = (CompanyData(sandbox.company("healthy"), "account") for _ in range(2))
    for data in (mine, yours):
        data.read_again(client)
        assert [name for names in data.arrivals(limits.WAIT_S) for name in names]
        wait(list(data.pending.values()), timeout=limits.WAIT_S)
        data.collect()
    assert mine.content == yours.content
    assert mine.content.syncs == len(mine.syncs.value or ())
    assert mine.syncs.value is yours.syncs.value


def test_a_failed_read_is_dated_by_its_end_and_not_by_the_page_that_collects_it():
    def fails() -> None:
        raise CodatError("No answer.")

    data, began = data_of(), datetime.now(UTC)
    data.read("latest", fails)
    wait(list(data.pending.values()), timeout=limits.WAIT_S)
    ended = datetime.now(UTC)
    data.collect()
    assert data.latest.failed_at is not None
    assert began <= data.latest.failed_at <= ended

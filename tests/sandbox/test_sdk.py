"""The official SDK, codat-sync-for-commerce 6.1.0, reads the sandbox's merchants."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import pytest
from codat_sync_for_commerce import CodatSyncCommerce
from codat_sync_for_commerce.models import shared

from sandbox.named_merchants import NAMED

BEYOND = {
    "odd-codes": 'sync_status_code "2000," is no integer to it',
    "damaged": "one record of a wrong type loses the whole list",
    "as-documented": "get_status answers a list, as the docs' words say",
}
READABLE = [
    case.case
    for case in NAMED
    if case.never is None and case.uses_commerce and case.exists and case.case not in BEYOND
]


@pytest.fixture
def sdk(fresh_sandbox) -> Iterator[CodatSyncCommerce]:
    header = "Basic " + base64.b64encode(b"test-key").decode()
    with CodatSyncCommerce(shared.Security(auth_header=header), server_url=fresh_sandbox.url) as made:
        yield made


def asked(sandbox, case):
    return {"company_id": sandbox.company(case)}


@pytest.mark.parametrize("case", READABLE)
def test_it_reads_latest_list_and_status(sdk, sandbox, case):
    latest = sdk.sync.get_latest_sync(request=asked(sandbox, case), retries=None)
    listed = sdk.sync.list(request=asked(sandbox, case), retries=None)
    status = sdk.sync.get_status(request=asked(sandbox, case), retries=None)
    assert latest.sync_id in {one.sync_id for one in listed}
    assert status.sync_id == latest.sync_id


@pytest.mark.parametrize("case", READABLE)
def test_it_reads_connections_and_configuration(sdk, sandbox, case):
    connections = sdk.connections.list(request=asked(sandbox, case), retries=None)
    configuration = sdk.advanced_controls.get_configuration(request=asked(sandbox, case), retries=None)
    assert connections.results
    assert configuration.company_id == sandbox.company(case)


def test_it_reads_the_companies(sdk):
    page = sdk.advanced_controls.list_companies(request={"page": 1, "page_size": 1000}, retries=None)
    assert page.total_results == len(page.results)


def test_it_starts_a_sync_up_to_now_with_no_body(sdk, sandbox):
    summary = sdk.sync.request(request=asked(sandbox, "healthy"), retries=None)
    assert (summary.sync_status_code, sandbox.ledger()[-1]["body"]) == (1000, None)


def test_it_starts_a_sync_of_a_range(sdk, sandbox):
    span = {"start": "2026-11-20T00:00:00Z", "finish": "2026-11-21T00:00:00Z"}
    request = {**asked(sandbox, "failing-3"), "sync_range": {"date_range": span}}
    summary = sdk.sync.request_for_date_range(request=request, retries=None)
    assert json.loads(summary.sync_date_range_utc.model_dump_json()) == span
    assert sandbox.ledger()[-1]["body"] == {"dateRange": span}


def test_at_most_six_merchants_are_beyond_it():
    assert len(BEYOND) <= 6

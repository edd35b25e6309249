"""What a live page says when Codat can't be read, or no longer knows the company."""

from __future__ import annotations

import pytest

from codat_client import CodatClient
from tests.support import limits


def test_a_company_whose_first_reads_failed_says_so_and_is_no_longer_awaited(desk, fresh_sandbox, token):
    fresh_sandbox.fault("403", n=100)
    answer = desk.http.get(f"/s/{token}")
    assert (answer.status_code, "can’t be shown right now" in answer.text) == (503, True)
    assert "refresh" not in answer.text


def test_a_company_that_codat_does_not_know_is_said_to_be_unknown(desk, fresh_sandbox):
    token = desk.make(company_id=fresh_sandbox.company("deleted"))[1]
    assert desk.http.get(f"/s/{token}/status.json").json()["title"] == "Codat can’t find this company"


@pytest.mark.parametrize(
    "operation",
    [
        "sync.get_latest_sync",
        "sync.list",
        "connections.list",
        "configuration.get",
        "sync.get_last_successful_sync",
        "sync.get_status",
    ],
)
def test_a_live_page_over_older_data_says_so(desk, fresh_sandbox, token, operation):
    before = desk.http.get(f"/s/{token}/status.json").json()
    with CodatClient("test-key", fresh_sandbox.url) as client:
        client.sync.request(desk.company)
    fresh_sandbox.fault("403", n=100, operation=operation)
    desk.clock.pass_(minutes=5)
    desk.http.get(f"/s/{token}")  # starts the round
    if (under_way := desk.views.under_way(desk.company)) is not None:
        under_way.result(limits.WAIT_S)
    desk.clock.pass_(minutes=1)  # what was rendered is over
    after = desk.http.get(f"/s/{token}/status.json").json()
    assert "late" not in before
    assert after["late"].startswith(("Codat didn’t respond", "Couldn’t refresh"))

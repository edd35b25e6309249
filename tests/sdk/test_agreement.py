"""Our client and Codat's official SDK, asked the same of every merchant of the sandbox, say the same.

Merchants that the SDK can't read stand in BEYOND, with the field and the SDK's error: there we read on.
"""

from __future__ import annotations

import uuid
from typing import Any

import pydantic
import pytest

from tests.sdk.official import READS, Official, Said, ask_ours, is_nothing, like

NOBODY = "00000000-0000-4000-8000-000000000000"
FIRST, LAST = "2026-10-01T00:00:00Z", "2026-10-04T00:00:00Z"

# case: what the SDK says of the field that it can't read. At most six.
BEYOND: dict[str, str] = {}


@pytest.fixture(scope="module")
def official(sandbox):
    official = Official(sandbox.url)
    yield official
    official.close()


@pytest.fixture
def merchants(fresh_sandbox):
    return {each["case"] + " " + each["companyId"]: each["companyId"] for each in fresh_sandbox.merchants()}


def same(ours: Said, theirs: Said) -> bool:
    if ours.error is None and ours.value is None:
        return is_nothing(theirs)
    if ours.error is not None or theirs.error is not None:
        return ours.error == theirs.error
    return bool(like(ours.value, theirs.value) == theirs.value)


def both(client, official, name: str, company: str, *sync: str) -> tuple[Said, Said]:
    theirs = official.ask(name, company_id=company, **({"sync_id": sync[0]} if sync else {}))
    return ask_ours(client, name, company, *sync), theirs


def compare(client, official, name: str, companies: dict[str, str]) -> dict[str, Any]:
    """Give the merchants about whom the two disagree, those beyond the SDK left out."""
    different = {}
    for case, company in companies.items():
        if case.split()[0] not in BEYOND:
            ours, theirs = both(client, official, name, company)
            if not same(ours, theirs):
                different[case] = (ours, theirs)
    return different


@pytest.mark.parametrize("name", [name for name in READS if name != "get"])
def test_a_read_says_the_same_of_every_merchant(client, official, merchants, name):
    assert not compare(client, official, name, merchants)


def test_a_single_sync_is_the_same_for_every_merchant(client, official, merchants):
    different = {}
    for case, company in merchants.items():
        listed = ask_ours(client, "list", company).value or []
        for sync in [*listed[:2], *listed[-2:]]:
            ours, theirs = both(client, official, "get", company, sync.sync_id)
            if not same(ours, theirs):
                different[case, sync.sync_id] = (ours, theirs)
    assert not different


@pytest.mark.parametrize("name", READS)
def test_a_company_that_codat_does_not_know_is_the_same_error(client, official, name):
    ours, theirs = both(client, official, name, NOBODY, *([NOBODY] if name == "get" else []))
    assert (ours.error, theirs.error) == (404, 404)


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("kind", ["401", "402", "403", "404", "409", "429", "500", "502", "503", "504"])
def test_an_error_has_the_same_status(client, official, fresh_sandbox, name, kind):
    healthy = fresh_sandbox.company("healthy")
    sync = [ask_ours(client, "list", healthy).value[0].sync_id] if name == "get" else []
    fresh_sandbox.fault(kind, n=2, companyId=healthy)
    ours, theirs = both(client, official, name, healthy, *sync)
    assert same(ours, theirs)


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        ("request", {}, {}),
        ("request", {"sync_to": LAST}, {"sync_to_latest_args": {"sync_to": LAST}}),
        (
            "request_for_date_range",
            {"start": FIRST, "finish": LAST},
            {"sync_range": {"date_range": {"start": FIRST, "finish": LAST}}},
        ),
    ],
    ids=["up to now", "up to a date", "for a range"],
)
def test_a_trigger_is_the_same_request(client, official, merchants, fresh_sandbox, name, ours, theirs):
    different = {}
    for case, company in merchants.items():
        key = str(uuid.uuid4())
        mine = ask_ours(client, name, company, idempotency_key=key, **ours)
        other = official.ask(name, {"Idempotency-Key": key}, company_id=company, **theirs)
        bodies = [entry["body"] or {} for entry in fresh_sandbox.ledger() if entry["idempotencyKey"] == key]
        if len(bodies) != 2 or bodies[0] != bodies[1] or not same(mine, other):
            different[case] = (bodies, mine, other)
    assert not different


def test_at_most_six_merchants_are_beyond_the_sdk():
    assert len(BEYOND) <= 6


@pytest.mark.parametrize("case", BEYOND)
def test_beyond_the_sdk_we_read_on(client, official, fresh_sandbox, case):
    company = fresh_sandbox.company(case)
    with pytest.raises(pydantic.ValidationError, match=BEYOND[case]):
        official.ask("list", company_id=company)
    assert ask_ours(client, "list", company).value

"""Our client and Codat's official SDK, asked the same of every merchant of the sandbox, say the same.

Merchants that the SDK can't read stand in BEYOND, with the field and the SDK's error: there we read on.
"""

from __future__ import annotations

import contextlib
import uuid
from typing import Any

import pytest
import requests

from tests.sdk.official import KEY, READS, Official, Said, ask_ours, is_nothing, like
from tests.support import limits

NOBODY = "00000000-0000-4000-8000-000000000000"
FIRST, LAST = "2026-10-01T00:00:00Z", "2026-10-04T00:00:00Z"

# Merchants whom the SDK can't read: its error, and the reads that meet it. At most six.
CODE_AS_TEXT = r"syncStatusCode\n  Input should be a valid integer, unable to parse string.*'\d{4},'"
BEYOND = {
    "odd-codes": (CODE_AS_TEXT, READS),
    "damaged": (r"unexpected end of hex escape", ("list",)),  # half a character in errorMessage
    "as-documented": (
        r"body\n  Input should be a valid dictionary or instance of SyncStatus",
        ("get_status",),
    ),
}


@pytest.fixture(scope="module")
def official(sandbox):
    official = Official(sandbox.url)
    yield official
    official.close()


@pytest.fixture
def merchants(fresh_sandbox):
    return {each["case"]: each["companyId"] for each in fresh_sandbox.merchants}


def same(ours: Said, theirs: Said) -> bool:
    if ours.error is None and not ours.value:  # None, or an empty list: no sync yet
        return is_nothing(theirs)
    if ours.error is not None or theirs.error is not None:
        return ours.error == theirs.error
    return bool(like(ours.value, theirs.value) == theirs.value)


def both(client, official, name: str, company: str, *sync: str) -> tuple[Said, Said]:
    theirs = official.ask(name, company_id=company, **({"sync_id": sync[0]} if sync else {}))
    return ask_ours(client, name, company, *sync), theirs


def disagree(client, official, name: str, company: str, *sync: str) -> tuple[Said, Said] | None:
    """Return what both say where it differs, asked twice: `running` begins anew at each fifth minute."""
    said = None
    for _ in range(2):
        said = both(client, official, name, company, *sync)
        if same(*said):
            return None
    return said


def compare(client, official, name: str, companies: dict[str, str]) -> dict[str, Any]:
    """Return the merchants about whom the two disagree."""
    said = {case: disagree(client, official, name, company) for case, company in companies.items()}
    return {case: differing for case, differing in said.items() if differing}


def within(name: str, companies: dict[str, str]) -> dict[str, str]:
    """Leave those out whom the SDK can't read."""
    beyond = {case for case, (_error, reads) in BEYOND.items() if name in reads}
    return {case: company for case, company in companies.items() if case not in beyond}


@pytest.mark.parametrize("name", [name for name in READS if name != "get"])
def test_a_read_says_the_same_of_every_merchant(client, official, merchants, name):
    assert not compare(client, official, name, within(name, merchants))


def test_a_single_sync_is_the_same_for_every_merchant(client, official, merchants):
    different = {}
    for case, company in within("get", merchants).items():
        listed = ask_ours(client, "list", company).value or []
        for sync in [*listed[:1], *listed[-1:]]:
            said = disagree(client, official, "get", company, sync.sync_id)
            if said:
                different[case, sync.sync_id] = said
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


TRIGGERS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "up to now": ("request", {}, {}),
    "up to a date": ("request", {"sync_to": LAST}, {"sync_to_latest_args": {"sync_to": LAST}}),
    "for a range": (
        "request_for_date_range",
        {"start": FIRST, "finish": LAST},
        {"sync_range": {"date_range": {"start": FIRST, "finish": LAST}}},
    ),
}


def both_trigger(client, official, which: str, company: str, key: str) -> tuple[Said, Said]:
    """Ask for one sync with both clients under one key: the second is given what was kept of the first."""
    name, ours, theirs = TRIGGERS[which]
    mine = ask_ours(client, name, company, idempotency_key=key, **ours)
    return mine, official.ask(name, {"Idempotency-Key": key}, company_id=company, **theirs)


def differing_triggers(client, official, which: str, keys: dict[str, str], merchants) -> dict[str, Any]:
    """Ask for one sync of every merchant with both clients; give the answers that they read differently.

    A range is written in two ways, so that the second of one key is refused: there is no answer to compare.
    """
    readable, different = {} if which == "for a range" else within("get", merchants), {}
    for case, company in merchants.items():
        with contextlib.suppress(*([ValueError] if case in BEYOND else [])):
            ours, theirs = both_trigger(client, official, which, company, keys[company])
            if case in readable and not same(ours, theirs):
                different[case] = (ours, theirs)
    return different


@pytest.mark.parametrize("which", TRIGGERS)
def test_a_trigger_sends_the_same_and_its_answer_is_read_the_same_for_every_merchant(
    client, official, merchants, fresh_sandbox, which
):
    keys = {company: str(uuid.uuid4()) for company in merchants.values()}
    assert not differing_triggers(client, official, which, keys, merchants)
    bodies: dict[str, list[Any]] = {company: [] for company in keys}
    for entry in fresh_sandbox.ledger():
        bodies[entry["companyId"]].append(entry["body"])
        assert entry["idempotencyKey"] == keys[entry["companyId"]]
    assert all(len(two) == 2 and two[0] == two[1] for two in bodies.values())


def test_at_most_six_merchants_are_beyond_the_sdk():
    assert len(BEYOND) <= 6


@pytest.mark.parametrize("case", BEYOND)
def test_beyond_the_sdk_we_read_on(client, official, fresh_sandbox, case):
    company = fresh_sandbox.company(case)
    error, reads = BEYOND[case]
    for name in set(reads) - {"get"}:
        # The form of an odd code goes by its day: only the list holds one as text on every day.
        if case != "odd-codes" or name == "list":
            with pytest.raises(ValueError, match=error):
                official.ask(name, company_id=company)
        assert ask_ours(client, name, company).value


def test_a_sync_with_its_code_as_text_is_beyond_the_sdk_too(client, official, fresh_sandbox):
    company = fresh_sandbox.company("odd-codes")
    address = f"{fresh_sandbox.url}/companies/{company}/sync/commerce/syncs/list/status"
    listed = requests.get(address, headers={"Authorization": KEY}, timeout=limits.WAIT_S).json()
    odd = next(each for each in listed if str(each["syncStatusCode"]).endswith(","))
    with pytest.raises(ValueError, match=CODE_AS_TEXT):
        official.ask("get", company_id=company, sync_id=odd["syncId"])
    ours = ask_ours(client, "get", company, odd["syncId"]).value
    assert f"{ours.sync_status_code}," == odd["syncStatusCode"]


def test_the_sdk_itself_begins_two_syncs_for_one_502(fresh_sandbox, official):
    # Why it is no part of the product; and a proof that the ledger would show a doubled sync of ours.
    fresh_sandbox.switch(idempotency=False)
    fresh_sandbox.fault("502", carriedOut=True)
    official.sdk.sync.request(request={"company_id": fresh_sandbox.company("healthy")})
    assert [entry["carriedOut"] for entry in fresh_sandbox.ledger()] == [True, True]

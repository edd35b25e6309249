"""The sandbox is held to Codat's published description of its API: ten operations, driven by schemathesis.

Its path comes from CODAT_OPENAPI. Where there is no such file these tests are skipped, the only ones that may
be, and the end of the run says so (conftest.py beside this).
"""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
import requests
import schemathesis
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import ignored_auth

from tests.conftest import NOT_CHECKED
from tests.published_spec.conftest import HERE
from tests.support import limits

if not HERE.exists():
    pytest.skip(NOT_CHECKED, allow_module_level=True)

OPERATIONS = (
    *("list-companies", "list-connections", "get-configuration", "request-sync"),
    *("request-sync-for-date-range", "get-sync-status", "get-last-successful-sync"),
    *("get-latest-sync", "get-sync-by-id", "list-syncs"),
)
SYNC_READS = {
    "get-sync-status",
    "get-last-successful-sync",
    "get-latest-sync",
    "get-sync-by-id",
    "list-syncs",
}
TRIGGERS = {"request-sync", "request-sync-for-date-range"}
CASES_EACH = 25
KEY = {"Authorization": "Basic dGVzdC1rZXk="}
DOCUMENTED = ("401", "402", "403", "404", "429", "500", "503")
UNDOCUMENTED = ("408", "409", "422", "502", "504")

# What the description demands and real payloads break, on purpose here too: merchant → (where, why).
BREAKS: dict[str, tuple[set[str], str]] = {
    "null-zone": (
        {"get-configuration"},
        "timeZone is null: Codat's schedule page says that this means Etc/UTC, the description wants a text",
    ),
    "odd-codes": (
        {"list-syncs"},
        'codes and dataPushed come as text ("2000,", "true"): Codat published examples like that',
    ),
    "new-fields": (
        SYNC_READS | TRIGGERS,
        "fields appear that no document names yet; the description forbids further ones",
    ),
    "as-documented": (
        {"get-sync-status"},
        "it answers a list, as the description's words say and its schema does not",
    ),
    "never-synced-null": (
        {"get-sync-status", "get-last-successful-sync", "get-latest-sync"},
        "null stands for no sync yet: nothing says what is answered then, so all forms are tried",
    ),
    "never-synced-all-null": (
        {"get-sync-status", "get-last-successful-sync", "get-latest-sync"},
        "an object of nulls stands for no sync yet, for the same reason",
    ),
    "brand-new": ({"get-sync-status"}, "connections without a sync: its fields are null, the code's too"),
    "damaged": ({"list-syncs"}, "records that can't be right, so that a list with some of them is tried"),
}
BY_DAY = {"odd-codes": SYNC_READS | TRIGGERS}
"""Where one may break it or not: a sync's form goes by its day, and only the list surely holds them all."""
# And what the description itself gets wrong, for whatever merchant.
CONTRADICTIONS: dict[str, str] = {
    "RejectedPositiveData": "any text fits its parameters and dates; what is no query or date gets 400",
    "/PagingInfo/properties/pageSize": "the parameter allows 5000, the reply that repeats it 2000",
}
GENERATE = [Phase.explicit, Phase.generate]
"""No shrinking: a case is short as it is, and schemathesis tells it."""
met: Counter[str] = Counter()


@pytest.fixture(scope="module")
def spec():
    return schemathesis.openapi.from_path(HERE)


@pytest.fixture(scope="module")
def session():
    with requests.Session() as made:
        made.headers.update(KEY)
        made.trust_env = False  # nothing of it is meant for loopback, and to look costs at each call
        yield made


@pytest.fixture(scope="module")
def latest_ids(sandbox, session):
    """The id of each merchant's latest sync, where it has one."""
    ids = {}
    for merchant in sandbox.merchants:
        company = merchant["companyId"]
        reply = session.get(
            f"{sandbox.url}/companies/{company}/sync/commerce/syncs/latest/status", timeout=limits.WAIT_S
        )
        record = reply.json() if reply.status_code == 200 else None
        if isinstance(record, dict) and record.get("syncId"):
            ids[company] = record["syncId"]
    return ids


def ids_for(operation, company, latest_ids):
    """The path parameters that a case goes with: a company of the sandbox, and one of its syncs."""
    if operation == "list-companies":
        return {}
    if operation == "get-sync-by-id":
        return {"companyId": company, "syncId": latest_ids.get(company, company)}
    return {"companyId": company}


def send(case, sandbox, session):
    met[case.operation.definition.raw["operationId"]] += 1
    return case.call(base_url=sandbox.url, session=session, headers=KEY, timeout=limits.WAIT_S)


def complaints(case, reply, *, but=()):
    """What schemathesis says against a reply, `but` for some of its checks; empty when it conforms."""
    try:
        case.validate_response(reply, excluded_checks=list(but))
    except FailureGroup as group:
        said = list(group.exceptions)
    except Failure as failure:
        said = [failure]
    else:
        return []
    return [one for one in said if not any(word in f"{type(one).__name__} {one}" for word in CONTRADICTIONS)]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_the_description_allows_to_ask_is_answered_as_it_says(
    operation, spec, sandbox, session, latest_ids
):
    its = spec.find_operation_by_id(operation)
    well = [one["companyId"] for one in sandbox.merchants if one["case"] not in BREAKS]

    @settings(max_examples=CASES_EACH, deadline=None, database=None, derandomize=True, phases=GENERATE)
    @given(its.as_strategy(), st.sampled_from(well), st.booleans())
    def every_case(case, company, known):
        if known:  # else the ids are whatever came: the answer is "not found"
            case.path_parameters = ids_for(operation, company, latest_ids)
        assert complaints(case, send(case, sandbox, session)) == []

    every_case()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_merchant_conforms_but_those_that_break_it_on_purpose(
    operation, spec, sandbox, session, latest_ids
):
    its, breaking = spec.find_operation_by_id(operation), set()
    day = {"dateRange": {"start": "2026-10-01T00:00:00Z", "finish": "2026-10-02T00:00:00Z"}}
    body = {"request-sync": {}, "request-sync-for-date-range": day}.get(operation)
    for merchant in sandbox.merchants[: 1 if operation == "list-companies" else None]:
        case = its.Case(path_parameters=ids_for(operation, merchant["companyId"], latest_ids))
        if body is not None:
            case.body, case.media_type = body, "application/json"
        # Whether the key is asked for goes by the operation: the test above tries that with calls of its own.
        if complaints(case, send(case, sandbox, session), but=[ignored_auth]):
            breaking.add(merchant["case"])
    expected = {case for case, (where, _) in BREAKS.items() if operation in where}
    either = {case for case, where in BY_DAY.items() if operation in where} - expected
    assert breaking - either == expected


@pytest.mark.parametrize(("operation", "kind"), itertools.product(OPERATIONS, DOCUMENTED))
def test_every_documented_error_conforms(operation, kind, spec, sandbox, session):
    case = spec.find_operation_by_id(operation).Case(path_parameters=ids_for(operation, "x", {}))
    sandbox.fault(kind)
    reply = send(case, sandbox, session)
    assert reply.status_code == int(kind)
    # A server's trouble is one for schemathesis whatever is documented; its body must conform all the same.
    said = [one for one in complaints(case, reply) if "ServerError" not in type(one).__name__]
    assert said == []


@pytest.mark.parametrize("kind", UNDOCUMENTED)
def test_an_error_that_is_documented_for_none_is_shown_as_undocumented(kind, spec, sandbox, session):
    # They occur all the same (gateways, idempotency), so the sandbox has them.
    case = spec.find_operation_by_id("get-latest-sync").Case(path_parameters={"companyId": "x"})
    sandbox.fault(kind)
    names = {type(one).__name__ for one in complaints(case, send(case, sandbox, session))}
    assert "UndefinedStatusCode" in names


@pytest.mark.prints
def test_all_ten_operations_were_driven():
    if set(met) != set(OPERATIONS):
        pytest.fail("run the whole file: this counts what the tests before it have sent")
    print(f"published spec: {len(met)} of 10 operations, {sum(met.values())} cases,")
    print(f"{len(BREAKS)} merchants break it on purpose: " + ", ".join(BREAKS))
    assert min(met.values()) >= CASES_EACH

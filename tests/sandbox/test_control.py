"""The control routes, and the README that lists what they know."""

from __future__ import annotations

import pytest

from sandbox.named_merchants import NAMED
from tests.support.sandbox_process import ROOT

README = (ROOT / "sandbox" / "README.md").read_text()


@pytest.mark.parametrize("case", NAMED, ids=lambda case: case.case)
def test_the_readme_shows_each_named_merchant_with_its_promise(case):
    row = next(line for line in README.splitlines() if line.startswith(f"| `{case.case}` | "))
    assert row.endswith(f" | {case.promise} |")


def test_the_readme_names_no_merchant_that_there_is_not():
    rows = [line.split("`")[1] for line in README.splitlines() if line.startswith("| `") and ". |" in line]
    known = {case.case for case in NAMED}
    assert [row for row in rows if row not in known and "-" in row and not row.startswith("--")] == []


def test_merchants_shows_case_id_name_and_promise(sandbox):
    assert len(sandbox.merchants) == 60
    assert set(sandbox.merchants[0]) == {"case", "companyId", "name", "promise"}
    assert sandbox.name("healthy") == "Harbour Street Books"
    assert sandbox.name("archived-tax-rate") == "Bluebird Coffee"


def test_the_names_of_cases_are_unlike_each_other(sandbox):
    cases = [merchant["case"] for merchant in sandbox.merchants]
    assert len(cases) == len(set(cases))


def test_requests_shows_every_call_with_its_operation(http):
    http.get("/companies")
    http.latest("healthy")
    http.get("/nowhere")
    shown = [(entry["method"], entry["operation"]) for entry in http.sandbox.requests()]
    assert shown == [("GET", "companies.list"), ("GET", "sync.get_latest_sync"), ("GET", None)]


def test_control_calls_are_not_counted(http):
    http.sandbox.switch(appearAfter=0)
    assert http.sandbox.requests() == []


def test_switches_are_shown_and_forgotten_at_a_reset(http):
    http.sandbox.switch(idempotency=False, syncSeconds=9)
    assert http.sandbox.control("switches")["syncSeconds"] == 9
    http.sandbox.reset()
    assert http.sandbox.control("switches") == {
        "idempotency": True,
        "commerceSyncId": "other",
        "appearAfter": 0.0,
        "syncSeconds": 0.3,
        "runningTimes": True,
        "quotaUsed": 0.0,
        "revokedKey": None,
    }


@pytest.mark.parametrize(
    "asked",
    [
        {"colour": "red"},
        {"idempotency": 1},
        {"commerceSyncId": "x"},
        {"appearAfter": -1},
        {"syncSeconds": True},
        {"runningTimes": 0},
        {"quotaUsed": -0.1},
        {"revokedKey": 7},
    ],
)
def test_an_unknown_switch_is_refused_and_nothing_is_set(http, asked):
    before = http.sandbox.control("switches")
    with pytest.raises(OSError, match="400"):
        http.sandbox.control("switches", {"syncSeconds": 5, **asked})
    assert http.sandbox.control("switches") == before


def test_a_running_sync_loses_its_time_by_a_switch_and_one_that_is_over_does_not(http):
    http.sandbox.switch(runningTimes=False)
    assert http.latest("running")["syncUtc"] is None
    assert http.latest("healthy")["syncUtc"]


@pytest.mark.parametrize(
    "word", ["idempotency", "commerceSyncId", "appearAfter", "syncSeconds", "runningTimes"]
)
def test_the_readme_names_each_switch(word):
    assert f"`{word}`" in README


@pytest.mark.parametrize(
    "word", ["--port", "--seed", "--companies", "--sync-seconds", "--until-stdin-closes"]
)
def test_the_readme_names_each_option(word):
    assert f"| `{word}` |" in README

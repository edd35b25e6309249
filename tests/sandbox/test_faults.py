"""Misbehaviour on order."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
import requests

from sandbox.faults import KINDS, NEVER_CARRIED_OUT, STATUSES
from tests.support.sandbox_process import ROOT

CAN_BE_CARRIED_OUT = [kind for kind in STATUSES if kind not in NEVER_CARRIED_OUT]


def last_entry(http):
    return http.sandbox.ledger()[-1]


@pytest.mark.parametrize("kind", STATUSES)
def test_a_read_gets_the_status_with_an_error_message(http, kind):
    http.sandbox.fault(kind)
    reply = http.get(http.syncs("healthy", "latest"))
    assert reply.status_code == int(kind)
    assert reply.json()["error"]


def test_a_body_contradicts_its_status_as_in_the_specs_examples(http):
    http.sandbox.fault("402")
    http.sandbox.fault("503")
    codes = [http.get("/companies").json()["statusCode"] for _ in range(2)]
    assert codes == [429, 500]


@pytest.mark.parametrize("kind", CAN_BE_CARRIED_OUT)
@pytest.mark.parametrize("carried_out", [True, False])
def test_a_trigger_gets_the_status_and_begins_or_not_as_ordered(http, kind, carried_out):
    before = http.latest("healthy")["syncId"]
    http.sandbox.fault(kind, carriedOut=carried_out)
    assert http.start("healthy").status_code == int(kind)
    assert (http.latest("healthy")["syncId"] != before) is carried_out
    assert (last_entry(http)["carriedOut"], last_entry(http)["fault"]) == (carried_out, kind)


@pytest.mark.parametrize("kind", sorted(NEVER_CARRIED_OUT))
def test_what_codat_turned_away_cannot_have_begun(http, kind):
    with pytest.raises(OSError, match="400"):
        http.sandbox.fault(kind, carriedOut=True)


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_dropped_trigger_gets_no_byte(http, carried_out):
    http.sandbox.fault("drop", carriedOut=carried_out)
    with pytest.raises(requests.ConnectionError):
        http.start("healthy")
    entry = last_entry(http)
    assert (entry["carriedOut"], entry["answered"]) == (carried_out, None)


def test_a_dropped_read_gets_no_byte_and_the_next_is_well(http):
    http.sandbox.fault("drop")
    with pytest.raises(requests.ConnectionError):
        http.get("/companies")
    assert http.get("/companies").status_code == 200


def test_a_late_answer_is_the_true_one(http):
    http.sandbox.fault("late", delay=0.3)
    began = time.monotonic()
    reply = http.start("healthy")
    assert (reply.status_code, reply.json()["syncStatusCode"]) == (200, 1000)
    assert time.monotonic() - began >= 0.3


def test_a_late_trigger_has_begun_while_the_caller_waits(http):
    http.sandbox.fault("late", delay=2)
    with pytest.raises(requests.Timeout):
        http.session.post(
            f"{http.sandbox.url}/companies/{http.sandbox.company('healthy')}/sync/commerce/latest",
            timeout=0.2,
        )
    assert last_entry(http)["carriedOut"] is True


def test_an_unreadable_answer_is_a_200_with_broken_json(http):
    http.sandbox.fault("unreadable")
    reply = http.start("healthy")
    assert reply.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        reply.json()
    assert last_entry(http)["carriedOut"] is True


def test_another_2xx_carries_the_true_body(http):
    http.sandbox.fault("202")
    reply = http.start("healthy")
    assert (reply.status_code, reply.json()["syncStatusCode"]) == (202, 1000)


def test_retry_after_comes_in_seconds(http):
    http.sandbox.fault("429", retryAfter="7")
    assert http.get("/companies").headers["Retry-After"] == "7"


def test_retry_after_comes_as_a_date(http):
    http.sandbox.fault("429", retryAfter="date:30")
    at = parsedate_to_datetime(http.get("/companies").headers["Retry-After"])
    assert 25 < (at - datetime.now(UTC)).total_seconds() <= 30


def test_a_429_may_come_without_retry_after(http):
    http.sandbox.fault("429")
    assert "Retry-After" not in http.get("/companies").headers


def test_a_fault_holds_for_n_calls(http):
    http.sandbox.fault("500", n=2)
    assert [http.get("/companies").status_code for _ in range(3)] == [500, 500, 200]


def test_a_fault_aims_at_an_operation(http):
    http.sandbox.fault("500", operation="sync.list")
    assert http.get(http.syncs("healthy", "latest")).status_code == 200
    assert http.get(http.syncs("healthy", "list")).status_code == 500


def test_a_fault_aims_at_a_company(http):
    http.sandbox.fault("500", companyId=http.sandbox.company("two-shops"))
    assert http.get(http.syncs("healthy", "latest")).status_code == 200
    assert http.get(http.syncs("two-shops", "latest")).status_code == 500


def test_faults_come_in_the_order_in_which_they_were_ordered(http):
    http.sandbox.fault("500")
    http.sandbox.fault("503")
    assert [http.get("/companies").status_code for _ in range(3)] == [500, 503, 200]


def test_a_delay_goes_with_any_kind(http):
    http.sandbox.fault("500", delay=0.2)
    began = time.monotonic()
    assert http.get("/companies").status_code == 500
    assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "418"},
        {"kind": "500", "n": 0},
        {"kind": "500", "n": "many"},
        {"kind": "late", "delay": -1},
        {"kind": "500", "operation": "sync.everything"},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(http, asked):
    with pytest.raises(OSError, match="400"):
        http.sandbox.control("faults", asked)


def test_a_reset_forgets_faults(http):
    http.sandbox.fault("500", n=9)
    http.sandbox.reset()
    assert http.get("/companies").status_code == 200


def test_a_refused_trigger_under_a_fault_is_not_carried_out(http):
    http.sandbox.fault("502", carriedOut=True)
    assert http.start("switched-off").status_code == 502
    assert last_entry(http)["carriedOut"] is False


def test_every_kind_is_named_in_the_readme():
    text = (ROOT / "sandbox" / "README.md").read_text()
    assert [kind for kind in KINDS if f"`{kind}`" not in text] == []

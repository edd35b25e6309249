"""Keys, headers, unknown things: what holds for every call."""

from __future__ import annotations

import base64
import uuid
from datetime import datetime

import pytest

from sandbox.routes import READS, TRIGGERS


def auth(value):
    return {"Authorization": value} if value else {"Authorization": None}


def encoded(key):
    return "Basic " + base64.b64encode(key.encode()).decode()


@pytest.mark.parametrize("value", [encoded("any key"), "Basic any-key", "basic YWJj", encoded("wrong-key-2")])
def test_any_key_is_taken(http, value):
    assert http.get("/companies", headers=auth(value)).status_code == 200


@pytest.mark.parametrize(
    "value", ["", "Bearer abc", "Basic", "Basic ", encoded("wrong-key"), "Basic wrong-key"]
)
def test_no_key_and_the_wrong_one_get_401(http, value):
    reply = http.get("/companies", headers=auth(value))
    assert (reply.status_code, reply.json()["error"]) == (401, "Unauthorized")


def test_a_revoked_key_gets_401_from_then_on(http, fresh_sandbox):
    fresh_sandbox.switch(revokedKey="old-key")
    statuses = [http.get("/companies", headers=auth(encoded(key))).status_code for key in ("old-key", "new")]
    assert statuses == [401, 200]


def test_a_trigger_with_the_wrong_key_is_not_carried_out(http, fresh_sandbox):
    path = f"/companies/{fresh_sandbox.company('healthy')}/sync/commerce/latest"
    assert http.post(path, headers=auth("Basic wrong-key")).status_code == 401
    assert [entry["carriedOut"] for entry in fresh_sandbox.ledger()] == [False]


def test_every_answer_shows_the_quota(http):
    replies = [http.get("/companies"), http.get("/nowhere"), http.get("/companies", headers=auth(""))]
    limits = {reply.headers["X-Rate-Limit-Limit"] for reply in replies}
    left = [int(reply.headers["X-Rate-Limit-Remaining"]) for reply in replies]
    assert limits == {"61000"}
    assert left == sorted(left, reverse=True)
    assert len(set(left)) == 3


def test_what_other_systems_use_of_the_quota_is_missing_from_it(http):
    before = int(http.get("/companies").headers["X-Rate-Limit-Remaining"])
    http.post("/_sandbox/switches", json={"quotaUsed": 0.5})
    after = int(http.get("/companies").headers["X-Rate-Limit-Remaining"])
    assert before - after == 1 + 61_000 / 2


def test_the_quota_is_reset_at_midnight_utc(http):
    reset = datetime.fromisoformat(http.get("/companies").headers["X-Rate-Limit-Reset"])
    assert (reset.hour, reset.minute, reset.utcoffset().total_seconds()) == (0, 0, 0)


@pytest.mark.parametrize("path", [path for _, path, _ in READS if "{companyId}" in path])
def test_an_unknown_company_gets_404_in_codats_words(http, path):
    company = str(uuid.uuid4())
    reply = http.get(path.format(companyId=company, syncId=company))
    assert reply.status_code == 404
    assert reply.json()["error"] == f"No company was found with ID {company}"


@pytest.mark.parametrize("path", [entry[1] for entry in TRIGGERS])
def test_a_trigger_for_an_unknown_company_gets_404(http, path):
    reply = http.post(path.format(companyId=uuid.uuid4()), json={})
    assert reply.status_code == 404
    assert reply.json()["error"].startswith("No company was found with ID ")


def test_an_unknown_path_and_a_wrong_method_get_an_error_message(http):
    assert http.get("/nowhere").json()["statusCode"] == 404
    assert http.post("/companies").json()["statusCode"] == 405


def test_an_error_message_has_the_fields_that_codat_documents(http):
    assert set(http.get("/nowhere").json()) == {
        *("statusCode", "service", "error", "correlationId"),
        *("validation", "canBeRetried", "detailedErrorCode"),
    }


def test_each_error_has_a_correlation_id_of_its_own(http):
    ids = {http.get("/nowhere").json()["correlationId"] for _ in range(5)}
    assert len(ids) == 5
    assert all(len(one) == 32 for one in ids)


def test_an_unknown_sync_gets_404_but_not_as_if_the_company_were_gone(http):
    error = http.get(http.syncs("healthy", str(uuid.uuid4()))).json()["error"]
    assert error.startswith("No data available")

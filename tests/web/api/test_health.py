"""The health check: "ok" for everyone, and in full for who has a token. It never reads Codat."""

import pytest

from dashboard.services.account import account_of
from dashboard.services.budget import ReadPurpose
from dashboard.settings import current_settings
from dashboard.store.engine import Store
from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.web.sign_in import provider
from tests.support.small_provider import CLIENT_ID, CLIENT_SECRET, SmallProvider


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_everyone_learns_that_it_runs_and_nothing_else(http, method):
    answer = http.request(method, "/healthz")
    assert (answer.status_code, answer.text) == (200, "ok" if method == "GET" else "")


def test_a_monitor_may_ask_under_any_host_name(http):
    assert http.get("/healthz", headers={"Host": "10.0.0.9"}).text == "ok"


def test_a_token_gets_it_in_full(http, bearer_of, fresh_sandbox):
    answer = http.get("/healthz", headers=bearer_of())
    found = answer.json()
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert found["well"] is True
    assert found["store"]["reachable"] is True
    assert found["store"]["is_newer"] is False
    assert found["account"]["key_known"] is True
    assert found["account"]["open_starts"] == 0
    assert found["sign_in"]["mode"] == "none"
    assert (found["audit"]["on"], found["audit"]["problem"]) == (False, "")
    assert not fresh_sandbox.requests()


def test_no_secret_is_in_it(http, bearer_of):
    header = bearer_of()
    text = http.get("/healthz", headers=header).text
    for secret in (
        current_settings().api_key,
        header["Authorization"].removeprefix("Bearer "),
        current_settings().database_url,
    ):
        assert secret not in text


def test_the_quota_is_what_codat_last_reported(http, bearer_of, fresh_sandbox):
    with account_of(current_settings()).make_client(ReadPurpose.PERSON) as client:
        client.sync.get_latest_sync(fresh_sandbox.company("healthy"))
        reported = client.quota
    quota = http.get("/healthz", headers=bearer_of()).json()["account"]["quota"]
    assert (quota["limit"], quota["remaining"]) == (reported.limit, reported.remaining)
    assert quota["reserve"] == 0.5
    assert quota["left_for_dashboard"] <= reported.remaining


def test_it_says_whether_the_provider_answers_now(http, bearer_of, monkeypatch):
    header = bearer_of()
    monkeypatch.setattr(provider, "SEEN_FOR_S", 0.0)
    with SmallProvider() as idp:
        for name, value in {
            "SIGN_IN": "oidc",
            "OIDC_ISSUER": idp.issuer,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "EXTERNAL_URL": str(http.base_url),
            "LEADS": "ada@example.com",
        }.items():
            monkeypatch.setenv(name, value)
        for down in (False, True, False):
            idp.down = down
            found = http.get("/healthz", headers=header).json()
            assert found["sign_in"] == {"mode": "oidc", "provider_answers": not down}
            assert found["well"] is True


def test_without_a_provider_nothing_is_said_of_one(http, bearer_of):
    assert http.get("/healthz", headers=bearer_of()).json()["sign_in"]["provider_answers"] is None


def test_without_a_key_it_is_not_well(http, bearer_of, monkeypatch):
    header = bearer_of()
    monkeypatch.delenv("CODAT_API_KEY")
    answer = http.get("/healthz", headers=header)
    assert answer.status_code == 503
    assert answer.json()["account"]["problem"] == "There is no API key. Set CODAT_API_KEY."


def test_an_audit_log_that_cannot_be_written_is_not_well(http, bearer_of, monkeypatch, tmp_path):
    header = bearer_of()
    monkeypatch.setenv("AUDIT_FILE", str(tmp_path / "missing" / "audit.jsonl"))
    answer = http.get("/healthz", headers=header)
    assert (answer.status_code, answer.json()["well"]) == (503, False)
    assert "AUDIT_FILE" in answer.json()["audit"]["problem"]


def test_while_the_store_is_down_a_token_gets_the_reason_and_everyone_still_ok(http, bearer_of, monkeypatch):
    header = bearer_of()

    def down(_):
        raise StoreUnavailable(StoreProblem.DOWN)

    monkeypatch.setattr(Store, "reading", down)
    answer = http.get("/healthz", headers=header)
    assert (answer.status_code, answer.text) == (503, f"{StoreProblem.DOWN.value}\n")
    assert http.get("/healthz").text == "ok"

"""Service tokens over HTTP: right ones open the own routes alone, wrong ones are refused and limited."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.websockets import WebSocketDisconnect

from dashboard.access.events import AccessLog, AccessQuery
from dashboard.access.person import Grant
from dashboard.access.role import Role
from dashboard.services.stores import real_store
from dashboard.settings import current_settings
from tests.support.people import at_desk

WRONG = {"Authorization": f"Bearer sd_{'x' * 43}"}
UNUSABLE = "This token is unknown, expired or revoked. Create one with script/token.\n"


@pytest.fixture
def log(http):  # noqa: ARG001 - whose store it is
    return AccessLog(real_store(current_settings()))


def test_a_wrong_token_is_refused_on_record(http, log):
    answer = http.get("/healthz", headers=WRONG)
    assert (answer.status_code, answer.text) == (401, UNUSABLE)
    assert answer.headers["www-authenticate"] == "Bearer"
    (event,) = log.every(AccessQuery())
    assert (event.kind, event.outcome) == ("token refused", "refused")
    assert event.detail == "It is unknown. From 127.0.0.1"


def test_a_revoked_token_and_an_expired_one_look_like_unknown_ones(http, bearer_of, tokens, log):
    header, now = bearer_of(), datetime.now(UTC)
    ended = tokens.make("old", Grant(Role.VIEWER), 1, at_desk("Ada"), now - timedelta(days=2))
    tokens.revoke("nightly", at_desk("Ada"), now)
    for sent in (header, {"Authorization": f"Bearer {ended}"}):
        answer = http.get("/healthz", headers=sent)
        assert (answer.status_code, answer.text) == (401, UNUSABLE)
    assert [each.person for each in log.page(AccessQuery(), 1, 2).events] == ["old", "nightly"]


def test_too_many_wrong_tokens_of_one_address_are_limited_and_say_when_to_try_again(http, log, bearer_of):
    right = bearer_of()
    most = current_settings().sign_ins_a_minute
    statuses = [http.get("/healthz", headers=WRONG).status_code for _ in range(most + 2)]
    assert statuses == [401] * most + [429] * 2
    answer = http.get("/healthz", headers=WRONG)
    seconds = int(answer.headers["retry-after"])
    assert 0 < seconds <= 60 / most
    assert answer.text == f"Too many wrong tokens from your network. Try again in {seconds} s.\n"
    refused = [each for each in log.every(AccessQuery()) if each.kind == "token refused"]
    assert len(refused) == most
    assert http.get("/healthz", headers=right).status_code == 200


@pytest.mark.parametrize("path", ["/", "/company", "/_stcore/health", "/_stcore/host-config", "/sign-in"])
def test_a_token_opens_no_page_and_nothing_of_streamlit(http, bearer_of, path):
    answer = http.get(path, headers=bearer_of())
    assert answer.status_code == 403
    assert answer.text == "A service token works only for /healthz and /export/history.csv."


def test_a_token_opens_no_websocket(http, bearer_of):
    headers = {**bearer_of(), "Origin": "http://127.0.0.1:8501"}
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        http.websocket_connect("/_stcore/stream", None, headers=headers),
    ):
        pass
    assert closed.value.code == 1008


@pytest.mark.parametrize("value", ["Basic YTpi", "Bearer", "sd_x", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln"])
def test_what_a_proxy_puts_there_is_no_token(http, value):
    assert http.get("/healthz", headers={"Authorization": value}).text == "ok"
    assert list(AccessLog(real_store(current_settings())).every(AccessQuery())) == []


def test_its_last_use_is_known(http, bearer_of, tokens):
    http.get("/healthz", headers=bearer_of())
    assert tokens.every()[0].last_used_at is not None

"""Roles from a claim are confirmed every fifteen minutes: with a refresh token, or by signing in again."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from dashboard.access.events import AccessEventType
from dashboard.services import sign_ins
from dashboard.services.stores import real_store
from dashboard.settings import current_settings
from dashboard.store.tables import access_event, sign_in_session
from dashboard.web.sign_in import confirming
from dashboard.web.sign_in.confirming import CONFIRMING, Confirming, SessionFate
from tests.support.small_provider import ADA
from tests.support.stores import make_newer
from tests.web.sign_in.conftest import Desk
from tests.web.sign_in.test_middleware import ago, change

KEY = "c2Vzc2lvbi1rZXktb2YtMzItYnl0ZXMtaW4tYWxsLi4="


@pytest.fixture
def refreshing(desk: Desk, monkeypatch) -> Desk:
    """Return a browser that has signed in, with a refresh token in the store."""
    monkeypatch.setenv("SESSION_KEY", KEY)
    desk.provider.gives_refresh_token = True
    desk.sign_in()
    return desk


def stored() -> list[bytes | None]:
    with real_store(current_settings()).reading() as connection:
        return list(connection.execute(select(sign_in_session.c.refresh_token)).scalars())


def events() -> list[str]:
    with real_store(current_settings()).reading() as connection:
        return list(connection.execute(select(access_event.c.kind).order_by(access_event.c.id)).scalars())


def test_a_refresh_token_is_stored_encrypted_and_only_with_a_key(refreshing: Desk, monkeypatch):
    (token,) = refreshing.provider.refresh_tokens
    assert token.encode() not in (stored()[0] or b"")
    monkeypatch.setenv("SESSION_KEY", "")
    refreshing.sign_in()
    assert None in stored()


def test_within_fifteen_minutes_the_provider_is_not_asked(refreshing: Desk):
    asked = len(refreshing.provider.asked)
    change(refreshed_at=ago(minutes=14))
    assert refreshing.open().status_code == 200
    assert len(refreshing.provider.asked) == asked


def test_after_that_a_changed_role_counts_and_is_on_record(refreshing: Desk):
    refreshing.provider.claims = {**ADA, "groups": ["desk"]}
    change(refreshed_at=ago(minutes=15))
    assert refreshing.person()["role"] == "viewer"
    assert events()[-1] == AccessEventType.ROLE_CHANGED
    asked = len(refreshing.provider.asked)
    refreshing.open()
    assert len(refreshing.provider.asked) == asked, "it was confirmed just now"


def test_a_token_is_used_once_and_the_next_one_is_stored(refreshing: Desk):
    for _ in range(3):
        change(refreshed_at=ago(minutes=15))
        assert refreshing.open().status_code == 200


def test_a_refusal_of_the_provider_ends_the_session(refreshing: Desk):
    refreshing.provider.refresh_tokens.clear()
    change(refreshed_at=ago(minutes=15))
    assert refreshing.open().status_code == 303
    assert events()[-1] == AccessEventType.SESSION_ENDED


def test_a_refusal_makes_an_open_tab_load_again_so_that_the_provider_decides(refreshing: Desk):
    refreshing.provider.refresh_tokens.clear()
    change(refreshed_at=ago(minutes=15))
    states = [refreshing.client.get("/sign-in/state").status_code for _ in range(2)]
    assert states == [409, 409]
    assert refreshing.client.get("/else").status_code == 401


@pytest.mark.parametrize(
    "code", ["invalid_client", "unauthorized_client", "invalid_request", "invalid_scope"]
)
def test_a_refusal_of_the_dashboard_itself_ends_no_session(refreshing: Desk, code, caplog):
    refreshing.provider.error = code
    change(refreshed_at=ago(minutes=15))
    assert refreshing.open().status_code == 200
    assert AccessEventType.SESSION_ENDED not in events()
    assert code in caplog.text


def test_the_next_token_is_kept_if_the_provider_fails_after_it(refreshing: Desk):
    refreshing.provider.failing = {"/userinfo"}
    change(refreshed_at=ago(minutes=15))
    assert refreshing.open().status_code == 200
    refreshing.provider.failing = set()
    CONFIRMING._asked.clear()  # half a minute later
    refreshing.provider.claims = {**ADA, "groups": ["desk"]}
    assert refreshing.person()["role"] == "viewer"


def test_while_the_store_is_only_read_who_is_in_stays_in(refreshing: Desk):
    change(refreshed_at=ago(minutes=15))
    make_newer(real_store(current_settings()))
    assert refreshing.open().status_code == 200


def test_a_person_whom_the_provider_refuses_is_out_though_that_can_not_be_stored(refreshing: Desk):
    refreshing.provider.refresh_tokens.clear()
    change(refreshed_at=ago(minutes=15))
    (session,) = sign_ins.sessions_of(current_settings()).listed(600)
    make_newer(real_store(current_settings()))
    assert confirming._settled(current_settings(), session, None) is SessionFate.AGAIN


def test_many_sessions_share_one_look_whether_the_provider_answers(desk: Desk):
    desk.sign_in()
    desk.provider.down = True
    change(refreshed_at=ago(minutes=15))
    (session,) = sign_ins.sessions_of(current_settings()).listed(600)
    asked, looking = len(desk.provider.asked), Confirming()

    async def look_often() -> list[SessionFate]:
        return await asyncio.gather(*(looking.look(current_settings(), session) for _ in range(20)))

    assert set(asyncio.run(look_often())) == {SessionFate.FINE}
    assert len(desk.provider.asked) == asked + 1


def test_another_person_in_the_answer_ends_the_session(refreshing: Desk):
    refreshing.provider.claims = {**ADA, "sub": "grace"}
    change(refreshed_at=ago(minutes=15))
    assert refreshing.open().status_code == 303


def test_a_domain_that_is_no_longer_allowed_ends_the_session(refreshing: Desk, monkeypatch):
    monkeypatch.setenv("SIGN_IN_DOMAIN", "shop.example")
    change(refreshed_at=ago(minutes=15))
    assert refreshing.open().status_code == 303


def test_while_the_provider_is_down_people_stay_signed_in_for_an_hour(refreshing: Desk):
    refreshing.provider.down = True
    change(refreshed_at=ago(minutes=59))
    assert refreshing.open().status_code == 200
    change(refreshed_at=ago(minutes=60))
    assert refreshing.open().status_code == 303


def test_a_provider_that_fails_for_a_moment_ends_no_session(refreshing: Desk):
    refreshing.provider.error = "temporarily_unavailable"
    change(refreshed_at=ago(minutes=15))
    assert refreshing.open().status_code == 200


def test_another_session_key_leads_to_sign_in_again(refreshing: Desk, monkeypatch):
    monkeypatch.setenv("SESSION_KEY", KEY.replace("c2Vz", "d2Vz"))
    change(refreshed_at=ago(minutes=15))
    assert refreshing.open().status_code == 303


def test_without_a_refresh_token_the_browser_signs_in_again_and_an_open_tab_loads_again(desk: Desk):
    desk.sign_in()
    change(refreshed_at=ago(minutes=15))
    assert desk.open().status_code == 303
    assert desk.client.get("/sign-in/state").status_code == 409
    assert desk.sign_in().status_code == 303
    assert desk.open().status_code == 200


def test_people_stay_signed_in_while_the_provider_is_down_without_a_refresh_token(desk: Desk):
    desk.sign_in()
    desk.provider.down = True
    change(refreshed_at=ago(minutes=59))
    assert desk.open().status_code == 200
    change(refreshed_at=ago(minutes=60))
    assert desk.open().status_code == 303


def test_roles_from_the_list_alone_need_no_confirmation(desk: Desk, monkeypatch):
    monkeypatch.delenv("ROLE_MAP")
    monkeypatch.setenv("LEADS", "ada@example.com")
    desk.sign_in()
    change(refreshed_at=ago(hours=2))
    assert desk.open().status_code == 200

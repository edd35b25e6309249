"""Sign-in sessions in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from dashboard.access.events import AccessEventType, AccessLog, AccessQuery
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.access.session import SignInMethod, SignInSession, VerifiedPerson
from dashboard.access.sessions import SessionRepository, Visitor
from dashboard.store.engine import Store
from dashboard.store.errors import StoreError
from dashboard.store.tables import person, sign_in_session
from tests.support.stores import make_newer

ADA = VerifiedPerson("https://sign-in.example ada", "Ada Byron", "ada@example.com", ("desk-leads",))
GRACE = VerifiedPerson("https://sign-in.example grace", "Grace Hopper")


@pytest.fixture
def sessions(store: Store) -> SessionRepository:
    return SessionRepository(store)


def begin(sessions: SessionRepository, who: VerifiedPerson = ADA, **more: Any) -> tuple[SignInSession, str]:
    return sessions.begin(who, SignInMethod.OIDC, 8, **more)


def events(store: Store) -> list[tuple[str, str, str, str]]:
    found = AccessLog(store).every(AccessQuery())
    return [(each.kind, each.person, each.origin, each.detail) for each in found]


def later(**by: float) -> datetime:
    return datetime.now(UTC) + timedelta(**by)


def test_a_cookie_finds_its_session_and_person(sessions):
    session, cookie = begin(sessions, visitor=Visitor("192.0.2.7", "A browser"))
    found = sessions.by_cookie(cookie)
    assert found == session
    assert found.person == ADA
    assert (found.client_address, found.user_agent) == ("192.0.2.7", "A browser")
    assert sessions.by_cookie(cookie + "x") is None
    assert sessions.by_cookie(session.id) is None, "the id opens nothing"


def test_neither_cookie_nor_token_is_stored_as_it_is(sessions, store):
    _, cookie = begin(sessions)
    with store.reading() as connection:
        stored = str(connection.execute(select(sign_in_session)).all())
    assert cookie not in stored


def test_two_cookies_have_nothing_in_common(sessions):
    first, second = begin(sessions)[1], begin(sessions)[1]
    assert first != second
    assert len(first) == len(second) == 43, "256 bits"


def test_signing_in_again_ends_the_session_that_the_browser_had(sessions):
    first, cookie = begin(sessions)
    second, _ = begin(sessions, visitor=Visitor(cookie=cookie))
    assert sessions.by_id(first.id).ended_at is not None
    assert sessions.by_id(second.id).ended_at is None


def test_a_session_is_over_at_its_end_or_when_idle_or_ended(sessions):
    session, _ = begin(sessions)
    assert not session.is_over(later(minutes=59), idle_minutes=60)
    assert session.is_over(later(minutes=60), idle_minutes=60)
    active = replace(session, last_seen_at=later(hours=7.9))
    assert not active.is_over(later(hours=7.9), idle_minutes=60)
    assert active.is_over(later(hours=8), idle_minutes=60)
    assert replace(session, ended_at=later()).is_over(later(), idle_minutes=60)


def test_activity_is_written_at_most_once_a_minute(sessions):
    session, _ = begin(sessions)
    sessions.touch(session)
    assert sessions.by_id(session.id).last_seen_at == session.last_seen_at
    sessions.touch(replace(session, last_seen_at=later(seconds=-61)))
    assert sessions.by_id(session.id).last_seen_at > session.last_seen_at


def test_ending_a_session_ends_it_once_and_forgets_its_refresh_token(sessions):
    session, cookie = begin(sessions, refresh_token=b"sealed")
    other, _ = begin(sessions)
    assert sessions.end(session, "Grace Hopper")
    assert not sessions.end(session, "Ada Byron")
    ended = sessions.by_cookie(cookie)
    assert (ended.ended_by, ended.has_refresh_token) == ("Grace Hopper", False)
    assert sessions.by_id(other.id).ended_at is None


def test_the_list_has_one_persons_sessions_that_are_not_over(sessions):
    first, second = begin(sessions)[0], begin(sessions)[0]
    begin(sessions, GRACE)
    sessions.end(first, "")
    assert [each.id for each in sessions.listed(60, ADA.identity)] == [second.id]
    assert len(sessions.listed(60)) == 2
    assert sessions.listed(0) == [], "all are idle for longer"


def test_several_sessions_are_read_at_once(sessions):
    first, second = begin(sessions)[0], begin(sessions, GRACE)[0]
    assert sessions.by_ids([first.id, second.id, "unknown"]) == {first.id: first, second.id: second}
    assert sessions.by_ids([]) == {}


def test_only_one_can_use_a_refresh_token_until_its_use_is_confirmed(sessions):
    session, _ = begin(sessions, refresh_token=b"sealed")
    assert sessions.take_refresh_token(session.id) == b"sealed"
    assert sessions.take_refresh_token(session.id) is None
    sessions.keep_refresh_token(session.id, b"sealed anew")
    sessions.confirm(session.id, replace(ADA, claims=("desk",)))
    assert sessions.take_refresh_token(session.id) == b"sealed anew"
    found = sessions.by_id(session.id)
    assert found.person.claims == ("desk",)
    assert found.refreshed_at > session.refreshed_at


def test_a_token_that_is_taken_is_seen_without_a_write(sessions, store):
    session, _ = begin(sessions, refresh_token=b"sealed")
    sessions.take_refresh_token(session.id)
    make_newer(store)
    assert sessions.take_refresh_token(session.id) is None


def test_a_session_without_a_refresh_token_has_none_to_take(sessions):
    session, _ = begin(sessions)
    assert sessions.take_refresh_token(session.id) is None
    assert sessions.take_refresh_token("unknown") is None


def test_an_ended_session_is_not_confirmed(sessions, store):
    session, _ = begin(sessions, refresh_token=b"sealed")
    sessions.end(session, "")
    renamed = replace(ADA, name="Ada Lovelace")
    sessions.keep_refresh_token(session.id, b"sealed anew")
    sessions.confirm(session.id, renamed, "viewer, now lead")
    found = sessions.by_id(session.id)
    assert (found.has_refresh_token, found.person.name) == (False, "Ada Byron")
    assert AccessEventType.ROLE_CHANGED not in [kind for kind, *_ in events(store)]


def test_a_person_who_has_left_is_back_once_they_sign_in_and_not_before(sessions, store):
    session, _ = begin(sessions)
    with store.writing() as connection:
        connection.execute(update(person).values(left_at=later()))
    sessions.confirm(session.id, ADA)
    assert left(store)
    begin(sessions)
    assert not left(store)


def left(store: Store) -> bool:
    with store.reading() as connection:
        return connection.execute(select(person.c.left_at)).scalar() is not None


def test_what_happens_to_a_session_is_on_record_with_who_where_and_why(sessions, store):
    desk = Visitor("127.0.0.1", origin=RequestOrigin(OriginKind.HERE))
    session, _ = begin(sessions, visitor=desk)
    sessions.confirm(session.id, ADA, role_change="viewer, now lead")
    sessions.sign_out(session, desk)
    other, _ = begin(sessions)
    sessions.end(other, "the provider")
    assert events(store)[::-1] == [
        ("signed in", "Ada Byron", "here", "127.0.0.1"),
        ("role changed", "Ada Byron", "unknown", "viewer, now lead"),
        ("signed out", "Ada Byron", "here", "127.0.0.1"),
        ("signed in", "Ada Byron", "unknown", ""),
        ("session ended", "Ada Byron", "unknown", "the provider"),
    ]
    assert [each.session_id for each in AccessLog(store).every(AccessQuery())] == [
        *(other.id, other.id),
        *(session.id, session.id, session.id),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda sessions, _: begin(sessions, GRACE),
        lambda sessions, session: sessions.sign_out(session),
        lambda sessions, session: sessions.end(session, "the provider"),
        lambda sessions, session: sessions.confirm(session.id, GRACE, role_change="lead"),
    ],
    ids=["begin", "sign out", "end", "confirm"],
)
def test_without_its_event_nothing_changes(sessions, monkeypatch, change):
    def full(*_):
        raise StoreError("The disk is full.")

    session, _ = begin(sessions)
    monkeypatch.setattr("dashboard.access.sessions.add_event", full)
    with pytest.raises(StoreError, match="full"):
        change(sessions, session)
    assert sessions.listed(60) == [session]


def test_a_person_is_stored_once_as_the_provider_named_them_last(sessions, store):
    begin(sessions)
    begin(sessions, replace(ADA, name="Ada Lovelace"))
    with store.reading() as connection:
        (row,) = connection.execute(select(person)).all()
    assert (row.identity, row.name, row.left_at) == (ADA.identity, "Ada Lovelace", None)

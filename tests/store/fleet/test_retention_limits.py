"""To the second and the day: which rows of a fleet are old, and which are just not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from dashboard.store.fleet import tables
from dashboard.store.fleet.retention import delete_fleet_before
from dashboard.store.tables import request_note
from tests.store.rows import COMPANY, NOW, add_account

WHOSE: dict[str, Any] = {"account_id": "account", "company_id": COMPANY}
PERSON: dict[str, Any] = {"person": "Ada", "verified": False}
LISTED: dict[str, Any] = {**WHOSE, "tags": "{}", "state_value": ""}
EPISODE: dict[str, Any] = {**WHOSE, "state": "late", "worst": "late"}
INCIDENT: dict[str, Any] = {"account_id": "account"}
OLD, YOUNG = NOW - timedelta(seconds=1), NOW
TODAY, YESTERDAY = NOW.date(), NOW.date() - timedelta(days=1)


@pytest.fixture
def database_kind() -> str:
    """Use SQLite only: the other tests of retention use both databases."""
    return "sqlite"


def times(at):
    return {"began": at, "seen_at": at}


def began(at):
    return {"first_began": at, "last_began": at, "made_at": at}


@pytest.mark.parametrize(
    ("name", "values", "kept"),
    [
        ("verdict_change", {**WHOSE, "state": "late", "at": OLD}, 0),
        ("verdict_change", {**WHOSE, "state": "late", "at": YOUNG}, 1),
        ("set_up_change", {**WHOSE, "kind": "x", "name": "x", "at": OLD}, 0),
        ("set_up_change", {**WHOSE, "kind": "x", "name": "x", "at": YOUNG, "before_at": OLD}, 1),
        ("company_day", {**WHOSE, "state": "late", "day": YESTERDAY}, 0),
        ("company_day", {**WHOSE, "state": "late", "day": TODAY}, 1),
        ("fleet_day", {"account_id": "account", "companies": 1, "read": 1, "day": YESTERDAY}, 0),
        ("fleet_day", {"account_id": "account", "companies": 1, "read": 1, "day": TODAY}, 1),
        ("fleet_watch", {"account_id": "account", "began": OLD, "last": OLD}, 0),
        ("fleet_watch", {"account_id": "account", "began": OLD, "last": YOUNG}, 1),
        ("company_gap", {**WHOSE, "until": OLD}, 0),
        ("company_gap", {**WHOSE, "began": OLD, "until": YOUNG}, 1),
        ("episode", {**EPISODE, **times(OLD), "ended": OLD, "ended_seen_at": OLD}, 0),
        ("episode", {**EPISODE, **times(OLD), "ended": OLD, "ended_seen_at": YOUNG}, 1),
        ("episode", {**EPISODE, **times(OLD), "ended": OLD}, 1),
        ("episode", {**EPISODE, **times(OLD)}, 1),
        ("fleet_refresh", {"account_id": "account", **PERSON, "total": 1, "asked_at": OLD}, 0),
        ("fleet_refresh", {"account_id": "account", **PERSON, "total": 1, "asked_at": YOUNG}, 1),
        ("incident", {**INCIDENT, **began(OLD)}, 0),
        ("incident", {**INCIDENT, **began(OLD), "last_began": YOUNG}, 1),
        ("fleet_company", {**LISTED, "gone": True, "read_at": OLD}, 0),
        ("fleet_company", {**LISTED, "gone": True}, 0),
        ("fleet_company", {**LISTED, "gone": True, "read_at": YOUNG}, 1),
        ("fleet_company", {**LISTED, "gone": True, "read_at": OLD, "episode_id": 1}, 1),
        ("fleet_company", {**LISTED, "gone": False, "read_at": OLD}, 1),
        ("company_work", {**WHOSE, "owner": "Ada", "owned_at": OLD}, 1),
        ("saved_view", {"account_id": "account", **PERSON, "name": "x", "query": "", "made_at": OLD}, 1),
        ("last_look", {"account_id": "account", "identity": "issuer ada", "at": OLD}, 1),
        ("fleet_account", {"account_id": "account", "listed_at": OLD}, 1),
    ],
)
def test_only_what_was_over_before_then_is_deleted(store, name, values, kept):
    table = getattr(tables, name)
    with store.writing() as connection:
        add_account(connection)
        connection.execute(insert(table).values(**values))
    assert delete_fleet_before(store, NOW) == 1 - kept
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(table)).scalar() == kept
    assert delete_fleet_before(store, NOW) == 0


@pytest.mark.parametrize(("at", "kept"), [(OLD, 0), (YOUNG, 1)])
def test_the_notes_of_processes_that_ended_long_ago_are_deleted(store, at, kept):
    with store.writing() as connection:
        values = {"base_url": "https://api.codat.example", "process": "a", "at": at, "requests": 3}
        connection.execute(insert(request_note).values(**values))
    assert delete_fleet_before(store, NOW) == 1 - kept

"""When the provider must confirm a session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard.access.session import SignInMethod, SignInSession, VerifiedPerson

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def session(**values: Any) -> SignInSession:
    usual = {
        "began_at": NOON,
        "last_seen_at": NOON,
        "refreshed_at": NOON,
        "ends_at": NOON + timedelta(hours=8),
    }
    return SignInSession(
        "id", VerifiedPerson("issuer ada"), **{"method": SignInMethod.OIDC, **usual, **values}
    )


@pytest.mark.parametrize(
    ("role_map", "values", "confirmed"),
    [
        ("desk=viewer", {}, True),
        ("", {"has_refresh_token": True}, True),
        ("", {}, False),
        ("desk=viewer", {"method": SignInMethod.PROXY}, False),
    ],
)
def test_the_provider_confirms_where_it_gives_the_roles_or_can_be_asked(role_map, values, confirmed):
    assert session(**values).is_confirmed_by_provider(role_map) is confirmed


def test_it_is_due_after_fifteen_minutes():
    assert not session().is_due(NOON + timedelta(minutes=14.9))
    assert session().is_due(NOON + timedelta(minutes=15))


def test_it_is_overdue_once_the_provider_had_time_to_answer():
    assert not session().is_overdue(NOON + timedelta(minutes=15))
    assert session().is_overdue(NOON + timedelta(minutes=20))

"""Fixtures: a share service on each database, with a clock that a test moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.settings import Settings
from dashboard.sharing.link import NewLink
from dashboard.sharing.openings import Openings
from dashboard.sharing.repository import ShareRepository
from dashboard.sharing.service import ShareService
from dashboard.sharing.terms import ShareTerms
from dashboard.store.engine import Store
from tests.store.rows import CODAT, COMPANY, add_account
from tests.support.people import at_desk, elsewhere

NOW = datetime(2026, 11, 24, 9, 51, tzinfo=UTC)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ADA = at_desk("Ada Byron")
BEN = at_desk("Ben")
ELSEWHERE = elsewhere("Eve")
CONTENT = ShareContent(SharePage.COMPANY, frozenset({SharePart.ANSWER}))


class MovedClock:
    """A clock that moves only when a test moves it."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        """Return its time."""
        return self.time

    def pass_(self, **much: float) -> None:
        """Move it forward: `hours=1`."""
        self.time += timedelta(**much)


def new_link(**values: Any) -> NewLink:
    """Return a live link for a day, unless `values` say otherwise."""
    usual: dict[str, Any] = {
        "company_id": COMPANY, "company_name": "Bluebird Coffee", "content": CONTENT,
        "lasts": timedelta(days=1),
    }  # fmt: skip
    return NewLink(**(usual | values))


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def account_id(store: Store) -> str:
    with store.writing() as connection:
        return add_account(connection)


@pytest.fixture
def service_on(account_id: str, clock: MovedClock) -> Callable[..., ShareService]:
    """Return a function that makes a service on a store, with these settings."""

    def make(store: Store, **settings: Any) -> ShareService:
        records = ShareRepository(store, account_id, CODAT)
        return ShareService(records, Openings(store), ShareTerms.of(Settings(**settings)), now=clock)

    return make


@pytest.fixture
def service(store: Store, service_on: Callable[..., ShareService]) -> ShareService:
    return service_on(store)


@pytest.fixture
def service_of_other(store: Store, clock: MovedClock) -> ShareService:
    """Return the service of another account in the same store."""
    with store.writing() as connection:
        records = ShareRepository(store, add_account(connection, "other"), CODAT)
    return ShareService(records, Openings(store), ShareTerms.of(Settings()), now=clock)

"""The shared views of a sandbox's company, over HTTP and with a clock that a test moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.services.account import CodatAccount, account_with
from dashboard.services.budget import ReadPurpose
from dashboard.services.stored_account import stored_account
from dashboard.services.stores import close_stores, store_of
from dashboard.settings import Settings
from dashboard.sharing.composing import ViewComposer
from dashboard.sharing.link import NewLink, ShareLink
from dashboard.sharing.live import LiveReads
from dashboard.sharing.openings import Openings
from dashboard.sharing.repository import ShareRepository
from dashboard.sharing.service import ShareService
from dashboard.sharing.shared_views import SharedViews
from dashboard.sharing.terms import ShareTerms
from dashboard.starting.registry import close_services
from dashboard.store.engine import Store
from dashboard.web.guard import Guard
from dashboard.web.session_limit import SessionLimit
from dashboard.web.share import SharedPages
from dashboard.web.share_headers import share_paths
from tests.support import limits
from tests.support.people import at_desk
from tests.support.sandbox_process import SandboxProcess

EMBEDDER = "https://help.example"
HERE = at_desk("Ada Byron")
EVERY_PART = ShareContent(SharePage.COMPANY, frozenset(SharePart))
HOST = "http://127.0.0.1:8501"


class SetClock:
    """A clock that the test moves, from now on."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **much: float) -> None:
        """Move it forward: `hours=1`."""
        self.at += timedelta(**much)


@dataclass
class SharedDesk:
    """The links of a store, and an HTTP client for what they open."""

    links: ShareService
    views: SharedViews
    openings: Openings
    store: Store
    clock: SetClock
    company: str
    http: TestClient

    def make(self, **values: Any) -> tuple[ShareLink, str]:
        """Make a live link for a day with every part, unless `values` say otherwise."""
        return self.links.make(self._new(values), HERE)

    def preview(self, **values: Any) -> str:
        """Return the token of a preview of such a link."""
        return self.links.preview(self._new(values), HERE)

    def _new(self, values: dict[str, Any]) -> NewLink:
        usual = {"content": EVERY_PART, "lasts": timedelta(days=1), "company_name": "Bluebird Coffee"}
        return NewLink(**{"company_id": self.company, **usual, **values})


def _now() -> datetime:
    return datetime.now(UTC)


def links_of(store: Store, codat: str, now: Callable[[], datetime] = _now) -> ShareService:
    """Return the links of a dashboard's store, as another process sees them. `codat`: Codat's address."""
    account, settings = CodatAccount(codat, "test-key"), Settings()
    records = ShareRepository(store, stored_account(store, account, now()), account.address)
    return ShareService(records, Openings(store), ShareTerms.of(settings), now=now)


@contextmanager
def shared_desk(
    sandbox: SandboxProcess, database_url: str, case: str = "archived-tax-rate"
) -> Iterator[SharedDesk]:
    """Open the store, and serve its links as the dashboard does."""
    settings = Settings(
        api_key="test-key", base_url=sandbox.url, database_url=database_url, embed_origins=(EMBEDDER,)
    )
    account, clock = account_with(settings, "test-key"), SetClock()
    store, client = store_of(settings, account), account.make_client(ReadPurpose.JOB)
    stored = stored_account(store, account, clock())
    openings = Openings(store)
    links = ShareService(
        ShareRepository(store, stored, account.address), openings, ShareTerms.of(settings), now=clock
    )
    snapshots = SnapshotRepository(store, stored, account)
    live = LiveReads(client, snapshots, now=clock)
    views = SharedViews(links, live, ViewComposer(settings, account), clock)
    try:
        with TestClient(app_of(views), base_url=HOST, raise_server_exceptions=False) as http:
            yield SharedDesk(links, views, openings, store, clock, sandbox.company(case), http)
    finally:
        openings.close()
        views.close()
        close_services()
        close_stores()


def app_of(views: SharedViews, most_tabs: int = 300, first_read_s: float = limits.WAIT_S) -> Starlette:
    """Return an app that serves these views behind the guard and the limit of tabs."""
    return serving(lambda: views, most_tabs, first_read_s)


def serving(
    views: Callable[[], SharedViews], most_tabs: int = 300, first_read_s: float = limits.WAIT_S
) -> Starlette:
    """Return the same app for views that are made, or fail to be made, at each request."""
    pages = SharedPages(views, first_read_s, newer_read_s=first_read_s)
    routes = [Route(f"{path}{{rest:path}}", pages) for path in share_paths()]
    return Starlette(routes=routes, middleware=[Middleware(Guard), Middleware(SessionLimit, most=most_tabs)])

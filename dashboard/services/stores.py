"""The stores of this process: the real one, the demo's, and that of sign-in; how each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

from sqlalchemy import func, or_, select

from dashboard import demo
from dashboard.services.account import CodatAccount
from dashboard.settings import Settings
from dashboard.store.engine import Store, open_store
from dashboard.store.errors import StoreError
from dashboard.store.revisions import revision_of
from dashboard.store.tables import OPEN_STAGES, sign_in_session, start
from dashboard.store.upgrade import upgrade


@dataclass(frozen=True, slots=True)
class StoreState:
    """`revision`: its last migration; `is_newer`: a newer program made it, and this one writes nothing.

    `open_starts`: starts without an outcome; `sessions`: sign-ins that aren't over.
    """

    revision: str
    is_newer: bool
    open_starts: int
    sessions: int


_DEMO_ACCESS: Final = "sqlite:///var/demo-access.db"
_lock = Lock()
_stores: dict[str, Store] = {}
_up_to_date: set[str] = set()


def real_store(settings: Settings) -> Store:
    """Return the store that the settings name, up to date. Raises StoreError; calling it again retries."""
    return _opened(settings.database_url)


def access_store(settings: Settings) -> Store:
    """Return the store of sign-ins, roles and tokens. Raises StoreError.

    The demo's is a file of its own, which a restart keeps: what someone gets in the demo, perhaps from a
    provider that asks for no password, must open nothing else.
    """
    return _opened(_demo_access_url(settings.database_url)) if settings.demo else real_store(settings)


def demo_store(settings: Settings) -> Store:
    """Return the store of the sandbox, which is started if necessary. Raises StoreError, DemoError."""
    return _opened(demo.database_url(settings))


def store_of(settings: Settings, account: CodatAccount) -> Store:
    """Return the store that holds an account's record. Raises StoreError, DemoError."""
    return demo_store(settings) if account.demo else real_store(settings)


def close_stores() -> None:
    """Close every store and forget them all."""
    with _lock:
        for each in _stores.values():
            each.close()
        _stores.clear()
        _up_to_date.clear()


def state_of(store: Store, now: datetime) -> StoreState:
    """Return the store's current state. `now`: aware. Raises StoreError."""
    over = or_(sign_in_session.c.ended_at.is_not(None), sign_in_session.c.ends_at <= now)
    with store.reading() as connection:
        open_starts = select(func.count()).select_from(start).where(start.c.stage.in_(OPEN_STAGES))
        sessions = select(func.count()).select_from(sign_in_session).where(~over)
        return StoreState(
            revision_of(connection) or "",
            store.is_newer(connection),
            connection.execute(open_starts).scalar_one(),
            connection.execute(sessions).scalar_one(),
        )


def _demo_access_url(database_url: str) -> str:
    """Return the file beside the real one, or in `var` if the real store is on a server."""
    if not database_url.startswith("sqlite:///"):
        return _DEMO_ACCESS
    return f"{database_url.removesuffix('.db')}-demo-access.db"


def _opened(url: str) -> Store:
    """Open a store once, and upgrade it once it can be reached."""
    with _lock:
        if url not in _stores:
            _stores[url] = open_store(url)
        store = _stores[url]
        if url not in _up_to_date:
            _bring_up_to_date(store)
            _up_to_date.add(url)
        return store


def _bring_up_to_date(store: Store) -> None:
    try:
        upgrade(store)
    except StoreError:
        store.disconnect()  # its file may be a different one by the next try
        raise

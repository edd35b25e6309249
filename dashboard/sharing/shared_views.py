"""What a token opens, as bytes: the page, its JSON or its badge. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Final

from dashboard.fleet.reading.reads import StoredReads
from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.insight.reading import OLD_AFTER
from dashboard.insight.snapshot import Snapshot
from dashboard.services.account import CodatAccount
from dashboard.services.budget import ReadPurpose
from dashboard.services.stored_account import stored_account
from dashboard.services.stores import store_of
from dashboard.settings import Settings
from dashboard.sharing.composing import ViewComposer
from dashboard.sharing.link import OpenedLink, ShareLink
from dashboard.sharing.live import LiveReads
from dashboard.sharing.live_rules import LivePolicy
from dashboard.sharing.registry import share_account, share_service
from dashboard.sharing.rendered import RenderCache
from dashboard.sharing.service import ShareService
from dashboard.views.share.page import page_html
from dashboard.views.share.pictures.badge import badge_svg
from dashboard.views.share.status_json import status_json
from dashboard.views.share.status_view import StatusView, from_json

_FROZEN: Final = "frozen"


class ViewFormat(StrEnum):
    """A form in which a view is served; the value is the end of its path."""

    PAGE = ""
    JSON = "status.json"
    BADGE = "badge.svg"


class UnreadableView(Exception):  # noqa: N818 - what is wrong, and with which link
    """A stored view can't be shown by this version; the message says of which link."""


@dataclass(frozen=True)
class ServedView:
    """What a token opens.

    `body`: None while a live link's company has never been read. `failed`: and the last try to failed.
    `is_old`: whether a live link's data are older than a page should show.
    """

    link: ShareLink
    body: bytes | None
    failed: bool = False
    is_old: bool = False


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SharedViews:
    """The views that the links of one account open. Thread-safe."""

    def __init__(
        self,
        links: ShareService,
        live: LiveReads,
        composer: ViewComposer,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._links, self._live, self._composer, self._now = links, live, composer, now
        self._rendered = RenderCache()

    def serve(self, token: str, form: ViewFormat, *, preview: bool = False) -> ServedView | None:
        """Return what a token opens now; None if it opens nothing. Raises StoreError, UnreadableView.

        Never waits for Codat: a live link shows the last good state, and a round starts if one is due.
        """
        opened = self._links.open_link(token, preview=preview)
        if opened is None:
            return None
        now = self._now()
        if opened.frozen_view is not None:
            return ServedView(opened.link, self._frozen_body(opened, form, now))
        state = self._live.look(opened.link.company_id)
        if state.reads is None:
            return ServedView(opened.link, None, state.failed)
        body, is_old = self._live_body(opened, state.reads, form, now), now - state.reads.read_at > OLD_AFTER
        return ServedView(opened.link, body, state.failed, is_old)

    def count_opening(self, link: ShareLink, user_agent: str) -> None:
        """Count that someone opened the page of a link."""
        self._links.count_opening(link, user_agent)

    def under_way(self, company_id: str) -> Future[None] | None:
        """Return the round of reads under way, to wait for; None if there is none."""
        return self._live.under_way(company_id)

    def keep_fresh(self, within: timedelta) -> None:
        """Start a round, if one is due, for each live link that people opened within this time."""
        for company_id in self._links.lately_opened(within):
            self._live.look(company_id)

    def seed(self, snapshot: Snapshot) -> None:
        """Take what a page has just read, so that links show it without asking Codat."""
        self._live.seed(snapshot)

    def close(self) -> None:
        """End the reads."""
        self._live.close()

    def _frozen_body(self, opened: OpenedLink, form: ViewFormat, now: datetime) -> bytes:
        key = (opened.link.id, form, _FROZEN, opened.link.ends_at)
        return self._rendered.get(
            key, now, lambda: _render(form, _frozen(opened), opened.link, now, live=False)
        )

    def _live_body(self, opened: OpenedLink, reads: StoredReads, form: ViewFormat, now: datetime) -> bytes:
        def render() -> bytes:
            view = self._composer.view(opened, reads.snapshot, now)
            return _render(form, view, opened.link, now, live=True)

        key = (opened.link.id, form, opened.link.ends_at, reads.read_at, _failures(reads.snapshot))
        return self._rendered.get(key, now, render)


def _failures(snapshot: Snapshot) -> tuple[datetime | None, ...]:
    """Return when each read of a company last failed, which the page says."""
    reads = (snapshot.latest, snapshot.syncs, snapshot.connections, snapshot.configuration)
    return tuple(each.failed_at for each in reads)


def _frozen(opened: OpenedLink) -> StatusView:
    """Return the view that was stored with a link. Raises UnreadableView."""
    try:
        return from_json(opened.frozen_view or {})
    except (ValueError, TypeError) as error:  # what another version wrote
        raise UnreadableView(f"link {opened.link.id} has a stored view that can’t be read") from error


def _render(form: ViewFormat, view: StatusView, link: ShareLink, now: datetime, *, live: bool) -> bytes:
    if form is ViewFormat.JSON:
        return status_json(view)
    if form is ViewFormat.BADGE:
        return badge_svg(view).encode()
    return page_html(view, ends_at=link.ends_at, live=live, now=now).encode()


_views: dict[Settings, tuple[ShareService, SharedViews]] = {}
_lock = Lock()


def shared_views(settings: Settings) -> SharedViews:
    """Return the views of the account of the settings, or the demo's. Raises as `share_service` does.

    The reads of a service that another one has replaced are ended.
    """
    service = share_service(settings)
    with _lock:
        known = _views.get(settings.lasting)
        if known is not None and known[0] is service:
            return known[1]
        made = _made(service, settings, share_account(settings))
        _views[settings.lasting] = service, made
    if known is not None:
        known[1].close()
    return made


def close_shared_views() -> None:
    """End the reads of every account."""
    with _lock:
        views = [each for _, each in _views.values()]
        _views.clear()
    for each in views:
        each.close()


def _made(service: ShareService, settings: Settings, account: CodatAccount) -> SharedViews:
    store, client = store_of(settings, account), account.make_client(ReadPurpose.JOB)
    stored = stored_account(store, account, datetime.now(UTC))
    snapshots = SnapshotRepository(store, stored, account)
    policy = LivePolicy(stuck=timedelta(hours=settings.stuck_hours))
    return SharedViews(service, LiveReads(client, snapshots, policy), ViewComposer(settings, account))

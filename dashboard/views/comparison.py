"""Syncs side by side, for `components.comparison`: a row for each property, a cell for each sync."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from codat_client import CompanySyncStatus
from dashboard.foreign_text import html
from dashboard.insight.causes.catalogue import message_of
from dashboard.views import components, times, words

NONE = '<span class="d-muted">none</span>'
Rows = list[tuple[str, Sequence[str]]]


def rows(
    shown: Sequence[CompanySyncStatus | None],
    zone: ZoneInfo,
    now: datetime,
    address: Callable[[str], str],
    *,
    whole: bool = False,
) -> Rows:
    """Return the rows, each (label, a cell of HTML for each sync). In `shown`, None means no sync.

    `zone`: the one to show times in. `now`: aware. `address`: of a sync's own page, by its id. `whole`: also
    what only Codat support asks for, its status in words and the technical message, if any sync has one.
    """

    def row(label: str, content: Callable[[CompanySyncStatus], str]) -> tuple[str, Sequence[str]]:
        return label, [NONE if each is None else content(each) for each in shown]

    found = [
        row("Outcome", lambda sync: components.status(words.status_of(sync))),
        row("Ran", lambda sync: html(times.near(sync.sync_utc, zone, now))),
        row("Code", lambda sync: html(words.code_label(sync.sync_status_code))),
        row("Message", lambda sync: _quoted(message_of(sync))),
        row("Wrote data", lambda sync: html(words.wrote(sync))),
    ]
    if whole and any(each and each.sync_status for each in shown):
        found.append(row("Codat’s status", lambda sync: html(sync.sync_status) or NONE))
    if whole and any(each and each.error_message and each.sync_exception_message for each in shown):
        found.append(row("Technical message", lambda sync: _quoted(sync.sync_exception_message)))
    linked = row("Sync", lambda sync: components.short_id(sync.sync_id, _link(sync, address)))
    return [*found, linked]


def _quoted(text: str | None) -> str:
    return components.quote(text) if text and text.strip() else NONE


def _link(sync: CompanySyncStatus, address: Callable[[str], str]) -> str:
    return address(sync.sync_id) if sync.sync_id else ""

"""Parts of the digest: the days beside it, its incidents in words, its lists of merchants."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from dashboard.jobs.reader import FleetReader, ReaderKind
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.ui.fleet import digest, freshness
from dashboard.ui.fleet.digest import DigestView
from dashboard.ui.fleet.records import SeenFleet
from dashboard.views.fleet.freshness import NO_WORKER, OFF

LATE_EVENING = datetime(2026, 11, 29, 23, tzinfo=UTC)


def seen(zone):
    """Return a fleet whose team is in this zone."""
    return SeenFleet(cast("Any", SimpleNamespace(zone=ZoneInfo(zone))), {}, everything=True)


@pytest.mark.parametrize(
    ("day", "zone", "has_next"),
    [(28, "Etc/UTC", True), (29, "Etc/UTC", False), (29, "Pacific/Auckland", True)],
)
def test_the_day_after_is_linked_once_it_has_begun_for_the_team(day, zone, has_next):
    days = digest._days(DigestView(date(2026, 11, day), LATE_EVENING, seen(zone)))
    assert f"/digest?date=2026-11-{day - 1}" in days
    assert (f"/digest?date=2026-11-{day + 1}" in days) is has_next


@pytest.mark.parametrize(
    ("kind", "line"), [(ReaderKind.OFF, OFF), (ReaderKind.NO_ONE, NO_WORKER), (ReaderKind.HERE, "")]
)
def test_home_says_why_no_one_checks(monkeypatch, kind, line):
    monkeypatch.setattr(session, "settings", lambda: None)
    monkeypatch.setattr(freshness, "who_reads", lambda _: FleetReader(kind))
    assert freshness.reader_line() == line


def test_who_checks_is_left_out_if_the_store_cannot_be_read(monkeypatch):
    def fails(_settings):
        raise StoreError("gone")

    monkeypatch.setattr(session, "settings", lambda: None)
    monkeypatch.setattr(freshness, "who_reads", fails)
    assert freshness.reader_line() == ""

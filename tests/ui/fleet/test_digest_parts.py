"""Parts of the digest: the days beside it, its incidents in words, its lists of merchants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.fleet.episode import Incident
from dashboard.jobs.reader import FleetReader, ReaderKind
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.ui.fleet import digest, freshness
from dashboard.ui.fleet.digest import DigestView
from dashboard.ui.fleet.records import SeenFleet
from dashboard.views.fleet.freshness import NO_WORKER, OFF
from tests.insight.fleet.episodes import NIGHT, an_episode
from tests.insight.fleet.fleet_rows import a_row, id_of

DAY = timedelta(days=1)
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


class FakeHistory:
    """Incidents, each of one open episode; `asked`: the numbers of each question for members."""

    def __init__(self, *incidents):
        self.known, self.asked = incidents, []

    def members(self, *numbers):
        self.asked.append(numbers)
        return [an_episode(each, incident_id=each) for each in numbers]

    def __getattr__(self, name):
        known = {"recorded_since": NIGHT - DAY, "recorded_days": [NIGHT], "incidents": self.known}
        return lambda *_: known.get(name, [])


class FakeRepository:
    """`gone`: the companies that are no longer listed; None if the store can't be read."""

    def __init__(self, gone=()):
        self.known = gone

    def gone_rows(self):
        if self.known is None:
            raise StoreError("gone")
        return list(self.known)


@pytest.mark.parametrize(
    ("gone", "everything", "names"),
    [
        ([a_row(2, gone=True), a_row(3, gone=True)], True, {id_of(1): "Company 1", id_of(2): "Company 2"}),
        ([a_row(2, gone=True)], False, {id_of(1): "Company 1"}),
        (None, True, {id_of(1): "Company 1"}),
    ],
)
def test_companies_that_are_no_longer_listed_have_a_name_for_who_sees_all(gone, everything, names):
    fleet = cast("Any", SimpleNamespace(repository=FakeRepository(gone)))
    found = SeenFleet(fleet, {id_of(1): a_row(1)}, everything=everything)
    assert found.names([id_of(1), id_of(2)]) == names
    assert found.names([]) == {}


@pytest.mark.parametrize("number", [0, 1, 30])
def test_the_members_of_all_incidents_are_asked_for_at_once(number):
    history = FakeHistory(*(Incident(at, "tax", "Xero", NIGHT, NIGHT, NIGHT) for at in range(number)))
    before = Incident(99, "tax", "Xero", NIGHT - 9 * DAY, NIGHT - 9 * DAY, NIGHT - 9 * DAY)
    history.known = (*history.known, before)
    fleet = SimpleNamespace(zone=ZoneInfo("Etc/UTC"), history=history, repository=FakeRepository())
    found = digest.changes_of(SeenFleet(cast("Any", fleet), {}, everything=True), NIGHT.date(), NIGHT + DAY)
    assert history.asked == [tuple(range(number))]
    assert len(found.begun) == number


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

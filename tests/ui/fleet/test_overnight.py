"""Home's line of the night is made again only when it may say something else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dashboard.insight.fleet.over_time.changes import FleetChanges
from dashboard.store.errors import StoreError
from dashboard.ui.fleet import digest, overnight
from dashboard.ui.fleet.records import SeenFleet

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


class OneFleet:
    """A fleet with a revision, as the line needs it."""

    zone, number = UTC, 1

    @property
    def picture(self):
        return SimpleNamespace(revision=lambda: self.number)


@pytest.fixture
def line(monkeypatch):
    """Return a function that draws the line for who sees these rows, and the days it was made for so far."""
    made: list[date] = []
    fleet: Any = OneFleet()

    def changes_of(_seen, day, _now):
        made.append(day)
        return FleetChanges(NOW, NOW)

    def draw(rows=None, *, now=NOW, revision=1):
        fleet.number = revision
        seen = SeenFleet(fleet, {} if rows is None else rows, everything=rows is None)
        monkeypatch.setattr(overnight, "of_session_fleet", lambda: (seen, ""))
        return overnight.line(cast("Any", SimpleNamespace(now=now, fleet=fleet)))

    monkeypatch.setattr(digest, "changes_of", changes_of)
    return draw, made


def test_it_is_made_once_for_all_who_see_the_same(line):
    draw, made = line
    mine: dict[str, Any] = {}

    assert len({draw(), draw(), draw(mine), draw(mine)}) == 1
    assert len(made) == 2


@pytest.mark.parametrize(
    "other",
    [{"revision": 2}, {"now": NOW.replace(day=30)}, {"now": NOW.replace(minute=10)}, {"rows": {}}],
    ids=["something was recorded", "another day", "ten minutes later", "who asks sees others"],
)
def test_it_is_made_again_when_it_may_say_something_else(line, other):
    draw, made = line
    draw()

    draw(**other)

    assert len(made) == 2


def test_who_sees_other_companies_with_equal_rows_gets_a_line_of_their_own(line):
    draw, made = line
    every: list[dict[str, Any]] = [{}, {}]

    for rows in every:
        draw(rows)

    assert len(made) == 2


def test_what_cannot_be_read_is_no_line(line, monkeypatch):
    draw, _ = line

    def fails(_seen, _day, _now):
        raise StoreError("gone")

    monkeypatch.setattr(digest, "changes_of", fails)
    assert draw() == ""

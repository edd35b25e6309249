"""The tables under the figures of Trends, its range of months, and what a person may see of the records."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dashboard.access.company import CompanyRule
from dashboard.access.role import Role
from dashboard.insight.fleet.over_time.trends import CauseMonth, RecoveryMonth, TrendDay
from dashboard.ui import person
from dashboard.ui.fleet import of_session, records, trends
from dashboard.ui.fleet.of_session import SessionFleet
from dashboard.ui.fleet.records import SeenFleet
from dashboard.ui.fleet.trends import TrendsView
from dashboard.views.figures.fleet_trends import MOST_CAUSES
from tests.insight.fleet.fleet_rows import a_row, id_of
from tests.support.people import signed_in

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 12, 1), 3, date(2026, 10, 1)),
        (date(2026, 2, 28), 3, date(2025, 12, 1)),
        (date(2026, 1, 31), 1, date(2026, 1, 1)),
        (date(2026, 11, 30), 24, date(2024, 12, 1)),
    ],
)
def test_so_many_months_are_counted_with_the_present_one(day, months, first):
    assert trends._months_before(day, months) == first


def test_the_most_frequent_causes_come_first_and_no_more_than_have_colours():
    causes = [CauseMonth(MAY, f"c{at}", at) for at in range(1, MOST_CAUSES + 3)]
    shown = trends._with_colours([*causes, CauseMonth(JUNE, "c1", 99)])
    assert shown[:2] == ["c1", f"c{MOST_CAUSES + 2}"]
    assert len(shown) == MOST_CAUSES
    assert trends._with_colours([CauseMonth(MAY, "b", 1), CauseMonth(MAY, "a", 1)]) == ["a", "b"]


def test_the_table_of_days_has_the_newest_first_and_says_what_was_not_recorded():
    recorded = TrendDay(MAY, is_recorded=True, failing=1_200, behind=3, missing=7_000, switched_off=41)
    table = trends._days_table([recorded, TrendDay(JUNE, is_recorded=False)])
    assert table.index("not recorded") < table.index("1,200")
    assert "7,000" in table
    assert table.index("Switched off") < table.index(">41<")


def test_the_table_of_days_says_of_how_many_and_what_is_not_known():
    partial = TrendDay(MAY, True, 14, 3, 91, 2, 60, is_partial=True, checked=300)  # noqa: FBT003 - a row
    table = trends._days_table([partial])
    assert "14, of 300 checked" in table
    assert "60–91 (unknown: 2)" in table


def view(**values):
    return TrendsView(6, datetime(2026, 7, 1, tzinfo=UTC), since=date(2026, 5, 12), **values)


def test_the_table_of_recovery_and_that_of_causes_have_the_newest_first():
    recovered = [RecoveryMonth(each, 5, timedelta(days=2), timedelta(days=9)) for each in (MAY, JUNE)]
    table = trends._recovery_table(view(recovery=recovered))
    assert table.index("Jun 2026") < table.index("May 2026")
    assert "9 days" in table
    assert "May 2026, from 12 May" in table
    causes = [CauseMonth(MAY, "tax-rate", 2), CauseMonth(JUNE, "tax-rate", 1), CauseMonth(JUNE, "", 4)]
    months = trends._causes_table(view(causes=causes))
    assert months.index("Jun 2026") < months.index("May 2026")
    assert months.index(">4<") < months.index(">1<") < months.index(">2<")


@pytest.fixture
def seen(monkeypatch):
    """Return a function that gives what a person sees of a fleet of two companies."""
    rows = {row.company_id: row for row in (a_row(1, name="Bluebird"), a_row(2, name="Corner Deli"))}
    fleet = SimpleNamespace(
        repository=SimpleNamespace(gone_rows=list), picture=SimpleNamespace(rows=lambda: rows)
    )

    def of(who):
        monkeypatch.setattr(of_session, "fleet", lambda: SessionFleet(cast("Any", fleet)))
        monkeypatch.setattr(person, "current", lambda: who)
        found, error = records.of_session_fleet()
        assert error == ""
        return cast("SeenFleet", found)

    return of


def test_who_sees_some_companies_gets_no_record_of_others(seen):
    every = [SimpleNamespace(company_id=id_of(at)) for at in (1, 2, 3)]
    some = seen(signed_in("Ada", Role.LEAD, CompanyRule(name="Blue*")))
    assert (some.names([id_of(1), id_of(2), "x"]), some.only(every)) == ({id_of(1): "Bluebird"}, every[:1])
    lead = seen(signed_in("Ada", Role.LEAD))
    assert (set(lead.names([id_of(1), id_of(2), "x"])), lead.only(every)) == ({id_of(1), id_of(2)}, every)


def test_without_a_fleet_there_is_a_sentence(monkeypatch):
    monkeypatch.setattr(of_session, "fleet", lambda: SessionFleet(None, "No key.", typed_key=True))
    assert records.of_session_fleet() == (None, "No key.")

"""Digest and Trends show what is on record, and only of companies that the person may see."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import insert

from dashboard.access.role import Role
from dashboard.fleet.recording import record_all
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.fleet.over_time.digest_day import digest_day, digest_period
from dashboard.insight.verdict.state import State
from dashboard.store.fleet.tables import fleet_day
from dashboard.views import times
from dashboard.views.fleet.trend_words import month
from tests.pages.conftest import text_of
from tests.support.fleet_records import fleet_here, judged, record_outage

COMPANIES = [FleetCompany(f"0000000{at}-0000-4000-8000-000000000001", f"Merchant {at}") for at in (1, 2, 3)]

NONE = {"companies": 3, "read": 3}


@pytest.fixture
def outage(open_page, fresh_sandbox):  # noqa: ARG001 - its settings name the store
    """Record that three merchants began to fail two days ago, before the morning; return the digest's day."""
    began = (datetime.now(UTC) - timedelta(days=2)).replace(hour=3, minute=10)
    record_outage(fleet_here(fresh_sandbox.url), COMPANIES, began)
    return began.date()


def test_without_records_both_say_so(open_page):
    assert "Nothing has been recorded yet: no merchant has been checked." in text_of(open_page("digest"))
    assert "Nothing recorded yet" in text_of(open_page("trends"))


def test_a_digest_has_its_five_lines_the_merchants_and_the_incident(open_page, outage):
    said = text_of(open_page("digest", date=outage.isoformat()))

    assert "1 incident began: Write rejected, Xero (3 merchants)." in said
    assert "3 merchants newly failing, all of them: write rejected." in said
    assert "Checked all 3 merchants." in said
    assert "None recovered." in said
    assert all(f">{each.name}</a>" in said for each in COMPANIES)
    assert 'href="/?incident=1"' in said


def test_the_first_digest_says_since_when_it_is_recorded_and_the_one_before_has_nothing(open_page, outage):
    first = text_of(open_page("digest", date=outage.isoformat()))
    before = text_of(open_page("digest", date=(outage - timedelta(days=1)).isoformat()))

    assert "Earlier changes aren’t known." not in first
    assert "Earlier changes aren’t known." in before
    earlier = text_of(open_page("digest", date=(outage - timedelta(days=2)).isoformat()))
    assert "Recording began" in earlier
    assert f"The first digest is for {times.day(outage - timedelta(days=1), datetime.now(UTC))}." in earlier


def test_another_night_has_its_own_digest(open_page, outage):
    said = text_of(open_page("digest", date=(outage + timedelta(days=1)).isoformat()))

    assert "None seen newly failing." in said or "Nothing was recorded in these 24 hours." in said
    assert f'href="/digest?date={outage.isoformat()}"' in said


def test_a_digest_counts_only_companies_that_the_person_may_see(open_page, signed_in_as, outage):
    signed_in_as(Role.LEAD, rule=f"name {COMPANIES[0].name}")

    said = text_of(open_page("digest", date=outage.isoformat()))

    assert "1 incident began: Write rejected, Xero (1 merchant)." in said
    assert "1 merchant newly failing: write rejected." in said
    assert COMPANIES[1].name not in said


def test_trends_say_since_when_and_what_each_figure_shows(open_page, outage):
    page = open_page("trends", months="6")
    said = text_of(page)

    assert "Recorded since" in said
    assert "3 merchants failing on" in said
    assert f"<td>{month(outage)}" in said
    assert "Most frequent: write rejected, 3 of 3 problems." in said
    assert len(page.get("plotly_chart")) == 3


def test_trends_of_fewer_months_than_are_recorded_do_not_say_that_recording_began_with_them(
    open_page, fresh_sandbox
):
    fleet = fleet_here(fresh_sandbox.url)
    for days in (200, 1):
        record_outage(fleet, COMPANIES, datetime.now(UTC) - timedelta(days=days))

    assert "Since" in text_of(open_page("trends", months="3"))
    assert "Recorded since" not in text_of(open_page("trends", months="3"))
    assert "Recorded since" in text_of(open_page("trends", months="12"))


def test_trends_count_only_companies_that_the_person_may_see(open_page, signed_in_as, outage):  # noqa: ARG001
    signed_in_as(Role.LEAD, rule=f"name {COMPANIES[0].name}")

    assert "Most frequent: write rejected, 1 of 1 problem." in text_of(open_page("trends"))


def test_home_says_the_first_news_of_the_night_also_after_more_was_recorded(open_page, fresh_sandbox):
    fleet = fleet_here(fresh_sandbox.url)
    began = digest_period(digest_day("", datetime.now(UTC), fleet.zone), fleet.zone)[0]
    fleet.repository.put_companies(COMPANIES, began - timedelta(days=2), whole=True)
    assert "What changed overnight" not in text_of(open_page())

    record_outage(fleet, COMPANIES, began + timedelta(seconds=1))
    fleet.picture.look_again()
    said = "What changed overnight</a>: 1 incident began: Write rejected, Xero (3 merchants)."
    assert said in text_of(open_page())


def test_a_digest_of_a_night_without_checks_says_what_was_not_checked(open_page, outage, fresh_sandbox):
    """The companies were read last in the night before, and only one of them later in the next one."""
    fleet, since = fleet_here(fresh_sandbox.url), datetime.combine(outage, time(9), UTC)
    later = since + timedelta(hours=13)
    record_all(fleet.repository, [judged(COMPANIES[0], later, State.FAILING)], later)
    record_all(fleet.repository, [judged(COMPANIES[1], later + timedelta(days=3), State.FAILING)], later)
    page = open_page("digest", date=(outage + timedelta(days=1)).isoformat())
    said = text_of(page)

    assert "Checked 1 of 3 merchants; nothing was checked from 03:10 to 08:00." in said
    assert "No change was seen." in said
    assert "None seen newly failing." in said
    assert "No merchant’s status changed." not in said
    assert said.count("Checked 1 of 3 merchants") == 2  # on the page, and in the text to copy


def test_what_was_checked_is_counted_among_the_companies_that_the_person_may_see(
    open_page, signed_in_as, outage
):
    signed_in_as(Role.LEAD, rule=f"name {COMPANIES[0].name}")

    assert "Checked 1 merchant." in text_of(open_page("digest", date=outage.isoformat()))


def test_a_past_digest_still_has_a_merchant_that_is_no_longer_listed(open_page, outage, fresh_sandbox):
    before = text_of(open_page("digest", date=outage.isoformat()))
    fleet = fleet_here(fresh_sandbox.url)
    fleet.repository.put_companies(COMPANIES[1:], datetime.now(UTC), whole=True)
    fleet.picture.look_again()

    after = text_of(open_page("digest", date=outage.isoformat()))

    for said in (
        "Checked all 3 merchants.",
        "3 merchants newly failing, all of them: write rejected.",
        "1 incident began: Write rejected, Xero (3 merchants).",
        f">{COMPANIES[0].name}</a>",
    ):
        assert said in before
        assert said in after


def test_who_sees_some_merchants_sees_those_that_are_listed(open_page, signed_in_as, outage, fresh_sandbox):
    fleet = fleet_here(fresh_sandbox.url)
    fleet.repository.put_companies(COMPANIES[1:], datetime.now(UTC), whole=True)
    fleet.picture.look_again()
    signed_in_as(Role.LEAD, rule="name Merchant*")

    said = text_of(open_page("digest", date=outage.isoformat()))

    assert COMPANIES[0].name not in said


def test_home_says_what_was_not_checked_overnight(open_page, fresh_sandbox):
    fleet = fleet_here(fresh_sandbox.url)
    began = digest_period(digest_day("", datetime.now(UTC), fleet.zone), fleet.zone)[0]
    record_outage(fleet, COMPANIES, began - timedelta(hours=20))
    with fleet.repository.store.writing() as connection:
        connection.execute(insert(fleet_day).values(account_id=fleet.account_id, day=began.date(), **NONE))

    assert "What changed overnight</a>: No change was seen. Checked none of 3 merchants." in text_of(
        open_page()
    )

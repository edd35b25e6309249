"""The company page below its answer: what is long stays short, what has to be known stands in the text."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from codat_client import CompanySyncStatus, Connection, ConnectionList, DataConnectionError
from dashboard.insight.reading import Reading
from dashboard.insight.zone import merchant_zone
from dashboard.views.company import sections
from tests.insight.verdict_makers import connection, settings

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
LONG = "The remote side closed the connection before it had answered. " * 8


def visible(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


def schedule(zone: str | None) -> str:
    shown = settings(zone)
    return sections.schedule(shown, merchant_zone(shown))


def connections(message: str) -> str:
    error = DataConnectionError(status="Active", error_message=message)
    known = [Connection(source_type="Accounting", platform_name="Xero", data_connection_errors=(error,))]
    return sections.connections(known, LONDON, NOW)


@pytest.mark.parametrize(
    ("zone", "said"),
    [(None, "No time zone is set; Codat takes UTC then."), ("Mars/Olympus", "isn’t recognised")],
)
def test_a_zone_that_had_to_be_guessed_is_said_in_the_text_and_not_on_hover_alone(zone, said):
    assert said in visible(schedule(zone))


def test_a_known_zone_needs_no_note():
    assert "d-small" not in schedule("Europe/London").replace('class="d-end d-small"', "")


@pytest.mark.parametrize("cut_short", [True, False])
def test_a_list_of_connections_that_never_ended_is_said_to_be_so(cut_short):
    known = ConnectionList([Connection(source_type="Accounting", platform_name="Xero")])
    known.cut_short = cut_short
    said = visible(sections.connections(known, LONDON, NOW))
    assert ("some may be missing" in said) is cut_short


def test_a_short_message_of_a_connection_is_unchanged():
    assert "<details" not in connections("The token has expired.")


def test_a_long_message_of_a_connection_is_cut_and_opens_to_all_of_it():
    shown = connections(LONG)
    summary, rest = shown.split("</summary>")
    assert len(visible(summary.rpartition("<summary>")[2])) < 160
    assert LONG.strip() in visible(rest)


def test_a_hostile_message_stays_text_however_long():
    assert "<b>" not in connections("<b>" * 100)


def test_the_address_to_link_a_lost_connection_again_is_a_click_away_if_it_is_codats():
    safe, evil = "https://link-api.codat.io/companies/1/connections/2/start", "https://evil.example/start"
    shown = [
        sections.connections([connection("Accounting", status, link_url=address)], LONDON, NOW)
        for status, address in (("Deauthorized", safe), ("Deauthorized", evil), ("Linked", safe))
    ]
    assert [f'data-copy="{safe}"' in each for each in shown] == [True, False, False]
    assert "evil.example" not in shown[1]


def test_what_codat_names_successful_and_its_code_does_not_is_said_so():
    failed = CompanySyncStatus(sync_id="a", sync_status_code=4000)
    shown = sections.compared(failed, Reading(failed, NOW), LONDON, NOW, str)
    assert "Codat lists it as the last successful one; its code says otherwise" in shown
    assert "also the last successful one" not in shown


def test_the_latest_that_succeeded_is_also_the_last_successful_one():
    good = CompanySyncStatus(sync_id="a", sync_status_code=2000)
    assert "also the last successful one" in sections.compared(good, Reading(good, NOW), LONDON, NOW, str)

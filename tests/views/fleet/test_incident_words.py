"""An incident in words, on Home and in the text to copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from dashboard.insight.fleet.episode import Incident
from dashboard.insight.fleet.over_time.incident_state import IncidentMember, IncidentState
from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.views.fleet import incident_words
from dashboard.views.share.fleet.incident import incident_view
from dashboard.views.share.page import page_html
from tests.insight.fleet.episodes import NIGHT

ZONE, HOUR = ZoneInfo("Etc/UTC"), timedelta(hours=1)
NOW = NIGHT + 5 * HOUR
INCIDENT = Incident(1, "write-refused", "Xero", NIGHT, NIGHT + HOUR, NIGHT)
STATE = IncidentState(
    INCIDENT,
    (
        IncidentMember("c1-and-more", NIGHT, NIGHT + 2 * HOUR),
        IncidentMember("c2-and-more", NIGHT),
        IncidentMember("c3-and-more", NIGHT + HOUR),
    ),
)
NAMES = {"c1-and-more": "Zed & Sons", "c2-and-more": "ada’s\nbakery"}
OVER = replace(STATE, members=tuple(replace(each, recovered_at=NIGHT + 4 * HOUR) for each in STATE.members))
CONTENT = ShareContent(
    SharePage.INCIDENT, frozenset({SharePart.ANSWER, SharePart.CAUSES}), companies=("c1-and-more",)
)


def test_its_line_says_how_many_what_since_when_and_who_recovered():
    line = incident_words.line(STATE, ZONE, NOW)

    assert line == "3 merchants: write rejected, Xero, since today 03:10 · 1 recovered"
    assert incident_words.line(OVER, ZONE, NOW) == (
        "3 merchants: write rejected, Xero, today 03:10 to today 07:10 · all recovered"
    )


def test_names_are_in_order_on_one_line_each_and_may_leave_out_the_recovered():
    assert incident_words.names_of(STATE, NAMES) == ["ada’s bakery", "Company c3-and-m…", "Zed & Sons"]
    assert "Zed & Sons" not in incident_words.names_of(STATE, NAMES, failing_only=True)


def test_the_text_to_copy_has_the_cause_its_fix_and_the_numbers():
    assert incident_words.text(STATE, ZONE, NOW).split("\n") == [
        "Write rejected, Xero",
        "Xero rejected what Codat tried to write.",
        "First seen 29 Nov 2026 03:10, last 29 Nov 2026 04:10. 1 of 3 merchants recovered.",
        "Merchant: find out what’s blocking new entries in Xero, and fix it.",
        "You: once the problem is fixed, start a sync up to now. Until then, syncs will probably fail.",
        "As of 29 Nov 2026 08:10 (UTC)",
    ]


def test_an_unknown_cause_is_called_so():
    unknown = replace(INCIDENT, cause="of a newer version", books="")

    assert incident_words.what(unknown) == "Cause not known"
    assert (incident_words.reason(unknown), incident_words.steps(unknown)) == ("", ())


def page(content: ShareContent, state: IncidentState = STATE) -> str:
    """Return the page of a link to the incident."""
    view = incident_view(state, content, NAMES, ZONE, NOW)
    return page_html(view, ends_at=NOW + 24 * HOUR, live=False, now=NOW)


def test_a_shared_incident_shows_counts_and_no_names_or_ids():
    html = page(CONTENT)

    assert "3 merchants: write rejected, Xero" in html
    assert "The merchant:</b> find out what’s blocking new entries in Xero" in html
    assert not any(each in html for each in ("Zed", "c1-and-more", "c3-and-m"))


def test_by_choice_it_shows_the_names():
    html = page(replace(CONTENT, parts=CONTENT.parts | {SharePart.MERCHANTS}))

    assert "<li>Zed &amp; Sons" in html


def test_once_over_it_says_so():
    assert "All recovered" in page(CONTENT, OVER)

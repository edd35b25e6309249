"""An incident in words, on Home and in the text to copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.fleet.episode import Incident, MemberEnd
from dashboard.insight.fleet.over_time.changes import IncidentCount
from dashboard.insight.fleet.over_time.incident_state import IncidentMember, IncidentState
from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.views.fleet import incident_words
from dashboard.views.share.fleet.incident import incident_view
from dashboard.views.share.page import page_html
from tests.insight.fleet.episodes import NIGHT

RECOVERED, OTHER, PASSED = MemberEnd.RECOVERED, MemberEnd.OTHER, MemberEnd.OVER
ZONE, HOUR = ZoneInfo("Etc/UTC"), timedelta(hours=1)
NOW = NIGHT + 5 * HOUR
INCIDENT = Incident(1, "write-refused", "Xero", NIGHT, NIGHT + HOUR, NIGHT)
STATE = IncidentState(
    INCIDENT,
    (
        IncidentMember("c1-and-more", NIGHT, NIGHT + 2 * HOUR, RECOVERED),
        IncidentMember("c2-and-more", NIGHT),
        IncidentMember("c3-and-more", NIGHT + HOUR),
    ),
)
NAMES = {"c1-and-more": "Zed & Sons", "c2-and-more": "ada’s\nbakery"}
OVER = replace(
    STATE, members=tuple(replace(each, over_at=NIGHT + 4 * HOUR, end=RECOVERED) for each in STATE.members)
)
CONTENT = ShareContent(
    SharePage.INCIDENT, frozenset({SharePart.ANSWER, SharePart.CAUSES}), companies=("c1-and-more",)
)


def test_its_line_says_how_many_what_since_when_and_who_recovered():
    line = incident_words.line(STATE, ZONE, NOW)

    assert line == "3 merchants: write rejected, Xero, since today 03:10 · 1 recovered"
    assert incident_words.line(OVER, ZONE, NOW) == (
        "3 merchants: write rejected, Xero, today 03:10 to 07:10 · all recovered"
    )


def test_when_the_first_and_the_last_began_names_one_day_once():
    assert incident_words.began(STATE, ZONE, NOW) == "today 03:10 – 04:10 (UTC)"
    later = replace(STATE.members[2], began=NIGHT + 24 * HOUR)
    days = replace(STATE, members=(*STATE.members[:2], later))
    assert incident_words.began(days, ZONE, NOW + 24 * HOUR) == "yesterday 03:10 – today 03:10 (UTC)"
    assert incident_words.began(replace(STATE, members=STATE.members[:2]), ZONE, NOW) == "today 03:10 (UTC)"


def test_names_are_in_order_on_one_line_each_and_may_leave_out_the_recovered():
    assert incident_words.names_of(STATE, NAMES) == ["ada’s bakery", "Company c3-and-m…", "Zed & Sons"]
    assert "Zed & Sons" not in incident_words.names_of(STATE, NAMES, lasting_only=True)


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

    assert "3 merchants: write rejected, Xero, since 29 Nov 03:10<" in html
    assert "today" not in html  # it is read on other days too
    assert "All times are UTC.<" in html
    assert "The merchant:</b> find out what’s blocking new entries in Xero" in html
    assert not any(each in html for each in ("Zed", "c1-and-more", "c3-and-m"))


def test_by_choice_it_shows_the_names():
    html = page(replace(CONTENT, parts=CONTENT.parts | {SharePart.MERCHANTS}))

    assert "<li>Zed &amp; Sons" in html


def test_once_over_it_says_so():
    assert "All recovered" in page(CONTENT, OVER)


def ending(*ends: MemberEnd | None) -> IncidentState:
    """Return the incident with a member for each of these ends."""
    members = [
        IncidentMember(f"c{at}-and-more", NIGHT, NIGHT + HOUR if end else None, end)
        for at, end in enumerate(ends)
    ]
    return IncidentState(INCIDENT, tuple(members))


@pytest.mark.parametrize(
    ("ends", "said", "mark"),
    [
        ((None, None), "none recovered yet", "failed"),
        ((RECOVERED, None), "1 recovered", "failed"),
        ((RECOVERED, RECOVERED), "all recovered", "succeeded"),
        ((RECOVERED, OTHER), "1 recovered, 1 then had another problem", "unknown"),
        ((OTHER, None), "none recovered yet, 1 then had another problem", "failed"),
        (
            (OTHER, PASSED),
            "none recovered, 1 then had another problem, 1 ended without a successful sync",
            "unknown",
        ),
        ((PASSED, PASSED), "none recovered, 2 ended without a successful sync", "unknown"),
    ],
)
def test_only_a_success_is_called_a_recovery(ends, said, mark):
    state = ending(*ends)

    assert incident_words.progress(state) == said
    assert incident_words.mark(state) == mark
    assert incident_words.line(state, ZONE, NOW).endswith(said)


def test_the_text_says_how_many_came_out_of_it_in_which_way():
    text = incident_words.text(ending(RECOVERED, RECOVERED, OTHER, PASSED, None), ZONE, NOW)

    assert (
        "2 of 5 merchants recovered, 1 then had another problem, 1 ended without a successful sync." in text
    )


def test_names_still_failing_leave_out_all_that_came_out_of_it():
    assert incident_words.names_of(ending(RECOVERED, OTHER, PASSED, None), {}, lasting_only=True) == [
        "Company c3-and-m…"
    ]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (IncidentCount(INCIDENT, 3, 3), "over"),
        (IncidentCount(INCIDENT, 3, 2), "2 recovered"),
        (IncidentCount(INCIDENT, 3, 0), "none recovered yet"),
        (IncidentCount(INCIDENT, 3, 0, 3), "over, 3 then had another problem"),
        (IncidentCount(INCIDENT, 3, 1, 1, 1),
         "over, 1 recovered, 1 then had another problem, 1 ended without a successful sync"),
    ],
)  # fmt: skip
def test_a_digest_says_how_it_stood(count, said):
    assert incident_words.stood(count) == said


@pytest.mark.parametrize(
    ("ends", "status", "rows"),
    [
        ((RECOVERED, RECOVERED), "succeeded", {"Recovered": "2", "Still failing": "0"}),
        ((RECOVERED, OTHER), "unknown", {"Recovered": "1", "Then had another problem": "1"}),
        (
            (PASSED, None),
            "failed",
            {"Recovered": "0", "Ended without a successful sync": "1", "Still failing": "1"},
        ),
    ],
)
def test_a_shared_incident_has_a_row_for_each_way_out_of_it(ends, status, rows):
    view = incident_view(ending(*ends), CONTENT, NAMES, ZONE, NOW)

    shown = {each.label: each.value for each in view.merchants.rows}
    assert view.answer.status == status
    assert rows.items() <= shown.items()
    assert ("All recovered" in shown) is (set(ends) == {RECOVERED})
    assert ("Over since" in shown) is (None not in ends and set(ends) != {RECOVERED})


LATE = replace(INCIDENT, cause="")


def test_late_merchants_have_no_cause_and_what_is_said_of_them_is_a_fact():
    state = replace(ending(*[None] * 40, RECOVERED), incident=LATE)

    assert incident_words.line(state, ZONE, NOW) == (
        "41 merchants: no sync when due, Xero, since today 03:10 · 1 recovered"
    )
    assert incident_words.mark(state) == "late"
    assert incident_words.text(state, ZONE, NOW).split("\n")[:2] == [
        "No sync when due, Xero",
        "Syncs were due by Codat’s schedule, and none ran.",
    ]
    assert [who for who, _ in incident_words.steps(LATE)] == ["You", "You"]


def test_a_shared_incident_of_late_merchants_is_late_and_asks_nothing_of_a_merchant():
    state = replace(ending(None, RECOVERED), incident=LATE)

    view = incident_view(state, CONTENT, NAMES, ZONE, NOW)

    assert (view.answer.status, view.answer.state) == ("late", "late")
    assert [each.label for each in view.merchants.rows][2] == "Still late"
    assert "no sync when due" in page(CONTENT, state)
    assert "Syncs were due by Codat’s schedule, and none ran." in page(CONTENT, state)


@pytest.mark.parametrize(
    ("ends", "title"),
    [
        ((RECOVERED, None), "Recovered"),
        ((RECOVERED, OTHER), "No longer affected"),
        ((PASSED,), "No longer affected"),
    ],
)
def test_the_list_of_those_for_which_it_is_over_says_recovered_only_of_all(ends, title):
    assert incident_words.over_title(ending(*ends)) == title


def test_of_each_of_them_it_says_how_and_when():
    members = ending(RECOVERED, OTHER, PASSED, None).members

    assert [incident_words.over(each, ZONE, NOW) for each in members] == [
        ("Recovered", "today 04:10"),
        ("Then had another problem", "today 04:10"),
        ("Ended without a successful sync", "today 04:10"),
        ("", ""),
    ]

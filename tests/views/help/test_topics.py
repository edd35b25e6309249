"""Help explains everything; the list of days under the strip says what its marks say."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.access.role import Role
from dashboard.insight.causes.catalogue import documented
from dashboard.insight.days import Day
from dashboard.insight.outcome import Outcome
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.insight.verdict.state import State
from dashboard.views import theme
from dashboard.views.company.day_list import day_list
from dashboard.views.help import sections, topics
from dashboard.views.verdict.state_words import WORDS

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
DAYS = [
    Day(date(2026, 11, 18)),
    Day(date(2026, 11, 19), Outcome.SUCCEEDED, 2, earlier_failure=True, sync_id="a"),
    Day(date(2026, 11, 20), Outcome.FAILED, 1, sync_id='"><b>'),
]


def address(day: Day) -> str | None:
    return f"/sync?sync={day.sync_id}"


def test_every_mark_is_explained():
    found = topics.marks()
    assert not [
        look.word for key, look in theme.LOOKS.items() if key != theme.IDLE and look.word not in found
    ]


def test_every_state_is_explained_least_grave_first():
    found = topics.states(VerdictLimits())
    places = [found.index(f">{WORDS[state]}<") for state in State]
    assert places == sorted(places)


def test_limits_are_those_of_the_settings():
    found = topics.states(VerdictLimits(stuck=timedelta(hours=5), grace=timedelta(hours=1.5), warn_days=3))
    assert "less than 5 h ago" in found
    assert "A sync was due 1.5 h ago or earlier" in found
    assert "At most 3 days" in found


def test_every_code_is_there_with_who_acts_first():
    found = topics.codes()
    assert all(f">{code}<" in found for code in documented())
    assert "Merchant: go through the sync settings" in found


def test_what_historys_charts_draw_is_explained():
    found = " ".join(f"{name} {meaning}" for name, meaning in topics.HISTORY)
    for word in ("Started here", "Outside the schedule", "range is unknown", "failed", "missing", "Unclear",
                 "Two syncs covered", "brought the sales", "Successful days", "Failing period"):  # fmt: skip
        assert word in found


def test_a_code_that_no_document_names_is_explained():
    assert "such as 4200" in topics.codes()
    assert 4200 not in documented()


def test_unusual_here_is_explained_with_its_numbers():
    found = next(each.body for each in topics.all_topics(VerdictLimits()) if each.anchor == "unusual")
    assert "In the 12 weeks before, at least 80 % of the nights" in found
    assert "At least 5 such nights" in found


def test_the_contents_lead_to_every_topic_and_the_codes_come_last():
    all_topics = topics.all_topics(VerdictLimits())
    shown = sections.page(all_topics, "/help")
    assert re.findall(r'href="/help#([a-z-]+)"', shown) == [each.anchor for each in all_topics]
    assert re.findall(r'<section id="([a-z-]+)"', shown) == [each.anchor for each in all_topics]
    assert len({each.anchor for each in all_topics}) == len(all_topics)
    assert all_topics[-1].anchor == topics.STATUS_CODES


@pytest.mark.parametrize("role", Role)
def test_each_role_is_explained(role):
    assert f"<dt>{str(role).capitalize()}</dt>" in topics.roles()


def test_nothing_is_folded_away_so_that_the_browser_finds_it():
    assert "<details" not in sections.page(topics.all_topics(VerdictLimits()), "/help")


def test_a_first_visit_shows_three_sentences():
    assert len(topics.FIRST_VISIT) == 3


def test_the_days_on_which_syncs_ran_are_links_newest_first():
    found = day_list(DAYS, address, NOW)
    assert found.index("20 Nov") < found.index("19 Nov")
    assert "18 Nov" not in found
    assert 'href="/sync?sync=a"' in found
    assert "wrote data, the last of 2, an earlier one failed" in found


def test_an_address_cannot_break_out_of_its_link():
    assert "<b>" not in day_list(DAYS, address, NOW)


def test_without_any_run_there_is_no_list():
    assert not day_list([Day(date(2026, 11, 18))], address, NOW)

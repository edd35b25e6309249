"""States, episodes and changes as they are stored, also those that another version wrote."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.fleet.rows import change_of, company_values, day_of, episode_of, incident_of, rows_of
from dashboard.fleet.state_json import from_json, to_json
from dashboard.insight.causes.catalogue import Actor
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany
from dashboard.insight.fleet.episode import CompanyDay, Episode, Incident, VerdictChange
from dashboard.insight.verdict.state import Ground, State
from tests.fleet.support import DAY, MINUTE, NOW, state_at

FULL = state_at(
    NOW,
    State.FAILING,
    zone="Europe/London",
    cause="tax",
    code=4000,
    acts=Actor.MERCHANT,
    began=NOW - DAY,
    days_missing=3,
    fewest_missing=0,
    next_due=NOW + MINUTE,
    strip="o" * 29 + "x",
    strip_ends=NOW.date(),
    starts_help=False,
)


def stored(**changes):
    """Return the JSON of a state with other values, as another version may have written it."""
    return json.dumps({**json.loads(to_json(FULL)), **changes})


def without(name):
    return json.dumps({key: value for key, value in json.loads(to_json(FULL)).items() if key != name})


def row(**changes):
    """Return the columns of a company's row, in the order of `ROW`."""
    usual = {
        "company_id": "c", "name": "Fern Bakery", "books": "Xero", "shops": "Shopify", "tags": "{}",
        "uses_commerce": None, "gone": False, "state": to_json(FULL), "read_at": NOW, "failed_at": None,
        "failed_with": "", "changed_at": None, "revision": 7, "episode_id": 1, "incident_id": 2,
    }  # fmt: skip
    return tuple((usual | changes).values())


@pytest.mark.parametrize("state", [FULL, state_at(NOW), replace(FULL, strip_ends=None, starts_help=None)])
def test_a_state_comes_back_as_it_was(state):
    assert from_json(to_json(state)) == state


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("ground", [Ground.PLAIN, Ground.GONE, Ground.NOT_READ])
def test_every_state_and_ground_can_be_stored(state, ground):
    made = state_at(NOW, state, ground=ground)
    assert from_json(to_json(made)) == made


TEXT = st.text(st.characters(codec=None), max_size=9)


@given(
    TEXT,
    TEXT,
    st.integers(-(2**31), 2**31) | st.none(),
    st.datetimes().map(lambda at: at.replace(tzinfo=UTC)),
)
def test_any_text_can_be_stored_and_what_cannot_is_replaced(words, cause, code, at):
    made = from_json(to_json(state_at(at, words=words, cause=cause, code=code, valid_until=at)))
    assert (made.code, made.assessed_at) == (code, at)
    for text in (made.words, made.cause):
        text.encode()  # no half of a pair is left
        assert "\0" not in text


@pytest.mark.parametrize("name", [each.name for each in fields(CompanyState) if each.type == "str"])
def test_in_no_field_is_a_character_stored_that_the_database_refuses(name):
    odd: Any = {name: "a\0\ud83db"}
    assert getattr(from_json(to_json(replace(FULL, **odd))), name) == "a\ufffd\ufffdb"


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", "{", '"state"', stored(state="of a later version"), stored(acts="a robot"),
        stored(assessed_at="now"), stored(code="4000"), stored(strip_ends=17.5), without("state"),
        without("valid_until"),
    ],
)  # fmt: skip
def test_what_is_no_state_of_this_version_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the message is
        from_json(text)


def test_a_field_of_a_later_version_is_left_out():
    assert from_json(stored(added_later={"a": 1})) == FULL


@pytest.mark.parametrize("name", ["left_words", "judged_by", "starts_help", "strip"])
def test_a_field_that_an_earlier_version_lacked_has_its_usual_value(name):
    usual = next(each.default for each in fields(CompanyState) if each.name == name)
    assert getattr(from_json(without(name)), name) == usual


def test_a_row_has_the_company_its_state_and_who_is_with_it():
    (found,) = rows_of([row(tags='{"region": "north"}')])
    assert found.company == FleetCompany("c", "Fern Bakery", "Xero", "Shopify", {"region": "north"})
    assert (found.state, found.read_at, found.revision) == (FULL, NOW, 7)
    assert (found.episode_id, found.incident_id) == (1, 2)


@pytest.mark.parametrize("state", [None, "of another version", stored(state="exploded")])
def test_a_row_whose_state_cannot_be_read_is_unread_and_the_others_are_there(state):
    one, other = rows_of([row(state=state), row(company_id="d")])
    assert (one.state, one.read_at, other.state) == (None, NOW, FULL)


def test_only_a_state_that_is_there_and_cannot_be_read_is_logged(caplog):
    rows_of([row(state=None), row()])
    assert caplog.messages == []
    rows_of([row(state="{}")])
    assert caplog.messages == ["the stored state of company c can’t be read"]


@pytest.mark.parametrize(
    "company",
    [
        FleetCompany("c"),
        FleetCompany("c", "Fern Bakery", "Xero", "Shopify, Square", {"b": "2", "a": ""}, uses_commerce=False),
        FleetCompany("c", gone=True),
        FleetCompany("c", "’“ — 😀"),
    ],
)
def test_a_company_comes_back_as_the_list_had_it(company):
    values = company_values(company)
    (found,) = rows_of([row(**values)])
    assert found.company == company


def test_ids_are_stored_in_lower_case_and_tags_in_one_order():
    one, other = (
        company_values(FleetCompany("AbC", tags=tags))
        for tags in ({"a": "1", "b": "2"}, {"b": "2", "a": "1"})
    )
    assert (one["company_id"], one["tags"]) == ("abc", other["tags"])


TIMES = {"began": NOW - DAY, "seen_at": NOW, "ended": None, "ended_seen_at": None}
ENDS = {"recovered": None, "left_at": None, "left_seen_at": None}


def columns(**values) -> Any:
    """Return a row with these columns."""
    return SimpleNamespace(**values)


def episode_row(**changes):
    usual = {"id": 5, "company_id": "c", "state": "late", "worst": "failing", "cause": "tax", "books": "Xero"}
    return columns(**usual | TIMES | ENDS | {"incident_id": None} | changes)


def test_an_episode_comes_back_with_its_times():
    ended = {"ended": NOW + MINUTE, "ended_seen_at": NOW + 2 * MINUTE, "incident_id": 9, "recovered": True}
    left = {"left_at": NOW - MINUTE, "left_seen_at": NOW}
    assert episode_of(episode_row(**ended, **left)) == Episode(
        5, "c", State.LATE, State.FAILING, "tax", "Xero", NOW - DAY, NOW, NOW + MINUTE, 9, NOW + 2 * MINUTE,
        recovered=True, **left,
    )  # fmt: skip
    assert episode_of(episode_row()).recovered is False


@pytest.mark.parametrize(
    ("stored", "ended", "recovered"),
    [
        (None, None, False),
        (None, NOW - MINUTE, True),
        (None, NOW, False),
        (False, NOW - MINUTE, False),
        (True, NOW, True),
    ],
    ids=["lasts", "ended earlier by a success", "seen to be over", "as stored", "as stored, at once"],
)
def test_an_episode_of_an_earlier_version_says_by_its_times_whether_a_success_ended_it(
    stored, ended, recovered
):
    row = episode_row(recovered=stored, ended=ended, ended_seen_at=ended and NOW)
    assert episode_of(row).recovered is recovered


@pytest.mark.parametrize("name", ["state", "worst"])
def test_an_episode_in_a_state_of_a_later_version_is_shown_as_not_known(name):
    assert getattr(episode_of(episode_row(**{name: "exploded"})), name) is State.NOT_KNOWN


@pytest.mark.parametrize(
    ("before", "after", "known"),
    [
        ("", "late", (None, State.LATE)),
        ("late", "failing", (State.LATE, State.FAILING)),
        ("exploded", "late", (State.NOT_KNOWN, State.LATE)),
        ("late", "exploded", (State.LATE, State.NOT_KNOWN)),
    ],
    ids=["first read", "a change", "from a later version’s", "to a later version’s"],
)
def test_a_change_says_both_states(before, after, known):
    values = {"company_id": "c", "at": NOW, "cause_before": "", "cause": "tax", "began": None}
    found = change_of(columns(**values, state_before=before, state=after, days_missing=2))
    assert found == VerdictChange("c", NOW, known[0], known[1], "", "tax", None, 2)


@pytest.mark.parametrize(("state", "known"), [("late", State.LATE), ("exploded", State.NOT_KNOWN)])
def test_a_day_says_the_state(state, known):
    values = {"day": date(2026, 11, 24), "company_id": "c", "cause": "", "books": ""}
    found = day_of(columns(**values, state=state, days_missing=9, fewest_missing=5))
    assert found == CompanyDay(date(2026, 11, 24), "c", known, "", "", 9, 5)


def test_an_incident_comes_back_with_what_it_became():
    at = datetime(2026, 11, 24, tzinfo=UTC)
    values = {"cause": "tax", "books": "Xero", "first_began": at, "last_began": at + timedelta(hours=1)}
    found = incident_of(columns(id=3, **values, made_at=NOW, became=1))
    assert found == Incident(3, "tax", "Xero", at, at + timedelta(hours=1), NOW, 1)

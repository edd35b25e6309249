"""What a company counts for in each filter: of every state, of its work, and at the edges of each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.causes.catalogue import Actor
from dashboard.insight.fleet.filters import (
    MINE,
    NAMED,
    NOBODY,
    YES,
    Context,
    Filter,
    Viewer,
    is_mine,
    is_snoozed,
    needs_attention,
    of_context,
    of_row,
    state_for_snooze,
)
from dashboard.insight.fleet.query import FleetQuery, from_address, select, to_address
from dashboard.insight.fleet.urgency import Urgency, group_of
from dashboard.insight.fleet.work import NEAR, CompanyWork
from dashboard.insight.verdict.state import Ground, State
from tests.insight.fleet.fleet_rows import NOW, a_row, a_state, id_of, rows

ADA = Viewer("Ada", looked_at=NOW - timedelta(hours=8))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OF_ROW = (Filter.STATE, Filter.CAUSE, Filter.ACTS, Filter.PLATFORM, Filter.TAG, Filter.INCIDENT)
OF_CONTEXT = (Filter.OWNER, Filter.NEW, Filter.SNOOZED)


def values(row, which):
    """Return the row's values of a filter that the row alone decides."""
    return dict(zip(OF_ROW, of_row(row, NOW), strict=True))[which]


def beside(row, which, work=None, viewer=ADA, now=NOW):
    """Return the row's values of a filter that people and the clock decide."""
    context = Context({} if work is None else {row.company_id: work}, viewer, now)
    return dict(zip(OF_CONTEXT, of_context(row, context), strict=True))[which]


def work(**recorded):
    return CompanyWork(id_of(1), **recorded)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.ARRIVING, {"arriving", "fine"}),
        (State.NOTHING_TO_SEND, {"nothing_to_send", "fine"}),
        (State.RUNNING, {"running", "fine"}),
        (State.NEVER_SYNCED, {"never_synced", "overdue", "attention"}),
        (State.STUCK, {"stuck", "overdue", "attention"}),
        (State.LATE, {"late", "overdue", "attention"}),
        (State.NOT_KNOWN, {"not_known", "attention"}),
        (State.FAILING, {"failing", "broken", "attention"}),
        (State.DISCONNECTED, {"disconnected", "broken", "attention"}),
        (State.WILL_BE_SWITCHED_OFF, {"will_be_switched_off", "broken", "attention"}),
        (State.PROBABLY_SWITCHED_OFF, {"probably_switched_off", "off", "attention"}),
        (State.SWITCHED_OFF, {"switched_off", "off", "attention"}),
    ],
)
def test_every_state_counts_for_itself_and_its_groups(state, expected):
    assert set(values(a_row(1, a_state(state)), Filter.STATE)) == expected


def test_no_state_is_left_out_of_the_table_above():
    table = test_every_state_counts_for_itself_and_its_groups.pytestmark[0].args[1]
    assert [state for state, _ in table] == list(State)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (a_row(1), {"unread"}),
        (a_row(1, a_state(State.NOTHING_TO_SEND, acts=Actor.US)), {"nothing_to_send", "asking"}),
        (a_row(1, a_state(State.RUNNING, began=NOW)), {"running", "settling"}),
        (a_row(1, a_state(State.NEVER_SYNCED, acts=Actor.NO_ONE)), {"never_synced", "fine"}),
        (a_row(1, a_state(State.NEVER_SYNCED, ground=Ground.NOT_CONFIGURED)), {"never_synced", "asking"}),
        (a_row(1, a_state(State.FAILING), gone=True), {"failing", "fine"}),
    ],
)
def test_special_cases_count_where_home_lists_them(row, expected):
    assert set(values(row, Filter.STATE)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, {"soon", "week"}), (3, {"soon", "week"}), (4, {"week"}), (7, {"week"}), (8, set()), (None, set())],
)
def test_days_until_the_switch_off_are_counted_up_to_three_and_up_to_seven(days, expected):
    row = a_row(1, a_state(State.WILL_BE_SWITCHED_OFF, switch_off_days=days))
    assert set(values(row, Filter.STATE)) & {"soon", "week"} == expected


def test_a_healthy_company_with_a_stale_count_is_not_about_to_go_off():
    assert set(values(a_row(1, a_state(State.ARRIVING, switch_off_days=1)), Filter.STATE)) == {
        "arriving",
        "fine",
    }


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (a_row(1, a_state(cause="tax-rate")), ("tax-rate",)),
        (a_row(1, a_state()), ()),
        (a_row(1), ()),
        (a_row(1, a_state(State.ARRIVING, cause="tax-rate")), ()),
        (a_row(1, a_state(State.RUNNING, cause="tax-rate", began=NOW)), ()),
    ],
)
def test_a_cause_counts_only_while_something_is_wrong(row, expected):
    assert values(row, Filter.CAUSE) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (a_state(acts=Actor.PROVIDER), ("provider",)),
        (a_state(acts=Actor.NO_ONE), ()),
        (a_state(State.NOTHING_TO_SEND, acts=Actor.US), ("us",)),
        (a_state(State.RUNNING, acts=Actor.US), ()),
        (None, ()),
    ],
)
def test_who_acts_counts_unless_no_one_has_to(state, expected):
    assert values(a_row(1, state), Filter.ACTS) == expected


@pytest.mark.parametrize(
    ("books", "shops", "expected"),
    [
        ("Xero", "Square", ("Xero", "Square")),
        ("Xero", "Square, Shopify", ("Xero", "Square", "Shopify")),
        ("Xero", "Xero", ("Xero",)),
        ("", "Square", ("Square",)),
        ("Xero", "", ("Xero",)),
        ("", "", ()),
    ],
)
def test_each_platform_counts_once_on_either_side(books, shops, expected):
    assert values(a_row(1, books=books, shops=shops), Filter.PLATFORM) == expected


def test_tags_and_incidents_count_as_their_address_has_them():
    row = a_row(1, tags={"region": "EU", "tier": "a=b"}, incident_id=12)
    assert values(row, Filter.TAG) == ("region=EU", "tier=a=b")
    assert values(row, Filter.INCIDENT) == ("12",)
    assert values(a_row(1), Filter.INCIDENT) == values(a_row(1), Filter.TAG) == ()


@pytest.mark.parametrize(
    ("recorded", "viewer", "expected"),
    [
        (None, ADA, (NOBODY,)),
        (work(), ADA, (NOBODY,)),
        (work(owner="Ada"), ADA, (MINE, f"{NAMED}Ada")),
        (work(owner="Ben"), ADA, (f"{NAMED}Ben",)),
        (work(owner="ada"), ADA, (f"{NAMED}ada",)),
        (work(owner="Ada"), Viewer(), (f"{NAMED}Ada",)),
        (work(owner="mine"), Viewer("Ben"), (f"{NAMED}mine",)),
        (work(owner="Ada", owner_identity="i a"), Viewer("Ada L", "i a"), (MINE, f"{NAMED}Ada")),
        (work(owner="Ada", owner_identity="i a"), Viewer("Ada", "i b"), (f"{NAMED}Ada",)),
        (work(owner="Ada", owner_identity="i a"), ADA, (f"{NAMED}Ada",)),
        (work(owner="Ada"), Viewer("Ada", "i a"), (f"{NAMED}Ada",)),
    ],
)
def test_a_company_is_mine_someones_or_nobodys(recorded, viewer, expected):
    assert beside(a_row(1, a_state()), Filter.OWNER, recorded, viewer) == expected


@pytest.mark.parametrize("state", [None, a_state(State.ARRIVING), a_state(State.RUNNING)])
def test_nobody_is_asked_for_where_nothing_is_wrong(state):
    assert beside(a_row(1, state), Filter.OWNER) == ()


def test_without_a_name_nothing_is_anyones():
    assert not is_mine(CompanyWork("c"), Viewer())
    assert not is_mine(CompanyWork("c", owner="Ada"), Viewer())


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(), {"yesterday", "week", "looked"}),
        (8 * HOUR - MINUTE, {"yesterday", "week", "looked"}),
        (8 * HOUR, {"yesterday", "week"}),
        (DAY, {"yesterday", "week"}),
        (DAY + MINUTE, {"week"}),
        (7 * DAY, {"week"}),
        (7 * DAY + MINUTE, set()),
    ],
)
def test_a_change_is_new_for_a_day_a_week_and_until_one_looks(age, expected):
    assert set(beside(a_row(1, a_state(), changed_at=NOW - age), Filter.NEW)) == expected


@pytest.mark.parametrize(
    ("row", "viewer"),
    [
        (a_row(1, a_state()), ADA),
        (a_row(1, changed_at=NOW), ADA),
        (a_row(1, a_state(State.ARRIVING), changed_at=NOW), ADA),
    ],
)
def test_what_never_changed_or_is_fine_is_not_new(row, viewer):
    assert beside(row, Filter.NEW, viewer=viewer) == ()


def test_who_never_looked_has_nothing_new_since():
    row = a_row(1, a_state(), changed_at=NOW)
    assert "looked" not in beside(row, Filter.NEW, viewer=Viewer("Ada"))


@pytest.mark.parametrize(
    ("recorded", "state", "expected"),
    [
        (work(snoozed_at=NOW), a_state(), (YES,)),
        (work(snoozed_at=NOW, snoozed_until=NOW + MINUTE), a_state(), (YES,)),
        (work(snoozed_at=NOW, snoozed_until=NOW), a_state(), ()),
        (work(snoozed_at=NOW, until_change=True, snoozed_state="failing "), a_state(), (YES,)),
        (work(snoozed_at=NOW, until_change=True, snoozed_state="failing "), a_state(cause="x"), ()),
        (work(snoozed_at=NOW, until_change=True), None, (YES,)),
        (work(owner="Ada"), a_state(), ()),
        (None, a_state(), ()),
    ],
)
def test_a_snoozed_company_counts_as_such_until_its_end(recorded, state, expected):
    assert beside(a_row(1, state), Filter.SNOOZED, recorded) == expected


ENDING = State.WILL_BE_SWITCHED_OFF


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (a_state(ENDING, switch_off_days=4), "will_be_switched_off "),
        (a_state(ENDING, switch_off_days=3), f"will_be_switched_off {NEAR}"),
        (a_state(ENDING, switch_off_days=0, cause="tax-rate"), f"will_be_switched_off tax-rate{NEAR}"),
        (a_state(cause="tax-rate"), "failing tax-rate"),
        (a_state(State.RUNNING, switch_off_days=1), ""),
        (None, ""),
    ],
)
def test_a_snooze_keeps_whether_the_switch_off_is_near(state, expected):
    assert state_for_snooze(a_row(1, state), NOW) == expected


def test_one_snoozed_until_a_later_day_is_back_three_days_before_it_is_switched_off():
    """Nothing but the clock changes: the state says 12 days, and that was nine days ago."""
    row = a_row(1, a_state(ENDING, switch_off_days=12))
    asleep = work(
        snoozed_at=NOW, snoozed_until=NOW + timedelta(days=30), snoozed_state=state_for_snooze(row, NOW)
    )
    assert [is_snoozed(row, asleep, NOW + timedelta(days=each)) for each in (0, 1, 8, 9, 12)] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_a_snooze_is_decided_in_one_way_for_list_and_filter():
    row, asleep = a_row(1, a_state()), work(snoozed_at=NOW)
    assert is_snoozed(row, asleep, NOW)
    assert select([row], FleetQuery(), Context({row.company_id: asleep}, ADA, NOW)).total == 0


@given(rows(12))
def test_attention_is_the_same_for_the_count_the_filter_and_the_order(fleet):
    for row in fleet:
        wrong = needs_attention(row)
        assert wrong is ("attention" in values(row, Filter.STATE))
        assert not wrong or group_of(row) < Urgency.SETTLING


@given(rows(12))
def test_a_row_that_was_read_counts_for_its_state_and_never_as_unread(fleet):
    for row in fleet:
        found = values(row, Filter.STATE)
        assert ("unread" in found) is (row.state is None)
        assert row.state is None or row.state.state.value == found[0]
        assert len(found) == len(set(found))


TEXT = st.text(min_size=1, max_size=40).filter(str.strip)


@given(TEXT, TEXT, TEXT)
def test_whatever_platforms_and_tags_are_called_each_count_leads_to_its_rows(books, key, value):
    row = a_row(1, a_state(), books=books, tags={key: value})
    context = Context({}, ADA, NOW)
    for which in (Filter.PLATFORM, Filter.TAG):
        for found in select([row], FleetQuery(), context).counts[which]:
            address = {name: each for name, each in to_address(FleetQuery({which: found})).items() if each}
            assert select([row], from_address(address), context).total == 1


@given(rows(8), st.sampled_from(["Ada", "Ben", ""]))
def test_with_anyone_as_owner_no_row_is_mine_and_nobodys_at_once(fleet, owner):
    for row in fleet:
        found = beside(row, Filter.OWNER, replace(work(owner=owner), company_id=row.company_id))
        assert not {MINE, NOBODY} <= set(found)
        assert (MINE in found) is (owner == "Ada")

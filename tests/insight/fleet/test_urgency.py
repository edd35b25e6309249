"""Home's order: what can still be kept on first, what needs no one last, and the same for everyone."""

from __future__ import annotations

from datetime import timedelta

from dashboard.insight.causes.catalogue import Actor
from dashboard.insight.fleet.row_order import Sort, place_of, tail_of
from dashboard.insight.fleet.urgency import Urgency, days_left, group_of
from dashboard.insight.verdict.state import Ground, State
from tests.support.fleet_rows import made_row, made_state, row_of
from tests.support.merchants import NOW, cases

OFF_IN_1 = made_state(State.WILL_BE_SWITCHED_OFF, switch_off_days=1, days_missing=30)
OFF_IN_5 = made_state(State.WILL_BE_SWITCHED_OFF, switch_off_days=5, days_missing=26)
JUST_OFF = made_state(State.PROBABLY_SWITCHED_OFF, days_missing=32)
LONG_OFF = made_state(State.SWITCHED_OFF, days_missing=400)
FAILING_9 = made_state(State.FAILING, days_missing=9, began=NOW - timedelta(days=9))
LOST_4 = made_state(State.DISCONNECTED, days_missing=4, began=NOW - timedelta(days=4))
UNCOUNTED_3 = made_state(State.FAILING, failing_days=3, began=NOW - timedelta(days=3))
FAILING_1 = made_state(State.FAILING, days_missing=1, began=NOW - timedelta(hours=30))
NEW_1 = made_state(State.FAILING, days_missing=1, began=NOW - timedelta(hours=5))
LATE = made_state(State.LATE, days_missing=1)
STUCK = made_state(State.STUCK, days_missing=0)
UNKNOWN = made_state(State.NOT_KNOWN)
AFTER_TROUBLE = made_state(State.RUNNING, began=NOW - timedelta(days=2))
TO_ASK = made_state(State.NOTHING_TO_SEND, acts=Actor.US)
FINE = made_state(State.ARRIVING)
EXPECTED = [
    OFF_IN_1, OFF_IN_5, JUST_OFF, LONG_OFF, FAILING_9, LOST_4, UNCOUNTED_3, NEW_1, FAILING_1, LATE, STUCK,
    UNKNOWN, None, AFTER_TROUBLE, TO_ASK, FINE,
]  # fmt: skip


def place(row):
    """Return a row's place on Home, sorted by urgency."""
    return place_of(row, Sort.URGENCY, tail_of(row), NOW)


def test_rows_stand_in_the_order_of_what_acting_today_saves():
    rows = [made_row(f"{99 - number}", state) for number, state in enumerate(EXPECTED)]
    found = sorted(rows, key=place)
    assert [row.company.name for row in found] == [row.company.name for row in rows]


def test_equals_stand_by_name_whatever_its_case_then_by_id():
    rows = [made_row(name, FINE) for name in ("bakery", "Zoo", "Apple")]
    rows.append(made_row("apple", FINE))
    names = [row.company.name for row in sorted(rows, key=place)]
    assert names == ["Apple", "apple", "bakery", "Zoo"]


def test_an_old_state_counts_the_days_that_have_passed():
    assert days_left(OFF_IN_5, NOW) == 5
    assert days_left(OFF_IN_5, NOW + timedelta(days=2)) == 3
    assert days_left(OFF_IN_1, NOW + timedelta(days=9)) == 0
    assert days_left(FINE, NOW) > 1000


def test_what_codat_no_longer_lists_or_never_syncs_stands_last():
    assert group_of(made_row("gone", FAILING_9, gone=True)) is Urgency.FINE
    assert group_of(made_row("no Commerce", uses_commerce=False)) is Urgency.FINE
    assert group_of(made_row("never read", uses_commerce=True)) is Urgency.UNKNOWN


def test_one_that_never_synced_is_overdue_only_once_a_sync_was_due():
    assert group_of(row_of("never-synced-null")) is Urgency.OVERDUE
    assert group_of(row_of("not-configured")) is Urgency.ASKING
    assert group_of(row_of("brand-new")) is Urgency.FINE
    waits = made_state(State.NEVER_SYNCED, ground=Ground.NO_COMMERCE)
    assert group_of(made_row("none", waits)) is Urgency.FINE


def test_every_merchant_of_the_sandbox_has_a_place():
    rows = sorted((row_of(case) for case in cases() if case != "ten-thousand"), key=place)
    ids = [row.company_id for row in rows]
    assert ids[:5] == ["failing-30", "failing-29", "failing-31", "switched-off", "half-linked"]
    assert ids.index("late") < ids.index("deleted") < ids.index("healthy")

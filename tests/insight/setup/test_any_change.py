"""Between two lists of connections, or two configurations, each change is named once, whatever they hold."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import Configuration, Connection, ConnectionList, Schedule
from dashboard.insight.setup.changes import (
    MOST,
    ChangeAction,
    SetUpChange,
    configuration_changes,
    connection_changes,
)
from tests.insight.setup.test_changes import STANDARD, ZERO, Made, listed
from tests.insight.verdict_makers import connection

STATUSES = ["Linked", "Unlinked", "Deauthorized", "PendingAuth", "linked", "", "Of another version"]
LINKS = st.lists(
    st.builds(
        lambda number, status: connection("Commerce", status, f"Shop {number}", id=str(number)),
        st.integers(1, 5),
        st.sampled_from(STATUSES),
    ),
    max_size=5,
    unique_by=lambda each: each.id,
)
MADE = st.builds(
    Made,
    st.sampled_from(["T1", "T0", None]),
    st.sampled_from([(STANDARD, ZERO), (ZERO,), (STANDARD,), None]),
    fees_account=st.sampled_from(["A1", "A2"]),
    groups=st.lists(st.sampled_from(["Date", "Location"]), unique=True).map(tuple),
    enable=st.sampled_from([True, False, None]),
    payments=st.sampled_from([True, False, None]),
)


def actions(found: Sequence[SetUpChange]) -> dict[tuple[str, str], int]:
    """Return how often each action happened to each name."""
    pairs = [(each.action.value, each.name) for each in found]
    return {pair: pairs.count(pair) for pair in pairs}


def set_up(**schedule):
    return switched(schedule=Schedule(**schedule))


def switched(**values):
    return Configuration(**{"enable": True, "configured": True, **values})


@given(LINKS)
def test_the_same_connections_have_not_changed_in_any_order(links):
    assert connection_changes(links, links[::-1]) == []


@given(LINKS, LINKS)
def test_what_is_added_one_way_is_removed_the_other_way(before, after):
    there, back = (connection_changes(*each) for each in ((before, after), (after, before)))
    opposite = {"added": "removed", "removed": "added", "link": "link"}
    numbers = [sum(each.action.value == action for each in there) for action in opposite]
    assert numbers == [sum(each.action.value == opposite[action] for each in back) for action in opposite]


@given(LINKS, LINKS)
def test_a_list_cut_short_adds_and_removes_nothing(before, after):
    part = ConnectionList(after)
    part.cut_short = True
    found = {each.action for each in connection_changes(before, part)}
    assert ChangeAction.REMOVED not in found
    found = {each.action for each in connection_changes(part, before)}
    assert ChangeAction.ADDED not in found


@given(MADE)
def test_a_configuration_has_not_changed_from_itself(made):
    assert listed(made, made) == []


@given(MADE, MADE)
def test_a_change_there_and_back_has_as_many_entries_each_way(before, after):
    there, back = listed(before, after), listed(after, before)
    swapped = {"gone": "back", "back": "gone"}
    assert sorted(swapped.get(each[0], each[0]) for each in there if each[0] != "renamed") == sorted(
        each[0] for each in back if each[0] != "renamed"
    )


@given(MADE, MADE)
def test_what_is_listed_has_changed_and_is_listed_once(before, after):
    found = listed(before, after)
    assert len(found) == len(set(found)) <= MOST
    assert all(each[3] != each[4] for each in found)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Linked", "linked", []),
        ("Linked", "LINKED", []),
        ("", "", []),
        ("Linked", "Unlinked", [("Linked", "Unlinked")]),
        ("Unlinked", "Linked", [("Unlinked", "Linked")]),
        ("PendingAuth", "Linked", [("PendingAuth", "Linked")]),
        ("Linked", "", [("Linked", "")]),
        ("Linked", "Of another version", [("Linked", "Of another version")]),
    ],
)
def test_a_status_has_changed_unless_only_its_case_has(before, after, expected):
    found = connection_changes(
        [connection("Accounting", before, id="1")], [connection("Accounting", after, id="1")]
    )
    assert [(each.before, each.after) for each in found] == expected


@pytest.mark.parametrize(
    ("links", "names"),
    [
        ([Connection(id="1", platform_name="Xero")], ["Xero"]),
        ([Connection(id="1", source_type="Accounting")], ["Accounting"]),
        ([Connection(id="1")], [""]),
        ([Connection(id="1", platform_name="X" * 900)], ["X" * 200 + "… (cut: 900 characters in all)"]),
        ([Connection(platform_name="A"), Connection(platform_name="B")], ["A", "B"]),
    ],
)
def test_an_added_connection_has_the_best_name_there_is(links, names):
    assert [each.name for each in connection_changes([], links)] == names


def test_connections_without_ids_are_told_apart_by_kind_and_platform():
    xero, square = (
        Connection(source_type="Accounting", platform_name="Xero"),
        Connection(platform_name="Square"),
    )
    assert connection_changes([xero, square], [square, xero]) == []
    assert actions(connection_changes([xero], [square])) == {("added", "Square"): 1, ("removed", "Xero"): 1}


def test_an_id_in_other_letters_is_the_same_connection():
    assert connection_changes([connection("Commerce", id="ABC")], [connection("Commerce", id="abc")]) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"sync_hour": 2}, {"sync_hour": 3}, [("hour", "2", "3")]),
        ({"sync_hour": 0}, {"sync_hour": 1}, [("hour", "0", "1")]),
        ({"sync_hour": None}, {"sync_hour": 0}, [("hour", None, "0")]),
        ({"sync_hour": 23}, {"sync_hour": None}, [("hour", "23", None)]),
        ({"time_zone": "UTC"}, {"time_zone": "Europe/Paris"}, [("zone", "UTC", "Europe/Paris")]),
        ({"time_zone": ""}, {"time_zone": "UTC"}, [("zone", None, "UTC")]),
        ({"start_date_text": "2026-01-01"}, {"start_date_text": None}, [("start_date", "2026-01-01", None)]),
        ({"sync_hour": 2, "time_zone": "UTC"}, {"sync_hour": 3, "time_zone": "GMT"},
         [("hour", "2", "3"), ("zone", "UTC", "GMT")]),
        ({"sync_hour": 2}, {"sync_hour": 2}, []),
    ],
)  # fmt: skip
def test_each_field_of_the_schedule_is_told_with_both_values(before, after, expected):
    found = configuration_changes(set_up(**before), set_up(**after))
    assert [(each.subject, each.before, each.after) for each in found] == expected
    assert all(each.action is ChangeAction.SET for each in found)


def test_a_schedule_that_one_read_lacks_has_not_changed():
    without = switched(schedule=None)
    assert configuration_changes(without, set_up(sync_hour=2)) == []
    assert configuration_changes(set_up(sync_hour=2), without) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (True, False, [("on", "off")]),
        (False, True, [("off", "on")]),
        (None, True, []),
        (True, None, []),
        (True, True, []),
        (None, None, []),
    ],
)
def test_a_switch_has_turned_only_if_both_reads_have_it(before, after, expected):
    for name in ("enable", "configured"):
        found = configuration_changes(switched(**{name: before}), switched(**{name: after}))
        assert [(each.before, each.after) for each in found] == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (Made(rates=(ZERO,)), Made(rates=(ZERO,), sales_rate="T0"), ["chosen"]),
        (Made(rates=()), Made(rates=(STANDARD,)), ["back"]),
        (Made(rates=(STANDARD,)), Made(rates=()), ["gone"]),
        (Made(rates=None), Made(rates=()), []),
        (Made(), Made(rates=({"id": "T1", "name": "New"}, ZERO)), ["renamed"]),
        (Made(), Made(rates=({"id": "T1", "name": ""}, ZERO)), []),
        (Made(sales_rate=None), Made(sales_rate="T1"), ["chosen"]),
        (Made(groups=("Date",)), Made(groups=()), []),
        (Made(groups=("Date", "Location")), Made(groups=("Date",)), ["chosen"]),
    ],
)
def test_a_choice_is_made_gone_back_or_renamed(before, after, expected):
    assert [each[0] for each in listed(before, after)] == expected

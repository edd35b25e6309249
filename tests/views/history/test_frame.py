"""The frame of History: its rows, its filters, its orders, its days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import CompanySyncStatus
from dashboard.foreign_text import one_line
from dashboard.insight.days import days_of
from dashboard.insight.history.filters import Filters, Order, SortColumn
from dashboard.insight.outcome import Outcome
from dashboard.views.history.filter_labels import cause_name
from dashboard.views.history.frame import chosen, codes_of, frame_days, history_frame, in_order

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
TODAY = date(2026, 11, 20)
CODES = (2000, 2040, 4000, 5080, 5000, 1000, 7777)


def sync(
    at: str | None = "2026-11-20T02:11:00Z", code: int | None = 2000, message: str | None = None, **more
):
    seen = {"sync_id": at, "sync_status_code": code, "sync_utc_text": at, "error_message": message}
    return CompanySyncStatus(**(seen | more))


@st.composite
def histories(draw) -> list[CompanySyncStatus]:
    """Draw syncs around a change of the clocks: many of one day, some of one instant, some without a time."""
    begin = datetime(2026, 10, 24, tzinfo=UTC)
    hours = draw(st.lists(st.integers(0, 24 * 8) | st.none(), max_size=25))
    times = [
        None if each is None else (begin + timedelta(hours=each)).strftime("%Y-%m-%dT%H:%M:%SZ")
        for each in hours
    ]
    return [
        sync(
            at,
            draw(st.sampled_from(CODES)),
            sync_id=f"id-{number}",
            data_pushed=draw(st.sampled_from([True, False, None])),
        )
        for number, at in enumerate(times)
    ]


def shown(syncs, zone=LONDON, **filters):
    """The ids that the filters leave, in the order of the frame."""
    return chosen(history_frame(syncs, zone), Filters(**filters), TODAY)["sync_id"].tolist()


def test_the_newest_is_first_and_what_has_no_time_last():
    syncs = [sync(None, sync_id="none"), sync("2026-11-18T02:00:00Z"), sync("2026-11-20T02:00:00Z")]
    assert shown(syncs) == ["2026-11-20T02:00:00Z", "2026-11-18T02:00:00Z", "none"]


def test_a_row_knows_its_place_in_the_list():
    syncs = [sync("2026-11-18T02:00:00Z"), sync("2026-11-20T02:00:00Z")]
    assert history_frame(syncs, LONDON)["place"].tolist() == [1, 0]


def test_an_empty_list_is_an_empty_frame_that_can_be_filtered():
    assert shown([], days=30, text="x", codes={1}, causes={"overlap"}, wrote=True) == []


def test_a_status_keeps_its_own_syncs():
    failed, good = sync(code=4000, sync_id="failed"), sync(code=2000, sync_id="good")
    assert shown([failed, good], statuses=frozenset({Outcome.FAILED})) == ["failed"]


def test_codes_add_up():
    syncs = [sync(code=code, sync_id=str(code)) for code in (4000, 5080, 2000, None)]
    assert set(shown(syncs, codes=frozenset({4000, 5080}))) == {"4000", "5080"}


def test_a_cause_keeps_the_failures_it_explains():
    lapsed = sync(code=4260, sync_id="lapsed")
    assert shown([lapsed, sync(code=4000), sync()], causes=frozenset({"subscription-lapsed"})) == ["lapsed"]


def test_an_old_link_to_overlapping_ranges_still_shows_the_skipped_syncs():
    overlap = sync(code=5080, message="Date overlaps with a previous sync date range", sync_id="overlap")
    assert shown([overlap, sync(code=4000), sync()], causes=frozenset({"overlap"})) == ["overlap"]


def test_a_message_of_an_overlap_makes_a_skipped_sync_of_any_failing_code():
    named = [
        sync(code=code, message="Date overlaps with a previous sync", sync_id=str(code))
        for code in (4000, 5080)
    ]
    other = sync(code=4000, message="Date overlaps with a previous sync", data_pushed=True, sync_id="partly")
    assert shown([*named, other], statuses=frozenset({Outcome.SKIPPED})) == ["4000", "5080"]


@pytest.mark.parametrize(("wrote", "left"), [(True, ["True"]), (False, ["False"])])
def test_what_does_not_say_whether_it_wrote_is_neither(wrote, left):
    syncs = [sync(data_pushed=each, sync_id=str(each)) for each in (True, False, None)]
    assert shown(syncs, wrote=wrote) == left


def test_the_last_thirty_days_include_today_and_the_day_29_days_ago():
    syncs = [sync(f"2026-{day}T12:00:00Z") for day in ("11-20", "10-22", "10-21")]
    assert shown(syncs, days=30) == [each.sync_id for each in syncs[:2]]


def test_days_are_the_merchants_days():
    late_evening = sync("2026-11-11T03:30:00Z")  # 10 Nov 22:30 in New York
    tenth = {"first": date(2026, 11, 10), "last": date(2026, 11, 10)}
    assert shown([late_evening], NEW_YORK, **tenth)
    assert not shown([late_evening], LONDON, **tenth)


def test_both_bounds_are_included_and_each_may_be_missing():
    syncs = [sync(f"2026-11-{day}T12:00:00Z") for day in (12, 11, 10)]
    ids = [each.sync_id for each in syncs]
    assert shown(syncs, first=date(2026, 11, 11)) == ids[:2]
    assert shown(syncs, last=date(2026, 11, 11)) == ids[1:]


def test_a_sync_without_a_time_is_on_no_day_but_is_not_lost_without_a_filter_of_days():
    assert shown([sync(None, sync_id="none")], days=365) == []
    assert shown([sync(None, sync_id="none")]) == ["none"]


@pytest.mark.parametrize("text", ["TAX", "tax rate", "4000", "\ud800x", "a.*b"])
def test_text_is_looked_for_as_it_is_in_any_case(text):
    failed = sync(code=4000, message="Tax rate \ud800x a.*b", sync_id="failed")
    assert shown([failed, sync()], text=text) == ["failed"]


@pytest.mark.parametrize(
    ("message", "typed"),
    [
        ("Tax\u00a0rate\u2009 gone", "tax rate gone"),
        ("Tax rate gone", "tax\u00a0rate  gone"),
        ("Tax\n\trate", "tax rate"),
        ("Caf\u00e9 Zo\u00eb", "cafe\u0301 zoe\u0308"),
        ("Cafe\u0301", "caf\u00e9"),
        ("Café", "cafe"),
        ("Doesn’t exist", "doesn't exist"),
        ("Doesn't exist", "doesn’t exist"),
        ("Doesn't exist", "doesnt exist"),
        ("Ørsted Łódź Straße", "orsted lodz strasse"),
        ("\uff34\uff41\uff58", "tax"),
        ("“Standard”—rate", "standard rate"),
        ("zero\u200bwidth", "zerowidth"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("bell\x07", "bell\\x07"),
        ("right\u202eleft", "\\u202eleft"),
        ("→", "→"),
        (":\x85:", ": :"),
        ("--\u200b--", "--\\u200b--"),
    ],
)
def test_text_is_found_as_the_page_shows_it_and_as_find_finds_names(message, typed):
    wanted = sync(code=4000, message=message, sync_id="wanted")
    assert shown([wanted, sync(code=4000, message="Tex rote", sync_id="other")], text=typed) == ["wanted"]


@pytest.mark.parametrize("field", ["error_message", "sync_exception_message", "sync_status"])
def test_every_text_that_the_page_shows_is_looked_through_so(field):
    wanted = sync(code=4000, sync_id="wanted", **{field: "Déjà\u00a0vu"})
    assert shown([wanted, sync(sync_id="other")], text="deja vu") == ["wanted"]


@pytest.mark.parametrize("typed", ["...", "\u200b", "§"])
def test_signs_alone_don_t_find_everything(typed):
    assert shown([sync(code=4000, message="Tax rate", sync_id="other")], text=typed) == []


@given(st.text(min_size=1, max_size=40))
def test_whatever_a_message_shows_on_one_line_finds_it(message):
    found = shown([sync(code=4000, message=message, sync_id="it")], text=one_line(message, 1000))
    assert found == ["it"]


def test_a_text_is_looked_for_in_the_order_of_the_rows_however_often_a_message_comes():
    messages = ["Café", None, "Tax", "Café", "Tax", None, "cafe"]
    syncs = [
        sync(f"2026-11-{20 - at}T02:00:00Z", 4000, text, sync_id=str(at)) for at, text in enumerate(messages)
    ]
    assert shown(syncs, text="café") == ["0", "3", "6"]


@given(histories(), st.sampled_from([LONDON, NEW_YORK, ZoneInfo("Asia/Kathmandu")]), st.integers(0, 9))
def test_its_days_are_those_of_the_rule(syncs, zone, named):
    """Twice the same rule, once for a few records and once for whole columns: they must not part.

    `named`: the place of the one that Codat calls the latest; often there is none.
    """
    first, last = date(2026, 10, 23), date(2026, 11, 3)
    latest_id = syncs[named].sync_id if named < len(syncs) else None
    found = frame_days(history_frame(syncs, zone, latest_id), first, last)
    assert found == days_of(syncs, zone, first, last, latest_id)


@given(histories(), st.randoms())
def test_the_lists_own_order_never_counts(syncs, random):
    mixed = random.sample(syncs, len(syncs))
    timed = [each for each in syncs if each.sync_utc_text]
    columns = ["sync_id", "day", "minute", "outcome"]
    as_they_came = history_frame(timed, LONDON)[columns]
    again = history_frame([each for each in mixed if each.sync_utc_text], LONDON)[columns]
    assert as_they_came.equals(again)


@given(histories(), st.sampled_from(list(SortColumn)), st.booleans())
def test_an_order_loses_no_row_and_keeps_equal_ones_newest_first(syncs, column, descending):
    frame = history_frame(syncs, LONDON)
    sorted_frame = in_order(frame, Order(column, descending))
    assert sorted(sorted_frame["place"]) == sorted(frame["place"])
    by_code = in_order(frame, Order(SortColumn.CODE, descending))
    for _, equal in by_code.groupby("code"):
        assert equal.index.is_monotonic_increasing


def test_outcomes_are_ordered_by_gravity():
    frame = history_frame([sync(code=code, sync_id=str(code)) for code in (2000, 4000, 1000)], LONDON)
    assert in_order(frame, Order(SortColumn.OUTCOME))["code"].tolist() == [4000, 1000, 2000]


@pytest.mark.parametrize("descending", [False, True])
def test_causes_are_ordered_by_the_names_that_are_shown(descending):
    codes = (4000, 5120, 5000, 4280, 4000, 2000)
    messages = ("Tax rate is invalid", None, None, None, "no cause known", None)
    syncs = [sync(code=code, message=seen) for code, seen in zip(codes, messages, strict=True)]
    causes = in_order(history_frame(syncs, LONDON), Order(SortColumn.CAUSE, descending))["cause"].tolist()
    assert isinstance(causes.pop(), float)
    names = [cause_name(key) for key in causes]
    assert len(set(names)) >= 4
    assert names == sorted(names, reverse=descending)


def test_messages_are_ordered_as_they_are_shown_the_technical_one_where_there_is_no_other():
    syncs = [
        sync(sync_id="c", message=" c"),
        sync(sync_id="b", message=" ", sync_exception_message="B"),
        sync(sync_id="none", message="", sync_exception_message=" "),
        sync(sync_id="a", sync_exception_message="a"),
    ]
    by_message = in_order(history_frame(syncs, LONDON), Order(SortColumn.MESSAGE, descending=False))
    assert by_message["sync_id"].tolist() == ["a", "b", "c", "none"]


def test_nothing_can_be_ordered_by_every_column():
    for column in SortColumn:
        assert in_order(history_frame([], LONDON), Order(column, descending=False)).empty


def test_codes_that_occur_are_shown_in_order():
    assert codes_of(history_frame([sync(code=code) for code in (5080, 2000, None, 2000)], LONDON)) == [
        2000,
        5080,
    ]

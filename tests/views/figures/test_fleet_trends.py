"""The figures of the trends: what is drawn of which day or month, in which words, with odd data too."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.fleet.over_time.trends import CauseMonth, RecoveryMonth, TrendDay
from dashboard.views.figures import fleet_trends
from dashboard.views.figures.fleet_trends import LINES
from dashboard.views.fleet import trend_words
from dashboard.views.theme import light

FIRST = date(2026, 11, 1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def days(*failing, first=FIRST, **counts):
    """Return days with so many failing each; None: nothing was recorded."""
    return [
        TrendDay(first + at * DAY, each is not None, each or 0, **counts) for at, each in enumerate(failing)
    ]


def drawn(figure):
    return figure[0].to_dict()["data"]


def labels(figure):
    return [each["text"] for each in figure[0].to_dict()["layout"]["annotations"]]


def hover(trace):
    return list(trace["hovertext"])


@pytest.mark.parametrize(
    ("failing", "words"),
    [
        ((), "Nothing is recorded yet."),
        ((None, None), "Nothing is recorded yet."),
        ((0,), "0 merchants failing on 1 Nov."),
        ((1,), "1 merchant failing on 1 Nov."),
        ((3, 3), "3 merchants failing on 2 Nov, as many as on 1 Nov."),
        ((3, 4), "4 merchants failing on 2 Nov, 1 more than on 1 Nov."),
        ((4, 1), "1 merchant failing on 2 Nov, 3 fewer than on 1 Nov."),
        ((1, 9, 1), "1 merchant failing on 3 Nov, as many as on 1 Nov; the peak was 9, on 2 Nov."),
        ((9, 1, 9), "9 merchants failing on 3 Nov, as many as on 1 Nov."),
        ((1, 9, 9, 1), "1 merchant failing on 4 Nov, as many as on 1 Nov; the peak was 9, on 2 Nov."),
        ((None, 2, None), "2 merchants failing on 2 Nov."),
        ((1_000, 3_500), "3,500 merchants failing on 2 Nov, 2,500 more than on 1 Nov."),
    ],
)
def test_the_finding_compares_the_last_day_that_is_known_with_the_first(failing, words):
    assert trend_words.of_days(days(*failing)) == words


def partial(at, failing, checked=300, **counts):
    """Return a day on which few companies had been read."""
    return TrendDay(FIRST + at * DAY, True, failing, is_partial=True, checked=checked, **counts)  # noqa: FBT003 - a row


def whole(at, failing, **counts):
    return TrendDay(FIRST + at * DAY, True, failing, **counts)  # noqa: FBT003 - a row


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ([partial(0, 14)], "14 merchants failing on 1 Nov, of 300 checked."),
        ([partial(0, 14, None)], "14 merchants failing on 1 Nov, when not all were checked."),
        ([partial(0, 14), partial(1, 200, 5_000)], "200 merchants failing on 2 Nov, of 5,000 checked."),
        ([partial(0, 14), whole(1, 480)], "480 merchants failing on 2 Nov."),
        ([partial(0, 14), whole(1, 480), whole(2, 490)],
         "490 merchants failing on 3 Nov, 10 more than on 2 Nov."),
        ([partial(0, 999), whole(1, 480), whole(2, 470)],
         "470 merchants failing on 3 Nov, 10 fewer than on 2 Nov."),
        ([whole(0, 480), whole(1, 470), partial(2, 3)],
         "470 merchants failing on 2 Nov, 10 fewer than on 1 Nov."),
    ],
)  # fmt: skip
def test_days_on_which_few_were_checked_are_compared_with_none(known, words):
    assert trend_words.of_days(known) == words
    assert fleet_trends.merchants_by_day(known)[1] == words


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ([whole(0, 0, missing=91, fewest=60)], "60–91 days of sales missing on 1 Nov."),
        ([whole(0, 0, missing=71, fewest=50), whole(1, 0, missing=91, fewest=60)],
         "60–91 days of sales missing on 2 Nov, 50–71 on 1 Nov."),
        ([whole(0, 0, missing=9, fewest=9), whole(1, 0, missing=1_091, fewest=60, unknown=2)],
         "60–1,091 days of sales missing on 2 Nov, 9 on 1 Nov; not known for 2 merchants."),
        ([whole(0, 0, missing=9, fewest=3), whole(1, 0, missing=1, fewest=1)],
         "1 day of sales missing on 2 Nov, 3–9 on 1 Nov."),
        ([whole(0, 0, missing=1, fewest=0)], "0–1 days of sales missing on 1 Nov."),
        ([partial(0, 0, missing=9, fewest=3)], "3–9 days of sales missing on 1 Nov, of 300 checked."),
        ([partial(0, 0, missing=9), whole(1, 0, missing=99)], "99 days of sales missing on 2 Nov."),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_with_both_bounds(known, words):
    assert trend_words.of_missing(known) == words
    assert fleet_trends.missing_by_day(known)[1] == words


def test_a_day_on_which_few_were_checked_is_a_gap_in_each_line():
    known = [partial(0, 9_999, missing=9_999), whole(1, 3, missing=20, fewest=12), whole(2, 4)]
    *_, failing = drawn(fleet_trends.merchants_by_day(known))
    (missing,) = drawn(fleet_trends.missing_by_day(known))
    assert (list(failing["y"]), list(missing["y"])) == ([None, 3, 4], [None, 20, 0])
    assert hover(missing)[:2] == ["", "<b>2 Nov 2026</b><br>12–20 days of sales missing"]
    assert labels(fleet_trends.missing_by_day(known))[0] == "20 d"


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (None, "Nov 2026"),
        (date(2026, 11, 1), "Nov 2026"),
        (date(2026, 11, 2), "Nov 2026, from 2 Nov"),
        (date(2026, 11, 30), "Nov 2026, from 30 Nov"),
        (date(2026, 10, 15), "Nov 2026"),
        (date(2025, 11, 15), "Nov 2026"),
    ],
)
def test_the_month_in_which_recording_began_says_from_when_on(since, words):
    assert trend_words.month_since(FIRST, since) == words


def test_the_finding_names_the_year_of_another_year():
    long = days(1, *[2] * 399, first=date(2025, 11, 1))
    assert trend_words.of_days(long) == "2 merchants failing on 5 Dec, 1 more than on 1 Nov 2025."


@pytest.mark.parametrize(
    ("missing", "unknown", "words"),
    [
        ((0,), 0, "0 days of sales missing on 1 Nov."),
        ((1,), 1, "1 day of sales missing on 1 Nov; not known for 1 merchant."),
        ((5, 2), 0, "2 days of sales missing on 2 Nov, 3 fewer than on 1 Nov."),
        ((2, 1_500), 2_000,
         "1,500 days of sales missing on 2 Nov, 1,498 more than on 1 Nov; not known for 2,000 merchants."),
    ],
)  # fmt: skip
def test_missing_days_are_told_with_what_is_not_known(missing, unknown, words):
    known = [TrendDay(FIRST + at * DAY, True, 0, 0, each, unknown) for at, each in enumerate(missing)]  # noqa: FBT003 - a row
    assert trend_words.of_missing(known) == words


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(), "1 hour"),
        (timedelta(minutes=59), "1 hour"),
        (HOUR, "1 hour"),
        (timedelta(minutes=89), "1 hour"),
        (timedelta(minutes=91), "2 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(hours=48), "2 days"),
        (timedelta(hours=60, minutes=1), "3 days"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_a_length_of_time_is_in_hours_and_then_in_days(time, words):
    assert trend_words.lasting(time) == words


@pytest.mark.parametrize(
    ("causes", "words"),
    [
        ([], "No problem began in this period."),
        ([("write-refused", 1)], "Most frequent: write rejected, 1 of 1 problem."),
        ([("write-refused", 2), ("", 3)], "Most frequent: late, or cause not known, 3 of 5 problems."),
        ([("write-refused", 2_000), ("write-refused", 500)],
         "Most frequent: write rejected, 2,500 of 2,500 problems."),
        ([("of another version", 2)], "Most frequent: cause not known, 2 of 2 problems."),
    ],
)  # fmt: skip
def test_the_most_frequent_cause_is_told_over_all_months(causes, words):
    months = [CauseMonth(date(2026, 1 + at, 1), *each) for at, each in enumerate(causes)]
    assert trend_words.of_causes(months) == words


def test_each_line_has_a_point_for_each_day_and_a_gap_without_a_record():
    off, late, failing = drawn(fleet_trends.merchants_by_day(days(3, None, 0, behind=2, switched_off=4)))
    assert (list(late["y"]), list(failing["y"])) == ([2, None, 2], [3, None, 0])
    assert list(off["y"]) == [4, None, 4]
    assert [each[:10] for each in failing["x"]] == ["2026-11-01", "2026-11-02", "2026-11-03"]
    assert failing["connectgaps"] is False


def test_hovering_names_the_day_and_the_number_and_says_nothing_of_a_gap():
    off, late, failing = drawn(fleet_trends.merchants_by_day(days(1_204, None)))
    assert hover(failing) == ["<b>1 Nov 2026</b><br>1,204 failing", ""]
    assert hover(late)[0] == "<b>1 Nov 2026</b><br>0 late or stuck"
    assert hover(off)[0] == "<b>1 Nov 2026</b><br>0 switched off"


def test_each_line_has_a_colour_of_its_own_and_the_key_names_it():
    lines = drawn(fleet_trends.merchants_by_day(days(3, 4, switched_off=9)))
    assert [each["line"]["color"] for each in lines] == [light(token) for token, _ in reversed(LINES)]
    assert len({token for token, _ in LINES}) == len(LINES) == len({word for _, word in LINES})


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (whole(0, 3, switched_off=0), "3 merchants failing on 1 Nov."),
        (whole(0, 0, switched_off=1), "0 merchants failing on 1 Nov. 1 is switched off."),
        (whole(0, 3, switched_off=1_200), "3 merchants failing on 1 Nov. 1,200 are switched off."),
        (partial(0, 3, switched_off=2), "3 merchants failing on 1 Nov, of 300 checked. 2 are switched off."),
    ],
)  # fmt: skip
def test_the_finding_says_how_many_are_switched_off_besides(day, words):
    assert trend_words.of_days([day]) == words


def test_the_scale_has_room_for_those_switched_off():
    assert labels(fleet_trends.merchants_by_day(days(3, 1, switched_off=70)))[0] == "70"


def test_a_single_day_is_drawn_as_a_point():
    assert drawn(fleet_trends.merchants_by_day(days(3)))[0]["mode"] == "lines+markers"
    assert drawn(fleet_trends.merchants_by_day(days(3, 4)))[0]["mode"] == "lines"


def test_the_scale_names_its_top_and_its_foot():
    assert labels(fleet_trends.merchants_by_day(days(3, 1_204, None)))[:2] == ["1,204", "0"]
    assert labels(fleet_trends.missing_by_day(days(3, missing=20)))[:2] == ["20 d", "0"]


@given(st.lists(st.none() | st.integers(0, 10_000), min_size=1, max_size=60))
def test_whatever_was_recorded_is_drawn_below_the_top(failing):
    figure = fleet_trends.merchants_by_day(days(*failing))
    low, high = figure[0].to_dict()["layout"]["yaxis"]["range"]
    heights = [each for each in drawn(figure)[2]["y"] if each is not None]
    assert low == 0
    assert len(heights) == sum(each is not None for each in failing)
    assert all(each < high for each in heights)


@pytest.mark.parametrize(
    ("first", "number", "names"),
    [
        (date(2026, 11, 1), 30, ["Nov"]),
        (date(2026, 11, 2), 29, []),
        (date(2026, 12, 15), 40, ["2027"]),
        (date(2025, 11, 1), 100, ["Nov", "Dec", "2026", "Feb"]),
        (date(2024, 12, 1), 730, ["2025", "2026"]),
    ],
)
def test_months_are_named_where_they_begin_and_only_years_in_a_long_time(first, number, names):
    assert labels(fleet_trends.merchants_by_day(days(*[1] * number, first=first)))[2:] == names


def month(number, year=2026, hours=5.0, p90=50.0):
    return RecoveryMonth(date(year, number, 1), 4, hours * HOUR, p90 * HOUR)


def test_recovery_has_a_bar_and_a_dot_in_days_for_each_month():
    bars, dots = drawn(
        fleet_trends.recovery_by_month([month(10, hours=12, p90=36), month(11, hours=24, p90=48)])
    )
    assert (list(bars["y"]), list(dots["y"])) == ([0.5, 1], [1.5, 2])
    assert hover(bars)[0] == (
        "<b>Oct 2026</b><br>4 recovered<br>half within 12 hours<br>9 of 10 within 36 hours"
    )


@pytest.mark.parametrize(("number", "year"), [(2, 2026), (2, 2028), (4, 2026), (12, 2026), (1, 2027)])
def test_a_bar_is_as_wide_as_its_month_without_two_days_at_each_side(number, year):
    bars, dots = drawn(fleet_trends.recovery_by_month([month(number, year)]))
    length = calendar.monthrange(year, number)[1]
    assert bars["width"] == [(length - 4) * 86_400_000]
    assert datetime.fromisoformat(dots["x"][0]).month == number


def test_recovery_at_once_still_has_a_scale():
    figure = fleet_trends.recovery_by_month([month(11, hours=0, p90=0)])
    assert figure[0].to_dict()["layout"]["yaxis"]["range"][1] > 0
    assert labels(figure)[0] == "1 hour"


@given(
    st.lists(
        st.builds(
            CauseMonth,
            st.sampled_from([date(2026, number, 1) for number in range(1, 13)]),
            st.sampled_from(["write-refused", "access-withdrawn", "settings", ""]),
            st.integers(1, 50),
        ),
        min_size=1,
        max_size=20,
        unique_by=lambda each: (each.month, each.cause),
    )
)
def test_the_bars_of_all_causes_add_up_to_what_began(causes):
    shown = sorted({each.cause for each in causes})
    figure = fleet_trends.causes_figure(causes, shown)
    assert sum(sum(each["y"]) for each in drawn(figure)) == sum(each.begun for each in causes)
    assert len(drawn(figure)) == len(shown)
    high = figure[0].to_dict()["layout"]["yaxis"]["range"][1]
    assert all(sum(column) < high for column in zip(*(each["y"] for each in drawn(figure)), strict=True))


def test_no_two_causes_have_the_same_colour():
    colours = {fleet_trends.colour_of_cause(at) for at in range(fleet_trends.MOST_CAUSES)}
    assert len(colours) == fleet_trends.MOST_CAUSES


@pytest.mark.parametrize(("months", "since"), [([11], 6), ([1, 11], 1), ([10, 11], 6)])
def test_a_few_months_leave_room_for_half_a_year(months, since):
    causes = [CauseMonth(date(2026, month, 1), "write-refused", 3) for month in months]
    begins, ends = fleet_trends.causes_figure(causes, ["write-refused"])[0].to_dict()["layout"]["xaxis"][
        "range"
    ]
    assert str(begins).startswith(f"2026-{since:02}-01")
    assert str(ends).startswith("2026-12-01")


def test_hovering_over_a_cause_names_month_cause_and_number():
    figure = fleet_trends.causes_figure([CauseMonth(FIRST, "write-refused", 1_204)], ["write-refused"])
    assert hover(drawn(figure)[0]) == ["<b>Nov 2026</b><br>write rejected: 1,204"]
    assert labels(figure)[0] == "1,204"

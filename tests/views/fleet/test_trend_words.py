"""The finding of each trend, and what its figure draws."""

from __future__ import annotations

from datetime import date, timedelta

import plotly.graph_objects as go

from dashboard.insight.fleet.over_time.trends import CauseMonth, RecoveryMonth, TrendDay, most_frequent
from dashboard.views.figures import fleet_trends
from dashboard.views.fleet import trend_words

FIRST, NOVEMBER, OCTOBER = date(2026, 10, 30), date(2026, 11, 1), date(2026, 10, 1)
DAYS = [
    TrendDay(FIRST + timedelta(days=at), known, failing, 1, missing)
    for at, (known, failing, missing) in enumerate(
        [(True, 5, 20), (True, 53, 60), (False, 0, 0), (True, 8, 20)]
    )
]
RECOVERY = [
    RecoveryMonth(OCTOBER, 4, timedelta(hours=5), timedelta(days=3)),
    RecoveryMonth(NOVEMBER, 9, timedelta(days=2), timedelta(days=9)),
]
CAUSES = [
    CauseMonth(OCTOBER, "write-refused", 41),
    CauseMonth(OCTOBER, "", 3),
    CauseMonth(NOVEMBER, "access-withdrawn", 7),
]


def test_days_are_compared_with_the_first_and_name_the_worst():
    assert trend_words.of_days(DAYS) == (
        "8 merchants failing on 2 Nov, 3 more than on 30 Oct; the peak was 53, on 31 Oct."
    )
    assert trend_words.of_missing(DAYS) == "20 days of sales missing on 2 Nov, as many as on 30 Oct."
    assert trend_words.of_missing([TrendDay(FIRST, True, 3, 0, 9, 2)]) == (  # noqa: FBT003 - a row
        "9 days of sales missing on 30 Oct; not known for 2 merchants."
    )
    assert trend_words.of_days(DAYS[2:3]) == trend_words.of_missing([]) == trend_words.NO_DAYS
    off = TrendDay(FIRST, is_recorded=True, failing=5, switched_off=4)
    assert trend_words.of_days([off]) == "5 merchants failing on 30 Oct. 4 are switched off."
    assert trend_words.of_days(DAYS[:1]) == "5 merchants failing on 30 Oct."


def test_time_to_recover_and_causes_are_told_in_a_sentence():
    assert trend_words.of_recovery(RECOVERY) == (
        "In Nov 2026, half recovered within 2 days, and 9 of 10 within 9 days."
    )
    assert trend_words.of_causes(CAUSES) == "Most frequent: write rejected, 41 of 51 problems."
    assert (trend_words.of_recovery([]), trend_words.of_causes([])) == (
        trend_words.NO_RECOVERY,
        trend_words.NO_CAUSES,
    )


def test_of_causes_that_are_equally_frequent_the_sentence_names_the_first_of_the_figure():
    causes = [CauseMonth(OCTOBER, each, 2) for each in ("write-refused", "access-withdrawn")]
    first = trend_words.cause(most_frequent(causes)[0][0])
    assert trend_words.of_causes(causes) == f"Most frequent: {first}, 2 of 4 problems."


def test_a_day_without_a_record_is_a_gap_in_the_line():
    figure, alt = fleet_trends.merchants_by_day(DAYS)

    failing = figure.to_dict()["data"][2]
    assert list(failing["y"]) == [5, 53, None, 8]
    assert alt == trend_words.of_days(DAYS)


def test_plotly_accepts_every_figure():
    shown = ["write-refused", "access-withdrawn", ""]
    made = (
        fleet_trends.merchants_by_day(DAYS),
        fleet_trends.missing_by_day(DAYS),
        fleet_trends.recovery_by_month(RECOVERY),
        fleet_trends.causes_figure(CAUSES, shown),
    )

    for figure, alt in made:
        go.Figure(figure.to_dict())
        assert alt


def test_causes_are_stacked_month_by_month():
    figure, _ = fleet_trends.causes_figure(CAUSES, ["write-refused", "access-withdrawn"])

    assert [list(each["y"]) for each in figure.to_dict()["data"]] == [[41, 0], [0, 7]]

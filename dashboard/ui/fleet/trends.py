"""The fleet over months, from what is on record.

/trends?months=6
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

import streamlit as st

from dashboard.foreign_text import html
from dashboard.insight.fleet.over_time.trends import (
    CauseMonth,
    RecoveryMonth,
    TrendDay,
    by_day,
    causes_by_month,
    most_frequent,
    time_to_recover,
)
from dashboard.store.errors import StoreError
from dashboard.ui import browser, links
from dashboard.ui.fleet.records import SeenFleet, of_session_fleet
from dashboard.views import components, figures, times
from dashboard.views.components import TableColumn
from dashboard.views.figures import fleet_trends
from dashboard.views.figures.base import Figure
from dashboard.views.fleet import trend_words

MONTHS: Final = "months"
RANGES: Final = (3, 6, 12, 24)
_LEAST_DAYS: Final = 2
"""A single day has no course to draw."""
_NOTHING: Final = ("Nothing recorded yet", "Trends begin with the first check of the merchants.")


@dataclass(frozen=True)
class TrendsView:
    """What is on record of the last months, as far as the person may see it.

    `since`: the first recorded day of these months; None without one. `from_first_record`: whether recording
    began in them.
    """

    months: int
    now: datetime
    error: str = ""
    since: date | None = None
    from_first_record: bool = True
    days: Sequence[TrendDay] = ()
    recovery: Sequence[RecoveryMonth] = ()
    causes: Sequence[CauseMonth] = ()


def of_address() -> TrendsView:
    """Return the trends of the months that the address asks for; of three by default."""
    now, asked = datetime.now(UTC), links.number(MONTHS)
    months = asked if asked in RANGES else RANGES[0]
    seen, error = of_session_fleet()
    if seen is None:
        return TrendsView(months, now, error)
    try:
        return _view(seen, months, now)
    except StoreError as failed:
        return TrendsView(months, now, str(failed))


def _view(seen: SeenFleet, months: int, now: datetime) -> TrendsView:
    """Return the view. Raises StoreError."""
    history, zone = seen.fleet.history, seen.fleet.zone
    today = now.astimezone(zone).date()
    first = _months_before(today, months)
    recorded = history.recorded_days(first, today)
    if not recorded:
        return TrendsView(months, now)
    since, began = min(recorded), history.recorded_since()
    episodes = seen.only(history.episodes(datetime.combine(first, time(), zone), now))
    return TrendsView(
        months,
        now,
        since=since,
        from_first_record=began is not None and began.astimezone(zone).date() >= first,
        days=by_day(seen.only(history.days(since, today)), since, today, recorded, counted=seen.everything),
        recovery=time_to_recover(episodes, since, zone),
        causes=causes_by_month(episodes, since, zone),
    )


def _months_before(day: date, months: int) -> date:
    """Return the first of the month so many months before, the day's own counted."""
    at = day.year * 12 + day.month - months
    return date(at // 12, at % 12 + 1, 1)


def draw(view: TrendsView) -> None:
    """Draw the figures, each with its finding and its table, or why there are none."""
    if view.error:
        st.html(components.notice("late", "Couldn’t load the trends.", components.text(view.error)))
        return
    if view.since is None:
        st.html(components.answer("", *_NOTHING))
        return
    period = trend_words.period(view.since, from_first_record=view.from_first_record)
    st.html(components.answer("", "Trends", f"{period} Snoozed merchants count too.") + _ranges(view))
    days = view.days
    has_course = sum(each.is_comparable for each in days) >= _LEAST_DAYS
    merchants = fleet_trends.merchants_by_day(days) if has_course else None
    said, lines = trend_words.of_days(days), fleet_trends.LINES if has_course else ()
    _one("merchants", "Failing, late and switched off", said, merchants, lines)
    missing = fleet_trends.missing_by_day(days) if has_course else None
    bounds = has_course and any(each.least < each.missing for each in days if each.is_comparable)
    most = f" {trend_words.AT_MOST}" if bounds else ""
    _one("missing", "Missing sales", trend_words.of_missing(days) + most, missing)
    st.html(components.folded("Days as a table", _days_table(view.days)))
    recovery = fleet_trends.recovery_by_month(view.recovery) if view.recovery else None
    _one("recovery", "Time to recover", trend_words.of_recovery(view.recovery), recovery)
    if view.recovery:
        st.html(components.folded("Months as a table", _recovery_table(view)))
    shown = _with_colours(view.causes)
    causes = fleet_trends.causes_figure(view.causes, shown) if shown else None
    keys = [(fleet_trends.colour_of_cause(at), trend_words.cause(each)) for at, each in enumerate(shown)]
    _one("causes", "Causes by month", trend_words.of_causes(view.causes), causes, keys)
    if shown:
        st.html(components.folded("Causes as a table", _causes_table(view)))


def _with_colours(causes: Sequence[CauseMonth]) -> list[str]:
    """Return the most frequent causes, as many as the figure has colours for."""
    return [cause for cause, _ in most_frequent(causes)[: fleet_trends.MOST_CAUSES]]


def _ranges(view: TrendsView) -> str:
    linked = [
        (
            f"{months} months",
            links.href("trends", {MONTHS: str(months)}),
            "true" if months == view.months else "",
        )
        for months in RANGES
    ]
    return components.nav(linked, "Range")


def _one(
    key: str, title: str, finding: str, drawn: Figure | None, keys: Sequence[tuple[str, str]] = ()
) -> None:
    """Draw a title, its finding, and the figure. `keys`: the token of each colour in it, and its words."""
    legend_html = "".join(_key(*each) for each in keys)
    st.html(components.title(title) + f'<p class="d">{html(finding)}</p>')
    if legend_html:
        st.html(f'<p class="d d-small">{legend_html}</p>')
    if drawn is None:
        return
    figure, alt = drawn
    kind = "wide" if browser.is_wide() else "narrow"
    with st.container(key=f"fig_fleet_{key}_{kind}"):
        st.plotly_chart(
            figure.for_width(browser.figure_width()),
            key=f"fleet_{key}_{kind}",
            theme=None,
            config=figures.CONFIG,
            alt=alt,
        )


def _key(colour: str, words: str) -> str:
    return f'<span style="color:var(--{colour})">■</span> {html(words)} '


def _days_table(days: Sequence[TrendDay]) -> str:
    rows = [[html(times.day_in_full(each.day)), *_cells(each)] for each in reversed(days)]
    head: list[str | TableColumn] = [
        "Day",
        *(
            TableColumn(name, end=True)
            for name in ("Failing", "Late or stuck", "Switched off", "Days missing")
        ),
    ]
    return components.table(head, rows, label="Failing and missing by day")


def _cells(each: TrendDay) -> list[str]:
    if not each.is_recorded:
        return ["not recorded", "", "", ""]
    missing = trend_words.bounds(each) + (f" (unknown: {each.unknown:,})" if each.unknown else "")
    return [
        f"{each.failing:,}{trend_words.of_checked(each)}",
        f"{each.behind:,}",
        f"{each.switched_off:,}",
        missing,
    ]


def _recovery_table(view: TrendsView) -> str:
    rows = [
        [
            html(trend_words.month_since(each.month, view.since)),
            f"{each.ended:,}",
            html(trend_words.lasting(each.median)),
            html(trend_words.lasting(each.p90)),
        ]
        for each in reversed(view.recovery)
    ]
    head: list[str | TableColumn] = [
        "Month",
        *(TableColumn(name, end=True) for name in ("Recovered", "Half within", "9 of 10 within")),
    ]
    return components.table(head, rows, label="Time to recover by month")


def _causes_table(view: TrendsView) -> str:
    newest_first = sorted(view.causes, key=lambda each: (-each.month.toordinal(), -each.begun, each.cause))
    rows = [
        [
            html(trend_words.month_since(each.month, view.since)),
            html(trend_words.cause(each.cause)),
            f"{each.begun:,}",
        ]
        for each in newest_first
    ]
    head: list[str | TableColumn] = ["Month", "Cause", TableColumn("Began", end=True)]
    return components.table(head, rows, label="Causes by month")

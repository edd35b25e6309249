"""History's charts: daily results as plain HTML, and those that the reader opens with a link.

The chart library takes a first visit about a second to load, so a folded chart is neither drawn nor sent.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from dashboard.insight.days import Day
from dashboard.insight.history.charts import Chart
from dashboard.insight.history.trends import failing_periods, months_of
from dashboard.ui import charts
from dashboard.ui.history.view import View
from dashboard.views import figures
from dashboard.views.figures.timeline import ALL_DAYS, MOST_SINGLE, Between, shown_of
from dashboard.views.figures.trend import trend, trend_alt, trend_narrow
from dashboard.views.history import chart_links, daily_results, filter_labels, sections, table_rows, titles


def daily(view: View) -> None:
    """Draw the last 90 days as small cells, and the links that open the charts."""
    page = view.page
    if why := table_rows.no_days(view.days[-daily_results.DAYS :], view.uncharted[0]):
        drawn_html = daily_results.nothing(why)
    else:
        drawn_html = page.cached("daily", lambda: _daily(view), view.filters, view.order, view.charts)
    links_html = chart_links.chart_links(view.charts, lambda opened: view.address(charts=opened))
    st.html(drawn_html + links_html)


def _daily(view: View) -> str:
    page = view.page
    zone, where = page.clock.merchant.zone, page.clock.where_counted

    def address(day: Day) -> str | None:
        return charts.day_address(day, page.company_id)

    return daily_results.daily_results(view.days, address, page.now, zone, where)


def opened(view: View) -> None:
    """Draw the charts that the address opens."""
    draw = {Chart.TIMELINE: timeline, Chart.CALENDAR: calendar, Chart.TREND: monthly}
    for chart in Chart:
        if chart in view.charts:
            draw[chart](view)


def timeline(view: View) -> None:
    """Draw the filtered syncs by day and hour, and the days of sales below them.

    A click opens a sync, or the days that a bar covers; dragging over the wide figure selects days.
    """
    frame, page, marks = view.charted, view.page, view.marks
    if frame.empty:
        return
    zone, now, company_id = page.clock.merchant.zone, page.now, page.company_id
    between = view.filters.between(view.today)
    first, last = shown_of(frame, view.days, between)
    number = int(frame["day"].between(str(first), str(last)).sum())
    drawn: dict[str, Any] = {"days": view.days, "marks": marks, "between": between}
    charts.fitting(
        "timeline",
        (
            lambda: figures.timeline(frame, zone, now, **drawn),
            lambda: figures.timeline_narrow(frame, zone, now, **drawn),
        ),
        page,
        lambda meaning: charts.sync_or_days_address(meaning, company_id),
        *(view.filters, marks.started, marks.known_key, marks.coverage),
        titles_html=titles.timeline(
            zone,
            filter_labels.days_shown(view.filters, first, last, view.today),
            filtered=view.filters.count > 0,
            summed=number > MOST_SINGLE,
            all_days=_all_days(view, between, first),
        ),
    )


def _all_days(view: View, between: Between, first: date) -> str:
    """Return the address that shows every day; "" where the timeline shows them all."""
    oldest = view.charted["day"].min().date()
    return view.days_address(oldest, view.today) if between == ALL_DAYS and oldest < first else ""


def calendar(view: View) -> None:
    """Draw two years, a cell a day; a click opens the day's sync, or History for that day alone."""
    page, days = view.page, view.days
    where, zone = page.clock.where_counted, page.clock.merchant.zone
    titles_html = titles.calendar(where)
    if why := table_rows.no_days(days, view.uncharted[0]):
        charts.say_nothing(titles_html, why)
        return
    by_day = {day.date.isoformat(): day for day in days}
    company_id = page.company_id
    charts.fitting(
        "calendar",
        (
            lambda: charts.with_zone(figures.calendar_wide(days, zone), where),
            lambda: charts.with_zone(figures.calendar_narrow(days, zone), where),
        ),
        page,
        lambda meaning: charts.day_address(by_day.get(meaning), company_id),
        titles_html=titles_html,
    )


def monthly(view: View) -> None:
    """Draw the share of successful days in each month, and how long each failing period lasted."""
    page, company_id = view.page, view.page.company_id
    months, periods = page.cached("trends", lambda: (months_of(view.days), failing_periods(view.days)))
    where = page.clock.where_counted
    titles_html = titles.trend(trend_alt(months, periods), where)
    if why := table_rows.no_share(months):
        charts.say_nothing(titles.trend("", where), why)
        return
    both = (
        lambda: charts.with_zone(trend(months, periods), where),
        lambda: charts.with_zone(trend_narrow(months, periods), where),
    )
    with st.container(gap=4):
        charts.fitting(
            "trend",
            both,
            page,
            lambda meaning: charts.sync_or_days_address(meaning, company_id),
            titles_html=titles_html,
        )
        if listed_html := sections.failing_periods(periods, view.days_address, view.today, where):
            st.html(listed_html)

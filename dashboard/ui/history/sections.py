"""The sections of History that rest on a rule: what is unusual, failures by cause, the turn, the trend."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.insight.history.failures import failures_of, going_on
from dashboard.insight.history.filters import NAMES, not_understood
from dashboard.insight.history.trends import months_of, troubles_of
from dashboard.insight.history.turning_point import turn_of
from dashboard.insight.outcome import Outcome
from dashboard.ui import charts, links
from dashboard.ui.history.view import View
from dashboard.views import components
from dashboard.views.figures.trend import trend, trend_narrow
from dashboard.views.history import digests, sections, table_rows, titles, unreadable


def notices(view: View) -> None:
    """Say what is unusual, what could not be read, and what stands in no chart."""
    rows = []
    if strange := not_understood({name: links.param(name) for name in NAMES}):
        rows.append(components.notice("late", *table_rows.not_understood(strange)))
    # While they fail it is the failures that count, whatever was unusual before them: as the answer has it.
    newest = view.known.bearing
    if (unusual := view.known.quiet.unusual) and newest is not None and newest.succeeded:
        rows.append(sections.unusual(unusual, view.page.zone.zone, view.page.now))
    if view.damaged:
        rows.append(components.notice("late", *unreadable.damaged(view.damaged)))
    if uncharted := table_rows.in_no_chart(*view.uncharted):
        rows.append(components.note(uncharted))
    if repeated := table_rows.repeated(view.repeated):
        rows.append(components.note(repeated))
    if rows:
        st.html("".join(rows))


def failures(view: View) -> None:
    """List the causes of the failures that the filters leave; a click on one shows its syncs alone."""
    # Whether one is still going on is known of all syncs, whatever the filters leave.
    groups = view.page.cached(
        "failures",
        lambda: failures_of(digests.cause_counts(view.left), going_on(view.known.runs)),
        view.filters,
        view.known_key,
    )

    def of_cause(key: str) -> str:
        return view.address(filters=replace(view.filters, causes=frozenset({key})))

    if groups:
        filtered, now = view.filters.count > 0, view.page.now
        zone = view.page.zone.zone
        table_html = sections.cause_table(groups, of_cause, zone, now, filtered=filtered)
        st.html(table_html)
    _skipped(view)


def _skipped(view: View) -> None:
    """Say how many syncs were skipped as duplicates: they stand apart from failures."""
    number = int((view.left["outcome"] == Outcome.SKIPPED.value).sum())
    only = replace(view.filters, statuses=frozenset({Outcome.SKIPPED}), causes=frozenset())
    if shown_html := sections.skipped(number, view.address(filters=only), filtered=view.filters.count > 0):
        st.html(shown_html)


def turning_point(view: View) -> None:
    """Set the last good and the first failed sync side by side, where any failed."""
    page, known = view.page, view.known
    turn = page.cached("turn", lambda: turn_of(known.runs, known.connections), view.known_key)
    if turn is None:
        return
    shown_html = sections.turning_point(turn, page.zone.zone, page.now, view.sync_address)
    st.html(components.title("Last good, first failed", "of all syncs") + shown_html)


def trends(view: View) -> None:
    """Draw the share of good nights each month, and how long each trouble lasted."""
    page, company_id = view.page, view.page.company_id
    months, troubles = page.cached("trends", lambda: (months_of(view.days), troubles_of(view.days)))
    where = page.zone.where_counted
    titles_html = titles.trend(where)
    if why := table_rows.no_share(months):
        charts.say_nothing(titles_html, why)
        return
    both = (
        lambda: charts.with_zone(trend(months, troubles), where),
        lambda: charts.with_zone(trend_narrow(months, troubles), where),
    )
    with st.container(gap=4):
        charts.fitting(
            "trend",
            both,
            page,
            lambda told: charts.sync_or_days_address(told, company_id),
            titles_html=titles_html,
        )
        if listed_html := sections.troubles(troubles, view.days_address, view.today, where):
            st.html(listed_html)

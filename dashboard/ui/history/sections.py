"""History's sections beside the table: the current state, notices, failures by cause, and when it broke."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.insight.history.failures import failures_of, going_on
from dashboard.insight.history.filters import NAMES, not_understood
from dashboard.insight.history.turning_point import turn_of
from dashboard.insight.outcome import Outcome
from dashboard.ui import assessments, links
from dashboard.ui.company import buttons, set_up_changes
from dashboard.ui.history.view import View
from dashboard.ui.page import CompanyView
from dashboard.views import components
from dashboard.views.history import digests, sections, table_rows, unreadable


class CurrentState:
    """The line that says what is wrong now: drawn from the small reads, updated in place with the list."""

    def __init__(self, page: CompanyView) -> None:
        self._page = page
        self._place: DeltaGenerator | None = None

    def draw(self) -> None:
        """Draw the line here."""
        self._place = st.empty()
        self.update()

    def update(self) -> None:
        """Draw the line again from what has been read by now, if it has been drawn before."""
        if self._place is not None:
            link = links.anchor("Details and next steps", "company", company=self._page.company_id)
            start_html = "".join(buttons.start(self._page))
            self._place.html(sections.current_state(assessments.of(self._page).texts, link, start_html))


def notices(view: View) -> None:
    """Say what is unusual, what couldn't be read, and what no chart shows."""
    rows = []
    if strange := not_understood({name: links.param(name) for name in NAMES}):
        rows.append(components.notice("late", *table_rows.not_understood(strange)))
    # While syncs fail, only the failures matter, as in the verdict.
    newest = view.known.bearing
    if (unusual := view.known.quiet.unusual) and newest is not None and newest.succeeded:
        rows.append(sections.unusual(unusual, view.page.clock.shown_zone, view.page.now))
    if view.damaged:
        rows.append(components.notice("late", *unreadable.damaged(view.damaged)))
    if uncharted := table_rows.in_no_chart(*view.uncharted):
        rows.append(components.note(uncharted))
    if repeated := table_rows.repeated(view.repeated):
        rows.append(components.note(repeated))
    if rows:
        st.html("".join(rows))


def failures(view: View) -> None:
    """List the causes of the filtered failures; a click on one shows only its syncs."""
    # Whether a cause is still going on depends on all syncs, not on the filtered ones.
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
        zone = view.page.clock.shown_zone
        table_html = sections.cause_table(groups, of_cause, zone, now, filtered=filtered)
        st.html(table_html)
    _skipped(view)


def _skipped(view: View) -> None:
    """Say how many syncs were skipped as duplicates, which aren't failures."""
    number = int((view.left["outcome"] == Outcome.SKIPPED.value).sum())
    only = replace(view.filters, statuses=frozenset({Outcome.SKIPPED}), causes=frozenset())
    if shown_html := sections.skipped(number, view.address(filters=only), filtered=view.filters.count > 0):
        st.html(shown_html)


def turning_point(view: View) -> None:
    """Compare the last successful sync with the first failed one, if any failed."""
    page, known = view.page, view.known
    turn = page.cached("turn", lambda: turn_of(known.runs, known.connections), view.known_key)
    if turn is None:
        return
    shown_html = sections.turning_point(turn, page.clock.shown_zone, page.now, view.sync_address)
    changed_html = set_up_changes.html(page, turn)
    st.html(components.title("When it broke", "all syncs") + shown_html + changed_html)

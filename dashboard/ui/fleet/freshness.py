"""How fresh Home's rows are, who keeps them so, and the check of all that someone can start and cancel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.access.company import CompanyIdentity
from dashboard.access.person import Person
from dashboard.access.policy import Act, may
from dashboard.fleet.covered import identity_of_row
from dashboard.fleet.reading.refresh import FleetRefresh, FleetRefreshes, RefreshRefused
from dashboard.fleet.reading.report import PollReport, from_json
from dashboard.insight.fleet.query import Selection, matching
from dashboard.jobs.reader import ReaderKind, who_reads
from dashboard.services.covered_listing import sees_every_company
from dashboard.store.errors import StoreError
from dashboard.ui import browser, person, session
from dashboard.ui.fleet.home_view import HomeView
from dashboard.views import components, times
from dashboard.views.fleet import freshness
from dashboard.views.fleet.freshness import Ages

REDRAW_S, FOLLOW_S = 60.0, 3.0
"""While Home is open, its counts and cells are drawn again this often; more often while a check goes on,
or not everyone was checked once."""
_READING: Final = frozenset({ReaderKind.HERE, ReaderKind.WORKER})
_ERROR: Final = "refresh_error"


def draw(view: HomeView, shown: Selection) -> None:
    """Draw the age of the rows, who reads them, and the button that checks those of the list now."""
    try:
        _draw(view, shown)
    except StoreError as error:
        st.html(
            components.notice(
                "late", "Couldn’t load when merchants are checked.", components.text(str(error))
            )
        )


def _draw(view: HomeView, shown: Selection) -> None:
    refreshes = FleetRefreshes(view.fleet.repository.store, view.fleet.account_id)
    running, kind = refreshes.current(view.rows, view.now), who_reads(session.settings()).kind
    with st.container(key="freshness", horizontal=True, gap=16, vertical_alignment="center"):
        said = ". ".join(each.rstrip(".") for each in _lines(view, running, kind)) + "."
        st.html(components.note(said), width="content")
        if kind in _READING:
            _button(view, shown, refreshes, running)
    if error := st.session_state.pop(_ERROR, ""):
        st.html(components.notice("late", "Nothing was changed.", components.text(error)))
    begins = any(row.read_at is None and row.failed_at is None for row in view.rows.values())
    browser.poll(FOLLOW_S if (running or begins) and kind in _READING else REDRAW_S)


def reader_line() -> str:
    """Return why no company is checked now; "" if they are."""
    try:
        return _nobody(who_reads(session.settings()).kind)
    except StoreError:
        return ""


def _lines(view: HomeView, running: FleetRefresh | None, kind: ReaderKind) -> Iterator[str]:
    zone = session.viewer_zone() or ZoneInfo("UTC")
    report = from_json(view.fleet.repository.account_state().plan)
    if running is not None:
        yield _progress(view, running, report, reads=kind in _READING)
    else:
        yield freshness.ages_line(Ages.of_rows(view.rows.values()), view.now)
    if nobody := _nobody(kind):
        yield nobody
        return
    if report is None or not sees_every_company(person.current()):
        return
    yield report.stopped or freshness.next_line(report.waiting, report.next_at, view.now)
    if left := freshness.budget_line(report.left, times.near(report.until, zone, view.now)):
        yield left
    yield from freshness.given_up(report.gives_up)


def _progress(view: HomeView, running: FleetRefresh, report: PollReport | None, *, reads: bool) -> str:
    """Return how far a check is, and until when it goes on if it can: it needs a request a merchant at least.

    `report`: the poller's last one. `reads`: whether anyone reads.
    """
    left = report.left if report is not None and view.now < report.until else None
    stopped = report is not None and bool(report.stopped)
    if not reads or stopped or left == 0:
        return freshness.waiting_line(running.done, running.total)
    is_enough = left is None or left >= running.total - running.done
    zone = session.viewer_zone() or ZoneInfo("UTC")
    ends = times.near(running.ends_about, zone, view.now) if is_enough else ""
    return freshness.progress_line(running.done, running.total, ends)


def _nobody(kind: ReaderKind) -> str:
    return {ReaderKind.OFF: freshness.OFF, ReaderKind.NO_ONE: freshness.NO_WORKER}.get(kind, "")


def _button(
    view: HomeView, shown: Selection, refreshes: FleetRefreshes, running: FleetRefresh | None
) -> None:
    """Draw the button that checks the companies of the list now, or the one that cancels that."""
    everyone = may(person.current(), Act.REFRESH) is None
    number = shown.total if everyone else len(_theirs(_listed(view), person.current()))
    if not number:
        return
    if running is not None:
        _cancel(refreshes, running)
        return
    these = view.query.values or number < len(view.rows)
    everything = everyone and not view.query.values
    st.button(
        f"Check {'these' if these else 'all'} {number:,} now",
        key="check_now",
        type="tertiary",
        icon=":material/refresh:",
        on_click=_act,
        args=(lambda acting: _start(refreshes, acting, view, everything=everything),),
    )


def _listed(view: HomeView) -> list[CompanyIdentity]:
    return [identity_of_row(row) for row in matching(view.rows.values(), view.query, view.context)]


def _theirs(listed: Iterable[CompanyIdentity], who: Person) -> list[CompanyIdentity]:
    """Return the companies of the list that a person may check."""
    return [each for each in listed if may(who, Act.REFRESH, each) is None]


def _cancel(refreshes: FleetRefreshes, running: FleetRefresh) -> None:
    st.button(
        "Cancel the check",
        key="cancel_check",
        type="tertiary",
        on_click=_act,
        args=(lambda acting: refreshes.cancel(running.id, acting, datetime.now(UTC)),),
    )


def _start(refreshes: FleetRefreshes, acting: Person, view: HomeView, *, everything: bool) -> None:
    """Check all of the list that the person may check; all there are, to say which they may not."""
    listed, now = _listed(view), datetime.now(UTC)
    refreshes.end_complete(view.fleet.picture.rows(), now)
    refreshes.start(acting, _theirs(listed, acting) or listed, now, everything=everything)


def _act(act: Callable[[Person], object]) -> None:
    """Start or cancel a check, for a callback."""
    try:
        act(person.acting())
    except (RefreshRefused, StoreError) as error:
        st.session_state[_ERROR] = str(error)

"""Starts as the pages use them: the service of this session's account, its origin, its permission."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import streamlit as st

from dashboard.access.person import Person
from dashboard.access.policy import Act, may
from dashboard.access.request_origin import HEADER, unsealed
from dashboard.insight.gap import Range
from dashboard.insight.start.attempt import Attempt, ReportedRange
from dashboard.insight.start.intent import Intent
from dashboard.starting import service
from dashboard.starting.service import StartService, known_service, service_for
from dashboard.ui import links, session
from dashboard.ui.run_cache import once_a_run
from dashboard.views.cause_words import Steps
from dashboard.views.reader import Reader, for_reader, reader_of

_STARTED = "started"


def look(attempt_id: str) -> Attempt | None:
    """Return a start, and keep following its sync; None if no start has that id."""
    start_service = _known_service()
    return start_service.look(attempt_id) if start_service else None


def reported_range(company_id: str, sync_id: str) -> ReportedRange | None:
    """Return the range (UTC) that Codat reported for this sync when it was started here; else None."""
    start_service = _known_service()
    return start_service.reported_range(company_id, sync_id) if start_service else None


def reported_ranges(company_id: str) -> dict[str, Range]:
    """Return the ranges that Codat reported when syncs were started here, by sync id (lower case)."""
    started = _started(company_id)
    return {sync: found for sync, attempt in started.items() if (found := _range(attempt)) is not None}


def commerce_sync_ids(company_id: str) -> dict[str, str]:
    """Return Codat's other ids of the syncs that were started here, by sync id (lower case)."""
    summaries = {sync: attempt.summary for sync, attempt in _started(company_id).items()}
    return {sync: each.commerce_sync_id for sync, each in summaries.items() if each and each.commerce_sync_id}


def stamp(company_id: str) -> Hashable:
    """Return a cache key for what starts from here reveal about a company's syncs."""
    ranges = ((sync, each, each.historic) for sync, each in reported_ranges(company_id).items())
    return tuple(commerce_sync_ids(company_id).items()), tuple(ranges)


def started_here(company_id: str) -> frozenset[str]:
    """Return the ids, in lower case, of the company's syncs that an id identifies as started here."""
    return frozenset(_started(company_id))


def person() -> Person:
    """Return who is at this session's page: where it was opened, as the guard judged its handshake."""
    return Person(unsealed(st.context.headers.get(HEADER)))


@once_a_run
def why_not() -> str | None:
    """Return why no sync may be started from here (a sentence); None if one may. The service checks too."""
    return may(person(), Act.START, session.settings())


@once_a_run
def reader() -> Reader:
    """Return who reads this session's pages: someone who may start a sync here, or not."""
    return reader_of(read_only=session.settings().read_only, may_start=why_not() is None)


def steps(todo: Iterable[tuple[str, str]]) -> Steps:
    """Return the steps of a page, adapted to what this session's user may do."""
    return for_reader(todo, reader())


def form_address(company_id: str) -> str:
    """Return the address of the form that starts a company's sync; "" where this session may start none."""
    return links.href("start", company=company_id) if company_id and why_not() is None else ""


def held_by_another_key(company_id: str) -> bool:
    """Return whether a start under another key of this process locks the company."""
    return service.held_by_another_key(session.account_id(), session.client().base_url, company_id)


def release(attempt_id: str) -> None:
    """Unlock the company of a start with an unclear outcome, where starting is allowed."""
    start_service = _known_service()
    if start_service is not None:
        start_service.release(attempt_id, session.settings(), person())


def of_address(company_id: str) -> Attempt | None:
    """Return the start that the company's page shows: the one in the address, else the unsettled one.

    A start shown without being in the address (someone else's, or one's own with the browser's script
    blocked) is shown to its end, until the person moves on.
    """
    named = links.param("attempt") or _of_session(company_id)
    attempt = look(named) if named else unsettled(company_id)
    if attempt is None or attempt.intent.company_id != company_id:
        return None
    st.session_state[_STARTED] = (company_id, attempt.id)
    return attempt


def _of_session(company_id: str) -> str:
    if session.moved():
        st.session_state.pop(_STARTED, None)
    company, attempt_id = st.session_state.get(_STARTED, ("", ""))
    return attempt_id if company == company_id else ""


def start(intent: Intent) -> Attempt:
    """Hand an intent to the service, which checks permission itself."""
    start_service = service_for(session.account_id(), session.new_client)
    attempt = start_service.start(intent, session.settings(), person())
    st.session_state[_STARTED] = (intent.company_id, attempt.id)
    return attempt


def _started(company_id: str) -> dict[str, Attempt]:
    start_service = _known_service()
    return start_service.started(company_id) if start_service else {}


def _range(attempt: Attempt) -> Range | None:
    reported = attempt.reported
    if reported is None or not reported.certain or reported.start is None or reported.finish is None:
        return None
    return Range(reported.start, reported.finish, historic=attempt.intent.requested.start is not None)


def unsettled(company_id: str) -> Attempt | None:
    """Return the start that locks the company; None if none does."""
    start_service = _known_service()
    return start_service.unsettled(company_id) if start_service else None


def _known_service() -> StartService | None:
    """Return the service of this session's account; None if no sync was started with it."""
    return known_service(session.account_id())

"""The way of the pages to the door: which door, from where a start is asked, whether it may be."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import streamlit as st

from dashboard.insight.gap import Range
from dashboard.insight.start.attempt import Attempt, ToldRange
from dashboard.insight.start.intent import Intent
from dashboard.starting import service
from dashboard.starting.request_origin import HEADER, RequestOrigin, unsealed
from dashboard.starting.service import StartService, door_for, known_door, may_start
from dashboard.ui import links, session
from dashboard.views.cause_words import Steps
from dashboard.views.reader import Reader, for_reader, reader_of

_STARTED = "started"


def look(attempt_id: str) -> Attempt | None:
    """Look at a start, which keeps its sync being followed; None when none is known by that id."""
    door = _known_door()
    return door.look(attempt_id) if door else None


def told_range(company_id: str, sync_id: str) -> ToldRange | None:
    """Find the range (UTC) that Codat told when this sync was started from here; None where it was not."""
    door = _known_door()
    return door.told_range(company_id, sync_id) if door else None


def told_ranges(company_id: str) -> dict[str, Range]:
    """Give the ranges that Codat told when syncs were started from here, by sync id (lower case)."""
    started = _started(company_id)
    return {sync: told for sync, attempt in started.items() if (told := _range(attempt)) is not None}


def commerce_sync_ids(company_id: str) -> dict[str, str]:
    """Give the other ids that Codat told when syncs were started from here, by sync id (lower case)."""
    summaries = {sync: attempt.summary for sync, attempt in _started(company_id).items()}
    return {sync: told.commerce_sync_id for sync, told in summaries.items() if told and told.commerce_sync_id}


def stamp(company_id: str) -> Hashable:
    """Stand for what starts from here tell of a company's syncs, in keys of the cache."""
    ranges = ((sync, told, told.historic) for sync, told in told_ranges(company_id).items())
    return tuple(commerce_sync_ids(company_id).items()), tuple(ranges)


def started_here(company_id: str) -> frozenset[str]:
    """Give the ids, in lower case, of the company's syncs of which an id tells that they began here."""
    return frozenset(_started(company_id))


def place() -> RequestOrigin:
    """Where this session was opened, as the guard judged its handshake."""
    return unsealed(st.context.headers.get(HEADER))


def why_not() -> str | None:
    """Why no sync may be started from here, as a sentence; None when it may. The door asks this again."""
    return may_start(session.settings(), place())


def reader() -> Reader:
    """Who reads this session's pages: someone who may start a sync here, or not."""
    return reader_of(read_only=session.settings().read_only, may_start=why_not() is None)


def steps(told: Iterable[tuple[str, str]]) -> Steps:
    """Return the steps of a page, adapted to what this session's user may do."""
    return for_reader(told, reader())


def held_by_another_key(company_id: str) -> bool:
    """Return whether a start under another key of this process holds the company."""
    return service.held_by_another_key(session.account_id(), session.client().base_url, company_id)


def release(attempt_id: str) -> None:
    """Free the company of a start of which it is not known whether it began, where starting is allowed."""
    door = _known_door()
    if why_not() is None and door is not None:
        door.release(attempt_id, "")


def of_address(company_id: str) -> Attempt | None:
    """The start a page of this company shows: the one in the address, else the one that is not settled.

    A start that was shown without being in the address (somebody else's, or with the browser's script blocked
    one's own) is shown to its end, until the person moves on.
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
    """Hand an intent to the door, which asks for itself whether it may; the page shows what becomes of it."""
    door = door_for(session.account_id(), session.new_client)
    attempt = door.start(intent, session.settings(), place())
    st.session_state[_STARTED] = (intent.company_id, attempt.id)
    return attempt


def _started(company_id: str) -> dict[str, Attempt]:
    door = _known_door()
    return door.started(company_id) if door else {}


def _range(attempt: Attempt) -> Range | None:
    told = attempt.told
    if told is None or not told.certain or told.start is None or told.finish is None:
        return None
    return Range(told.start, told.finish, historic=attempt.intent.ask.start is not None)


def unsettled(company_id: str) -> Attempt | None:
    """Find the start that holds the company: nobody knows its end yet."""
    door = _known_door()
    return door.unsettled(company_id) if door else None


def _known_door() -> StartService | None:
    """The door for this session's address and key, if a sync was started with them: looking makes none."""
    return known_door(session.account_id())

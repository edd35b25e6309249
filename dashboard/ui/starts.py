"""Starts for the pages: the start service of this session's account, with its origin and permissions."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime

import streamlit as st

from dashboard.access.policy import Act
from dashboard.foreign_text import seen
from dashboard.insight.gap import Range
from dashboard.insight.start.again import AskAgainLimits
from dashboard.insight.start.again import may_ask_again as may_ask_again_now
from dashboard.insight.start.attempt import Attempt, ReportedRange
from dashboard.insight.start.by_hand import EnteredByHand
from dashboard.insight.start.check import RecordedAnswer
from dashboard.insight.start.duration import UsualDuration
from dashboard.insight.start.intent import Intent
from dashboard.starting.service import StartService
from dashboard.store.errors import StoreError
from dashboard.ui import links, person, session, start_service
from dashboard.ui.access import companies
from dashboard.ui.access.namesakes import namesakes
from dashboard.ui.run_cache import once_a_run
from dashboard.views import words
from dashboard.views.cause_words import Steps
from dashboard.views.reader import Reader, for_reader, reader_of

log = logging.getLogger(__name__)

_STARTED = "started"


def look(attempt_id: str) -> Attempt | None:
    """Return a start; None if the id is unknown, or the store can't be read."""
    service = start_service.available().service
    try:
        return service.look(attempt_id) if service else None
    except StoreError as error:
        log.warning("start %s can’t be read: %s", attempt_id, error)
        return None


def reported_range(company_id: str, sync_id: str) -> ReportedRange | None:
    """Return the range (UTC) that Codat reported when this sync was started here; None where it was not."""
    return start_service.of_company(company_id).reported_range(sync_id)


def reported_ranges(company_id: str) -> dict[str, Range]:
    """Return the ranges that Codat reported when syncs were started here, by sync id (lower case)."""
    return start_service.of_company(company_id).reported_ranges


def commerce_sync_ids(company_id: str) -> dict[str, str]:
    """Return Codat's other ids of the syncs that were started here, by sync id (lower case)."""
    return start_service.of_company(company_id).commerce_sync_ids


def stamp(company_id: str) -> Hashable:
    """Return a cache key for what starts made here reveal about a company's syncs."""
    ranges = ((sync, each, each.historic) for sync, each in reported_ranges(company_id).items())
    return tuple(commerce_sync_ids(company_id).items()), tuple(ranges)


def usual_duration(company_id: str) -> UsualDuration | None:
    """Return how long a company's syncs usually take; None if unknown."""
    service = start_service.available().service
    try:
        return service.usual_duration(company_id) if service else None
    except StoreError as error:
        log.warning("how long syncs of company %s take can’t be read: %s", company_id, error)
        return None


def who_started(company_id: str) -> dict[str, str]:
    """Return who started the syncs in `started_here`, by sync id, in words: "" for no name."""
    started = start_service.of_company(company_id).started
    return {sync_id: who_confirmed(attempt.intent) for sync_id, attempt in started.items()}


def who_confirmed(intent: Intent) -> str:
    """Return who confirmed a start, with a mark if no sign-in verified the name; "" without a name."""
    if not seen(intent.who):
        return ""
    beside = namesakes().beside(intent.who, intent.identity)
    return words.person(intent.who, verified=bool(intent.identity), beside=beside)


def of_sync(company_id: str, sync_id: str) -> Attempt | None:
    """Return the start of a sync that is in `started_here`; None for any other."""
    return start_service.of_company(company_id).started.get(sync_id.lower())


def started_here(company_id: str) -> frozenset[str]:
    """Return the ids, in lower case, of the company's syncs that an id identifies as started here."""
    return frozenset(start_service.of_company(company_id).started)


@once_a_run
def why_not(company_id: str) -> str | None:
    """Return why no sync of a company may be started from here (a sentence); None if one may.

    The service checks too.
    """
    return companies.refusal(Act.START, company_id) or start_service.available().refusal or None


def unreadable() -> str:
    """Return why starts on record can't be read now, as a sentence; "" where they can."""
    found = start_service.available()
    return found.refusal if found.unreadable else ""


@once_a_run
def reader(company_id: str) -> Reader:
    """Return who reads a company's pages: someone who may start a sync of it here, or not."""
    lacks_role = person.current().verified and companies.refusal(Act.START, company_id) is not None
    may_start, read_only = why_not(company_id) is None, session.settings().read_only
    return reader_of(read_only=read_only, may_start=may_start, lacks_role=lacks_role)


def steps(todo: Iterable[tuple[str, str]], company_id: str) -> Steps:
    """Return the steps of a company's page, adapted to what this session's user may do."""
    return for_reader(todo, reader(company_id))


def form_address(company_id: str) -> str:
    """Return the address of the form that starts a company's sync; "" where this session may start none."""
    return links.href("start", company=company_id) if company_id and why_not(company_id) is None else ""


def entered_by_hand(company_id: str) -> tuple[EnteredByHand, ...]:
    """Return the merchant's days recorded as entered by hand, the oldest answer first.

    There are none while the store can't be read.
    """
    return start_service.entered_by_hand(company_id)


def note_answer(company_id: str, answer: RecordedAnswer) -> str:
    """Record what the merchant answered, even if no start follows; return as `release` does."""
    return _decided(lambda service: service.note_answer(company_id, answer, companies.acting(company_id)))


def held_by_another_key(company_id: str) -> bool:
    """Return whether a start under another key holds the company."""
    return start_service.of_company(company_id).held_by_another_key


def release(attempt_id: str) -> str:
    """Unlock the company of a start with an unclear outcome; return why it couldn't be recorded, or ""."""
    return _decided(lambda service: service.release(attempt_id, person.acting()))


def may_release(attempt: Attempt) -> bool:
    """Return whether to offer to allow another start, even while nothing can be started."""
    return attempt.may_release and not attempt.settled and _may_decide(Act.RELEASE, attempt)


def may_ask_again(attempt: Attempt) -> bool:
    """Return whether to offer to send the request of this start again with the same key."""
    offered = may_ask_again_now(attempt, datetime.now(UTC), AskAgainLimits())
    return offered and _may_decide(Act.ASK_AGAIN, attempt)


def _may_decide(act: Act, attempt: Attempt) -> bool:
    return companies.refusal(act, attempt.intent.company_id) is None


def ask_again(attempt_id: str) -> str:
    """Send the request of this start again, if that is offered; return as `release` does."""
    return _decided(lambda service: service.ask_again(attempt_id, person.acting()))


def _decided(decide: Callable[[StartService], object]) -> str:
    """Record a person's decision; return why that failed, or ""."""
    found = start_service.available()
    if found.service is None:
        return found.refusal
    try:
        refusal = decide(found.service)
    except StoreError as error:
        return f"This couldn’t be recorded. {error}"
    return refusal if isinstance(refusal, str) else ""


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


def start(intent: Intent) -> Attempt | None:
    """Hand an intent to the service, which checks permission itself; None where `why_not` says why not."""
    service = start_service.available().service
    try:
        who = companies.acting(intent.company_id)
    except StoreError as error:  # the page says it
        log.warning("who starts a sync can’t be read: %s", error)
        return None
    if service is None:
        return None
    attempt = service.start(intent, session.settings(), who)
    st.session_state[_STARTED] = (intent.company_id, attempt.id)
    return attempt


def unsettled(company_id: str) -> Attempt | None:
    """Return the start that holds the company; None where none does."""
    return start_service.of_company(company_id).holder

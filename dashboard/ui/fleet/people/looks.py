"""When this person last looked at Home, and what has recovered since then.

Without sign-in the browser stores it.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from dashboard.fleet.people.looks import Looks, from_text, looked, to_text
from dashboard.fleet.people.work_rows import RecoveredWork
from dashboard.store.errors import StoreError
from dashboard.ui import browser, person, session
from dashboard.ui.fleet import of_session
from dashboard.ui.run_cache import once_a_run

log = logging.getLogger(__name__)

COOKIE: Final = "syncdesk_look"
_HELD, _RECOVERED = "looks", "recovered"


@once_a_run
def looked_at() -> datetime | None:
    """Return when the person last looked at Home, before this look; None for a first look.

    Opening Home is a look, a filter isn't. A reload within half an hour continues the same look.
    """
    run: object = st.session_state.get("run")  # the search box runs parts of the page without a new one
    of_run, held = st.session_state.get(_HELD, (None, None))
    if held is None or (session.moved() and of_run != run):
        held = _look(held)
        st.session_state[_HELD] = (run, held)
        st.session_state[_RECOVERED] = _recovered(held.before)
    before: datetime | None = held.before
    return before


def recovered() -> list[RecoveredWork]:
    """Return which companies recovered since then while someone was on them or they were snoozed."""
    looked_at()
    found: list[RecoveredWork] = st.session_state.get(_RECOVERED, [])
    return found


def _look(held: Looks | None) -> Looks:
    who, fleet, now = person.current(), of_session.fleet().fleet, datetime.now(UTC)
    if not who.verified:
        scope = session.public_account_id()
        looks = looked(held or _stored(scope), now)
        browser.store_look(f"{scope}.{to_text(looks)}")
        return looks
    try:
        return fleet.looks.look(who.identity, now) if fleet else looked(held, now)
    except StoreError as error:
        log.warning("the last look at Home can’t be recorded: %s", error)
        return looked(held, now)


def _stored(scope: str) -> Looks | None:
    """Return what the browser has stored for this account. Untrusted, and harmless."""
    stored = st.context.cookies.get(COOKIE)
    whose, _, text = stored.partition(".") if isinstance(stored, str) else ("", "", "")
    return from_text(text) if whose == scope else None


def _recovered(since: datetime | None) -> list[RecoveredWork]:
    fleet = of_session.fleet().fleet
    if fleet is None or since is None:
        return []
    try:
        return fleet.work.recovered_since(since)
    except StoreError:  # the list says it
        return []

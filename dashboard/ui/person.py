"""The person at this session: the name they gave once, and where they opened the page.

Without sign-in, the name is unverified. A cookie holds it until the browser is closed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from functools import partial
from urllib.parse import unquote

import streamlit as st

from dashboard.access import session_header
from dashboard.access.allowance import Allowance, Allowances, a_minute
from dashboard.access.person import Person, unsigned
from dashboard.access.request_origin import HEADER, unsealed
from dashboard.foreign_text import one_line, seen
from dashboard.services.sign_ins import person_with, recent_person, version_of
from dashboard.settings import SettingsError
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.ui.run_cache import once_a_run
from dashboard.views import components
from dashboard.views.access import role_words

MOST_LETTERS = 60
COOKIE = "syncdesk_name"
_CHANGED_AT = "person_changed_at"
_NAME, _MISSING, _CHANGING = "person_name", "person_name_missing", "person_name_changing"
_READER = "reads_of"
_allowances = Allowances(lambda: a_minute(session.settings().reads_a_minute))


@once_a_run
def current() -> Person:
    """Return the person at this session's page, for what is drawn; up to two seconds old.

    A tab that has just been opened shows them as they are now. Raises StoreError where there is sign-in and
    the store can't be read.
    """
    settings, headers = session.settings(), st.context.headers
    if not settings.sign_in:
        return acting()
    session_id = session_header.unsealed_session(headers.get(session_header.HEADER))
    changed_at = st.session_state.setdefault(_CHANGED_AT, time.monotonic())
    return recent_person(settings, unsealed(headers.get(HEADER)), session_id, changed_at)


def acting() -> Person:
    """Return the person at this session's page as they are at this moment, for an action. Raises StoreError.

    The middleware judged from the websocket's handshake where it was opened, and by which sign-in.
    """
    return acting_later()()


def acting_later() -> Callable[[], Person]:
    """Return `acting` for a thread without this session: files are made in one."""
    settings, headers = session.settings(), st.context.headers
    origin = unsealed(headers.get(HEADER))
    if not settings.sign_in:
        return partial(unsigned, origin, name(), settings)
    session_id = session_header.unsealed_session(headers.get(session_header.HEADER))
    return partial(person_with, settings, origin, session_id)


def sign_in() -> dict[str, object] | None:
    """Return what our script must know about sign-in (assets/signing.js); None without sign-in.

    `version` changes with the session and with the roles. `over`: there is no session any more.
    """
    try:
        who = current() if session.settings().sign_in else None
    except (StoreError, SettingsError):  # the page says it
        return None
    if who is None:
        return None
    return {"version": version_of(who.session_id, who.grants), "over": who.signed_out}


def read_allowance() -> Allowance:
    """Return how many reads of Codat the person may cause; without sign-in each session has its own."""
    return allowance_of(current().identity or st.session_state.setdefault(_READER, object()))


def allowance_of(reader: Hashable) -> Allowance:
    """Return how many reads of Codat a reader may cause: a person or a token by identity, or a session."""
    return _allowances.of(reader)


def forget() -> None:
    """Draw the person as they are from now on, since this session has changed what they may do."""
    st.session_state[_CHANGED_AT] = time.monotonic()


def name() -> str:
    """Return the name given in this browser session, on one line; "" before the first action."""
    if _NAME not in st.session_state:
        stored = st.context.cookies.get(COOKIE)
        st.session_state[_NAME] = _clean(unquote(stored)) if isinstance(stored, str) else ""
    given: str = st.session_state[_NAME]
    return given


def is_known() -> bool:
    """Return whether there is a name for the record, so that the page needn't ask for one."""
    return current().verified or bool(name())


def ask(key: str) -> None:
    """Draw the name on record, or the field for it. `key`: unique for each action."""
    who = current()
    if who.verified:
        st.html(components.note(f"On record as {role_words.name(who)}"))
        return
    if name() and not st.session_state.get(_CHANGING):
        with st.container(horizontal=True, gap=8, vertical_alignment="center", key=f"{key}_known"):
            st.html(components.note(f"On record as {name()}, not verified"), width="content")
            st.button("Change name", key=f"{key}_change", type="tertiary", on_click=_change)
        return
    st.session_state.setdefault(key, name())
    st.text_input(
        "Your name",
        key=key,
        max_chars=MOST_LETTERS,
        width=320,
        help="It’s recorded with what you do. It isn’t verified: there is no sign-in.",
    )
    if st.session_state.pop(_MISSING, False):
        st.html(components.notice("late", "Enter your name first."))


def given(key: str) -> bool:
    """Take the name from the field, for a callback; if it's empty, the field says so when it's next drawn.

    Who has signed in needs no field.
    """
    if current().verified:
        return True
    st.session_state[_NAME] = _clean(str(st.session_state.get(key) or "")) or name()
    st.session_state[_MISSING] = not name()
    st.session_state.pop(_CHANGING, None)
    return bool(name())


def _change() -> None:
    st.session_state[_CHANGING] = True


def to_store() -> dict[str, str]:
    """Return what the browser stores until it is closed: the name, once one was given."""
    known: str = st.session_state.get(_NAME, "")
    return {"name": known} if known else {}


def _clean(text: str) -> str:
    return one_line(text, MOST_LETTERS) if seen(text) else ""

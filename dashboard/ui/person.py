"""The person at this session: the name they gave once, and where they opened the page.

The name is unverified until there is a sign-in. A cookie holds it until the browser is closed.
"""

from __future__ import annotations

from urllib.parse import unquote

import streamlit as st

from dashboard.access.person import Person, unsigned
from dashboard.access.request_origin import HEADER, unsealed
from dashboard.foreign_text import one_line, seen
from dashboard.ui import session
from dashboard.views import components
from dashboard.views.access import role_words

MOST_LETTERS = 60
COOKIE = "syncdesk_name"
_NAME, _MISSING, _CHANGING = "person_name", "person_name_missing", "person_name_changing"


def current() -> Person:
    """Return the person at this session's page; the guard judged from its handshake where it was opened."""
    return unsigned(unsealed(st.context.headers.get(HEADER)), name(), session.settings())


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

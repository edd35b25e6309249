"""What can be done with sessions: end one, all of one's others, all of a person. Each asks first.

What was asked for is stored in the session, except for one session, which the address names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from dashboard.access.administration.session_service import SessionService
from dashboard.access.person import Person
from dashboard.access.policy import Act, may
from dashboard.foreign_text import markdown
from dashboard.ui import links, person, session
from dashboard.ui.access import reading
from dashboard.ui.access.sessions_view import SESSION, SessionsView
from dashboard.views import components
from dashboard.views.access import session_words

Action = Callable[[SessionService, Person], object]


class _Whose(NamedTuple):
    identity: str
    name: str
    is_self: bool


_ASKING, _ERROR = "sessions_asking", "sessions_error"
_OTHERS, _ALL = "others", "all"


def draw(view: SessionsView) -> None:
    """Draw the question that was asked for, or else the buttons."""
    if error := st.session_state.pop(_ERROR, ""):
        st.html(components.notice("late", "No session was ended.", components.text(error)))
    if not (_one(view) or _several(view)):
        _buttons(view)


def _one(view: SessionsView) -> bool:
    """Ask whether to end the session that the address names; return whether it names one."""
    chosen = view.chosen
    if chosen is None:
        return False
    whose = "" if chosen.identity == view.person.identity else session_words.person(chosen)
    question = session_words.end_one(whose, session_words.browser(chosen))
    _ask_whether(question, 1, lambda service, who: service.end(chosen.id, who))
    return True


def _several(view: SessionsView) -> bool:
    """Ask whether to end several sessions, if that was asked for on this page; return whether it was."""
    if session.moved():
        st.session_state.pop(_ASKING, None)
    asking = st.session_state.get(_ASKING)
    if asking == _OTHERS and not view.everyone:
        others = len(view.every) - 1
        _ask_whether(session_words.end_others(others), others, lambda service, who: service.end_others(who))
    elif asking == _ALL and (whose := _whose(view)):
        number = len(view.matching)
        question = session_words.end_all("" if whose.is_self else whose.name, number)
        _ask_whether(question, number, lambda service, who: service.end_all(whose.identity, whose.name, who))
    else:
        return False
    return True


def _buttons(view: SessionsView) -> None:
    """Draw the buttons that ask."""
    whose = _whose(view)
    with st.container(horizontal=True, gap=16, key="noprint_sessions"):
        if not view.everyone and len(view.every) > 1:
            st.button("End all others…", key="end_others", on_click=_ask, args=(_OTHERS,))
        if whose and view.matching:
            label = session_words.END_ALL if not view.everyone else session_words.end_all_label(whose.name)
            st.button(markdown(label), key="end_all", on_click=_ask, args=(_ALL,))


def _whose(view: SessionsView) -> _Whose | None:
    """Return whose sessions can be ended together: the person's own, or those of the person in the filter."""
    if not view.everyone:
        return _Whose(view.person.identity, view.person.name, is_self=True)
    if not view.matching or not view.whose or may(view.person, Act.END_SESSION) is not None:
        return None
    return _Whose(view.whose, view.people[view.whose], is_self=view.whose == view.person.identity)


def _ask_whether(question: str, number: int, act: Action) -> None:
    st.html(components.notice("late", question))
    with st.container(horizontal=True, gap=16, key="noprint_end"):
        st.button("Cancel", key="keep_session", on_click=_ask, args=(None,))
        st.button(
            markdown(session_words.end_label(number)),
            key="end_session",
            type="primary",
            on_click=_do,
            args=(act,),
        )


def _ask(about: str | None) -> None:
    st.session_state[_ASKING] = about
    links.set_param(SESSION, None)


def _do(act: Action) -> None:
    """Do it, for a callback; if it fails, the page says why."""
    who = person.acting()
    _ask(None)
    _, st.session_state[_ERROR] = reading.read(lambda records: act(records.sessions, who))
    person.forget()

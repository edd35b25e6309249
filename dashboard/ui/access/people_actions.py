"""What a lead does with people: give a role, remove one, record that a person has left.

Removing and leaving ask first; that it was asked for is stored in the session, never in the address.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

import streamlit as st

from dashboard.access.administration.overview import PersonOverview, SourcedGrant
from dashboard.access.person import Person
from dashboard.access.policy import Act, may
from dashboard.foreign_text import attribute, markdown
from dashboard.services.access_records import AccessRecords
from dashboard.ui import person, session
from dashboard.ui.access import reading, role_form
from dashboard.ui.access.people_view import PeopleView
from dashboard.views import components
from dashboard.views.access import people_table, people_words

Action = Callable[[AccessRecords, Person], None]
_ASKING, _ERROR, _DONE = "people_asking", "people_error", "people_done"
_LEFT = "left"


def outcome() -> None:
    """Draw whether the last change was made."""
    if error := st.session_state.pop(_ERROR, ""):
        st.html(components.notice("late", "Nothing was changed.", components.text(error)))
    if done := st.session_state.pop(_DONE, ""):
        st.html(components.notice("succeeded", done))


def opened(view: PeopleView) -> None:
    """Draw the opened person, if there is one, with what can be done."""
    chosen = view.chosen
    if chosen is None:
        return
    if session.moved():
        st.session_state.pop(_ASKING, None)
    _show(chosen, view)
    if _may_change(view) and not _asks(chosen, view):
        _buttons(chosen)
        role_form.draw(chosen, _give)


def anyone(view: PeopleView) -> None:
    """Draw the form that gives a role to anyone, while no person is opened."""
    if view.chosen is None and _may_change(view):
        role_form.draw(None, _give)


def _may_change(view: PeopleView) -> bool:
    """Return whether the person may change roles; if not, draw why."""
    why_not = may(view.person, Act.SET_ROLE)
    if why_not is not None:
        st.html(components.notice("off", "You can’t change roles.", components.text(why_not)))
    return why_not is None


def _show(chosen: PersonOverview, view: PeopleView) -> None:
    close_html = f'<a class="d-small" href="{attribute(view.address(number=view.number))}">Close</a>'
    facts_html = people_table.facts(chosen, view.context)
    st.html(components.title(people_words.name(chosen), "", close_html) + facts_html)
    if still := people_words.still(chosen):
        st.html(components.note(still))


def _buttons(chosen: PersonOverview) -> None:
    """Draw a button for each role on the list, and the one for a person who has left."""
    with st.container(horizontal=True, gap=16, key="noprint_person"):
        for at, each in enumerate(chosen.listed):
            label = markdown(people_words.take_label(each))
            st.button(f"{label}…", key=f"take_{at}", on_click=_ask, args=((chosen.who, each),))
        if chosen.has_signed_in and chosen.left_at is None:
            st.button(
                markdown(f"{people_words.LEFT}…"), key="has_left", on_click=_ask, args=((chosen.who, _LEFT),)
            )


def _asks(chosen: PersonOverview, view: PeopleView) -> bool:
    """Draw the question that was asked for about this person; return whether there is one."""
    about = st.session_state.get(_ASKING)
    if not isinstance(about, tuple) or about[0] != chosen.who:
        return False
    whose, given = people_words.name(chosen), about[1]
    if isinstance(given, SourcedGrant):
        question = people_words.take_question(whose, given, own=view.is_self(chosen))
        _ask_whether(
            question,
            people_words.REMOVE,
            lambda records, who: records.people.take_role(given.detail, given.grant.rule, who),
        )
    else:
        question = people_words.left_question(whose)
        _ask_whether(
            question, people_words.LEFT, lambda records, who: records.people.has_left(chosen.who, who)
        )
    return True


def _ask_whether(question: str, label: str, act: Action) -> None:
    st.html(components.notice("late", question))
    with st.container(horizontal=True, gap=16, key="noprint_sure"):
        st.button("Cancel", key="keep_role", on_click=_ask, args=(None,))
        st.button(markdown(label), key="do_it", type="primary", on_click=_do, args=(act,))


def _give(wanted: role_form.WantedRole) -> bool:
    """Give a role, for a callback; return whether that worked."""
    _do(lambda records, who: records.people.set_role(wanted.who, wanted.role, wanted.rule, who))
    if st.session_state[_ERROR]:
        return False
    st.session_state[_DONE] = people_words.given(wanted.name, wanted.role, wanted.rule)
    return True


def _ask(about: Hashable) -> None:
    st.session_state[_ASKING] = about


def _do(act: Action) -> None:
    """Do it, for a callback; if it fails, the page says why."""
    st.session_state[_ASKING] = None
    who = person.acting()
    _, st.session_state[_ERROR] = reading.read(lambda records: act(records, who))
    person.forget()

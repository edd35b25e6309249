"""Home's saved views: a row of links, and the forms that save the view of the address and change others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dashboard.access.person import Person
from dashboard.access.policy import Act, may
from dashboard.fleet.people.saved_views import MOST_NAME, SavedView, SavedViews, ViewRefused
from dashboard.insight.fleet.query import from_address, to_address
from dashboard.insight.fleet.row_order import FIRST, Sort
from dashboard.store.errors import StoreError
from dashboard.ui import links, person, session
from dashboard.ui.fleet import of_session
from dashboard.ui.fleet.home_view import HomeView
from dashboard.views import components
from dashboard.views.fleet import view_words
from dashboard.views.fleet.view_words import SHARED_WITH

_OPEN, _ERROR = "views_form", "views_error"
_NAME, _SHARED, _WHO, _CHOSEN, _RENAMED = (
    "view_name",
    "view_shared",
    "view_who",
    "view_chosen",
    "view_renamed",
)
_SAVE, _CHANGE = "save", "change"


def draw(view: HomeView) -> None:
    """Draw the links to the views that the person sees, and the buttons or the open form."""
    who = person.current()
    try:
        found = view.fleet.saved_views.seen_by(who)
    except StoreError:  # the list says it
        return
    views_html = view_words.listed([(each.name, each.shared, address(each)) for each in found])
    if views_html:
        st.html(views_html)
    if error := st.session_state.pop(_ERROR, ""):
        st.html(components.notice("late", "The view wasn’t changed.", components.text(error)))
    changeable = [each for each in found if _may_change(each, who)]
    opened = st.session_state.get(_OPEN)
    if opened == _SAVE:
        _save_form(view)
    elif opened == _CHANGE and changeable:
        _change_form(changeable)
    else:
        _buttons(view, can_save=may(who, Act.SAVE_VIEW) is None, can_change=bool(changeable))


def address(saved: SavedView) -> str:
    """Return the address of a saved view. What its query holds besides filters is left out."""
    return links.href("", to_address(from_address(saved.query)))


def _may_change(saved: SavedView, who: Person) -> bool:
    return may(who, Act.SAVE_VIEW if saved.is_of(who) else Act.CHANGE_ANY_VIEW) is None


def _buttons(view: HomeView, *, can_save: bool, can_change: bool) -> None:
    is_filtered = bool(view.query.values) or view.query.sort is not Sort.URGENCY
    with st.container(key="noprint_views", horizontal=True, gap=16):
        if can_save and is_filtered:
            st.button("Save this view", key="save_view", type="tertiary", on_click=_open, args=(_SAVE,))
        if can_change:
            st.button("Change views…", key="change_views", type="tertiary", on_click=_open, args=(_CHANGE,))


def _save_form(view: HomeView) -> None:
    query = {name: value for name, value in to_address(replace(view.query, after=FIRST)).items() if value}
    with st.container(key="noprint_views", gap=12, width=620):
        st.text_input("Name of the view", key=_NAME, max_chars=MOST_NAME, width=320)
        st.toggle("Share with everyone", key=_SHARED, help=SHARED_WITH)
        if not session.settings().sign_in:
            st.html(components.note(view_words.OWN_VIEWS))
        person.ask(_WHO)
        with st.container(horizontal=True, gap=16):
            st.button("Cancel", key="cancel_view", on_click=_close)
            st.button("Save", key="keep_view", type="primary", on_click=_save, args=(query,))


def _change_form(changeable: list[SavedView]) -> None:
    by_id = {each.id: each for each in changeable}
    labels = {each.id: view_words.label(each.name, each.person, shared=each.shared) for each in changeable}
    with st.container(key="noprint_views", gap=12, width=620):
        if st.session_state.get(_CHOSEN) not in by_id:
            st.session_state[_CHOSEN] = changeable[0].id
        st.selectbox("View", list(by_id), key=_CHOSEN, format_func=labels.__getitem__, width=320)
        st.text_input("New name", key=_RENAMED, max_chars=MOST_NAME, width=320)
        person.ask(_WHO)
        with st.container(horizontal=True, gap=16):
            st.button("Cancel", key="cancel_view", on_click=_close)
            st.button("Delete", key="delete_view", on_click=_delete)
            st.button("Rename", key="rename_view", type="primary", on_click=_rename)


def _save(query: dict[str, str]) -> None:
    name, shared = str(st.session_state.get(_NAME) or ""), bool(st.session_state.get(_SHARED))
    _act(lambda views, who: views.save(name, query, who, shared=shared))


def _rename() -> None:
    chosen, name = st.session_state[_CHOSEN], str(st.session_state.get(_RENAMED) or "")
    _act(lambda views, who: views.rename(chosen, name, who))


def _delete() -> None:
    chosen = st.session_state[_CHOSEN]
    _act(lambda views, who: views.delete(chosen, who))


def _act(change: Callable[[SavedViews, Person], object]) -> None:
    """Change the saved views, for a callback. If that fails, the form stays open and says why."""
    fleet = of_session.fleet().fleet
    if fleet is None or not person.given(_WHO):
        return
    try:
        change(fleet.saved_views, person.acting())
    except (ViewRefused, StoreError) as error:
        st.session_state[_ERROR] = str(error)
    else:
        _close()


def _open(form: str) -> None:
    _close()
    st.session_state[_OPEN] = form


def _close() -> None:
    for key in (_OPEN, _NAME, _SHARED, _CHOSEN, _RENAMED):
        st.session_state.pop(key, None)

"""Write a note about a company. The text stays in the box until it is saved."""

from __future__ import annotations

import streamlit as st

from dashboard.access.policy import Act
from dashboard.record.notes import MOST_LETTERS, NoteRefused
from dashboard.store.errors import StoreError
from dashboard.ui import person
from dashboard.ui.access import companies
from dashboard.ui.activity import on_record
from dashboard.views import components

_OPEN, _DRAFT, _ERROR = "note_open", "note_draft", "note_error"
_TEXT, _NAME = "note_text", "note_name"


def draw(company_id: str) -> None:
    """Draw the button that opens the form, or the form; nothing if this person may not write notes."""
    if companies.refusal(Act.NOTE, company_id) is not None:
        return
    if st.session_state.get(_OPEN) == company_id:
        _form(company_id)
    else:
        st.button("Add a note", key="add_note", on_click=_open, args=(company_id,))


def _form(company_id: str) -> None:
    whose, draft = st.session_state.get(_DRAFT, ("", ""))
    st.session_state.setdefault(_TEXT, draft if whose == company_id else "")
    with st.container(key="noprint_note", gap=12, width=620):
        st.text_area(
            "Note",
            key=_TEXT,
            max_chars=MOST_LETTERS,
            placeholder="Called them; they’ll fix it on Monday.",
            on_change=_store_draft,
            args=(company_id,),
        )
        person.ask(_NAME)
        if error := st.session_state.pop(_ERROR, ""):
            st.html(components.notice("late", "The note wasn’t saved.", components.text(error)))
        with st.container(horizontal=True, gap=16):
            st.button("Cancel", key="cancel_note", on_click=_close)
            st.button("Save note", key="save_note", type="primary", on_click=_save, args=(company_id,))


def _open(company_id: str) -> None:
    st.session_state[_OPEN] = company_id
    st.session_state.pop(_TEXT, None)


def _store_draft(company_id: str) -> None:
    """Store the text in case the person leaves the page and comes back."""
    st.session_state[_DRAFT] = (company_id, st.session_state[_TEXT])


def _close() -> None:
    for key in (_OPEN, _DRAFT, _TEXT):
        st.session_state.pop(key, None)


def _save(company_id: str) -> None:
    """Record the note. If that fails, the form says why and still has the text."""
    text, named = str(st.session_state.get(_TEXT) or ""), person.given(_NAME)
    st.session_state[_DRAFT] = (company_id, text)
    if not named:
        return
    try:
        _, error = on_record.read(
            lambda record: record.notes.add(company_id, text, companies.acting(company_id))
        )
    except (NoteRefused, StoreError) as refused:
        error = str(refused)
    if error:
        st.session_state[_ERROR] = error
    else:
        on_record.forget()
        _close()

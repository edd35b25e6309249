"""Share: choose what a view shows, look at it as its reader will, and make a link or a file of it."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import person
from dashboard.ui.page import CompanyView
from dashboard.ui.share import fields, files, made, preview, service
from dashboard.ui.share.composed import composed
from dashboard.ui.share.fields import ShareChoices
from dashboard.ui.share.request import ShareRequest
from dashboard.views import components
from dashboard.views.share import form_words

_NAME = "share_name"
_ERROR = "share_error"


def draw(page: CompanyView, request: ShareRequest) -> None:
    """Draw the form, or the link that it has just made."""
    with st.container(gap=20, key="share_form"):
        if (link := made.current(request)) is not None:
            made.draw(page, link)
            return
        fields.prepare(request)
        st.html(components.answer("", form_words.TITLES[request.page], form_words.WHO_SEES_IT))
        _choose(page, request)


def _choose(page: CompanyView, request: ShareRequest) -> None:
    """Draw what the view shows; beside it, what becomes of it: a link or a file."""
    left, right = st.columns([7, 5], gap=40)
    with left:
        chosen = fields.what(request)
    with right:
        _link(page, request, chosen)
    files.draw(page, request, chosen.content)


def _link(page: CompanyView, request: ShareRequest, chosen: ShareChoices) -> None:
    """Draw the fields of a link and its buttons; where none may be made, the reason instead."""
    st.html(components.title("Link"))
    if (why_not := service.why_not()) is not None:
        st.html(components.notice("off", "You can’t make a link here.", components.text(why_not)))
        return
    choices = fields.link(chosen)
    person.ask(_NAME)
    if not service.external_url():
        body = components.text(form_words.SET_EXTERNAL_URL)
        st.html(components.notice("late", form_words.THIS_MACHINE_ONLY, body))
    if error := st.session_state.pop(_ERROR, ""):
        st.html(components.notice("late", "The link wasn’t made.", components.text(error)))
    if not choices.content.parts:
        st.html(components.note(form_words.NO_PARTS))
    _buttons(page, request, choices)


def _buttons(page: CompanyView, request: ShareRequest, choices: ShareChoices) -> None:
    nothing = not choices.content.parts
    with st.container(horizontal=True, vertical_alignment="center", gap=16, key="noprint_share"):
        st.button(
            "Create link",
            key="create_link",
            type="primary",
            on_click=_create,
            args=(page, request, choices),
            disabled=nothing,
        )
        preview.draw(page, choices, disabled=nothing)

"""Share: choose what a view shows, look at it as its reader will, and make a link or a file of it."""

from __future__ import annotations

from collections.abc import Hashable

import streamlit as st

from dashboard.sharing.link import NewLink
from dashboard.ui import person
from dashboard.ui.page import CompanyView
from dashboard.ui.share import fields, files, made, preview, seeding, service
from dashboard.ui.share.composed import new_link
from dashboard.ui.share.fields import ShareChoices
from dashboard.ui.share.request import ShareRequest
from dashboard.views import components
from dashboard.views.share import form_words

_NAME, _ERROR = "share_name", "share_error"


def draw(page: CompanyView, request: ShareRequest) -> None:
    """Draw the form, or the link that it has just made."""
    with st.container(gap=20, key="share"):
        if (link := made.current(request)) is not None:
            made.draw(page, link)
            return
        fields.prepare(request)
        st.html(components.answer("", form_words.TITLES[request.page], form_words.WHO_SEES_IT))
        left, right = st.columns([7, 5], gap=40)
        with left:
            chosen = fields.what(request)
        with right:
            _link(page, request, chosen)
        if chosen.content.parts:
            files.draw(page, request, chosen.content)


def _link(page: CompanyView, request: ShareRequest, chosen: ShareChoices) -> None:
    """Draw the fields of a link and its buttons; where none may be made, the reason instead."""
    st.html(components.title("Link"))
    if (why_not := service.why_not()) is not None:
        st.html(components.notice("off", "You can’t make a link here.", components.text(why_not)))
        return
    choices = fields.link(chosen)
    person.ask(_NAME)
    if error := st.session_state.pop(_ERROR, ""):
        st.html(components.notice("late", "The link wasn’t made.", components.text(error)))
    if not choices.content.parts:
        st.html(components.notice("late", form_words.NO_PARTS))
        return
    _buttons(page, request, choices)
    made.where_it_works()


def _buttons(page: CompanyView, request: ShareRequest, choices: ShareChoices) -> None:
    about = (request, choices, page.data.read_at)
    shown = preview.current(about)
    # A link shows exactly what its preview showed.
    new = shown.new if shown is not None else new_link(page, choices)
    with st.container(horizontal=True, vertical_alignment="center", gap=16, key="noprint_share"):
        arguments = (page, request, new)
        st.button("Create link", key="create_link", type="primary", on_click=_create, args=arguments)
        st.button("Preview", key="preview_link", on_click=_preview, args=(page, about, new))
        preview.link(shown)


def _create(page: CompanyView, request: ShareRequest, new: NewLink) -> None:
    """Make the link, for a callback; if that fails, the form says why."""
    if not person.given(_NAME):
        return
    seeding.seed(page)
    who = person.current()
    link, st.session_state[_ERROR] = service.read(lambda sharing: sharing.make(new, who))
    if link is not None:
        made.keep(request, *link)


def _preview(page: CompanyView, about: Hashable, new: NewLink) -> None:
    seeding.seed(page)
    st.session_state[_ERROR] = preview.make(about, new)

"""Share: choose what a view shows, preview it, and create a link or a file of it."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboard.access.policy import Act
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.verdict.state import State
from dashboard.sharing.service import ShareService
from dashboard.ui import assessments, person
from dashboard.ui.access import companies
from dashboard.ui.page import CompanyView
from dashboard.ui.share import fields, files, made, preview, service
from dashboard.ui.share.composed import new_link, seed
from dashboard.ui.share.fields import ShareChoices
from dashboard.ui.share.request import ShareRequest
from dashboard.ui.sync import sync_read
from dashboard.views import components
from dashboard.views.share import form_words

Basis = tuple[ShareRequest, ShareChoices, datetime | None]
"""What a preview is made of: the view, the form, and when its data were read."""
_NAME, _ERROR = "share_name", "share_error"


def draw(page: CompanyView, request: ShareRequest) -> None:
    """Draw the form, or the link that it has just created."""
    with st.container(gap=20, key="share"):
        if (link := made.current(request)) is not None:
            made.draw(page, link)
            return
        fields.prepare(request, failing=_failing(page), over=_over(page, request))
        st.html(components.answer("", form_words.TITLES[request.page], form_words.WHO_SEES_IT))
        left, right = st.columns([7, 5], gap=40)
        with left:
            chosen = fields.what(request)
        with right:
            _link(page, request, chosen)
        files.draw(page, request, chosen.content)


def _failing(page: CompanyView) -> bool:
    return assessments.of(page).verdict.state not in (State.ARRIVING, State.NOTHING_TO_SEND)


def _over(page: CompanyView, request: ShareRequest) -> bool:
    """Return whether one sync is shared, and it isn't running."""
    record = sync_read.listed(page.data, request.sync_id) if request.sync_id else None
    return bool(request.sync_id) and (record is None or outcome_of(record) is not Outcome.RUNNING)


def _link(page: CompanyView, request: ShareRequest, chosen: ShareChoices) -> None:
    """Draw the fields of a link and its buttons; where none may be created, the reason instead."""
    st.html(components.title("Link"))
    if (why_not := service.why_not(Act.SHARE, page.company_id)) is not None:
        st.html(components.notice("off", "You can’t create a link here.", components.text(why_not)))
        return
    choices = fields.link(chosen)
    person.ask(_NAME)
    if error := st.session_state.pop(_ERROR, ""):
        st.html(components.notice("late", "Couldn’t create the link.", components.text(error)))
    if not choices.content.parts:
        st.html(components.notice("late", form_words.NO_PARTS))
        return
    made.where_it_works()
    _buttons(page, request, choices)


def _buttons(page: CompanyView, request: ShareRequest, choices: ShareChoices) -> None:
    about = (request, choices, page.data.read_at)
    with st.container(horizontal=True, vertical_alignment="center", gap=16, key="noprint_share"):
        arguments = (page, choices, about)
        st.button("Create link", key="create_link", type="primary", on_click=_create, args=arguments)
        st.button("Preview", key="preview_link", on_click=_preview, args=arguments)
        preview.link(preview.current(about))


def _create(page: CompanyView, choices: ShareChoices, about: Basis) -> None:
    """Make the link, for a callback; if that fails, the form says why. It shows what its preview showed."""
    if not person.given(_NAME):
        return
    shown = preview.current(about)

    def make(sharing: ShareService) -> None:
        if choices.live:
            seed(page)
        new = shown.new if shown else new_link(page, choices)
        made.keep(about[0], *sharing.make(new, companies.acting(new.company_id)))

    _, st.session_state[_ERROR] = service.read(make)


def _preview(page: CompanyView, choices: ShareChoices, about: Basis) -> None:
    """Make the preview, for a callback."""

    def make(sharing: ShareService) -> None:
        if choices.live:
            seed(page)
        preview.make(about, new_link(page, choices), sharing, companies.acting(page.company_id))

    _, st.session_state[_ERROR] = service.read(make)

"""What is shared of a page's company: the view as its reader will see it, and the link to be made."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import Final

import streamlit as st

from dashboard.insight.share.content import ShareContent
from dashboard.insight.share.extras import ShareExtras
from dashboard.services.stored_account import UnknownKeyError
from dashboard.sharing.composing import ViewComposer
from dashboard.sharing.link import NewLink
from dashboard.sharing.shared_views import shared_views
from dashboard.store.errors import StoreError
from dashboard.ui import assessments, session, starts
from dashboard.ui.page import CompanyView
from dashboard.ui.share.fields import ShareChoices
from dashboard.views.share.compose import status_view
from dashboard.views.share.parts.syncs import MOST_IN_FILE
from dashboard.views.share.status_view import StatusView, to_json

log = logging.getLogger(__name__)
READ_EVERY_S: Final = 5.0
"""How long an open form uses what is on record before it reads that again."""
_HELD: Final = "shared_extras"


def view_of(page: CompanyView, content: ShareContent) -> StatusView:
    """Return the view of what this page has read, for a file; cached for the same data and minute."""
    extras, answer = _on_record(page.company_id), assessments.of(page)
    read = page.data.stamp(*assessments.NEEDS, "company", "status")
    recorded = starts.stamp(page.company_id), assessments.snapshot_of(page).entered_by_hand
    minute = page.now.replace(second=0, microsecond=0)

    def make() -> StatusView:
        return status_view(answer.assessment, content, extras, page.now, most_syncs=MOST_IN_FILE)

    return page.cached("shared_view", make, content, extras, read, recorded, page.data.read_at, minute)


def new_link(page: CompanyView, chosen: ShareChoices) -> NewLink:
    """Return the link that the form describes; unless it is live, with the view that it always shows.

    Raises StoreError, UnknownKeyError.
    """
    company, gap = page.data.reading("company").value, assessments.of(page).verdict.gap
    return NewLink(
        page.company_id,
        (company.name if company else None) or "",
        chosen.content,
        chosen.term,
        None if chosen.live else to_json(_frozen(page, chosen)),
        gap.known_days if gap is not None else None,
        chosen.recipient,
        chosen.note,
        chosen.embed_origin,
    )


def seed(page: CompanyView) -> None:
    """Pass what this page has read to the live links, so that they needn't ask Codat for it again.

    Raises as `share_service` does.
    """
    shared_views(session.settings()).seed(assessments.snapshot_of(page))


def _frozen(page: CompanyView, chosen: ShareChoices) -> StatusView:
    extras = replace(_read(page.company_id), recipient=chosen.recipient, message=chosen.note)
    return status_view(assessments.of(page).assessment, chosen.content, extras, page.now)


def _on_record(company_id: str) -> ShareExtras:
    """Return the notes and starts on record, read at most every few seconds; none if they can't be read."""
    held: tuple[str, float, ShareExtras] | None = st.session_state.get(_HELD)
    now = time.monotonic()
    if held is None or held[0] != company_id or session.moved() or now - held[1] > READ_EVERY_S:
        try:
            held = (company_id, now, _read(company_id))
        except (StoreError, UnknownKeyError) as error:
            log.warning("notes and starts can’t be read: %s", error)
            held = (company_id, now, ShareExtras(demo=session.settings().demo, known=False))
        st.session_state[_HELD] = held
    return held[2]


def _read(company_id: str) -> ShareExtras:
    account = session.account()
    if account is None:
        return ShareExtras()
    return ViewComposer(session.settings(), account).extras(company_id)

"""Share what is about many merchants, an incident or a digest: a frozen link, by choice with their names."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from dashboard.access.person import Person
from dashboard.access.policy import Act
from dashboard.foreign_text import attribute, html
from dashboard.insight.history.filters import Filters, Order
from dashboard.insight.share import choices
from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.insight.zone import UTC
from dashboard.sharing.link import NewLink
from dashboard.sharing.service import ShareService
from dashboard.ui import links, person, session
from dashboard.ui.access import companies
from dashboard.ui.share import made, preview, service
from dashboard.ui.share.made import MadeLink
from dashboard.ui.share.request import ShareRequest
from dashboard.views import components, times
from dashboard.views.share import form_words
from dashboard.views.share.status_view import StatusView, to_json

MOST_COMPANIES: Final = 2_000
"""The most merchants that a link can be about for someone who sees only some of all."""
_NAME, _ERROR = "fleet_share_name", "fleet_share_error"
_OPEN: Final = "fleet_share_open"
_TERM, _NAMES, _RECIPIENT = "fleet_share_term", "fleet_share_names", "fleet_share_recipient"
_WHO_SEES: Final = "A snapshot of now. IDs, owners, notes and tags stay out."


@dataclass(frozen=True)
class FleetShare:
    """What can be shared. `key`: which incident or day it is; `name`: what Shared calls the link.

    `companies`: the ids of all that it is about, empty for every company of the account. `view`: returns
    what the link shows, of its content and for a recipient.
    """

    page: SharePage
    key: str
    name: str
    companies: tuple[str, ...]
    view: Callable[[ShareContent, str], StatusView]

    @property
    def request(self) -> ShareRequest:
        """What the link is of, so that it is shown until something else, or another page, is opened."""
        return ShareRequest("", self.page, Filters(), Order(), self.key)


def is_demo() -> bool:
    """Return whether what is shared is the demo's."""
    account = session.account()
    return account is not None and account.demo


def draw(share: FleetShare, now: datetime, beside_html: str) -> None:
    """Draw buttons (HTML) with “Share…” beside them, and below it the form, or the link that it has created.

    Without permission, only the buttons.
    """
    link = made.current(share.request)
    offered = link is None and _may_share(share.companies)
    is_open = st.session_state.get(_OPEN) == share.request
    with st.container(horizontal=True, vertical_alignment="center", gap=8):
        st.html(beside_html, width="content")
        if offered and not is_open:
            st.button("Share…", key=f"share_{share.page}", on_click=_set_open, args=(share.request,))
    if link is not None:
        _made(link, now)
    elif offered and is_open:
        _form(share)


def _set_open(request: ShareRequest | None) -> None:
    st.session_state[_OPEN] = request


def _form(share: FleetShare) -> None:
    with st.container(border=True, gap=12, width=640, key=f"share_{share.page}_form"):
        st.html(components.note(_WHO_SEES))
        term, names, recipient = _fields()
        person.ask(_NAME)
        if error := st.session_state.pop(_ERROR, ""):
            st.html(components.notice("late", "Couldn’t create the link.", components.text(error)))
        made.where_it_works()
        about = (share.request, names, term, recipient)
        new = _new_link(share, names=names, term=term, recipient=recipient)
        arguments = (share, new, about)
        with st.container(horizontal=True, vertical_alignment="center", gap=16):
            key = f"create_{share.page}_link"
            st.button("Create link", key=key, type="primary", on_click=_create, args=arguments)
            st.button("Preview", key=f"preview_{share.page}", on_click=_preview, args=arguments)
            st.button("Cancel", key="fleet_share_cancel", type="tertiary", on_click=_set_open, args=(None,))
        preview.link(preview.current(about))


def _may_share(about: tuple[str, ...]) -> bool:
    """Return whether they may share every company of it, as far as the page knows; the service decides."""
    if len(about) > MOST_COMPANIES:
        return False
    first, *others = about or ("",)
    if service.why_not(Act.SHARE, first) is not None:
        return False
    return all(companies.refusal(Act.SHARE, each) is None for each in others)


def _fields() -> tuple[timedelta, bool, str]:
    most = timedelta(days=session.settings().share_most_days)
    usual = choices.usual_term(most)
    st.session_state.setdefault(_TERM, usual)
    term = st.segmented_control(
        "Expires after", choices.terms(most), key=_TERM, format_func=form_words.term, required=True
    )
    recipient = st.text_input("Recipient (optional)", key=_RECIPIENT, max_chars=choices.MOST_RECIPIENT)
    names = st.checkbox("Names of merchants", key=_NAMES)
    return term or usual, names, recipient


def _new_link(share: FleetShare, *, names: bool, term: timedelta, recipient: str) -> NewLink:
    """Return the link with what is drawn now."""
    parts = choices.selected_at_first(share.page) | ({SharePart.MERCHANTS} if names else set())
    content = ShareContent(share.page, parts, companies=share.companies)
    frozen = to_json(share.view(content, recipient))
    return NewLink("", share.name, content, term, frozen_view=frozen, recipient=recipient)


def _create(share: FleetShare, new: NewLink, about: Hashable) -> None:
    """Make the link, for a callback; if that fails, the form says why. It shows what its preview showed."""
    if not person.given(_NAME):
        return
    shown = preview.current(about)

    def make(sharing: ShareService) -> None:
        made.keep(share.request, *sharing.make(shown.new if shown else new, _acting(share)))
        _set_open(None)

    _, st.session_state[_ERROR] = service.read(make)


def _preview(share: FleetShare, new: NewLink, about: Hashable) -> None:
    """Make the preview, for a callback; if that fails, the form says why."""
    _, st.session_state[_ERROR] = service.read(
        lambda sharing: preview.make(about, new, sharing, _acting(share))
    )


def _acting(share: FleetShare) -> Person:
    return companies.acting(next(iter(share.companies), ""))


def _made(link: MadeLink, now: datetime) -> None:
    """Draw the link that was made, once."""
    address = html(link.address)
    zone = session.viewer_zone() or UTC
    st.html(components.notice("succeeded", "Link created", components.text(form_words.SHOWN_ONCE)))
    st.html(f'<p class="d d-gutter d-share-link"><span class="d-code" tabindex="0">{address}</span></p>')
    copy = components.copy_button("Copy link", link.address, button=True)
    opens = f'<a href="{attribute(link.address)}" target="_blank" rel="noopener">Open page</a>'
    every = links.anchor("All shared links", "shared")
    st.html(components.buttons([f'<span class="d-first-button">{copy}</span>', opens, every]))
    expires = times.near(link.link.ends_at, zone, now)
    st.html(components.note(f"Expires {expires} ({times.zone_name(zone)})."))
    made.where_it_works()

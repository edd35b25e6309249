"""Share what is about many merchants, an incident or a digest: a frozen link, by choice with their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

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
from dashboard.ui.share import made, service
from dashboard.ui.share.made import MadeLink
from dashboard.ui.share.request import ShareRequest
from dashboard.views import components, times
from dashboard.views.share import form_words
from dashboard.views.share.status_view import StatusView, to_json

MOST_COMPANIES: Final = 2_000
"""The most merchants that a link can be about for someone who sees only some of all."""
_NAME, _ERROR = "fleet_share_name", "fleet_share_error"
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


def draw(share: FleetShare, now: datetime) -> None:
    """Draw the form that creates a link, or the link that it has just created; nothing without permission."""
    if (link := made.current(share.request)) is not None:
        _made(link, now)
        return
    if not _may_share(share.companies):
        return
    with st.popover("Share…", key=f"share_{share.page}"):
        st.html(components.note(_WHO_SEES))
        term, names, recipient = _fields()
        person.ask(_NAME)
        if error := st.session_state.pop(_ERROR, ""):
            st.html(components.notice("late", "Couldn’t create the link.", components.text(error)))
        made.where_it_works()
        new = _new_link(share, names=names, term=term, recipient=recipient)
        key = f"create_{share.page}_link"
        st.button("Create link", key=key, type="primary", on_click=_create, args=(share, new))


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


def _create(share: FleetShare, new: NewLink) -> None:
    """Make the link, for a callback; if that fails, the form says why."""
    if not person.given(_NAME):
        return
    about = next(iter(share.companies), "")

    def make(sharing: ShareService) -> None:
        made.keep(share.request, *sharing.make(new, companies.acting(about)))

    _, st.session_state[_ERROR] = service.read(make)


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

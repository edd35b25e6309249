"""The link that the form has just created: shown once, with its contents and expiry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from dashboard.foreign_text import attribute, html
from dashboard.sharing.link import LINK_PATH, ShareLink
from dashboard.ui import links, session
from dashboard.ui.page import CompanyView
from dashboard.ui.share.request import ShareRequest
from dashboard.views import components, times
from dashboard.views.share import form_words, link_words

_MADE: Final = "shared_made"


@dataclass(frozen=True)
class MadeLink:
    """A link and its token, which only this session has, and only until it moves on."""

    request: ShareRequest
    link: ShareLink
    token: str

    @property
    def address(self) -> str:
        """The address to send: EXTERNAL_URL's, or the one that this browser uses."""
        external = session.settings().external_url
        return f"{external.rstrip('/') or links.origin() + links.base()}{LINK_PATH}{self.token}"


def keep(request: ShareRequest, link: ShareLink, token: str) -> None:
    """Store a link that was made, to be shown in the next run."""
    st.session_state[_MADE] = MadeLink(request, link, token)


def current(request: ShareRequest) -> MadeLink | None:
    """Return the link that was made for this view; forget it once the page has been left."""
    held: MadeLink | None = st.session_state.get(_MADE)
    if held is not None and (session.moved() or held.request != request):
        forget()
        return None
    return held


def forget() -> None:
    """Forget the link: it can't be shown again."""
    st.session_state.pop(_MADE, None)


def draw(page: CompanyView, made: MadeLink) -> None:
    """Draw the link, what it shows, and what to do with it."""
    st.html(components.answer("succeeded", "Link created", form_words.SHOWN_ONCE))
    address = html(made.address)
    st.html(f'<p class="d d-gutter d-share-link"><span class="d-code" tabindex="0">{address}</span></p>')
    copy = components.copy_button("Copy link", made.address, button=True)
    opens = f'<a href="{attribute(made.address)}" target="_blank" rel="noopener">Open page</a>'
    every = links.anchor("All shared links", "shared", company=page.company_id)
    st.html(components.buttons([f'<span class="d-first-button">{copy}</span>', opens, every]))
    where_it_works()
    st.html(components.facts(_facts(page, made.link)))
    st.button("Create another", key="share_again", on_click=forget)


def where_it_works() -> None:
    """Say that links work on this machine only, if no setting says otherwise."""
    if not session.settings().external_url:
        body_html = html(form_words.SET_EXTERNAL_URL)
        st.html(components.notice("late", form_words.THIS_MACHINE_ONLY, body_html))


def _facts(page: CompanyView, link: ShareLink) -> list[tuple[str, str]]:
    zone, now = page.clock.shown_zone, page.now
    ends = f"{times.near(link.ends_at, zone, now)} ({times.zone_name(zone)})"
    rows = [
        ("Shows", html(link_words.shown(link))),
        ("Expires", html(ends)),
        ("Recipient", html(link_words.recipient(link))),
        ("Created by", html(link_words.who(link))),
    ]
    return [*rows, ("May be embedded in", html(link.embed_origin))] if link.embed_origin else rows

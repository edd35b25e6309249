"""The fields of Share: contents, expiry, recipient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import streamlit as st

from dashboard.insight.share import choices
from dashboard.insight.share.content import ShareContent, ShareDetail, SharePart
from dashboard.ui import links, session
from dashboard.ui.share.request import ShareRequest
from dashboard.views import components
from dashboard.views.help import topics
from dashboard.views.share import form_words
from dashboard.views.share.form_words import ShareKind

_PREFIX: Final = "share_"
_REQUEST: Final = "share_request"
_KIND, _TERM, _RECIPIENT, _NOTE = "share_kind", "share_term", "share_recipient", "share_note"
_EMBED: Final = "share_embed"


@dataclass(frozen=True)
class ShareChoices:
    """What the form says. `embed_origin`: the site that may embed the page; "" for none."""

    kind: ShareKind
    content: ShareContent
    term: timedelta = timedelta()
    recipient: str = ""
    note: str = ""
    embed_origin: str = ""

    @property
    def live(self) -> bool:
        """Whether the view is updated."""
        return self.kind is ShareKind.LIVE


def prepare(request: ShareRequest, *, failing: bool, over: bool) -> None:
    """Set the fields to their defaults when the form is opened, or for another view.

    `failing`: something is wrong with the company; `over`: what is shared has ended and won't change.
    """
    if session.moved() or st.session_state.get(_REQUEST) != request:
        for key in [each for each in st.session_state if str(each).startswith(_PREFIX)]:
            del st.session_state[key]
        st.session_state[_REQUEST] = request
    for key, value in _defaults(request, failing=failing, over=over).items():
        st.session_state.setdefault(key, value)


def _defaults(request: ShareRequest, *, failing: bool, over: bool) -> dict[str, Any]:
    selected = choices.selected_at_first(request.page, failing=failing)
    parts = {_key(each): each in selected for each in choices.offered(request.page)}
    details = {_key(each): False for each in ShareDetail}
    kind, term = ShareKind.FROZEN if over else ShareKind.LIVE, choices.usual_term(_most())
    return {_KIND: kind, _TERM: term, _RECIPIENT: "", _NOTE: "", _EMBED: "", **parts, **details}


def what(request: ShareRequest) -> ShareChoices:
    """Draw what the view shows; return it without what belongs to a link."""
    kind = _kind(request)
    parts = choices.SUMMARY_PARTS if kind.days else _parts(request)
    safe_html = links.help_anchor("What’s safe to share", topics.SHARING_TOPIC)
    st.html(components.title("Details", "off by default", f'<span class="d-small">{safe_html}</span>'))
    with st.container(gap=4):
        details = frozenset(each for each in ShareDetail if _detail(each))
    content = ShareContent(
        request.page, parts, details, request.filters, request.order, request.sync_id, kind.days
    )
    return ShareChoices(kind, content)


def link(chosen: ShareChoices) -> ShareChoices:
    """Draw the fields of a link; return the choices with them."""
    term = st.segmented_control(
        "Expires after", choices.terms(_most()), key=_TERM, format_func=form_words.term, required=True
    )
    recipient = st.text_input(
        "Recipient (optional)",
        key=_RECIPIENT,
        max_chars=choices.MOST_RECIPIENT,
        placeholder="Ann at Bluebird",
    )
    note = st.text_area("Message on the page (optional)", key=_NOTE, max_chars=choices.MOST_NOTE, height=68)
    embed = _embed_origin() if chosen.live else ""
    return ShareChoices(
        chosen.kind, chosen.content, term or choices.usual_term(_most()), recipient, note, embed
    )


def _kind(request: ShareRequest) -> ShareKind:
    offered = list(form_words.kinds(request.page))
    with st.container(key="mode", gap=4):
        chosen = st.segmented_control("Type", offered, key=_KIND, required=True)
    kind = ShareKind(chosen or ShareKind.LIVE)
    st.html(components.note(form_words.KINDS[kind]))
    return kind


def _parts(request: ShareRequest) -> frozenset[SharePart]:
    offered = choices.offered(request.page)
    st.html(components.title("Contents"))
    with st.container(gap=4):
        selected = {
            each
            for each in offered
            if st.checkbox(form_words.part(each, request.page, request.filters), key=_key(each))
        }
    return frozenset(selected)


def _detail(which: ShareDetail) -> bool:
    with st.container(horizontal=True, gap=8, vertical_alignment="center", key=f"detail_{which}"):
        added = st.checkbox(form_words.detail(which), key=_key(which), width="content")
        st.html(components.note(form_words.DETAILS[which][1]))
    return added


def _embed_origin() -> str:
    origins = session.settings().embed_origins
    if not origins:
        return ""
    chosen: str | None = st.selectbox(
        "May be embedded in",
        ["", *origins],
        key=_EMBED,
        format_func=lambda each: each or form_words.NOWHERE,
    )
    return chosen or ""


def _most() -> timedelta:
    return timedelta(days=session.settings().share_most_days)


def _key(which: SharePart | ShareDetail) -> str:
    return f"{_PREFIX}{'part' if isinstance(which, SharePart) else 'detail'}_{which}"

"""Share an incident: a frozen link with the numbers, and by choice the merchants' names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from dashboard.access.policy import Act
from dashboard.fleet.registry import Fleet
from dashboard.foreign_text import attribute, html
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.insight.fleet.over_time.incident_state import IncidentState
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
from dashboard.views.fleet import incident_words
from dashboard.views.share import form_words
from dashboard.views.share.incident import incident_view
from dashboard.views.share.status_view import to_json

_NAME, _ERROR = "incident_name", "incident_share_error"
_TERM, _NAMES, _RECIPIENT = "incident_term", "incident_names", "incident_recipient"
_WHO_SEES: Final = "A snapshot of now. IDs, owners, notes and tags stay out."


def draw(fleet: Fleet, rows: Mapping[str, FleetRow], state: IncidentState, now: datetime) -> None:
    """Draw the form that creates a link, or the link that it has just created; nothing without permission."""
    request = _request(state)
    if (link := made.current(request)) is not None:
        _made(link, now)
        return
    if not _may_share(state):
        return
    with st.popover("Share…", key="share_incident"):
        st.html(components.note(_WHO_SEES))
        term, names, recipient = _fields()
        person.ask(_NAME)
        if error := st.session_state.pop(_ERROR, ""):
            st.html(components.notice("late", "Couldn’t create the link.", components.text(error)))
        made.where_it_works()
        new = _new_link(fleet, rows, state, now, names=names, term=term, recipient=recipient)
        st.button(
            "Create link", key="create_incident_link", type="primary", on_click=_create, args=(request, new)
        )


def _request(state: IncidentState) -> ShareRequest:
    """Return what the link is of, so that it is shown until another incident, or page, is opened."""
    return ShareRequest("", SharePage.INCIDENT, Filters(), Order(), str(state.incident.id))


def _may_share(state: IncidentState) -> bool:
    """Return whether they may share every company of it, as far as the page knows; the service decides."""
    first, *others = (each.company_id for each in state.members)
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


def _new_link(
    fleet: Fleet,
    rows: Mapping[str, FleetRow],
    state: IncidentState,
    now: datetime,
    *,
    names: bool,
    term: timedelta,
    recipient: str,
) -> NewLink:
    """Return the link with the incident as it is drawn now."""
    parts = choices.selected_at_first(SharePage.INCIDENT) | ({SharePart.MERCHANTS} if names else set())
    content = ShareContent(
        SharePage.INCIDENT, parts, companies=tuple(each.company_id for each in state.members)
    )
    account = session.account()
    view = incident_view(
        state,
        content,
        {each: rows[each].company.name for each in content.companies},
        fleet.zone,
        now,
        recipient=recipient,
        demo=account is not None and account.demo,
    )
    what = incident_words.what(state.incident)
    return NewLink("", what, content, term, frozen_view=to_json(view), recipient=recipient)


def _create(request: ShareRequest, new: NewLink) -> None:
    """Make the link, for a callback; if that fails, the form says why."""
    if not person.given(_NAME):
        return

    def make(sharing: ShareService) -> None:
        made.keep(request, *sharing.make(new, companies.acting(new.content.companies[0])))

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

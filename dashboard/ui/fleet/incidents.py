"""Incidents on Home: one line each above the list; with `/?incident=7`, that one in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.fleet.registry import Fleet
from dashboard.foreign_text import html
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.insight.fleet.over_time.incident_state import IncidentState, state_of_incident
from dashboard.insight.share.content import ShareContent, SharePage
from dashboard.services.covered_listing import sees_every_company
from dashboard.store.errors import StoreError
from dashboard.ui import links, person, session
from dashboard.ui.fleet import share
from dashboard.ui.fleet.share import FleetShare
from dashboard.views import components
from dashboard.views.fleet import incident_words
from dashboard.views.share.fleet.incident import incident_view
from dashboard.views.share.status_view import StatusView

INCIDENT: Final = "incident"
"""The parameter of the address that names an incident."""
MOST_LINES: Final = 5
MOST_OVER: Final = 200
_NOT_FOUND: Final = "Incident not found"
_NONE_SEEN: Final = "None of the companies you can see is part of it."

Rows = Mapping[str, FleetRow]


def draw(fleet: Fleet, rows: Rows, now: datetime) -> IncidentState | None:
    """Draw the incidents of these companies above Home's list, or the one in the address, and return that.

    `rows`: all that the person may see, by id. `now`: aware.
    """
    zone = session.viewer_zone() or fleet.zone
    try:
        if links.param(INCIDENT).strip():
            return _one(fleet, rows, links.number(INCIDENT), zone, now)
        _lines(fleet, rows, zone, now)
    except StoreError as error:
        st.html(components.notice("late", "Couldn’t load the incidents.", components.text(str(error))))
    return None


def draw_over(fleet: Fleet, rows: Rows, state: IncidentState, now: datetime) -> None:
    """Draw the companies for which the incident is over, with how and when, the last one first."""
    if not state.over:
        return
    zone = session.viewer_zone() or fleet.zone
    names = {each.company_id: rows[each.company_id].company.name for each in state.over}
    cells = [
        [
            links.anchor(incident_words.name_of(each.company_id, names), "company", company=each.company_id),
            *map(html, incident_words.over(each, zone, now)),
        ]
        for each in state.over[:MOST_OVER]
    ]
    title, number = incident_words.over_title(state), len(state.over)
    more = f"the last {MOST_OVER:,} of {number:,}" if number > MOST_OVER else f"{number:,}"
    over_html = components.table(["Merchant", "How it ended", "When"], cells, label=title)
    st.html(components.title(title, more) + over_html)


def _lines(fleet: Fleet, rows: Rows, zone: ZoneInfo, now: datetime) -> None:
    """Draw a line for each incident that lasts, the largest first; those after the first few are folded."""
    of_it = (
        each for each in fleet.picture.open_episodes() if each.left_at is None and each.company_id in rows
    )
    number = Counter(each.incident_id for each in of_it if each.incident_id is not None)
    seen = [each for each in fleet.picture.incidents() if number[each.id]]
    lasting = sorted(seen, key=lambda each: (-number[each.id], each.id))
    members = fleet.history.members(*(each.id for each in lasting))
    states = [state_of_incident(each, members, rows) for each in lasting]
    lines_html = [
        f'<p class="d">{components.mark(incident_words.mark(each))} {_line(each, zone, now)}</p>'
        for each in states
        if each
    ]
    first_html, rest_html = "".join(lines_html[:MOST_LINES]), "".join(lines_html[MOST_LINES:])
    if rest_html:
        rest_html = components.folded(f"{len(lines_html) - MOST_LINES:,} more", rest_html)
    if first_html:
        st.html(components.title("Incidents") + first_html + rest_html)


def _line(state: IncidentState, zone: ZoneInfo, now: datetime) -> str:
    line = incident_words.line(state, zone, now)
    return links.anchor(line, "", incident=str(state.incident.id))


def _one(fleet: Fleet, rows: Rows, number: int | None, zone: ZoneInfo, now: datetime) -> IncidentState | None:
    """Draw one incident: what, since when, who acts, texts to copy, and a form to share it.

    `number`: None if the address has none that can be one.
    """
    incident = None if number is None else fleet.history.incident(number)
    if incident is not None and incident.became is not None:
        incident = fleet.history.incident(incident.became)
    members = [] if incident is None else fleet.history.members(incident.id)
    state = incident and state_of_incident(incident, members, rows)
    gone = _gone(fleet, {each.company_id for each in members} - rows.keys())
    if not state:
        st.html(components.answer("", _NOT_FOUND, incident_words.only_gone(gone) if gone else _NONE_SEEN))
        return None
    reason = incident_words.reason(state.incident)
    title = incident_words.title(state, zone, now)
    st.html(components.answer(incident_words.mark(state), title, reason))
    if state.lasting:
        st.html(components.steps(incident_words.steps(state.incident)))
    st.html(components.facts(_facts(state, gone, zone, now)))
    share.draw(_shared(fleet, rows, state, now), now, _copying(fleet, rows, state, now))
    return state


def _gone(fleet: Fleet, company_ids: set[str]) -> int:
    """Return how many of these companies Codat no longer lists; 0 for who sees only some of all.

    They are left out of the incident: no one can help them, and for want of reads it would never be over.
    """
    if not company_ids or not sees_every_company(person.current()):
        return 0
    return sum(row.company_id in company_ids for row in fleet.repository.gone_rows())


def _shared(fleet: Fleet, rows: Rows, state: IncidentState, now: datetime) -> FleetShare:
    """Return how the incident can be shared, as it is drawn now."""
    about = tuple(each.company_id for each in state.members)
    names = {each: rows[each].company.name for each in about}

    def view(content: ShareContent, recipient: str) -> StatusView:
        return incident_view(
            state, content, names, fleet.zone, now, recipient=recipient, demo=share.is_demo()
        )

    number, what = str(state.incident.id), incident_words.what(state.incident)
    return FleetShare(SharePage.INCIDENT, number, what, about, view)


def _facts(state: IncidentState, gone: int, zone: ZoneInfo, now: datetime) -> list[tuple[str, str]]:
    """Return what is known of it (HTML). `gone`: how many of its companies Codat no longer lists."""
    counts = f"{incident_words.merchants(len(state.members))}, {incident_words.progress(state)}"
    still = incident_words.still(state.incident)
    listed = f"{incident_words.merchants(state.lasting)} {still}" if state.lasting else f"None {still}"
    left_out = [("Not counted", html(incident_words.not_counted(gone)))] if gone else []
    return [
        ("Affected", html(counts)),
        *left_out,
        ("Began", html(incident_words.began(state, zone, now))),
        ("Below", html(listed)),
    ]


def _copying(fleet: Fleet, rows: Rows, state: IncidentState, now: datetime) -> str:
    """Return the buttons (HTML) that copy what is said of it, and whom it affects."""
    names = {each.company_id: rows[each.company_id].company.name for each in state.members}
    every = "\n".join(incident_words.names_of(state, names))
    lasting = "\n".join(incident_words.names_of(state, names, lasting_only=True))
    buttons = [
        components.copy_button("Copy summary", incident_words.text(state, fleet.zone, now), button=True),
        components.copy_button("Copy names", every),
    ]
    if state.over and state.lasting:
        still = incident_words.still(state.incident)
        buttons.append(components.copy_button(f"Copy names {still}", lasting))
    return components.buttons(buttons)

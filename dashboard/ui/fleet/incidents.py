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
from dashboard.store.errors import StoreError
from dashboard.ui import links, session
from dashboard.ui.fleet import share
from dashboard.ui.fleet.share import FleetShare
from dashboard.views import components
from dashboard.views.fleet import incident_words
from dashboard.views.share.fleet.incident import incident_view
from dashboard.views.share.status_view import StatusView

INCIDENT: Final = "incident"
"""The parameter of the address that names an incident."""
MOST_LINES: Final = 5
_NOT_FOUND: Final = ("Incident not found", "None of the companies you can see is part of it.")

Rows = Mapping[str, FleetRow]


def draw(fleet: Fleet, rows: Rows, now: datetime) -> None:
    """Draw the incidents of these companies above Home's list, or the one in the address.

    `rows`: all that the person may see, by id. `now`: aware.
    """
    zone = session.viewer_zone() or fleet.zone
    try:
        if links.param(INCIDENT).strip():
            _one(fleet, rows, links.number(INCIDENT), zone, now)
        else:
            _lines(fleet, rows, zone, now)
    except StoreError as error:
        st.html(components.notice("late", "Couldn’t load the incidents.", components.text(str(error))))


def _lines(fleet: Fleet, rows: Rows, zone: ZoneInfo, now: datetime) -> None:
    """Draw a line for each incident that lasts; the members are read only of those with a line."""
    open_episodes = (each.incident_id for each in fleet.picture.open_episodes() if each.company_id in rows)
    failing = Counter(each for each in open_episodes if each is not None)
    lasting = sorted(fleet.picture.incidents(), key=lambda each: (-failing[each.id], each.id))
    shown = [each for each in lasting[:MOST_LINES] if failing[each.id]]
    members = fleet.history.members(*(each.id for each in shown))
    states = [state_of_incident(each, members, rows) for each in shown]
    lines_html = [
        f'<p class="d">{components.mark("failed")} {_line(each, zone, now)}</p>' for each in states if each
    ]
    if lines_html:
        st.html(components.title("Incidents") + "".join(lines_html))


def _line(state: IncidentState, zone: ZoneInfo, now: datetime) -> str:
    line = incident_words.line(state, zone, now)
    return links.anchor(line, "", incident=str(state.incident.id))


def _one(fleet: Fleet, rows: Rows, number: int | None, zone: ZoneInfo, now: datetime) -> None:
    """Draw one incident: what, since when, who acts, texts to copy, and a form to share it.

    `number`: None if the address has none that can be one.
    """
    incident = None if number is None else fleet.history.incident(number)
    if incident is not None and incident.became is not None:
        incident = fleet.history.incident(incident.became)
    state = incident and state_of_incident(incident, fleet.history.members(incident.id), rows)
    if not state:
        st.html(components.answer("", *_NOT_FOUND))
        return
    key = "failed" if state.failing else "succeeded"
    reason = incident_words.reason(state.incident)
    st.html(components.answer(key, incident_words.title(state, zone, now), reason))
    if state.failing:
        st.html(components.steps(incident_words.steps(state.incident)))
    st.html(components.facts(_facts(state, zone, now)))
    _copying(fleet, rows, state, now)
    share.draw(_shared(fleet, rows, state, now), now)


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


def _facts(state: IncidentState, zone: ZoneInfo, now: datetime) -> list[tuple[str, str]]:
    counts = f"{incident_words.merchants(len(state.members))}, {incident_words.progress(state)}"
    listed = f"{incident_words.merchants(state.failing)} still failing" if state.failing else "None failing"
    return [
        ("Affected", html(counts)),
        ("Began", html(incident_words.began(state, zone, now))),
        ("Below", html(listed)),
    ]


def _copying(fleet: Fleet, rows: Rows, state: IncidentState, now: datetime) -> None:
    names = {company_id: row.company.name for company_id, row in rows.items()}
    every = "\n".join(incident_words.names_of(state, names))
    failing = "\n".join(incident_words.names_of(state, names, failing_only=True))
    buttons = [
        components.copy_button("Copy summary", incident_words.text(state, fleet.zone, now), button=True),
        components.copy_button("Copy names", every),
    ]
    if state.recovered and state.failing:
        buttons.append(components.copy_button("Copy names still failing", failing))
    st.html(components.buttons(buttons))

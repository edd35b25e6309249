"""Who is on the company of a page, and the acts of this session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.access.person import Person
from dashboard.fleet.people.work import WorkRefused, WorkService
from dashboard.insight.fleet.filters import Viewer, state_for_snooze
from dashboard.insight.fleet.work import CompanyWork
from dashboard.insight.zone import UTC as UTC_ZONE
from dashboard.store.errors import StoreError
from dashboard.ui import person, session
from dashboard.ui.access import companies
from dashboard.ui.access.namesakes import namesakes
from dashboard.ui.activity import on_record
from dashboard.ui.fleet import of_session
from dashboard.ui.run_cache import once_a_run
from dashboard.views.fleet.work_words import WorkContext

_ERROR: Final = "work_error"

Act = Callable[[WorkService, Person], object]


@dataclass(frozen=True)
class ShownWork:
    """What a page shows of a company's work. `state`: `filters.state_for_snooze`, "" if unread."""

    work: CompanyWork
    state: str
    context: WorkContext


@once_a_run
def shown(company_id: str) -> ShownWork | None:
    """Return what is recorded of a company; None without a fleet, as with a key that was typed in."""
    fleet = of_session.fleet().fleet
    if fleet is None:
        return None
    try:
        work = fleet.picture.works().get(company_id) or CompanyWork(company_id)
        row = fleet.picture.rows().get(company_id)
    except StoreError:  # the block of activity says it
        return None
    here = context()
    return ShownWork(work, state_for_snooze(row, here.now) if row is not None else "", here)


@once_a_run
def context() -> WorkContext:
    """Return what the texts of this session's pages depend on."""
    settings = session.settings()
    zone, days_in = session.viewer_zone() or UTC_ZONE, ZoneInfo(settings.team_zone)
    return WorkContext(zone, days_in, datetime.now(UTC), viewer(), bool(settings.sign_in), namesakes())


def act(company_id: str, change: Act) -> bool:
    """Change a company's work, for a callback; return whether it was changed. Else the page says why."""
    found = of_session.fleet()
    error = found.error
    if found.fleet is not None:
        try:
            change(found.fleet.work, companies.acting(company_id))
        except (WorkRefused, StoreError) as refused:
            error = str(refused)
        found.fleet.picture.look_again()
        on_record.forget()
    if error:
        st.session_state[_ERROR] = (company_id, error)
    return not error


def take_error(company_id: str) -> str:
    """Return and forget why the last act on a company changed nothing; "" if it did."""
    whose, error = st.session_state.get(_ERROR, ("", ""))
    if whose != company_id:
        return ""
    del st.session_state[_ERROR]
    return str(error)


def viewer() -> Viewer:
    """Return whose page it is, without when they last looked."""
    who = person.current()
    return Viewer(who.name, who.identity if who.verified else "")

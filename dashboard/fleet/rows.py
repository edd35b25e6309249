"""Rows of the fleet's tables as records, and companies as values."""

from __future__ import annotations

import json
import logging
from typing import Any

from sqlalchemy import Row

from dashboard.fleet.state_json import from_json
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany, FleetRow
from dashboard.insight.fleet.episode import CompanyDay, Episode, Incident, VerdictChange
from dashboard.insight.verdict.state import State

log = logging.getLogger(__name__)


def company_values(company: FleetCompany) -> dict[str, Any]:
    """Return the columns of a company as Codat's list has it."""
    return {
        "company_id": company.company_id.lower(),
        "name": company.name,
        "books": company.books,
        "shops": company.shops,
        "tags": json.dumps(dict(company.tags), sort_keys=True),
        "uses_commerce": company.uses_commerce,
        "gone": company.gone,
    }


def fleet_row(row: Row[Any]) -> FleetRow:
    """Return a row of `fleet_company`, with its episode's incident. One that can't be read is unread."""
    state = _state(row)
    return FleetRow(
        FleetCompany(
            row.company_id,
            row.name,
            row.books,
            row.shops,
            json.loads(row.tags) if row.tags != "{}" else {},
            row.uses_commerce,
            row.gone,
        ),
        state,
        row.read_at,
        row.failed_at,
        row.failed_with,
        row.changed_at,
        row.revision,
        row.episode_id,
        row.incident_id,
    )


def _state(row: Row[Any]) -> CompanyState | None:
    """Return the state; None if another version wrote it and this one can't read it, until it is judged."""
    if row.state is None:
        return None
    try:
        return from_json(row.state)
    except ValueError:
        log.warning("the stored state of company %s can’t be read", row.company_id)
        return None


def episode_of(row: Row[Any]) -> Episode:
    """Return a row of `episode`. Raises ValueError for a state of another version."""
    return Episode(
        row.id,
        row.company_id,
        State(row.state),
        State(row.worst),
        row.cause,
        row.books,
        row.began,
        row.seen_at,
        row.ended,
        row.incident_id,
        row.ended_seen_at,
    )


def incident_of(row: Row[Any]) -> Incident:
    """Return a row of `incident`."""
    return Incident(row.id, row.cause, row.books, row.first_began, row.last_began, row.made_at, row.became)


def change_of(row: Row[Any]) -> VerdictChange:
    """Return a row of `verdict_change`."""
    return VerdictChange(
        row.company_id,
        row.at,
        State(row.state_before) if row.state_before else None,
        State(row.state),
        row.cause_before,
        row.cause,
        row.began,
        row.days_missing,
    )


def day_of(row: Row[Any]) -> CompanyDay:
    """Return a row of `company_day`."""
    return CompanyDay(row.day, row.company_id, State(row.state), row.cause, row.books, row.days_missing)

"""Rows of the fleet's tables as records, and companies as values."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Row

from dashboard.fleet.state_json import from_json
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany, FleetRow
from dashboard.insight.fleet.episode import CompanyDay, Episode, Incident, VerdictChange
from dashboard.insight.verdict.state import State
from dashboard.store.columns import storable

log = logging.getLogger(__name__)

ROW: Final = (
    "company_id", "name", "books", "shops", "tags", "uses_commerce", "gone", "state", "read_at", "failed_at",
    "failed_with", "changed_at", "revision", "episode_id",
)  # fmt: skip
"""The columns that make a row of Home; its incident's number and when it was first listed follow."""


def company_values(company: FleetCompany) -> dict[str, Any]:
    """Return the columns of a company as Codat's list has it, with the texts as the store gives them back."""
    return {
        "company_id": company.company_id.lower(),
        "name": storable(company.name),
        "books": storable(company.books),
        "shops": storable(company.shops),
        "tags": json.dumps(dict(company.tags), sort_keys=True),
        "uses_commerce": company.uses_commerce,
        "gone": company.gone,
    }


def rows_of(rows: Iterable[Any]) -> list[FleetRow]:
    """Return rows with the columns of `ROW`, in this order. A state that can't be read is unread."""
    return [
        FleetRow(
            FleetCompany(company_id, name, books, shops, _tags(tags), uses_commerce, gone),
            None if state is None else _state(state, company_id),
            *others,
        )
        for company_id, name, books, shops, tags, uses_commerce, gone, state, *others in rows
    ]


@lru_cache(maxsize=4096)
def _tags(text: str) -> Mapping[str, str]:
    """Return a company's tags; companies with the same ones share them."""
    return MappingProxyType(json.loads(text))


def _state(text: str, company_id: str) -> CompanyState | None:
    """Return the state; None if another version wrote it and this one can't read it, until it is judged."""
    try:
        return from_json(text)
    except ValueError:
        log.warning("the stored state of company %s can’t be read", company_id)
        return None


def _named(state: str) -> State:
    """Return a stored state; NOT_KNOWN for one that only another version knows, which may be running too."""
    try:
        return State(state)
    except ValueError:
        return State.NOT_KNOWN


def episode_of(row: Row[Any]) -> Episode:
    """Return a row of `episode`."""
    return Episode(
        row.id,
        row.company_id,
        _named(row.state),
        _named(row.worst),
        row.cause,
        row.books,
        row.began,
        row.seen_at,
        row.ended,
        row.incident_id,
        row.ended_seen_at,
        _has_recovered(row),
        row.left_at,
        row.left_seen_at,
    )


def _has_recovered(row: Row[Any]) -> bool:
    """Return whether a success ended an episode. An earlier version wrote just when one that did so ran."""
    if row.recovered is not None or row.ended is None or row.ended_seen_at is None:
        return bool(row.recovered)
    return bool(row.ended < row.ended_seen_at)


def incident_of(row: Row[Any]) -> Incident:
    """Return a row of `incident`."""
    return Incident(row.id, row.cause, row.books, row.first_began, row.last_began, row.made_at, row.became)


def change_of(row: Row[Any]) -> VerdictChange:
    """Return a row of `verdict_change`."""
    return VerdictChange(
        row.company_id,
        row.at,
        _named(row.state_before) if row.state_before else None,
        _named(row.state),
        row.cause_before,
        row.cause,
        row.began,
        row.days_missing,
    )


def day_of(row: Row[Any]) -> CompanyDay:
    """Return a row of `company_day`."""
    return CompanyDay(
        row.day,
        row.company_id,
        _named(row.state),
        row.cause,
        row.books,
        row.days_missing,
        row.fewest_missing,
    )

"""Home's companies as a file: state, what is missing, who acts, who is on it, when it was read.

| column | what it holds |
| --- | --- |
| State, Mark | the state in words, and its name for programs; "not checked yet" without one |
| Failing since, Missing days, Days left | as on Home; the least and the most days missing |
| Last 30 days | a letter a day, oldest first: o succeeded, x failed, s skipped, u unknown, . no sync |
| Checked, Check failed | when Codat last answered, and the last try since, if it failed |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from dashboard.export.about import About
from dashboard.export.files import Kind, write
from dashboard.export.rows import FileColumn, Row, ValueKind, with_zone
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.insight.fleet.urgency import days_left
from dashboard.insight.fleet.work import CompanyWork
from dashboard.views.fleet.filter_words import acts
from dashboard.views.fleet.row_table import UNREAD

_COLUMNS: Final = (
    FileColumn("company", "Company", ValueKind.TEXT, 28),
    FileColumn("company_id", "Company id", ValueKind.TEXT, 38),
    FileColumn("books", "Accounting software", ValueKind.TEXT, 22),
    FileColumn("shops", "Shops", ValueKind.TEXT, 22),
    FileColumn("tags", "Tags", ValueKind.TEXT, 28),
    FileColumn("state", "State", ValueKind.TEXT, 24),
    FileColumn("state_value", "Mark", ValueKind.TEXT, 24),
    FileColumn("cause", "Cause", ValueKind.TEXT, 22),
    FileColumn("code", "Code", ValueKind.NUMBER, 8),
    FileColumn("acts", "Who acts", ValueKind.TEXT, 12),
    FileColumn("since_utc", "Failing since (UTC)", ValueKind.UTC, 20),
    FileColumn("since", "Failing since ({zone})", ValueKind.SHOWN, 20),
    FileColumn("missing_least", "Missing days, least", ValueKind.NUMBER, 12),
    FileColumn("missing_most", "Missing days, most", ValueKind.NUMBER, 12),
    FileColumn("days_left", "Days left", ValueKind.NUMBER, 10),
    FileColumn("last_success_utc", "Last success (UTC)", ValueKind.UTC, 20),
    FileColumn("last_30_days", "Last 30 days", ValueKind.TEXT, 34),
    FileColumn("owner", "Owner", ValueKind.TEXT, 22),
    FileColumn("checked_utc", "Checked (UTC)", ValueKind.UTC, 20),
    FileColumn("check_failed_utc", "Check failed (UTC)", ValueKind.UTC, 20),
)


def export_fleet(
    rows: Iterable[FleetRow], works: Mapping[str, CompanyWork], kind: Kind, about: About
) -> bytes:
    """Return companies as a file, in their order."""
    listed = list(rows)
    whole = replace(about, shown=len(listed))
    return write(kind, with_zone(_COLUMNS, about.zone_label), _values(listed, works, whole), whole)


def _values(rows: Iterable[FleetRow], works: Mapping[str, CompanyWork], about: About) -> Iterator[Row]:
    for row in rows:
        company, work = row.company, works.get(row.company_id)
        yield (
            company.name or None,
            company.company_id,
            company.books or None,
            company.shops or None,
            ", ".join(f"{key}: {value}" for key, value in company.tags.items()) or None,
            *_state(row, about),
            work.owner or None if work else None,
            _utc(row.read_at),
            _utc(row.failed_at),
        )


def _state(row: FleetRow, about: About) -> Row:
    state = row.state
    if state is None:
        return (UNREAD, *(None,) * 11)
    return (
        state.words,
        state.state.value,
        state.cause_words or None,
        state.code,
        acts(state.acts) or None,
        _utc(state.began),
        state.began.astimezone(about.zone) if state.began else None,
        state.fewest_missing,
        state.days_missing,
        None if state.switch_off_days is None else days_left(state, about.as_of),
        _utc(state.last_success),
        state.strip,
    )


def _utc(when: datetime | None) -> datetime | None:
    return when.astimezone(UTC) if when else None

"""The table of companies opened recently: the state of each when it was last checked, and how long ago."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.foreign_text import attribute, html, one_line
from dashboard.search.recent import RecentCompany
from dashboard.views import components, times
from dashboard.views.components import TableColumn

_MOST_ON_A_LINE, _MOST_NAME = 6, 40
_COLUMNS = (
    TableColumn("Recently opened", strong=True),
    TableColumn("Platforms", wide_only=True),
    TableColumn("State at last check"),
    TableColumn("Checked", end=True),
)


def table(
    companies: Sequence[RecentCompany], href: Callable[[str], str], now: datetime, zone: ZoneInfo
) -> str:
    """Return the companies as a table. `href`: the address of a company's page, `zone`: the viewer's."""
    rows = [_row(company, href(company.company_id), now, zone) for company in companies]
    return components.table(_COLUMNS, rows, label="Recently opened companies")


def place(rows: str) -> str:
    """Return the space for the table, reserved until the browser sends its companies (parts.css)."""
    hint = "" if rows else components.note("Companies you open appear here.")
    return f'<div class="d-recents">{rows}{hint}</div>'


def line(companies: Sequence[RecentCompany], href: Callable[[str], str]) -> str:
    """Return the companies on one line, each with its mark, the last one opened first."""
    items = "".join(
        f'<a href="{attribute(href(each.company_id))}">{components.mark(each.status) if each.status else ""}'
        f"{html(one_line(each.name or each.company_id, _MOST_NAME))}</a>"
        for each in companies[:_MOST_ON_A_LINE]
    )
    shown = f"<span>Recently opened</span>{items}" if items else ""
    return f'<nav class="d d-small d-recent-line" aria-label="Recently opened">{shown}</nav>'


def _row(company: RecentCompany, href: str, now: datetime, zone: ZoneInfo) -> list[str]:
    name = html(company.name or company.company_id)
    return [
        f'<a href="{attribute(href)}">{name}</a>',
        html(company.platforms),
        _state(company),
        _age(company.checked_at, now, zone) if company.checked_at else "",
    ]


def _state(company: RecentCompany) -> str:
    if not company.checked_at or not company.state:
        return ""
    left = f' <span class="d-small">{html(company.left)}</span>' if company.left else ""
    return components.status(company.status, company.state) + left


def _age(when: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return the age as HTML, which the browser's script updates, with the exact time on hover."""
    exact = f"{times.in_full(when, zone)} {times.zone_name(zone)}"
    wordings = attribute(json.dumps(times.next_ages(when, now), ensure_ascii=False))
    return f'<span class="d-small" title="{exact}" data-ages="{wordings}">{times.since(when, now)}</span>'

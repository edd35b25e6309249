"""Home's rows: a company each, with its state, its last 30 days, what is missing, and who is on it.

On a phone the stylesheet draws each row as a card. What is muted in one place or left out is never the state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.foreign_text import attribute, html, one_line
from dashboard.insight.fleet.company_state import CompanyState, FleetRow
from dashboard.insight.fleet.urgency import days_left
from dashboard.insight.outcome import Outcome
from dashboard.views import components, times
from dashboard.views.fleet.filter_words import acts
from dashboard.views.fleet.strip import strip

OLD_AFTER: Final = timedelta(hours=26)
"""A row that was read longer ago is greyed: its company is due to be read once a day."""
UNREAD: Final = "not checked yet"
NO_NAME: Final = "(no name)"
_MOST_NAME, _MOST_PLATFORMS = 80, 60
_HEADERS: Final = (
    ("State", ""),
    ("Merchant", ""),
    ("Last 30 days", "d-wide"),
    ("Missing", "d-end"),
    ("Left", "d-end"),
    ("Since", ""),
    ("Cause", ""),
    ("Who acts", ""),
    ("Owner", ""),
    ("Checked", "d-end"),
)


@dataclass(frozen=True)
class RowContext:
    """What rows depend on besides themselves. `zone`: the viewer's; `now`: aware.

    `href`: the address of a company's page, by its id. `owner`: what people recorded of a company, as HTML.
    """

    href: Callable[[str], str]
    now: datetime
    zone: ZoneInfo
    owner: Callable[[FleetRow], str] = field(default=lambda _: "")


def table(rows: Iterable[FleetRow], context: RowContext) -> str:
    """Return the rows as a table."""
    head = "".join(f'<th scope="col"{_css(css)}>{label}</th>' for label, css in _HEADERS)
    body = "".join(row_html(row, context) for row in rows)
    return (
        f'<div class="d d-scroll d-fleet"><table class="d-table" aria-label="Merchants">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def row_html(row: FleetRow, context: RowContext) -> str:
    """Return one row."""
    state = row.state
    cells = (
        _name(row, context),
        *(_known(state, context) if state else ("",) * 6),
        context.owner(row),
        checked(row, context),
    )
    old = ' class="d-stale"' if _is_old(row, context.now) else ""
    labelled = "".join(
        f'<td{_css(css)} data-of="{label}">{cell}</td>'
        for (label, css), cell in zip(_HEADERS[1:], cells, strict=True)
    )
    return f"<tr{old}><td>{state_cell(row)}</td>{labelled}</tr>"


def state_cell(row: FleetRow) -> str:
    """Return mark and words of a company's state. One that was never read isn't known to be fine."""
    if row.state is None:
        return components.status(Outcome.NEVER, UNREAD)
    return components.status(row.state.mark, row.state.words)


def found_cell(row: FleetRow, owner: str) -> str:
    """Return a company's state for a list of search results, with who is on it (HTML)."""
    state = row.state
    left = f' <span class="d-small">{html(state.left_words)}</span>' if state and state.left_words else ""
    return state_cell(row) + left + (f'<div class="d-small">{owner}</div>' if owner else "")


def checked(row: FleetRow, context: RowContext) -> str:
    """Return how long ago a company was read, and that the last try failed, if it did."""
    if row.read_at is None and row.failed_at is None:
        return ""
    said, exact = "never", ""
    if row.read_at is not None:
        said = times.since(row.read_at, context.now)
        exact = f"{times.in_full(row.read_at, context.zone)} {times.zone_name(context.zone)}"
    old = components.mark("late") + " " if _is_old(row, context.now) else ""
    shown = f'{old}<span class="d-small" title="{attribute(exact)}">{said}</span>'
    if row.failed_at is None:
        return shown
    return f'{shown}<div class="d-small">check failed {times.since(row.failed_at, context.now)}</div>'


def _known(state: CompanyState, context: RowContext) -> tuple[str, ...]:
    today = context.now.astimezone(context.zone).date()
    return (
        strip(state.strip, state.strip_ends, today),
        missing(state),
        left(state, context.now),
        f'<span class="d-small">{since(state, context)}</span>',
        html(state.cause_words),
        html(acts(state.acts)),
    )


def missing(state: CompanyState) -> str:
    """Return the days of sales that aren't in the books: "9 days", "5–9 days"; "" for none."""
    most, least = state.days_missing, state.fewest_missing
    if not most:
        return "" if most == 0 or state.began is None else "unknown"
    return times.count(most, "day") if least in {None, most} else f"{least}–{most} days"


def left(state: CompanyState, now: datetime) -> str:
    """Return the days until Codat switches the sync off: "5 days", "today"; "" where none is counted."""
    if state.switch_off_days is None:
        return ""
    days = days_left(state, now)
    return times.count(days, "day") if days else "today"


def since(state: CompanyState, context: RowContext) -> str:
    """Return when the problem began, in the viewer's zone; "" without one."""
    return times.near(state.began, context.zone, context.now) if state.began else ""


def name_of(row: FleetRow) -> str:
    """Return a company's name on one line; foreign text."""
    return one_line(row.company.name, _MOST_NAME) or NO_NAME


def _name(row: FleetRow, context: RowContext) -> str:
    company = row.company
    name = html(name_of(row))
    platforms = " → ".join(each for each in (company.shops, company.books) if each)
    below = f'<div class="d-small">{html(one_line(platforms, _MOST_PLATFORMS))}</div>' if platforms else ""
    return f'<a class="d-row" href="{attribute(context.href(company.company_id))}">{name}</a>{below}'


def _is_old(row: FleetRow, now: datetime) -> bool:
    return row.read_at is not None and now - row.read_at > OLD_AFTER


def _css(name: str) -> str:
    return f' class="{name}"' if name else ""

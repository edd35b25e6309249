"""Home's part of who is on a company: the cell of a row, and the panel of the row that the address names."""

from __future__ import annotations

from typing import Final

from dashboard.access.policy import Act, may
from dashboard.fleet.covered import identity_of_row
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.insight.fleet.filters import needs_attention, state_for_snooze
from dashboard.insight.fleet.work import CompanyWork
from dashboard.ui import links, person
from dashboard.ui.fleet.home_view import HomeView
from dashboard.ui.fleet.people import work_block, work_read
from dashboard.views.fleet import row_table, work_words

PARAM: Final = "work"
"""The parameter of the company whose panel is open."""


def draw(view: HomeView) -> None:
    """Draw the panel of the company in the address, if the person may see it."""
    row = view.rows.get(links.id_in(PARAM))
    if row is None:
        return
    close_html = links.anchor("Close", "", {**links.here(), PARAM: None})
    work_block.draw(row.company_id, rest=row_table.name_of(row), close_html=close_html)


def cell(view: HomeView, row: FleetRow, *, linked: bool = True) -> str:
    """Return who is on a company as HTML; for one who may change it, a link to its panel."""
    work = view.context.works.get(row.company_id) or CompanyWork(row.company_id)
    state = state_for_snooze(row, view.now)
    is_empty = not work.owner and work.snoozed_at is None and work.contacted_at is None
    if is_empty and not (linked and needs_attention(row)):
        return ""
    address = links.href("", {**links.here(), PARAM: row.company_id}) if linked and _may_change(row) else ""
    return work_words.owner_cell(work, work_read.context(), state, address)


def _may_change(row: FleetRow) -> bool:
    return may(person.current(), Act.WORK, identity_of_row(row)) is None

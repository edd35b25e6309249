"""What the Start page knows about its company, in the form that the rules and texts of a start need."""

from __future__ import annotations

from dashboard.insight.gap import Range
from dashboard.insight.start.preview import Preview, preview_of
from dashboard.insight.sync_range import range_in
from dashboard.ui import assessments
from dashboard.ui.page import CompanyView, company_name
from dashboard.views import platforms
from dashboard.views.start import plan as start_plan
from dashboard.views.start.plan import Beginning, Situation


def situation_of(page: CompanyView) -> Situation:
    """Return what is known about the company now."""
    data = page.data
    return Situation(
        clock=page.clock,
        books=platforms.books(data.connections.value),
        latest=data.latest,
        last_successful=data.last_successful,
        connections=data.connections,
        configuration=data.configuration,
        syncs=data.syncs,
        verdict=assessments.of(page).verdict,
    )


def beginning_of(page: CompanyView, situation: Situation) -> Beginning:
    """Return where Codat would begin a sync without a first day."""
    success, known = situation.last_successful.value, assessments.facts_of(page)
    return start_plan.beginning_of(situation, range_in(success, known) if success else None)


def preview(page: CompanyView, planned: Range | None) -> Preview:
    """Return what a sync of this range would change."""
    return preview_of(assessments.facts_of(page), page.clock.merchant.zone, planned)


def company_label(page: CompanyView) -> str:
    """Return the company's name, or part of its id until the name is known, with its platforms, as text."""
    between = platforms.of(page.data.connections.value)
    return ", ".join(part for part in (company_name(page), between) if part)

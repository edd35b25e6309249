"""Activity's filters: stored in the address, one history entry per change. Active ones show as chips."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from dashboard.insight.activity.entry import ActivityKind, ActivityOutcome
from dashboard.insight.activity.filters import UNNAMED, ActivityFilters, to_address
from dashboard.insight.history.day_filter import DayFilter
from dashboard.ui import links
from dashboard.ui.activity import menus
from dashboard.ui.activity.menus import FilterMenu
from dashboard.ui.activity.view import ROWS, ActivityView, asked_for
from dashboard.views.activity import filter_words


def draw(view: ActivityView) -> None:
    """Draw the filters of the address, and a chip for each active one."""
    filters = view.filters
    if not view.companies and not filters.kinds:  # nothing is on record yet
        return
    with st.container(key="noprint_filters", horizontal=True, gap=8):
        people = [each or UNNAMED for each in view.people]
        person = FilterMenu("Person", "person", people, partial(_person, view))
        menus.one(person, filters.person, lambda chosen: _write(person=chosen))
        company = FilterMenu("Company", "company_id", view.companies, view.context.company, "All companies")
        menus.one(company, filters.company_id, lambda chosen: _write(company_id=chosen))
        about = FilterMenu("Kind", "about", list(ActivityKind), _kind_label)
        menus.several(about, filters.about, lambda chosen: _write(about=chosen))
        outcome = FilterMenu("Outcome", "outcomes", list(ActivityOutcome), _outcome_label)
        menus.several(outcome, filters.outcomes, lambda chosen: _write(outcomes=chosen))
        menus.days(asked_for, _write_days, view.today, view.context.zone)
    if chips_html := filter_words.chips(
        filters, view.today, view.context, lambda left: view.address(filters=left)
    ):
        st.html(chips_html)


def _person(view: ActivityView, value: str) -> str:
    return filter_words.person_name(value, view.context.people)


def _kind_label(value: str) -> str:
    return filter_words.KINDS[ActivityKind(value)]


def _outcome_label(value: str) -> str:
    return filter_words.outcome_label(ActivityOutcome(value))


def _write_days(chosen: DayFilter) -> None:
    _write(days=chosen.days, first=chosen.first, last=chosen.last)


def _write(**changed: Any) -> None:
    """Change the filters of the address, for a callback; a new choice begins at the first page."""
    chosen: ActivityFilters = replace(asked_for(), **changed)
    links.set_params({**to_address(chosen), ROWS: None})

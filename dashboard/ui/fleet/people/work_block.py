"""Who is on a company, with the buttons that change it: on Company, and for a row of Home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import streamlit as st

from dashboard.access.policy import Act
from dashboard.insight.fleet.filters import is_mine
from dashboard.insight.fleet.work import CompanyWork
from dashboard.ui import person
from dashboard.ui.access import companies
from dashboard.ui.fleet.people import work_forms, work_read
from dashboard.ui.fleet.people.work_forms import LABELS, WorkAct
from dashboard.ui.fleet.people.work_read import ShownWork
from dashboard.views import components
from dashboard.views.fleet import work_words

_KEY: Final = "noprint_work"


def line(company_id: str) -> str:
    """Return who is on a company as HTML for the line under its answer; "" if nothing is recorded."""
    shown = work_read.shown(company_id)
    if shown is None or shown.work == CompanyWork(company_id):
        return ""
    return f'<div class="d-gutter">{work_words.lines(shown.work, shown.context, shown.state)}</div>'


def draw(company_id: str, title: str = work_words.TITLE, rest: str = "", close_html: str = "") -> None:
    """Draw what is recorded of a company, and the buttons or the open form. Nothing without a fleet.

    `rest`: muted text (foreign) after the title; `close_html`: at its right end.
    """
    shown = work_read.shown(company_id)
    if shown is None:
        return
    known_html = work_words.lines(shown.work, shown.context, shown.state)
    st.html(components.title(title, rest, close_html) + known_html)
    if error := work_read.take_error(company_id):
        st.html(components.notice("late", "Nothing was changed.", components.text(error)))
    if companies.refusal(Act.WORK, company_id) is not None:
        return
    if form := work_forms.is_open(company_id):
        work_forms.draw(form, shown)
    else:
        _buttons(shown)


def _buttons(shown: ShownWork) -> None:
    with st.container(key=_KEY, horizontal=True, gap=8):
        for act in _offered(shown):
            st.button(LABELS[act], key=f"work_{act}", on_click=_press, args=(act, shown.work))


def _offered(shown: ShownWork) -> Iterator[WorkAct]:
    """Yield what can be done now."""
    work = shown.work
    if not work.owner:
        yield WorkAct.TAKE
    elif not is_mine(work, shown.context.viewer):
        yield WorkAct.TAKE_OVER
    yield WorkAct.GIVE
    if work.owner:
        yield WorkAct.RELEASE
    yield WorkAct.CONTACTED
    is_snoozed = work.is_snoozed(shown.context.now, shown.state)
    yield WorkAct.END_SNOOZE if is_snoozed else WorkAct.SNOOZE


def _press(act: WorkAct, work: CompanyWork) -> None:
    """Do it at once, or open the form that asks for what is missing."""
    if act in work_forms.ASKS or not person.is_known():
        work_forms.open_form(work.company_id, act)
    else:
        work_forms.carry_out(act, work)

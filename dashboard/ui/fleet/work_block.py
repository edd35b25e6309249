"""Who is on a company, with the buttons that change it: on Company, and for a row of Home."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboard.access.policy import Act
from dashboard.insight.fleet.filters import is_mine
from dashboard.insight.fleet.work import CompanyWork
from dashboard.ui import person
from dashboard.ui.access import companies
from dashboard.ui.fleet import work_forms, work_read
from dashboard.ui.fleet.work_forms import WorkAct
from dashboard.ui.fleet.work_read import ShownWork
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
    work = shown.work
    mine = is_mine(work, shown.context.viewer)
    with st.container(key=_KEY, horizontal=True, gap=8):
        if not work.owner or not mine:
            _button(work_words.TAKE_OVER if work.owner else work_words.TAKE, WorkAct.TAKE, work)
        _button(work_words.GIVE, WorkAct.GIVE, work)
        if work.owner:
            _button(work_words.RELEASE, WorkAct.RELEASE, work)
        _button(work_words.CONTACTED, WorkAct.CONTACTED, work)
        if work.is_snoozed(shown.context.now, shown.state):
            _button(work_words.END_SNOOZE, WorkAct.END_SNOOZE, work)
        else:
            _button(work_words.SNOOZE, WorkAct.SNOOZE, work)


def _button(label: str, act: WorkAct, work: CompanyWork) -> None:
    st.button(label, key=f"work_{act}", on_click=_press, args=(act, work))


def _press(act: WorkAct, work: CompanyWork) -> None:
    """Do it at once, or open the form that asks for what is missing."""
    if act in work_forms.ASKS or not person.is_known():
        work_forms.open_form(work.company_id, act)
    else:
        work_forms.carry_out(act, work)

"""The forms of who is on a company: the new owner, until when to snooze, and the name of who does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import streamlit as st

from dashboard.access.person import Person
from dashboard.fleet.people.work import MOST_NAME, Snooze, WorkOwner, WorkService
from dashboard.foreign_text import seen
from dashboard.insight.fleet.work import CompanyWork
from dashboard.insight.start.day_range import start_of_day
from dashboard.services.sign_ins import people_of
from dashboard.settings import SettingsError
from dashboard.store.errors import StoreError
from dashboard.ui import person, session
from dashboard.ui.fleet.people import work_read
from dashboard.ui.fleet.people.work_read import ShownWork
from dashboard.views import times
from dashboard.views.fleet import work_words

_OPEN, _NAME, _TO, _DAY = "work_form", "work_name", "work_to", "work_day"
_MOST_DAYS: Final = 365


class WorkAct(StrEnum):
    """What a button of the block does; the value is part of its key."""

    TAKE = "take"
    TAKE_OVER = "take_over"
    GIVE = "give"
    RELEASE = "release"
    CONTACTED = "contacted"
    SNOOZE = "snooze"
    END_SNOOZE = "end_snooze"


ASKS: Final = frozenset({WorkAct.GIVE, WorkAct.SNOOZE})
"""The acts that always need a form; the others only to ask for a name."""
LABELS: Final[Mapping[WorkAct, str]] = {
    WorkAct.TAKE: work_words.TAKE,
    WorkAct.TAKE_OVER: "Take over",
    WorkAct.GIVE: "Give to…",
    WorkAct.RELEASE: "Release",
    WorkAct.CONTACTED: "Merchant contacted",
    WorkAct.SNOOZE: "Snooze…",
    WorkAct.END_SNOOZE: "End snooze",
}
_CONFIRM: Final[Mapping[WorkAct, str]] = {
    **LABELS,
    WorkAct.GIVE: "Give",
    WorkAct.SNOOZE: "Snooze until that day",
}
_DO: Final[Mapping[WorkAct, Callable[[WorkService, Person, CompanyWork], object]]] = {
    WorkAct.TAKE: lambda work, who, shown: work.take(shown.company_id, who, shown),
    WorkAct.TAKE_OVER: lambda work, who, shown: work.take(shown.company_id, who, shown),
    WorkAct.RELEASE: lambda work, who, shown: work.release(shown.company_id, who, shown),
    WorkAct.CONTACTED: lambda work, who, shown: work.mark_contacted(shown.company_id, who),
    WorkAct.END_SNOOZE: lambda work, who, shown: work.end_snooze(shown.company_id, who, shown),
}


def is_open(company_id: str) -> WorkAct | None:
    """Return the act whose form is open for a company; None if none is."""
    whose, act = st.session_state.get(_OPEN, ("", None))
    return act if whose == company_id else None


def open_form(company_id: str, act: WorkAct) -> None:
    """Open a form, for a callback."""
    for key in (_TO, _DAY):
        st.session_state.pop(key, None)
    st.session_state[_OPEN] = (company_id, act)


def carry_out(act: WorkAct, shown: CompanyWork) -> None:
    """Do what a button without a form says, for a callback."""
    work_read.act(shown.company_id, lambda work, who: _DO[act](work, who, shown))


def draw(act: WorkAct, shown: ShownWork) -> None:
    """Draw the open form."""
    with st.container(key="noprint_work_form", gap=12, width=620):
        if act is WorkAct.GIVE:
            _ask_whom()
        if act is WorkAct.SNOOZE:
            _ask_until(shown)
        person.ask(_NAME)
        with st.container(horizontal=True, gap=16):
            st.button("Cancel", key="cancel_work", on_click=_close)
            if act is WorkAct.SNOOZE:
                change = (act, shown, "change")
                st.button("Until it changes", key="snooze_until_change", on_click=_submit, args=change)
            st.button(_CONFIRM[act], key="save_work", type="primary", on_click=_submit, args=(act, shown, ""))


def _ask_whom() -> None:
    """Draw the field for the new owner: a name, or with sign-in someone who has signed in."""
    if not session.settings().sign_in:
        st.text_input("Give to", key=_TO, max_chars=MOST_NAME, width=320)
        return
    people = _people()
    st.selectbox(
        "Give to",
        sorted(people, key=lambda each: people[each].casefold()),
        key=_TO,
        index=None,
        placeholder="Choose a person",
        format_func=people.__getitem__,
        width=320,
    )


def _people() -> dict[str, str]:
    """Return who has signed in and not left, by identity: what distinguishes them, on one line."""
    try:
        known = people_of(session.settings()).people()
    except (StoreError, SettingsError):  # what is given to no one says so
        return {}
    names = work_read.context().people
    return {each.identity: names.words(each.identity) for each in known if each.left_at is None}


def _ask_until(shown: ShownWork) -> None:
    today = shown.context.now.astimezone(shown.context.days_in).date()
    st.session_state.setdefault(_DAY, today + timedelta(days=1))
    st.date_input(
        f"Until the start of ({times.zone_in_full(shown.context.days_in)})",
        key=_DAY,
        min_value=today + timedelta(days=1),
        max_value=today + timedelta(days=_MOST_DAYS),
        width=320,
    )


def _submit(act: WorkAct, shown: ShownWork, until: str) -> None:
    """Do what the form says. If that fails, it stays open and the block says why."""
    if not person.given(_NAME):
        return
    work, company_id = shown.work, shown.work.company_id
    if act is WorkAct.GIVE:
        is_done = work_read.act(company_id, lambda service, who: service.give(company_id, _whom(), who, work))
    elif act is WorkAct.SNOOZE:
        snooze = Snooze(shown.state, None if until else _day(shown))
        is_done = work_read.act(
            company_id, lambda service, who: service.snooze(company_id, snooze, who, work)
        )
    else:
        is_done = work_read.act(company_id, lambda service, who: _DO[act](service, who, work))
    if is_done:
        _close()


def _whom() -> WorkOwner:
    """Return the person chosen, with what they may do. Raises StoreError."""
    chosen = str(st.session_state.get(_TO) or "")
    if not session.settings().sign_in or not chosen:
        return WorkOwner(chosen)
    people = people_of(session.settings())
    name = next((each.name for each in people.people() if each.identity == chosen), "")
    try:
        grants = people.grants_of(chosen)
    except SettingsError:  # a wrong ROLE_MAP: their roles aren't known
        grants = None
    return WorkOwner(name if seen(name) else chosen.rpartition(" ")[2], chosen, grants)


def _day(shown: ShownWork) -> datetime:
    chosen: date = st.session_state[_DAY]
    return start_of_day(chosen, shown.context.days_in)


def _close() -> None:
    for key in (_OPEN, _TO, _DAY):
        st.session_state.pop(key, None)

"""Sign-ins and roles on Activity: the switch to them, their filters, the list, the export. For leads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard.access import audit
from dashboard.access.events import AccessEventType
from dashboard.access.policy import Act, may
from dashboard.export.access_rows import export_access
from dashboard.export.files import About
from dashboard.insight.activity.filters import UNNAMED
from dashboard.ui import links, person
from dashboard.ui.access import events_view, reading
from dashboard.ui.access.events_view import AccessEventsView
from dashboard.ui.activity import export, menus
from dashboard.ui.activity.menus import FilterMenu
from dashboard.views import components, times
from dashboard.views.access import event_table, event_words
from dashboard.views.activity import filter_words
from dashboard.views.history.filter_labels import chip_list, pager


def switch() -> None:
    """Draw the choice between Activity's two lists; nothing for those who may see only one."""
    who, shown = person.current(), events_view.is_asked_for()
    if not who.verified or may(who, Act.SEE_ACCESS) is not None:
        return
    access = links.href("activity", show=events_view.ACCESS)
    choices = [
        (event_words.SYNCS, links.href("activity"), "" if shown else "page"),
        (event_words.ACCESS, access, "page" if shown else ""),
    ]
    st.html(components.nav(choices, "Lists of Activity"))


def draw() -> None:
    """Draw the events that the address asks for, or why they can't be seen."""
    view = events_view.of_address()
    st.html(components.answer("", "Activity", event_words.REASON))
    switch()
    if view.error:
        why_not_html = reading.why_not(person.current(), view.error, event_words.NOT_LOADED)
        st.html(why_not_html)
        return
    if problem := audit.state().problem:
        st.html(components.notice("late", event_words.NO_AUDIT, components.text(problem)))
    _filters(view)
    _list(view)


def _filters(view: AccessEventsView) -> None:
    filters = view.filters
    people = FilterMenu(
        "Person",
        "person",
        [each or UNNAMED for each in view.people],
        lambda each: filter_words.person_name(each, view.context.people),
    )
    kinds = FilterMenu("What", "kinds", list(AccessEventType), event_words.kind)
    with st.container(key="noprint_filters", horizontal=True, gap=8):
        menus.one(people, filters.person, lambda chosen: _write(person=chosen))
        menus.several(kinds, filters.kinds, lambda chosen: _write(kinds=chosen))
        menus.days(
            events_view.asked_for,
            lambda chosen: _write(days=chosen.days, first=chosen.first, last=chosen.last),
            view.today,
            view.context.zone,
        )
    chips = [(words, view.address(filters.without(name))) for name, words in _chips(view).items()]
    if chips_html := chip_list(chips, links.href("activity", show=events_view.ACCESS)):
        st.html(chips_html)


def _chips(view: AccessEventsView) -> dict[str, str]:
    """Return each set filter in words, by its parameter."""
    filters = view.filters
    kinds = " or ".join(event_words.kind(each) for each in AccessEventType if each in filters.kinds)
    named = filter_words.person_name(filters.person, view.context.people)
    words = {
        events_view.PERSON: f"Person: {named}" if filters.person else "",
        events_view.KIND: f"What: {kinds}" if kinds else "",
        "days": times.days_chosen(filters, view.today) if filters.limits_days else "",
    }
    return {name: each for name, each in words.items() if each}


def _list(view: AccessEventsView) -> None:
    shown, of = view.shown
    if not shown:
        st.html(components.empty(*(event_words.NOTHING_LEFT if _chips(view) else event_words.NOTHING_YET)))
        return
    with st.container(key="toolbar", horizontal=True, horizontal_alignment="distribute"):
        pager_html = pager(view.number, events_view.PER_PAGE, of, lambda number: view.address(number=number))
        st.html(pager_html, width="content")
        _export(view)
    table_html = event_table.table(shown, view.context)
    st.html(table_html)


def _export(view: AccessEventsView) -> None:
    """Draw the export menu: every event that matches, decided and read when the file is created."""
    about = _about(view)
    log, _ = reading.for_leads(lambda records: records.events)
    if log is not None:
        export.draw(about, lambda kind: export_access(log.every(view.query), kind, about))


def _about(view: AccessEventsView) -> About:
    context = view.context
    return About(
        company_name="",
        company_id="",
        filters=list(_chips(view).values()),
        order="newest first",
        zone=context.zone,
        zone_label=times.zone_name(context.zone),
        as_of=context.now,
        shown=view.shown.of,
        of=view.shown.of,
        things="sign-ins and roles",
    )


def _write(**changed: Any) -> None:
    """Change the filters of the address, for a callback."""
    events_view.write(replace(events_view.asked_for(), **changed))

"""The set-up of a company: is it in order, which account each kind is posted to, what is on, when it runs."""

from __future__ import annotations

import streamlit as st

from dashboard.insight.mapping import SetUp, read_set_up
from dashboard.ui import frame, links
from dashboard.views import parts, platforms, setup_tables, setup_words

screen = frame.company_page("setup")
data = screen.data


def answer() -> None:
    """Whether the set-up is in order, what has to be mended, and by whom."""
    told = data.configuration.value
    if told is None or setup_words.nothing_told(told):
        _say(setup_words.without(data.configuration.error))
        st.html(f'<p class="d d-gutter">{links.anchor("Find a company", "")}</p>')
        return
    set_up = read_set_up(told)
    _say(setup_words.answer(told, set_up))
    if set_up.points:
        text = setup_words.points_text(_name(), set_up.points)
        st.html(parts.buttons([parts.copy_button("Copy these points", text, button=True)]))
    st.html(parts.numbers(setup_tables.numbers(told, set_up, _clock())))
    if len(set_up.points) > 1:
        _block("What has to be mended", setup_tables.points_html(set_up.points))


def rest() -> None:
    """Which account each kind is posted to; beside it what is on, the schedule, the taxes, the invoices."""
    told = data.configuration.value
    if told is None or setup_words.nothing_told(told):
        st.html(parts.empty("No accounts, no schedule.", "They stand here once there is a set-up."))
        return
    set_up = read_set_up(told)
    left, right = st.columns([7, 5], gap=40)
    with left:
        _accounts(set_up)
    with right:
        _block("On and off", setup_tables.switches_html(set_up))
        _block("Schedule", setup_tables.schedule_html(told, set_up, _clock()))
        _block("Tax rates", setup_tables.taxes_html(set_up))
        _block("Invoices", setup_tables.invoices_html(told, set_up))
        books = platforms.books(data.connections.value, "the books")
        _block("In the books", setup_tables.company_html(told, books))


def _accounts(set_up: SetUp) -> None:
    for section, flag in set_up.switches.items():
        title = setup_words.SECTIONS[section][0]
        _block(title, setup_tables.posted_html(set_up, section), setup_words.on_off(flag))


def _say(told: setup_words.Answer) -> None:
    st.html(parts.answer(told.mark, told.headline, told.reason, told.said))
    st.html(parts.steps(told.steps))


def _block(title: str, html: str, rest: str = "") -> None:
    st.html(parts.title(title, rest) + html)


def _clock() -> setup_tables.Clock:
    return setup_tables.Clock(screen.zone.merchant, screen.zone.zone, screen.now)


def _name() -> str:
    company = data.reading("company").value
    return company.name if company and company.name else f"Company {screen.company_id}"


# Drawn anyway: a company without a set-up is told so, and that is more than "Not read".
screen.part(answer, "configuration", "company", height=260, anyway=True)
screen.part(rest, "configuration", "connections", height=400, anyway=True)
screen.fill()

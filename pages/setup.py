"""The set-up of a company: is it in order, which account each kind is posted to, what is on, when it runs."""

from __future__ import annotations

import streamlit as st

from codat_client import Configuration, NotFound
from dashboard.insight.setup.mapping import SetUp, read_set_up
from dashboard.ui import assessments, layout, links, starts
from dashboard.views import components, platforms
from dashboard.views.setup import summary, tables
from dashboard.views.verdict.ticket_text import with_address

page = layout.company_page("setup")
data = page.data


def set_up() -> None:
    """The page, or an empty state where there is no set-up."""
    told = data.configuration.value
    if told is None or summary.nothing_told(told):
        _none()
        return
    with st.container(gap=20):
        read = read_set_up(told)
        _answer(told, read)
        _rest(told, read)


def _answer(told: Configuration, read: SetUp) -> None:
    """Whether the set-up is in order, what has to be mended, and by whom."""
    answer = assessments.of(page)
    company = summary.of_company(answer.verdict, answer.texts)
    _say(summary.answer(told, read, company))
    if read.points:
        address = links.whole("setup", company=page.company_id)
        text = with_address(summary.points_text(_name(), read.points), address)
        st.html(components.buttons([components.copy_button("Copy these points", text, button=True)]))
    marks = f'<p class="d d-basis">{links.anchor("What the marks mean", "help")}</p>'
    numbers = tables.numbers(told, read, _clock(), blamed=bool(company.cause))
    st.html(components.numbers(numbers) + marks)
    if len(read.points) > 1:
        _block("What has to be mended", tables.points_html(read.points))


def _rest(told: Configuration, read: SetUp) -> None:
    """Which account each kind is posted to; beside it what is on, the schedule, the taxes, the invoices."""
    left, right = st.columns([7, 5], gap=40)
    with left:
        for section, flag in read.switches.items():
            title = summary.SECTIONS[section][0]
            _block(title, tables.posted_html(read, section), summary.on_off(flag))
    with right:
        _block("On and off", tables.switches_html(read))
        _block("Tax rates", tables.taxes_html(read))
        _block("Schedule", tables.schedule_html(told, read, _clock()))
        _block("Invoices", tables.invoices_html(told, read))
        books = platforms.books(data.connections.value, "the books")
        _block("In the books", tables.company_html(told, books))


def _none() -> None:
    """Codat has no set-up for this company, or an empty one."""
    error = data.configuration.error
    _say(summary.without(error if isinstance(error, NotFound) else None))
    st.html(f'<p class="d d-gutter">{links.anchor("Find a company", "")}</p>')


def _say(told: components.Answer) -> None:
    st.html(components.answer(told.mark, told.headline, told.reason, told.said))
    st.html(components.steps(starts.steps(told.steps)))


def _block(title: str, html: str, rest: str = "") -> None:
    st.html(components.title(title, rest) + html)


def _clock() -> tables.SetupPageClock:
    return tables.SetupPageClock(page.zone.merchant, page.zone.zone, page.now)


def _name() -> str:
    company = data.reading("company").value
    return company.name if company and company.name else f"Company {page.company_id}"


# The rest is for the question about sales typed in by hand, and for the name in what is copied.
others = ("latest", "last_successful", "syncs", "company")
page.section(set_up, "configuration", after=("connections",), then=others, height=700)
page.render()

"""The set-up of a company: what needs fixing and who does it; below it every setting, in groups."""

from __future__ import annotations

import streamlit as st

from codat_client import Configuration, NotFound
from dashboard.insight.setup.mapping import SetUp, read_set_up
from dashboard.ui import assessments, blocks, layout, links
from dashboard.ui.company import buttons
from dashboard.ui.page import company_name
from dashboard.views import components, platforms
from dashboard.views.help import topics
from dashboard.views.setup import summary, tables
from dashboard.views.verdict.ticket_text import with_address

page = layout.company_page("setup")
data = page.data


def set_up() -> None:
    """The page, or an empty state where there is no set-up."""
    configuration = data.configuration.value
    if configuration is None or summary.nothing_set_up(configuration):
        parts_html = _none()
    else:
        read = read_set_up(configuration)
        parts_html = [*_answer(configuration, read), *_settings(configuration, read)]
    st.html(components.stack(*parts_html, gap=20))


def _answer(configuration: Configuration, read: SetUp) -> list[str]:
    """Whether anything needs fixing, by whom, and what to choose."""
    company = assessments.of(page)
    advice = summary.advice_of(company.verdict, company.texts)
    answer_html = blocks.answer_parts(summary.answer(configuration, read, advice))
    if not read.findings:
        return answer_html
    address = links.whole("setup", company=page.company_id)
    text = with_address(summary.text_to_copy(company_name(page), read.findings), address)
    copy_html = components.buttons(
        [components.copy_button("Copy what to fix", text, button=True), *buttons.start(page)]
    )
    findings_html = components.title(summary.title(read)) + tables.findings_html(read.findings)
    return [*answer_html, copy_html, findings_html]


def _settings(configuration: Configuration, read: SetUp) -> list[str]:
    """The figures of the set-up, and every setting in groups that open with a click."""
    books = platforms.books(data.connections.value, "the accounting software")
    opened = links.param("open") == "all"
    every = tables.groups(configuration, read, books, page.clock)
    title = components.title("All settings", f"{len(read.settings)}", _open_all(opened=opened))
    groups = "".join(tables.group_html(each, opened=opened) for each in every)
    marks = f'<p class="d d-basis">{links.help_anchor("What the marks mean", topics.MARKS_TOPIC)}</p>'
    return [components.numbers(tables.numbers(configuration, books, page.clock)), title + groups + marks]


def _open_all(*, opened: bool) -> str:
    """The link that opens every group, or closes them; the address keeps which."""
    address = {"company": page.company_id, "open": None if opened else "all"}
    link = links.anchor("Close all" if opened else "Open all", "setup", address)
    return f'<span class="d-small">{link}</span>'


def _none() -> list[str]:
    """Codat has no set-up for this company, or an empty one."""
    error = data.configuration.error
    answer_html = blocks.answer_parts(summary.without(error if isinstance(error, NotFound) else None))
    return [*answer_html, f'<p class="d d-gutter">{links.anchor("Find a company", "")}</p>']


# The others are for the company's assessment, and for the name in what is copied.
others = ("latest", "last_successful", "syncs", "company")
page.section(set_up, "configuration", after=("connections",), then=others, height=700, is_one=True)
page.render()

"""One company: are its sales arriving, since when not, why, and who acts; below it what shows that."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.insight.days import last_days
from dashboard.ui import assessments, layout, links, session
from dashboard.ui.activity import company_part
from dashboard.ui.charts import strip
from dashboard.ui.company import buttons, by_hand, follow, missing_days, set_up_changes
from dashboard.ui.fleet.people import work_block
from dashboard.ui.share import service as sharing
from dashboard.views import components
from dashboard.views.company import sections
from dashboard.views.help import topics
from dashboard.views.verdict.merchant_text import outside_of

STRIP_DAYS = 90

page = layout.company_page("company")
data = page.data


def answer() -> None:
    """The answer, its reason, the steps with who acts first, and what can be copied or started from here."""
    texts, how = assessments.of(page).texts, links.help_anchor("How this is judged", topics.STATES)
    steps = follow.html(page, texts.steps)
    numbers = components.numbers(texts.numbers) + missing_days.html(page)
    basis = sections.basis(texts.inferred, texts.lacks, how)
    known = work_block.line(page.company_id) + company_part.latest_note(page)
    noted = set_up_changes.line(page) + by_hand.html(page) + known + sharing.open_links(page.company_id)
    st.html(components.stack(sections.answer(texts), steps, noted, buttons.html(page), numbers + basis))


def days() -> None:
    """The last 90 days as one row of marks, and the days left until Codat switches the sync off."""
    zone = page.clock.merchant.zone
    shown = page.cached(
        "strip_days",
        lambda: last_days(data.syncs.value or (), zone, page.now, STRIP_DAYS, data.latest_id),
    )
    strip(shown, page, assessments.of(page).verdict.streak)


def latest_and_last_successful() -> None:
    """The latest and the last successful sync side by side."""
    zone = page.clock.shown_zone
    st.html(sections.compared(data.latest.value, data.last_successful, zone, page.now, _sync_address))


def connections() -> None:
    """Every connection, its state and errors, and the address to link it again."""
    outside = outside_of(session.settings())
    table = sections.connections(data.connections.value, page.clock.shown_zone, page.now, outside)
    st.html(components.title("Connections") + table)


def schedule() -> None:
    """When the syncs run, and whether they are switched on."""
    st.html(components.title("Schedule") + sections.schedule(data.configuration.value, page.clock.merchant))


def _sync_address(sync_id: str) -> str:
    return links.href("sync", company=page.company_id, sync=sync_id)


others = ("syncs", "status", "company")
page.section(answer, "latest", after=assessments.NEEDS, then=others, height=220, is_one=True)
page.section(days, "syncs", after=("configuration",), then=assessments.NEEDS, height=120, is_one=True)
left, right = st.columns([7, 5], gap=40)
with left:
    both = ("last_successful", "configuration")
    page.section(latest_and_last_successful, "latest", after=both, height=240, is_one=True)
with right:
    page.section(connections, "connections", after=("configuration",), height=100, is_one=True)
    page.section(schedule, "configuration", height=60, is_one=True)
page.section(partial(work_block.draw, page.company_id))
page.section(partial(company_part.draw, page), after=("configuration",), then=("company",))
page.render()

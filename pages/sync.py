"""One sync: how it ended, why and what to do; then the syncs around it, its details and its raw record."""

from collections.abc import Callable

import streamlit as st

from codat_client import CompanySyncStatus
from dashboard.ui import assessments, blocks, layout, links
from dashboard.ui.company import buttons
from dashboard.ui.sync import sync_read
from dashboard.views import components
from dashboard.views.help import topics
from dashboard.views.reads import read_errors
from dashboard.views.sync import facts, neighbours, raw_record, summary

page = layout.company_page("sync")
data = page.data


def answer() -> None:
    """How the sync ended, why, what to do, and which sales it covers; or that there is no such sync."""
    known = sync_read.known(data, sync_id)
    tried = read_errors.tried(known.failed_at, page.clock.shown_zone, page.now, known.error)
    if known.record is None:
        blocks.show_answer(summary.not_found(known.error, tried))
        return
    if known.error is not None:
        st.html(summary.outdated_html(known.error, known.at, page.clock, own=known.own, tried=tried))
    why, success = assessments.why_of(page, known.record), data.last_successful.value
    shown = summary.answer(known.record, success, page.clock, why)
    blocks.show_answer(shown)
    if started_html := sync_read.started_html(page, sync_id):
        st.html(started_html)
    text = assessments.support_text(page, known.record, known.error)
    st.html(buttons.for_sync(page, shown.steps, text))
    covers = assessments.details(page, known.record).covers
    st.html(components.numbers(facts.numbers(known.record, covers, page.clock)))


def around() -> None:
    """Links to the syncs before and after this one, the history, and what the marks mean."""
    record = sync_read.known(data, sync_id).record
    found = neighbours.neighbours_of(record, data.syncs.value or (), data.latest.value)
    others = (_to_history(), links.help_anchor("What the marks mean", topics.MARKS_TOPIC))
    st.html(neighbours.neighbours_html(found, _address, page.clock, others))


def details() -> None:
    """What the answer leaves out: times, ids, the text for Codat support, the raw record."""
    known = sync_read.known(data, sync_id)
    record = known.record
    if record is None:
        st.empty()
        return
    left, right = st.columns([7, 5], gap=40)
    left.html(components.title("Details") + components.facts(_details(record)))
    commerce_sync_id = assessments.details(page, record).commerce_sync_id
    ids = components.facts(facts.ids(record, page.company_id, commerce_sync_id))
    right.html(components.title("IDs") + ids)
    text = components.quote(assessments.support_text(page, record, known.error))
    st.html(components.fold("Text for Codat support", "", text) + raw_record.folded(record.raw))


def _details(record: CompanySyncStatus) -> list[tuple[str, str]]:
    latest, success = data.latest.value, data.last_successful.value
    address = _address(latest.sync_id if latest else None)
    position = facts.position_html(record, latest, success, address, page.clock)
    said, likely = assessments.why_of(page, record).said, sync_read.likely_range(data, sync_id)
    return facts.details(record, said, likely, position, page.clock)


def _section(draw: Callable[[], None], height: int) -> None:
    """Draw from the sync's own record once that is read; without one, once the list is read too."""
    own, others = sync_read.need(sync_id), (*assessments.NEEDS, "status")
    page.section(lambda: _if(draw, own=True), own, after=others, then=("syncs",), height=height)
    page.section(lambda: _if(draw, own=False), own, after=(*others, "syncs"))


def _if(draw: Callable[[], None], *, own: bool) -> None:
    if own is (sync_read.own_read(data, sync_id).record is not None):
        draw()
    else:
        st.empty()  # replaces the placeholder


def _address(sync: str | None) -> str:
    return links.href("sync", company=page.company_id, sync=sync)


def _to_history() -> str:
    return links.anchor("History", "history", company=page.company_id)


sync_id = sync_read.id_in_address()
if sync_id:
    sync_read.send(data, sync_id)
    _section(answer, height=240)
    beside = ("syncs", "latest", "configuration")
    page.section(around, sync_read.need(sync_id), after=beside, height=40)
    _section(details, height=300)
    sync_read.render(page, sync_id)
else:
    blocks.show_answer(summary.bad_id(links.param("sync")))
    st.html(f'<p class="d d-gutter">{_to_history()}</p>')
    page.render()

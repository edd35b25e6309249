"""One sync: what became of it and why, all that Codat tells, its record as it came, the text for support."""

from collections.abc import Callable

import streamlit as st

from codat_client import CompanySyncStatus
from dashboard import foreign_text
from dashboard.ui import assessments, layout, links, starts
from dashboard.ui.sync import sync_read
from dashboard.views import components
from dashboard.views.sync import summary

RECORD_HEIGHT, LONG_RECORD = 320, 1200

page = layout.company_page("sync")
data = page.data


def answer() -> None:
    """What became of the sync, why, what to do; or that there is no such sync."""
    known = sync_read.known(data, sync_id)
    if known.record is None:
        _say(summary.not_there(known.error))
        return
    if known.error is not None:
        st.html(components.notice("late", *summary.trouble(known.error, known.at, clock(), own=known.own)))
    why, success = assessments.why_of(page, known.record), data.last_successful.value
    _say(summary.answer(known.record, success, clock(), why))
    text = assessments.support_text(page, known.record, known.error)
    st.html(components.buttons([components.copy_button("Copy text for Codat’s support", text, button=True)]))


def neighbours() -> None:
    """Links to the sync before, the one after, the history, and what the marks mean."""
    record, latest = sync_read.known(data, sync_id).record, data.latest.value
    near = summary.around(record, data.syncs.value or (), latest).named
    row = [f"<span>{foreign_text.html(word)} {_to_sync(each)}</span>" for word, each in near]
    row += [f"<span>{each}</span>" for each in (_to_history(), links.anchor("What the marks mean", "help"))]
    st.html(f'<div class="d d-gutter d-legend">{"".join(row)}</div>')


def details() -> None:
    """Every fact, the text for Codat's support, the record as it came."""
    known = sync_read.known(data, sync_id)
    if known.record is None:
        st.empty()
        return
    left, right = st.columns([7, 5], gap=40)
    with left:
        _facts(known.record)
    with right:
        text = assessments.support_text(page, known.record, known.error)
        quoted = f'<div class="d">{components.quote(text)}</div>'
        st.html(components.title("What to tell Codat’s support") + quoted)
        _as_it_came(known.record)


def _facts(record: CompanySyncStatus) -> None:
    latest, beside = data.latest.value, assessments.details(page, record)
    address = links.href("sync", company=page.company_id, sync=latest.sync_id if latest else None)
    place = summary.place_html(record, latest, data.last_successful.value, address, clock())
    rows = summary.facts(record, beside.covers, sync_read.likely_range(data, sync_id), place, clock())
    ids = summary.ids(record, page.company_id, beside.commerce_sync_id)
    st.html(components.title("What Codat tells") + components.facts([*rows, *ids]))


def _as_it_came(record: CompanySyncStatus) -> None:
    shown = foreign_text.cut(summary.as_it_came(record.raw))
    long = len(record.raw) > LONG_RECORD
    copy = components.copy_button("Copy", summary.as_text(record.raw), "Copy the record")
    st.html(components.title("The record as it came", legend_html=copy))
    st.code(shown, language=None, wrap_lines=True, height=RECORD_HEIGHT if long else "content")


def clock() -> summary.SyncPageClock:
    """The zones and the moment that times are worded with."""
    return summary.SyncPageClock(page.zone.merchant, page.zone.mine, page.zone.zone, page.now)


def _part(draw: Callable[[], None], height: int) -> None:
    """Draw with the sync's own record as soon as it is here; without one, once the list is here too."""
    own, others = sync_read.need(sync_id), (*assessments.NEEDS, "status")
    page.section(lambda: _if(draw, own=True), own, after=others, then=("syncs",), height=height)
    page.section(lambda: _if(draw, own=False), own, after=(*others, "syncs"))


def _if(draw: Callable[[], None], *, own: bool) -> None:
    if own is (sync_read.held(data, sync_id).record is not None):
        draw()
    else:
        st.empty()  # takes the place of what kept the room


def _say(told: components.Answer) -> None:
    st.html(components.answer(told.mark, told.headline, told.reason, told.said))
    st.html(components.steps(starts.steps(told.steps)))


def _to_sync(record: CompanySyncStatus) -> str:
    label = summary.link_label(record, clock())
    return links.anchor(label, "sync", company=page.company_id, sync=record.sync_id)


def _to_history() -> str:
    return links.anchor("History", "history", company=page.company_id)


sync_id = sync_read.id_in_address()
if sync_id:
    sync_read.send(data, sync_id)
    _part(answer, height=160)
    beside = ("syncs", "latest", "configuration")
    page.section(neighbours, sync_read.need(sync_id), after=beside, height=24)
    _part(details, height=500)
    sync_read.fill(page, sync_id)
else:
    _say(summary.bad_id(links.param("sync")))
    st.html(f'<p class="d d-gutter">{_to_history()}</p>')
    page.render()

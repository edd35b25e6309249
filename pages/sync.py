"""One sync: what became of it and why, all that Codat tells, its record as it came, the text for support."""

from __future__ import annotations

import streamlit as st

from codat_client import CompanySyncStatus
from dashboard.ui import frame, links, one_sync
from dashboard.views import parts, sync_words

RECORD_HEIGHT = 320

screen = frame.company_page("sync")
data = screen.data


def from_its_own_read() -> None:
    """The whole page, as soon as the sync's own record is here."""
    if one_sync.held(data, sync_id).record is not None:
        _draw()


def from_the_list() -> None:
    """The whole page from the list's record where the own one could not be read; else that there is none."""
    found = one_sync.known(data, sync_id)
    if one_sync.held(data, sync_id).record is not None:
        return
    if found.record is not None:
        _draw()
    else:
        _say(sync_words.not_there(found.error))
        st.html(f'<p class="d d-gutter">{_to_history()}</p>')


def neighbours() -> None:
    """Links to the sync before, the one after, and the history."""
    record = one_sync.known(data, sync_id).record
    if record is None:
        return
    near = sync_words.around(record, data.syncs.value or ())
    told = [("Before", near.before), ("After", near.after)]
    row = [f"<span>{word} {_to_sync(each)}</span>" for word, each in told if each is not None]
    st.html(f'<div class="d d-gutter d-legend">{"".join(row)}<span>{_to_history()}</span></div>')


def _draw() -> None:
    known = one_sync.known(data, sync_id)
    record = known.record or CompanySyncStatus()
    if known.error is not None:
        st.html(parts.notice("late", *sync_words.trouble(known.error, known.at, clock(), own=known.own)))
    _say(sync_words.answer(record, data.last_successful.value, clock()))
    support = sync_words.for_support(
        record, screen.company_id, one_sync.told_range(data, sync_id), known.error
    )
    st.html(parts.buttons([parts.copy_button("Copy text for Codat’s support", support, button=True)]))
    left, right = st.columns([7, 5], gap=40)
    with left:
        _facts(record)
    with right:
        st.html(parts.title("What to tell Codat’s support") + parts.quote(support))
        _as_it_came(record)


def _facts(record: CompanySyncStatus) -> None:
    latest = data.latest.value
    address = links.href("sync", company=screen.company_id, sync=latest.sync_id if latest else None)
    place = sync_words.place_html(record, latest, data.last_successful.value, address, clock())
    st.html(parts.title("What Codat tells"))
    status = data.status.value
    commerce_id = status.commerce_sync_id if status and sync_words.same(record, status) else None
    rows = sync_words.facts(record, one_sync.told_range(data, sync_id), place, clock())
    st.html(parts.facts([*rows, *sync_words.ids(record, screen.company_id, commerce_id)]))


def _as_it_came(record: CompanySyncStatus) -> None:
    if not record.raw:
        return
    whole = record.raw.decode("utf-8", "backslashreplace")
    st.html(
        parts.title("The record as it came", legend_html=parts.copy_button("Copy", whole, "Copy the record"))
    )
    st.code(sync_words.as_it_came(record.raw), language=None, wrap_lines=True, height=RECORD_HEIGHT)


def clock() -> sync_words.Clock:
    """The zones and the moment that times are worded with."""
    return sync_words.Clock(screen.zone.merchant, screen.zone.mine, screen.zone.zone, screen.now)


def _say(told: sync_words.Answer) -> None:
    st.html(parts.answer(told.mark, told.headline, told.reason, told.said))
    st.html(parts.steps(told.steps))


def _to_sync(record: CompanySyncStatus) -> str:
    label = sync_words.link_label(record, clock())
    return links.anchor(label, "sync", company=screen.company_id, sync=record.sync_id)


def _to_history() -> str:
    return links.anchor("History", "history", company=screen.company_id)


sync_id = one_sync.id_in_address()
if not sync_id:
    _say(sync_words.bad_id(links.param("sync")))
    st.html(f'<p class="d d-gutter">{_to_history()}</p>')
    screen.fill()
    st.stop()
one_sync.send(data, sync_id)
own = one_sync.need(sync_id)
screen.part(from_its_own_read, own, "latest", "last_successful", "configuration", height=600)
screen.part(from_the_list, own, "syncs", "configuration")
screen.part(neighbours, own, "syncs", "configuration", height=24)
screen.fill()

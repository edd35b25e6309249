"""Find's search box and the answer under it, in a fragment of its own: typing redraws nothing else.

What is typed stands in the address as `q`. The address rules: on opening, Back and a link the box takes its
text from there; a typed text goes there, replacing the entry.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import streamlit as st

from codat_client import CodatError, Unauthorized
from dashboard.insight.reading import OLD_AFTER
from dashboard.services.directory import MOST_COMPANIES, Listing
from dashboard.ui import browser, directory, links, session
from dashboard.ui.find import answer
from dashboard.ui.find.answer import SearchState
from dashboard.ui.sync import sync_lookup
from dashboard.views import components, times
from dashboard.views.find import search_results

MOST_TYPED: Final = 1_000
_BUSY_TICK_S: Final = 0.3
_CAN_BE_STOPPED_AFTER: Final = timedelta(seconds=1)
_NUMBER, _BEGAN_WITH = "find_number", "find_began_with"
_FOLLOWED: Final = "find_followed"  # whether the browser comes again by itself


def draw() -> None:
    """Draw the box and the answer; while something is being read, the browser runs the page again and again.

    Only opening the page and the button have the list read: a page left open costs no calls.
    """
    _open()
    directory.look()
    st.session_state[_FOLLOWED] = True
    st.fragment(_box)()
    if st.session_state[_FOLLOWED]:
        browser.tell(poll=_BUSY_TICK_S)


def _open() -> None:
    """Make a new box where the address holds another text than the box: on opening, Back and links.

    A box begins with its text, which every run repeats, instead of being given it by one run: the message of
    that run may never be shown, when the next follows at once. While something is typed that has not reached
    the address, the browser asks for no run of its own.
    """
    if _key() in st.session_state and _typed() == _asked():
        return
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
    st.session_state[_BEGAN_WITH] = _asked()


def _box() -> None:
    """Draw the box and the answer, and note whether what was drawn still waits for something.

    What was drawn counts, not what is known a moment later: the list may have come in between.
    """
    with st.container(gap=8):
        with st.container(key="search"):  # where the browser's script looks for the box
            st.text_input(
                "Find a company by name, id or pasted link",
                st.session_state[_BEGAN_WITH],
                key=_key(),
                live=True,
                placeholder="Name, id or link",
                icon=":material/search:",
                autocomplete="off",
                on_change=_to_address,
            )
        listing = directory.cached()
        awaits = _answer(listing, datetime.now(UTC)) or listing.reading
    if awaits and not st.session_state[_FOLLOWED]:
        st.rerun()  # typing ran only this box: a whole run tells the browser to come again
    st.session_state[_FOLLOWED] = awaits


def _answer(listing: Listing, now: datetime) -> bool:
    """Draw the answer; gives whether a look-up in it is still under way."""
    line_place, body_place = st.container(), st.container()
    told = answer.answer(_typed(), SearchState(listing, _lately(), now.date()))
    old = listing.read_at is not None and now - listing.read_at > OLD_AFTER
    with line_place:
        _line(told.line, listing, now)
        if old and listing.error is None:
            st.html(components.stale("This list is old: a company made since is not in it. Read it again."))
    with body_place.container(key="stale_found" if old else "found"):
        st.html(search_results.answers(_typed(), told.body))
        if told.ask_again:
            st.button("Look it up again", on_click=sync_lookup.forget)
    return told.pending


def _line(line: str, listing: Listing, now: datetime) -> None:
    """Say what is searched, and at the right end the list's age or the progress of its reading."""
    with st.container(
        key="list_line", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.html(components.note(line), width="content")
        if listing.reading:
            progress = search_results.progress(listing.arrived, listing.expected)
            st.html(search_results.beside_list(progress), width="content")
            if listing.tried_at is not None and now - listing.tried_at > _CAN_BE_STOPPED_AFTER:
                st.button("Stop reading", key="stop_list", type="tertiary", on_click=directory.stop)
        elif listing.error is None:
            _read_again(f"List read {times.ago(listing.read_at, now)}")
    if listing.error is not None and not listing.reading:
        whole_of = times.ago(listing.read_at, now) if listing.read_at else ""
        _trouble(listing, listing.error, whole_of)
        _read_again("Read the list again")
    if listing.damaged or listing.cut or listing.repeats:
        most = MOST_COMPANIES if listing.cut else None
        st.html(search_results.left_out(listing.damaged, most, repeats=listing.repeats))


def _trouble(listing: Listing, error: CodatError, whole_of: str) -> None:
    """Say why the list could not be read; of a key that Codat does not accept, who can change it."""
    refused = isinstance(error, Unauthorized)
    who = search_results.who_changes(typed_here=not session.settings().api_key) if refused else ""
    reason, known = answer.sentence(error), len(listing.by_id)
    st.html(
        search_results.list_trouble(
            reason, known, listing.arrived, listing.expected, whole_of=whole_of, who=who
        )
    )


def _read_again(label: str) -> None:
    st.button(
        label,
        key="read_list",
        type="tertiary",
        icon=":material/refresh:",
        help="Read the list of companies again",
        on_click=directory.refresh,
    )


def _to_address() -> None:
    links.set_param("q", _typed())


def _key() -> str:
    return f"typed_{st.session_state.get(_NUMBER, 0)}"


def _typed() -> str:
    return _text(st.session_state.get(_key()))


def _asked() -> str:
    return _text(links.param("q"))


def _text(typed: object) -> str:
    return str(typed or "").strip()[:MOST_TYPED]


def _lately() -> list[str]:
    """Return the companies opened in this session, the last one first, then those opened in this browser."""
    opened = list(reversed(st.session_state.get("companies", {})))
    return list(dict.fromkeys([*opened, *browser.recent_ids()]))

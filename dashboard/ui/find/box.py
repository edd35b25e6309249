"""Find's search box and the answer under it, in a fragment: typing redraws nothing else.

The text is in the address as `q`. Opening, Back and links set the box from the address; typing writes it
there, without a new history entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from codat_client import CodatError, Unauthorized
from dashboard.insight.reading import OLD_AFTER
from dashboard.services.directory import MOST_COMPANIES, Listing
from dashboard.ui import browser, directory, links, reads, session
from dashboard.ui.access import companies
from dashboard.ui.find import answer, recents, sync_lookup
from dashboard.ui.find.answer import SearchState
from dashboard.views import components, times
from dashboard.views.find import search_results
from dashboard.views.reads import read_errors

MAX_TYPED: Final = 1_000
_BUSY_TICK_S: Final = 0.3
_CHECKED: Final = "List checked"
_CAN_BE_STOPPED_AFTER: Final = timedelta(seconds=1)
_NUMBER, _BEGAN_WITH = "find_number", "find_began_with"
_FOLLOWED: Final = "find_followed"  # whether the browser runs the page again


@dataclass(frozen=True)
class FleetUse:
    """What Home adds to the box: what it draws while nothing is typed, and a company's state as HTML."""

    draw: Callable[[], None]
    state_of: Callable[[str], str]


def draw(fleet: FleetUse | None = None) -> None:
    """Draw the box and the answer; while something is loading, the browser runs the page again and again.

    Only opening the page and the button load the list: an open page costs no calls. With `fleet`, the answer
    to nothing is the fleet.
    """
    _open()
    directory.look()
    st.session_state[_FOLLOWED] = True
    st.fragment(_box)(fleet)
    if st.session_state[_FOLLOWED]:
        browser.poll(_BUSY_TICK_S)
    browser.show_age("read_list", directory.cached().read_at, what=_CHECKED)


def _open() -> None:
    """Make a new box if the address has another text than the box: on opening, Back and links.

    The text is the box's default, which every run repeats. A single run that sets it might never be shown, if
    the next follows at once. While typed text hasn't reached the address, the browser requests no run itself.
    """
    if _key() in st.session_state and _typed() == _asked():
        return
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
    st.session_state[_BEGAN_WITH] = _asked()


def _box(fleet: FleetUse | None) -> None:
    """Draw the box and the answer, and note whether what was drawn still waits for something.

    What was drawn counts, not what is known a moment later: the list may have arrived in between.
    """
    with st.container(gap=8):
        with st.container(key="search", width=820):  # assets/desk.js finds the box by this key
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
        awaits = _answer(listing, datetime.now(UTC), fleet)
    if awaits and not st.session_state[_FOLLOWED]:
        st.rerun()  # only the fragment ran: a whole run asks the browser to come back
    st.session_state[_FOLLOWED] = awaits


def _answer(listing: Listing, now: datetime, fleet: FleetUse | None) -> bool:
    """Draw the answer. Return whether it still waits for something."""
    if fleet is not None and not _typed():
        st.html(search_results.answers("", answer.recents_line(recents.listed())))
        fleet.draw()
        return False
    line_place, body_place = st.container(), st.container()
    shown = answer.answer(_typed(), _state(listing, now, fleet))
    old = listing.read_at is not None and now - listing.read_at > OLD_AFTER
    with line_place:
        _line(shown.line, listing, now)
        if old and listing.error is None:
            st.html(components.stale("This list is old: it lacks companies created since. Reload it."))
    with body_place.container(key="stale_found" if old else "found"):
        st.html(search_results.answers(_typed(), shown.body))
        if shown.ask_again:
            st.button("Try again", on_click=sync_lookup.forget)
    return shown.pending or listing.reading


def _line(line: str, listing: Listing, now: datetime) -> None:
    """Draw what is searched, and at the right end the list's age or its progress."""
    with st.container(
        key="list_line", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.html(components.note(line), width="content")
        if listing.reading:
            progress = search_results.progress(listing.arrived, listing.expected)
            st.html(search_results.beside_list(progress), width="content")
            if listing.tried_at is not None and now - listing.tried_at > _CAN_BE_STOPPED_AFTER:
                st.button("Stop", key="stop_list", type="tertiary", on_click=directory.stop)
        elif listing.error is None:
            _reload(times.checked(listing.read_at, now, _CHECKED) if listing.read_at else "Check again")
    if listing.error is not None and not listing.reading:
        whole_of = times.ago(listing.read_at, now) if listing.read_at else ""
        _error(listing, listing.error, whole_of, now)
        _reload("Reload the list")
    if refused := directory.why_not_reloaded(now):
        st.html(components.notice("late", "The list wasn’t reloaded.", components.text(refused)))
    if listing.damaged or listing.cut or listing.repeats:
        most = MOST_COMPANIES if listing.cut else None
        st.html(search_results.left_out(listing.damaged, most, repeats=listing.repeats))


def _error(listing: Listing, error: CodatError, whole_of: str, now: datetime) -> None:
    """Draw why and when the list couldn't be loaded, and who can change a rejected API key."""
    refused = isinstance(error, Unauthorized)
    account = session.account()
    typed_here = account is not None and account.typed_key
    who = search_results.who_changes(typed_here=typed_here) if refused else ""
    zone, known = session.viewer_zone(), len(listing.by_id)
    when = read_errors.tried(listing.tried_at, zone, now, error) if zone else ""
    reason = f"{answer.sentence(error)} {when}".rstrip()
    st.html(
        search_results.list_problem(
            reason, known, listing.arrived, listing.expected, whole_of=whole_of, who=who
        )
    )


def _reload(label: str) -> None:
    st.button(
        label,
        key="read_list",
        type="tertiary",
        icon=":material/refresh:",
        help="Reload the list of companies",
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
    return str(typed or "").strip()[:MAX_TYPED]


def _state(listing: Listing, now: datetime, fleet: FleetUse | None) -> SearchState:
    opened = [each for each in reads.opened_ids() if companies.covers(each)]
    zone = session.viewer_zone() or ZoneInfo("UTC")
    state_of = fleet.state_of if fleet else lambda _: ""
    return SearchState(listing, recents.listed(), opened, now, zone, _skip(), state_of)


def _skip() -> int:
    """Return how many rows of the whole list the address skips."""
    return links.number("rows") or 0

"""Our one script in the browser (assets/browser.js): links, focus, copying, what was opened last, width.

A component of Streamlit's second kind, from a folder, since inline scripts do not run under our content
security policy. Registering a folder that is not an installed package uses two names that Streamlit does
not document; tests/browser holds them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import streamlit as st
from streamlit.components.v2 import get_bidi_component_manager  # type: ignore[attr-defined] # not exported
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from dashboard.ui import links, session
from dashboard.views.help import topics
from dashboard.views.stylesheet import WIDE_FROM_PX

_HERE = Path(__file__).resolve().parent
_NAME = "syncdesk.browser"
_KEY = "browser"
_ROOM_COOKIE = "syncdesk_room"
_MOST_DIGITS = 4
_RECENT = "recent"
_ROOM = "room"
_TOLD = "told"
_MOST_RECENT = 8
_MOST_LETTERS = 200


def mount(page: str) -> None:
    """Put the script on the page; the first element of every run, so that a wanted move leaves at once.

    `page`: the path of the page that runs. What it is told: a number per run, the view that this run
    shows, the pages there are, the address of a company's page but for its id, the move that a callback asked
    for, what a first visit is told, and for which width the figures are drawn.
    """
    number = st.session_state["run"] = st.session_state.get("run", 0) + 1
    st.session_state[_TOLD] = {}
    told = _component(
        key=_KEY,
        data={
            "run": number,
            "shown": _shown(page),
            "pages": list(links.PAGES),
            "company_page": links.href("company"),
            "go": links.wanted_move(),
            "scope": session.public_account_id(),
            "knows_recent": _RECENT in st.session_state,
            "welcome": _welcome() if number == 1 else None,
            "wide": wide(),
            "wide_from": WIDE_FROM_PX,
        },
        on_recent_change=lambda: None,
        on_room_change=_take_room,
    )
    if (ids := getattr(told, "recent", None)) is not None:
        st.session_state[_RECENT] = ids
    # What comes with the first run of a session, as after a lost one, calls no callback.
    if (px := _px(getattr(told, _ROOM, None))) is not None:
        st.session_state[_ROOM] = px


def room() -> int | None:
    """How many px wide the room for a figure is, as the browser has told; None if it never did.

    Until it tells in this session, as it told in the last one, by a cookie. Untrusted, and no harm: figures
    are drawn for that width, and once more by the browser where it is another.
    """
    if _ROOM not in st.session_state:
        st.session_state[_ROOM] = _px(st.context.cookies.get(_ROOM_COOKIE))
    told: int | None = st.session_state[_ROOM]
    return told


def wide() -> bool:
    """Whether figures are drawn for a wide window: also while nobody has told."""
    return (room() or WIDE_FROM_PX) >= WIDE_FROM_PX


def _take_room() -> None:
    st.session_state[_ROOM] = _px(getattr(st.session_state[_KEY], _ROOM, None))


def _px(told: object) -> int | None:
    """Read a width that the browser tells."""
    text = str(told)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _welcome() -> dict[str, object]:
    """What a browser that has never been here shows once, with the way to Help (assets/welcome.js)."""
    words = {"label": "First visit", "help": "Help", "close": "Close"}
    return {**words, "sentences": list(topics.FIRST_VISIT), "href": links.href("help")}


def tell(*, read_at: datetime | None = None, poll: float | None = None) -> None:
    """Note for the end of the run what goes on by itself in the browser.

    `read_at`: since when the page's data are here (UTC), for the age in the bar. The browser is told how many
    seconds ago that was: its own clock may be wrong. `poll`: the view runs again each so many seconds, since
    something on it is followed.
    """
    if read_at is not None:
        age = (datetime.now(UTC) - read_at).total_seconds()
        st.session_state[_TOLD] |= {"read_at": read_at.isoformat(), "age": round(max(age, 0.0), 3)}
    if poll is not None:
        st.session_state[_TOLD]["poll"] = poll


def ended() -> None:
    """Tell the script that the run came to its end: the last element of every run.

    A run that was cut short lacks it, and the script runs the address once more.
    """
    number = st.session_state.get("run", 0)
    _component(key="ended", data={"role": "ended", "run": number, **st.session_state.get(_TOLD, {})})


def remember(company: Mapping[str, str]) -> None:
    """Let the browser keep a company among those opened lately; it is told at the end of the run.

    `company`: id, name, platforms, and its latest sync as mark, token (of `theme`) and word. All text. It may
    reach the browser before what `mount` tells, so it names the scope for itself.
    """
    kept = {name: value[:_MOST_LETTERS] for name, value in company.items()}
    st.session_state[_TOLD] |= {"company": kept, "scope": session.public_account_id()}


def recent_ids() -> list[str]:
    """The ids of companies opened lately in this browser, newest first. Untrusted: they come from there.

    Known from the second run of a session on; the list itself is drawn by the script (`data-recent`).
    """
    told = st.session_state.get(_RECENT)
    ids = told if isinstance(told, list) else []
    return [
        each for each in ids[:_MOST_RECENT] if isinstance(each, str) and len(each) <= len(str(UUID(int=0)))
    ]


def _shown(page: str) -> str:
    """The view that this run shows, written as the script writes the address it stands at."""
    pairs = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    return f"{page}?" + "&".join(sorted(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs))


def _encoded(text: str) -> str:
    return quote(text, safe="'()*!~")  # as JavaScript's encodeURIComponent


def _component(**arguments: Any) -> Any:
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_NAME) is None:
        package, component = _NAME.split(".")
        config = ComponentConfig(component, "assets")
        manager.register_from_manifest(ComponentManifest(package, "1", [config]), _HERE)
    return _renderer()(height=1, **arguments)


@cache
def _renderer() -> Callable[..., Any]:
    """The component's own function: to make it reads the folder, so it is made once."""
    made: Callable[..., Any] = st.components.v2.component(_NAME, js="browser.js", isolate_styles=False)
    return made

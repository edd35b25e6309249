"""Our script in the browser (assets/browser.js): links, focus, copying, ages, recent companies, figure width.

It is a version 2 component loaded from a folder, as our content security policy blocks inline scripts.
Registering a folder that isn't an installed package needs two undocumented names of Streamlit, which
tests/browser covers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import streamlit as st
from streamlit.components.v2 import get_bidi_component_manager  # type: ignore[attr-defined] # not exported
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from dashboard.insight.reading import OLD_AFTER
from dashboard.search.recent import MAX_RECENTS
from dashboard.ui import links, person, session
from dashboard.views import times
from dashboard.views.help import topics
from dashboard.views.stylesheet import WIDE_FROM_PX

_HERE = Path(__file__).resolve().parent
_NAME = "syncdesk.browser"
_KEY = "browser"
_WIDTH_COOKIE = "syncdesk_width"
_MAX_DIGITS = 4
_RECENTS = "recents"
_WIDTH = "width"
_AT_END = "at_end"


def start_run(page: str) -> None:
    """Send the first message of a run, so that a move begins at once. `page`: the path that runs."""
    number = st.session_state["run"] = st.session_state.get("run", 0) + 1
    st.session_state[_AT_END] = {}
    result = _component(
        key=_KEY,
        data={
            "run": number,
            "shown": _view(page),
            "pages": list(links.PAGES),
            "carried": list(links.CARRIED),
            "go": links.wanted_move(),
            **_account(),
            "has_recents": stored_recents() is not None,
            "welcome": _welcome() if number == 1 else None,
            "wide": is_wide(),
            "wide_from": WIDE_FROM_PX,
            "sign_in": person.sign_in(),
        },
        on_recents_change=_take_recents,
        on_width_change=_take_width,
    )
    # What the browser sends with the first run of a session calls no callback.
    if (sent := getattr(result, _RECENTS, None)) is not None:
        st.session_state[_RECENTS] = sent
    if (px := _px(getattr(result, _WIDTH, None))) is not None:
        st.session_state[_WIDTH] = px


def end_run() -> None:
    """Send the last message of a run. Without it, the script takes the run as cut short and repeats it."""
    number = st.session_state.get("run", 0)
    message = {"role": "end", "run": number, **person.to_store(), **st.session_state.get(_AT_END, {})}
    _component(key="end", data=message)


def show_age(
    key: str, read_at: datetime | None, *, what: str = times.CHECKED, grey_when_old: bool = False
) -> None:
    """Keep the label of the button `key` up to date: how long ago its data were read (UTC).

    `what`: as `times.checked` has it. With `grey_when_old` the view runs again once the data are old.
    """
    if read_at is None:
        return
    now = datetime.now(UTC)
    message = st.session_state[_AT_END]
    message.setdefault("labels", {})[key] = times.next_checked(read_at, now, what)
    message["read_at"] = read_at.isoformat()
    left = (read_at + OLD_AFTER - now).total_seconds()
    if grey_when_old and left > 0:
        message["old_in"] = left


def poll(seconds: float) -> None:
    """Run the view again every `seconds`, as something on it is being followed. The shortest time counts."""
    message = st.session_state[_AT_END]
    message["poll"] = min(seconds, message.get("poll", seconds))


def store_recent(entry: Mapping[str, str]) -> None:
    """Let the browser store a company as the most recently opened one.

    The message may arrive before that of `start_run`, so it contains the account's id too.
    """
    st.session_state[_AT_END] |= {
        "recent": dict(entry),
        **_account(),
    }


def store_look(look: str) -> None:
    """Let the browser store when Home was last looked at, as `ui.fleet.looks` reads it."""
    st.session_state[_AT_END]["look"] = look


def stored_recents() -> object | None:
    """Return what the browser has stored for this account; None until it has sent it. Untrusted."""
    sent = st.session_state.get(_RECENTS)
    if not isinstance(sent, Mapping) or sent.get("scope") != session.public_account_id():
        return None
    return sent.get("entries") or []


def figure_width() -> int | None:
    """Return the width of a figure in px, as the browser sent it now or in an earlier session; else None.

    Untrusted but harmless: figures are drawn for that width, and scaled by the browser if it is wrong.
    """
    if _WIDTH not in st.session_state:
        st.session_state[_WIDTH] = _px(st.context.cookies.get(_WIDTH_COOKIE))
    width: int | None = st.session_state[_WIDTH]
    return width


def is_wide() -> bool:
    """Return whether figures are drawn for a wide window, the default until the width is known."""
    return (figure_width() or WIDE_FROM_PX) >= WIDE_FROM_PX


def _account() -> dict[str, object]:
    """Return whose recent companies the browser stores, and how many."""
    return {"scope": session.public_account_id(), "most_recents": MAX_RECENTS}


def _take_recents() -> None:
    st.session_state[_RECENTS] = getattr(st.session_state[_KEY], _RECENTS, None)


def _take_width() -> None:
    st.session_state[_WIDTH] = _px(getattr(st.session_state[_KEY], _WIDTH, None))


def _px(value: object) -> int | None:
    return links.number_of(str(value), _MAX_DIGITS)


def _welcome() -> dict[str, object]:
    """Return what a first visit shows once, with a link to Help (assets/welcome.js)."""
    words = {"label": "First visit", "help": "Help", "close": "Close"}
    return {**words, "sentences": list(topics.FIRST_VISIT), "href": links.href("help")}


def _view(page: str) -> str:
    """Return the view that this run shows, written as the script writes its address."""
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
    """Return the component's function, made once, since making it reads the folder."""
    made: Callable[..., Any] = st.components.v2.component(_NAME, js="browser.js", isolate_styles=False)
    return made

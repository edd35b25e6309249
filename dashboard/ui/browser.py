"""Our one script in the browser (assets/browser.js): soft links, focus, copying, the companies opened lately.

A component of Streamlit's second kind, from a folder, since inline scripts do not run under our content
security policy. Registering a folder that is not an installed package uses two names that Streamlit does
not document; tests/browser holds them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import streamlit as st
from streamlit.components.v2 import get_bidi_component_manager  # type: ignore[attr-defined] # not exported
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from dashboard.ui import links

_HERE = Path(__file__).resolve().parent
_NAME = "syncdesk.browser"
_RECENT = "recent"
_MOST_RECENT = 8


def mount(page: str) -> None:
    """Put the script on the page; the first element of every run, so that a wanted move leaves at once.

    `page`: the path of the page that runs. What it is told: a number per run, the view that this run
    shows, the pages there are, and the move that a callback asked for.
    """
    number = st.session_state["run"] = st.session_state.get("run", 0) + 1
    data = {"run": number, "shown": _shown(page), "pages": list(links.PAGES), "go": links.wanted_move()}
    _component(key="browser", data=data)


def ended() -> None:
    """Tell the script that the run came to its end: the last element of every run.

    A run that a fragment's tick cut short lacks it, and the script runs the address once more.
    """
    _component(key="ended", data={"role": "ended", "run": st.session_state.get("run", 0)})


def remember(company_id: str, name: str) -> None:
    """Let the browser keep this company among the recently opened ones."""
    _component(key="remember", data={"role": "remember", "company": {"id": company_id, "name": name[:200]}})


def recents() -> list[dict[str, str]]:
    """The companies opened lately in this browser, newest first: `id`, `name`.

    Untrusted: it comes from the browser. Call it inside a fragment: the list comes with a second run of
    that fragment.
    """
    known = st.session_state.get(_RECENT, [])
    told = _component(
        key="recents",
        data={"role": "recents", "have": json.dumps(known)},
        default={"list": known},
        on_list_change=lambda: None,
    )
    st.session_state[_RECENT] = _checked(getattr(told, "list", None))
    found: list[dict[str, str]] = st.session_state[_RECENT]
    return found


def _checked(told: Any) -> list[dict[str, str]]:
    rows = told if isinstance(told, list) else []
    good = [row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
    return [{"id": row["id"][:64], "name": str(row.get("name", ""))[:200]} for row in good[:_MOST_RECENT]]


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
    return st.components.v2.component(_NAME, js="browser.js", isolate_styles=False)(height=1, **arguments)

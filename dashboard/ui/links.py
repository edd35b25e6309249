"""Addresses: every move is an ordinary link with the whole view in its address.

The browser script makes such a click a move inside the session; without it the same link is a full load
and shows the same. The address rules: pages read their view from it, and only a filter's callback writes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import streamlit as st

from dashboard import foreign_text

PAGES = ("", "company", "setup", "history", "sync", "start", "help")
"""The paths there are; "" is Find. Bookmarks last for ever: a path here is never renamed."""
CARRIED = ("times",)
"""Parameters that go along from page to page: the zone in which times are shown."""
_GO = "go"


def href(page: str, **query: str | None) -> str:
    """The address of a page: "/history?company=…". Empty values are left out, names are sorted."""
    carried = {name: param(name) for name in CARRIED}
    kept = sorted((name, value) for name, value in {**carried, **query}.items() if value)
    return f"/{page}" + (f"?{urlencode(kept)}" if kept else "")


def whole(page: str, **query: str | None) -> str:
    """The address of a page with its host, as the browser has it; "" where that is not known."""
    here = urlsplit(st.context.url or "")
    if here.scheme not in {"http", "https"} or not here.netloc:
        return ""
    path, base = href(page, **query), str(st.get_option("server.baseUrlPath") or "").strip("/")
    under = f"/{base}" if base and not path.startswith(f"/{base}/") else ""
    return f"{here.scheme}://{here.netloc}{under}{path}"


def anchor(label: str, page: str, css: str = "", **query: str | None) -> str:
    """A link as HTML for `st.html`. `label` is text and gets escaped; `css` is a class of ours."""
    classes = f' class="{css}"' if css else ""
    target = foreign_text.attribute(href(page, **query))
    return f'<a href="{target}"{classes}>{foreign_text.html(label)}</a>'


def param(name: str) -> str:
    """One value of the address, "" when it is absent."""
    return st.query_params.get(name, "")


def set_param(name: str, value: str | None) -> None:
    """Write one value into the address; empty takes it out. Only for the callbacks of filters."""
    set_params({name: value})


def set_params(values: Mapping[str, str | None]) -> None:
    """Write several values at once, as one entry of the browser's history. Only for callbacks of filters."""
    before = {name: st.query_params.get_all(name) for name in st.query_params}
    after = {**before, **{name: [value] if value else [] for name, value in values.items()}}
    kept = {name: each for name, each in after.items() if each}
    if kept != before:
        st.query_params.from_dict(kept)


def go(address: str) -> None:
    """Move to an address of `href`. Only in callbacks: the browser moves when the answer comes."""
    st.session_state[_GO] = address


def wanted_move() -> str | None:
    """The move a callback asked for, told once."""
    move: str | None = st.session_state.pop(_GO, None)
    return move

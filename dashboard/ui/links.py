"""Addresses: every move is an ordinary link with the whole view in its address.

The browser script makes such a click a move inside the session; without it the same link is a full load
and shows the same. The address rules: pages read their view from it, and only a filter's callback writes it.

Whatever stands in an address was written by anybody: its names and values go on in a mapping, never as
keywords, and only the names in `PARAMETERS` go on at all.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import streamlit as st

from dashboard import foreign_text
from dashboard.insight.history import charts
from dashboard.insight.zone import ZoneChoice
from dashboard.ui.run_cache import once_a_run

PAGES = ("", "company", "setup", "history", "sync", "start", "help")
"""The paths there are; "" is Find. Bookmarks last for ever: a path here is never renamed."""
PARAMETERS: Final = (
    *("company", "sync", "attempt", "times", "q"),
    *("status", "code", "cause", "wrote", "days", "from", "to", "text", "sort", "rows"),
    *("cover", "open", charts.PARAM),
)
"""The parameters there are. What else stands in an address is ignored, and no link repeats it."""
CARRIED: Final = MappingProxyType({"times": frozenset(ZoneChoice), charts.PARAM: charts.CHOICES})
"""Parameters that go along from page to page, with the values of each: the zone of times, the open charts."""
MOST_LETTERS: Final = 2_000
"""So much of a value is read: more than the longest that makes sense."""
_GO = "go"

Query = Mapping[str, str | None]
_NONE: Final[Query] = MappingProxyType({})


@once_a_run
def base() -> str:
    """Return the path under which a proxy serves the dashboard: "", or "/desk" (`server.baseUrlPath`)."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def href(page: str, query: Query = _NONE, /, **own: str | None) -> str:
    """Return the address of a page: "/history?company=…". Empty values are left out, names are sorted.

    `query`: parameters whose names come from outside; `own`: those that the code names.
    """
    asked = {**_carried(), **query, **own}
    given = sorted((name, value) for name, value in asked.items() if value)
    return f"{base()}/{page}" + (f"?{urlencode(given)}" if given else "")


def anchor(label: str, page: str, query: Query = _NONE, /, *, css: str = "", **own: str | None) -> str:
    """Return a link as HTML for `st.html`: `label` is text and gets escaped; the rest is as in `href`.

    `css`: a class of ours, never from outside.
    """
    classes = f' class="{css}"' if css else ""
    target = foreign_text.attribute(href(page, query, **own))
    return f'<a href="{target}"{classes}>{foreign_text.html(label)}</a>'


def help_anchor(label: str, topic: str) -> str:
    """Return a link to a topic of the Help page (`dashboard.views.help.topics`) as HTML for `st.html`."""
    return f'<a href="{foreign_text.attribute(href("help"))}#{topic}">{foreign_text.html(label)}</a>'


def whole(page: str, **own: str | None) -> str:
    """Return the address of a page with its host, as the browser has it; "" where that is not known."""
    there = urlsplit(st.context.url or "")
    known = there.scheme in {"http", "https"} and there.netloc
    return f"{there.scheme}://{there.netloc}{href(page, **own)}" if known else ""


@once_a_run
def param(name: str) -> str:
    """Return one value of the address, the last of several, cut to `MOST_LETTERS`; "" when it is absent."""
    return st.query_params.get(name, "")[:MOST_LETTERS]


def number(name: str) -> int | None:
    """Return the whole number that a parameter holds; None where it holds none."""
    return number_of(param(name))


def number_of(text: str, most_digits: int = 6) -> int | None:
    """Return the whole number that a text from outside is; None where it is none, or too long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most_digits else None


def id_in(name: str) -> str:
    """Return the id that a parameter holds, in lower case with hyphens; "" where it holds none.

    Zeros alone are no id: Codat writes them where there is none.
    """
    try:
        read = UUID(param(name).strip())
    except ValueError:
        return ""
    return str(read) if read.int else ""


def here() -> dict[str, str]:
    """Return what the address holds of `PARAMETERS`: what a link to this same view repeats."""
    return {name: value for name in PARAMETERS if (value := param(name))}


def cache_key() -> Hashable:
    """Return a cache key for HTML with links: what links made now may repeat of the address."""
    return tuple(here().items())


def set_param(name: str, value: str | None) -> None:
    """Write one value into the address; empty takes it out. Only for the callbacks of filters."""
    set_params({name: value})


def set_params(values: Query) -> None:
    """Write several values at once, as one entry of the browser's history. Only for callbacks of filters."""
    before = {name: st.query_params.get_all(name) for name in st.query_params}
    after = {**before, **{name: [value] if value else [] for name, value in values.items()}}
    given = {name: each for name, each in after.items() if each}
    if given != before:
        st.query_params.from_dict(given)


def go(address: str) -> None:
    """Move to an address of `href`. Only in callbacks: the browser moves when the answer comes."""
    st.session_state[_GO] = address


def wanted_move() -> str | None:
    """Return the move a callback asked for, told once."""
    move: str | None = st.session_state.pop(_GO, None)
    return move


@once_a_run
def _carried() -> dict[str, str]:
    return {name: value for name, values in CARRIED.items() if (value := param(name)) in values}

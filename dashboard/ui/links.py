"""Addresses: every move is an ordinary link, and its address holds the whole view.

The browser script turns a click on such a link into a move inside the session; without it, the same link is a
full page load and shows the same. Pages read their view from the address; only callbacks of filters write it.

An address can be written by anyone. So its names and values are passed on as a mapping, never as keyword
arguments, and only the names in `PARAMETERS` are passed on at all.
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

PAGES = (
    *("", "company", "setup", "history", "sync", "start", "share", "shared", "activity", "help"),
    *("sessions", "people", "digest", "trends"),
)
"""The paths of the pages; "" is Home. Never rename one: bookmarks would break."""
PARAMETERS: Final = (
    *("company", "sync", "attempt", "times", "q"),
    *("status", "code", "cause", "wrote", "days", "from", "to", "text", "sort", "rows"),
    *("cover", "open", charts.PARAM, "person", "outcome"),
    *("view", "state", "link", "work"),
    *("show", "kind", "who", "session"),
    *("acts", "platform", "tag", "incident", "owner", "new", "snoozed", "after"),
    *("date", "months"),
)
"""The parameters of an address. All others are ignored, and no link repeats them."""
CARRIED: Final = MappingProxyType({"times": frozenset(ZoneChoice), charts.PARAM: charts.CHOICES})
"""Parameters that every link repeats, with their valid values: the zone of times, the open charts."""
MOST_LETTERS: Final = 2_000
"""The most characters of a value that are read: more than any valid value has."""
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

    `query`: parameters whose names are foreign text; `own`: those that the code names.
    """
    asked = {**_carried(), **query, **own}
    given = sorted((name, value) for name, value in asked.items() if value)
    return f"{base()}/{page}" + (f"?{urlencode(given)}" if given else "")


def anchor(label: str, page: str, query: Query = _NONE, /, *, css: str = "", **own: str | None) -> str:
    """Return a link as HTML for `st.html`: `label` is text and gets escaped; the rest is as in `href`.

    `css`: one of our own classes, never foreign text.
    """
    classes = f' class="{css}"' if css else ""
    target = foreign_text.attribute(href(page, query, **own))
    return f'<a href="{target}"{classes}>{foreign_text.html(label)}</a>'


def help_anchor(label: str, topic: str) -> str:
    """Return a link to a topic of the Help page (`dashboard.views.help.topics`) as HTML for `st.html`."""
    return f'<a href="{foreign_text.attribute(href("help"))}#{topic}">{foreign_text.html(label)}</a>'


def whole(page: str, query: Query = _NONE, /, **own: str | None) -> str:
    """Return the address of a page with scheme and host, as the browser has it; "" if that is unknown."""
    found = origin()
    return f"{found}{href(page, query, **own)}" if found else ""


def origin() -> str:
    """Return scheme and host of this page, as the browser has them; "" if that is unknown."""
    opened = urlsplit(st.context.url or "")
    known = opened.scheme in {"http", "https"} and opened.netloc
    return f"{opened.scheme}://{opened.netloc}" if known else ""


@once_a_run
def param(name: str) -> str:
    """Return a parameter of the address, the last of several, cut to `MOST_LETTERS`; "" if absent."""
    return st.query_params.get(name, "")[:MOST_LETTERS]


def number(name: str) -> int | None:
    """Return a parameter as a whole number; None if it isn't one."""
    return number_of(param(name))


def number_of(text: str, most_digits: int = 6) -> int | None:
    """Return a foreign text as a whole number; None if it isn't one, or is too long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most_digits else None


def id_in(name: str) -> str:
    """Return a parameter as an id, in lower case with hyphens; "" if it isn't one.

    An id of zeros doesn't count: Codat writes it where there is none.
    """
    try:
        read = UUID(param(name).strip())
    except ValueError:
        return ""
    return str(read) if read.int else ""


def here() -> dict[str, str]:
    """Return the `PARAMETERS` in the address: what a link to this same view repeats."""
    return {name: value for name in PARAMETERS if (value := param(name))}


def cache_key() -> Hashable:
    """Return a cache key for HTML with links: the parameters that its links may repeat."""
    return tuple(here().items())


def set_param(name: str, value: str | None) -> None:
    """Write a parameter into the address; an empty value removes it. Only for callbacks of filters."""
    set_params({name: value})


def set_params(values: Query) -> None:
    """Write several parameters at once, as one entry of the browser's history; as `set_param`."""
    before = {name: st.query_params.get_all(name) for name in st.query_params}
    after = {**before, **{name: [value] if value else [] for name, value in values.items()}}
    given = {name: each for name, each in after.items() if each}
    if given != before:
        st.query_params.from_dict(given)


def go(address: str) -> None:
    """Move to an address made by `href`. Only in callbacks: the browser moves when the next run begins."""
    st.session_state[_GO] = address


def wanted_move() -> str | None:
    """Return and forget the address that a callback asked to move to; None if none did."""
    move: str | None = st.session_state.pop(_GO, None)
    return move


@once_a_run
def _carried() -> dict[str, str]:
    return {name: value for name, values in CARRIED.items() if (value := param(name)) in values}

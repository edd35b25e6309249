"""Whether the person may use this session at all: with sign-in, only while signed in and with a role."""

from __future__ import annotations

import logging

import streamlit as st

from dashboard.settings import SettingsError
from dashboard.store.errors import StoreError
from dashboard.ui import links, person, session
from dashboard.views import components
from dashboard.views.access import bar, entrance_words

log = logging.getLogger(__name__)


def is_open() -> bool:
    """Return whether the person may go on; if not, draw the page that says why, and what to do."""
    try:
        if not session.settings().sign_in:
            return True
        who = person.current()
    except SettingsError:  # the gate reports it
        return True
    except StoreError as error:
        log.warning("who is signed in can’t be read: %s", error)
        _draw(entrance_words.UNREADABLE, f"{entrance_words.RELOAD} {error}")
        return False
    if who.signed_out or not who.verified:
        _draw(entrance_words.SIGNED_OUT, entrance_words.SIGN_IN_AGAIN)
        return False
    if not who.grants:
        _draw(entrance_words.NO_ROLE, entrance_words.no_role(who), bar.sign_out(f"{links.base()}/sign-out"))
        return False
    return True


def _draw(headline: str, reason: str, below_html: str = "") -> None:
    parts_html = (
        components.brand(links.href("")),
        components.line(),
        components.answer("unknown", headline, reason),
        below_html,
    )
    st.html(components.stack(*parts_html))

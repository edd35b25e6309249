"""Sign-in on every page: who is signed in, how to sign out, and a warning where anyone can start syncs."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboard.access.policy import Act, may
from dashboard.insight.zone import UTC
from dashboard.ui import links, person, session
from dashboard.views.access import bar


def signed_in() -> None:
    """Draw who is signed in, and the button to sign out; nothing without sign-in."""
    who = person.current()
    if who.verified:
        who_html = bar.signed_in(who, links.href("sessions"), f"{links.base()}/sign-out")
        st.html(who_html, width="content")


def warnings() -> None:
    """Draw what every page must say above all else."""
    settings = session.settings()
    if settings.allow_starting and not settings.sign_in and not settings.read_only:
        warning_html = bar.warning()
        st.html(warning_html)
    since = person.current().unconfirmed_since
    if since is not None:
        late_html = bar.unconfirmed(since, session.viewer_zone() or UTC, datetime.now(since.tzinfo))
        st.html(late_html)


def pages_for_leads() -> list[tuple[str, str]]:
    """Return the pages that only leads get in the bar, as (label, path); none without sign-in."""
    who = person.current()
    return [("People", "people")] if who.verified and may(who, Act.SEE_ACCESS) is None else []

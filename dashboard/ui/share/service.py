"""The share service of the settings' account for the pages, or why it can't be used."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final, TypeVar

import streamlit as st

from dashboard.access.policy import Act, may
from dashboard.demo import DemoError
from dashboard.services.sign_ins import people_of
from dashboard.services.stored_account import UnknownKeyError
from dashboard.settings import SettingsError
from dashboard.sharing.link import ShareLink, ShareRefused
from dashboard.sharing.registry import NO_ACCOUNT, share_service_of, sharing_refusal
from dashboard.sharing.service import ShareService
from dashboard.store.errors import StoreError
from dashboard.ui import links, person, session
from dashboard.ui.run_cache import once_a_run
from dashboard.views.share import link_table

T = TypeVar("T")
log = logging.getLogger(__name__)

READ_EVERY_S: Final = 5.0
"""How long an open page shows the number of open links before it reads it again."""
_HELD: Final = "shared_open_links"


@once_a_run
def why_not(act: Act, company_id: str) -> str | None:
    """Return why this session can't do this with a company's links, as a sentence; None if it can."""
    account, who = session.account(), person.current()
    return sharing_refusal(session.settings(), account, who, act, company_id) if account else None


def may_not_change(link: ShareLink) -> str | None:
    """Return why this session can't change a link, as a sentence; None if it can."""
    refusal, error = read(lambda sharing: sharing.change_refusal(link, person.current()))
    return refusal or error or None


def read(wanted: Callable[[ShareService], T]) -> tuple[T | None, str]:
    """Return the result of `wanted`, or None and a sentence that says why there is none.

    What a person may do, `wanted` finds out: the service decides.
    """
    try:
        return wanted(_service()), ""
    except (ShareRefused, StoreError, UnknownKeyError, DemoError) as error:
        log.warning("links can’t be read or changed: %s", error)
        return None, str(error)


def who_left() -> frozenset[str]:
    """Return the identities of people who have left, if the person may see others' access; else none."""
    settings = session.settings()
    if not settings.sign_in or may(person.current(), Act.SEE_ACCESS) is not None:
        return frozenset()
    try:
        return people_of(settings).who_left()
    except (StoreError, SettingsError) as error:
        log.warning("who left can’t be read: %s", error)
        return frozenset()


def _service() -> ShareService:
    """Return the service for this session. Raises ShareRefused if its account can't have links."""
    account = session.account()
    if account is None:
        raise ShareRefused(NO_ACCOUNT)
    return share_service_of(session.settings(), account)


def open_links(company_id: str) -> str:
    """Return the line about a company's open links as HTML; "" without any."""
    number = _open_of(company_id)
    return link_table.open_links(number, links.href("shared", company=company_id, state="open"))


@once_a_run
def _open_of(company_id: str) -> int:
    """Return how many links of a company are open: read when its page is opened, then after a while."""
    now = time.monotonic()
    held: tuple[str, float, int] | None = st.session_state.get(_HELD)
    if held is None or held[0] != company_id or session.moved() or now - held[1] > READ_EVERY_S:
        held = (company_id, now, _count(company_id))
        st.session_state[_HELD] = held
    return held[2]


def _count(company_id: str) -> int:
    """Return how many links are open; 0 for a session whose account can't have any."""
    account = session.account()
    if account is None or account.typed_key or account.demo is not session.settings().demo:
        return 0
    found, _ = read(lambda sharing: sharing.open_count(company_id))
    return found or 0

"""Look up a sync's id without its company, in the companies that were opened recently.

Codat finds a sync only together with its company (Codat's OpenAPI 1.1: sync.get takes both ids). The lookups
run on this session's share of the threads and don't block the page. Their results stay in the session, so a
rerun makes no calls.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from codat_client import CodatClient, CodatError, NotFound
from dashboard.services.snapshot import READ_FAILED
from dashboard.ui import reads, session

SECONDS: Final = 10.0
MOST_COMPANIES: Final = 8
_AT_ONCE_S: Final = 0.25
_LOOKUPS: Final = "sync_lookups"
_MOST_LOOKUPS: Final = 20

log = logging.getLogger(__name__)

_Lookups = dict[str, "Future[bool | CodatError]"]  # by company: whether it has the sync


@dataclass(frozen=True)
class SyncLookup:
    """The result of a lookup: the company that has the sync, those that don't (`not_of`), and an error.

    `pending`: some lookups are still running, and none has found it so far.
    """

    company_id: str | None = None
    not_of: tuple[str, ...] = ()
    error: CodatError | None = None
    pending: bool = False

    @property
    def unsettled(self) -> bool:
        """Whether another try may find it."""
        return self.company_id is None and self.error is not None


def look_up(sync_id: str, company_ids: Sequence[str]) -> SyncLookup:
    """Return the result so far; the first call starts the lookups, all at once.

    It waits up to a quarter of a second, so that quick answers appear at once. A lookup that fails makes an
    `error` of the result, whatever it failed with.
    """
    asked = tuple(dict.fromkeys(company_ids))[:MOST_COMPANIES]
    if not asked:
        return SyncLookup()
    lookups, key = _lookups_here(), (session.account_id(), sync_id, *asked)
    if key not in lookups:
        jobs = {each: partial(_has, reads.client(each), each, sync_id) for each in asked}
        lookups[key] = {each: reads.submit(each, job) for each, job in jobs.items()}
        while len(lookups) > _MOST_LOOKUPS:
            lookups.pop(next(iter(lookups)))
        wait(lookups[key].values(), timeout=_AT_ONCE_S)
    return _outcome(lookups[key])


def forget() -> None:
    """Forget earlier results, so that the next run looks them up again."""
    _lookups_here().clear()


def _lookups_here() -> dict[tuple[str, ...], _Lookups]:
    lookups: dict[tuple[str, ...], _Lookups] = st.session_state.setdefault(_LOOKUPS, {})
    return lookups


def _outcome(lookups: _Lookups) -> SyncLookup:
    done = {company_id: _ended(future) for company_id, future in lookups.items() if future.done()}
    owner = next((company_id for company_id, has in done.items() if has is True), None)
    if owner is None and len(done) < len(lookups):
        return SyncLookup(pending=True)
    error = next((has for has in done.values() if isinstance(has, CodatError)), None)
    return SyncLookup(owner, tuple(company_id for company_id, has in done.items() if has is False), error)


def _ended(lookup: Future[bool | CodatError]) -> bool | CodatError:
    """Return what a lookup found, or an error where it broke, as without a thread."""
    try:
        return lookup.result()
    except Exception:
        log.exception("looking up a sync failed with an internal error")
        return CodatError(READ_FAILED)


def _has(codat: CodatClient, company_id: str, sync_id: str) -> bool | CodatError:
    try:
        sync = codat.sync.get(company_id, sync_id, timeout=SECONDS)
    except NotFound:
        return False
    except CodatError as error:
        return error
    return (sync.sync_id or sync_id).lower() == sync_id

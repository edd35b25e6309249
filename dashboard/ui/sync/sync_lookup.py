"""A sync's id without its company: looked up in the companies that were opened lately.

Codat finds a sync only together with its company (Codat's OpenAPI 1.1: sync.get takes both ids). The look-ups
run in this session's share of the threads, so that typing on is never held up; what came of them is kept in
the session: a rerun makes no call.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from codat_client import CodatClient, CodatError, NotFound
from dashboard.ui import reads, session

SECONDS: Final = 10.0
MOST_COMPANIES: Final = 8
_AT_ONCE_S: Final = 0.25
_KEPT: Final = "lone_syncs"
_MOST_KEPT: Final = 20

_Asked = dict[str, "Future[bool | CodatError]"]  # the answer of each company: whether it has the sync


@dataclass(frozen=True)
class LoneSync:
    """What came of it: the company that has the sync, or those that don't, or why some could not be asked.

    `pending`: not all have answered yet, and none of those that did has it.
    """

    company_id: str | None = None
    not_of: tuple[str, ...] = ()
    trouble: CodatError | None = None
    pending: bool = False

    @property
    def unsettled(self) -> bool:
        """Whether asking again may bring it."""
        return self.company_id is None and self.trouble is not None


def look_up(sync_id: str, company_ids: Sequence[str]) -> LoneSync:
    """Return what is known of it; the first time, the companies are asked, all at once. Never raises.

    It waits a quarter of a second at most, for answers that come quickly to be shown at once.
    """
    asked = tuple(dict.fromkeys(company_ids))[:MOST_COMPANIES]
    if not asked:
        return LoneSync()
    kept, key = _kept(), (sync_id, *asked)
    if key not in kept:
        codat = session.client()
        kept[key] = {each: reads.submit(each, partial(_has, codat, each, sync_id)) for each in asked}
        while len(kept) > _MOST_KEPT:
            kept.pop(next(iter(kept)))
        wait(kept[key].values(), timeout=_AT_ONCE_S)
    return _outcome(kept[key])


def forget() -> None:
    """Forget what came of earlier look-ups, so that the next run asks again."""
    _kept().clear()


def _kept() -> dict[tuple[str, ...], _Asked]:
    kept: dict[tuple[str, ...], _Asked] = st.session_state.setdefault(_KEPT, {})
    return kept


def _outcome(asked: _Asked) -> LoneSync:
    told = {company_id: future.result() for company_id, future in asked.items() if future.done()}
    owner = next((company_id for company_id, has in told.items() if has is True), None)
    if owner is None and len(told) < len(asked):
        return LoneSync(pending=True)
    trouble = next((has for has in told.values() if isinstance(has, CodatError)), None)
    return LoneSync(owner, tuple(company_id for company_id, has in told.items() if has is False), trouble)


def _has(codat: CodatClient, company_id: str, sync_id: str) -> bool | CodatError:
    try:
        sync = codat.sync.get(company_id, sync_id, timeout=SECONDS)
    except NotFound:
        return False
    except CodatError as error:
        return error
    return (sync.sync_id or sync_id).lower() == sync_id

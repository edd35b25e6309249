"""A sync's id without its company: looked up in the companies that were opened lately.

The API finds a sync only together with its company (Codat's OpenAPI 1.1: sync.get takes both ids). What came
of a look-up is kept in the session: a rerun makes no call.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Final

import streamlit as st

from codat_client import CodatClient, CodatError, NotFound
from dashboard.ui import session
from dashboard.views import parts

SECONDS: Final = 10.0
MOST_COMPANIES: Final = 8
_STEP_S: Final = 0.25
_KEPT: Final = "lone_syncs"
_MOST_KEPT: Final = 20


@dataclass(frozen=True)
class LoneSync:
    """What came of it: the company that has the sync, or those that don't, or why some could not be asked."""

    company_id: str | None = None
    not_of: tuple[str, ...] = ()
    trouble: CodatError | None = None

    @property
    def unsettled(self) -> bool:
        """Whether asking again may bring it."""
        return self.company_id is None and self.trouble is not None


def look_up(sync_id: str, company_ids: Sequence[str]) -> LoneSync:
    """Ask the companies, all at once, whether they have this sync. Waits `SECONDS` at most; never raises."""
    asked = tuple(dict.fromkeys(company_ids))[:MOST_COMPANIES]
    if not asked:
        return LoneSync()
    kept: dict[tuple[str, ...], LoneSync] = st.session_state.setdefault(_KEPT, {})
    key = (sync_id, *asked)
    if key not in kept:
        kept[key] = _ask(session.client(), sync_id, asked)
        while len(kept) > _MOST_KEPT:
            kept.pop(next(iter(kept)))
    return kept[key]


def forget() -> None:
    """Forget what came of earlier look-ups, so that the next run asks again."""
    st.session_state.pop(_KEPT, None)


def _ask(codat: CodatClient, sync_id: str, company_ids: Sequence[str]) -> LoneSync:
    told = _answers(codat, sync_id, company_ids)
    owner = next((company_id for company_id, has in told.items() if has is True), None)
    trouble = next((has for has in told.values() if isinstance(has, CodatError)), None)
    return LoneSync(owner, tuple(each for each in company_ids if told[each] is False), trouble)


def _answers(codat: CodatClient, sync_id: str, company_ids: Sequence[str]) -> dict[str, bool | CodatError]:
    """Wait for all answers. What is drawn meanwhile is where Streamlit ends a run that typing overtook."""
    pool = ThreadPoolExecutor(max_workers=len(company_ids), thread_name_prefix="lone sync")
    place, began = st.empty(), time.monotonic()
    try:
        asked = {each: pool.submit(_has, codat, each, sync_id) for each in company_ids}
        while wait(asked.values(), timeout=_STEP_S).not_done:
            if (waited := time.monotonic() - began) > _STEP_S:
                place.html(parts.note(f"Looking it up in the companies opened lately, {waited:.0f} s"))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    place.empty()
    return {each: future.result() for each, future in asked.items()}


def _has(codat: CodatClient, company_id: str, sync_id: str) -> bool | CodatError:
    try:
        sync = codat.sync.get(company_id, sync_id, timeout=SECONDS)
    except NotFound:
        return False
    except CodatError as error:
        return error
    return (sync.sync_id or sync_id).lower() == sync_id

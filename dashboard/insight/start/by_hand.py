"""Decide whether to ask the merchant, before a sync of old sales, which ones they booked by hand.

Codat leaves out what it has already received unchanged (Codat's docs), so a late sync books twice only what
was entered by hand. We assume a merchant may start doing so after two days without sales in the books.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dashboard.insight.gap import Gap, Range
from dashboard.insight.schedule import start_date_of
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.insight.verdict.state import Ground, State

OLD_GAP = timedelta(days=2)
_NOTHING_TO_SYNC = {Ground.GONE, Ground.NO_COMMERCE, Ground.NOT_CONFIGURED, Ground.NOT_READ}
_SALES_MAY_WAIT = {
    State.NEVER_SYNCED,
    State.STUCK,
    State.LATE,
    State.FAILING,
    State.DISCONNECTED,
    State.WILL_BE_SWITCHED_OFF,
    State.PROBABLY_SWITCHED_OFF,
    State.SWITCHED_OFF,
}


def has_to_ask(known: CompanyFacts, state: State, ground: Ground) -> bool:
    """Return whether to ask before a start; never while a sync is running, as nothing can start then."""
    if known.began is not None:
        return False
    if known.gap is not None:
        return known.gap.since is not None and known.now - known.gap.since > OLD_GAP
    if state not in _SALES_MAY_WAIT or ground in _NOTHING_TO_SYNC:
        return False
    since = _sent_up_to(known)
    return since is None or known.now - since > OLD_GAP


def _sent_up_to(known: CompanyFacts) -> datetime | None:
    """Return roughly up to when sales were sent without a gap: the last success, else the start date."""
    if known.last_success is None:
        return start_date_of(known.configuration)
    return known.last_success.at if known.last_success.timed else None


def brings_missing(gap: Gap | None, asked: Range) -> bool:
    """Return whether a range of days holds anything missing, as far as the schedule shows."""
    if gap is None:
        return True
    return any(each.start < asked.finish and asked.start < each.finish for each in gap.missing)

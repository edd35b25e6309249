"""Whether a state is a problem, is fine, or says neither: what begins and ends an episode."""

from __future__ import annotations

from typing import Final

from dashboard.insight.fleet.company_state import CompanyState
from dashboard.insight.verdict.state import Ground, State

FINE: Final = frozenset({State.ARRIVING, State.NOTHING_TO_SEND, State.NEVER_SYNCED})
"""No problem has begun, and one that there was is over."""
_SAYS_NOTHING: Final = frozenset({Ground.NOT_READ, Ground.GONE})


def has_problem(state: CompanyState) -> bool | None:
    """Return whether a company has a problem; None if its state says neither.

    While a sync runs, what was before goes on. Neither does it end because reads failed, or because Codat no
    longer has the company.
    """
    if state.state is State.RUNNING or state.ground in _SAYS_NOTHING:
        return None
    return state.state not in FINE

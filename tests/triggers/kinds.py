"""Every kind of trouble that a trigger can meet, with its one right outcome.

The right outcome follows from one question: can Codat have begun the sync? Where it can't, the caller is told
so; where nobody can know, the caller is told that (Unclear); and in no case is it asked twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from codat_client import (
    BadInput,
    Forbidden,
    NotFound,
    NotSent,
    PaymentRequired,
    RateLimited,
    Rejected,
    SyncSummary,
    Unauthorized,
    Unclear,
)
from tests.support import limits

LATE_SECONDS = limits.stretched(4)
PATIENCE_SECONDS = limits.stretched(2)
USUAL_SECONDS = limits.stretched(20)
"""The total of a call whose answer doesn't come in time: it is sent within it though the machine stalls."""


@dataclass(frozen=True)
class Kind:
    """A kind of trouble. fault: what the sandbox is to do. begun: how many syncs that one call begins."""

    name: str
    outcome: type
    begun: int = 0
    fault: dict[str, Any] = field(default_factory=dict)
    way: str = "straight"  # or "refused", "not TLS", "tunnel refused", "bad id", "naive date", "switched off"
    timeout: float = USUAL_SECONDS

    @property
    def carried_out(self) -> bool | None:
        """What the caller is to be told: True (a summary), False, or None for "unknown"."""
        shown = {SyncSummary: True, Unclear: None}
        return shown.get(self.outcome, False)


def _fault(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, **more}


def _either_way(kind: str, timeout: float = USUAL_SECONDS, **more: Any) -> list[Kind]:
    """Make both sides of a trouble after which nobody can know: begun, and not begun."""
    return [
        Kind(f"{kind}, {name}", Unclear, int(begun), _fault(kind, carriedOut=begun, **more), timeout=timeout)
        for name, begun in (("begun", True), ("not begun", False))
    ]


KINDS: list[Kind] = [
    Kind("no trouble", SyncSummary, 1),
    Kind("refused", NotSent, way="refused"),
    Kind("TLS failed", NotSent, way="not TLS"),
    Kind("tunnel refused", NotSent, way="tunnel refused"),
    Kind("bad id", BadInput, way="bad id"),
    Kind("naive date", BadInput, way="naive date"),
    Kind("400", Rejected, way="switched off"),
    Kind("401", Unauthorized, fault=_fault("401")),
    Kind("402", PaymentRequired, fault=_fault("402")),
    Kind("403", Forbidden, fault=_fault("403")),
    Kind("404", NotFound, fault=_fault("404")),
    Kind("422", Rejected, fault=_fault("422")),
    Kind("429, wait 1 s", SyncSummary, 1, _fault("429", retryAfter="1")),
    Kind("429, wait until a date", SyncSummary, 1, _fault("429", retryAfter="date:1")),
    Kind("429, wait too long", RateLimited, fault=_fault("429", retryAfter="600")),
    Kind("429, no word of waiting", Unclear, fault=_fault("429")),
    *_either_way("408"),
    *_either_way("409"),
    *_either_way("500"),
    *_either_way("502"),
    *_either_way("503"),
    *_either_way("504"),
    *_either_way("drop"),
    *_either_way("unreadable"),
    *_either_way("202"),
    *_either_way("late", PATIENCE_SECONDS, delay=LATE_SECONDS),
    *_either_way("truncated"),
    *_either_way("html"),
    *_either_way("wrong-json"),
    *_either_way("slow-body", PATIENCE_SECONDS),
    *_either_way("slow-headers", PATIENCE_SECONDS),
    *_either_way("endless", PATIENCE_SECONDS),
    *_either_way("bomb"),
    *_either_way("redirect"),
    *_either_way("garbage"),
]

"""Faults on request: the next n matching calls fail in a named way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from sandbox.errors import not_valid

STATUSES = ("502", "500", "503", "504", "408", "401", "402", "403", "404", "409", "422", "429")
BROKEN = (
    *("truncated", "html", "wrong-json", "slow-body", "slow-headers"),
    *("endless", "bomb", "redirect", "garbage"),
)
"""What the network, or something in between, makes of an answer: broken.py."""
KINDS = (*STATUSES, "drop", "late", "unreadable", "202", *BROKEN)
NEVER_CARRIED_OUT = frozenset({"401", "402", "403", "404", "422"})
"""A trigger answered so has not begun: Codat said no."""
CARRIED_OUT_BY_DEFAULT = frozenset({"late", "unreadable", "202", *BROKEN}) - {"redirect"}
LATE_SECONDS = 60.0


@dataclass(slots=True)
class Fault:
    """A fault, with the number of calls it still applies to."""

    kind: str
    left: int = 1
    operation: str = "*"
    company_id: str | None = None
    carried_out: bool = False
    """For a trigger: whether the sync begins all the same."""
    retry_after: str | None = None
    delay: float = 0.0

    def matches(self, operation: str, company_id: str | None) -> bool:
        """Return whether it applies to a call."""
        right_company = self.company_id is None or self.company_id == (company_id or "").lower()
        return self.left > 0 and self.operation in {"*", operation} and right_company

    def headers(self, now: datetime) -> tuple[tuple[str, str], ...]:
        """Return the headers it adds: `Retry-After` in seconds, or as a date ("date:<seconds>" from now)."""
        if self.retry_after is None:
            return ()
        word, colon, seconds = self.retry_after.partition(":")
        if colon and word == "date":
            at = now + timedelta(seconds=float(seconds))
            return (("Retry-After", format_datetime(at, usegmt=True)),)
        return (("Retry-After", self.retry_after),)


class Faults:
    """The requested faults, oldest first."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def order(self, body: dict[str, object]) -> Fault:
        """Add a fault from the body of POST /_sandbox/faults. Raises Refusal 400."""
        fault = _read(body)
        self._orders.append(fault)
        return fault

    def take(self, operation: str, company_id: str | None) -> Fault | None:
        """Return the fault this call triggers and count it down, or None."""
        for fault in self._orders:
            if fault.matches(operation, company_id):
                fault.left -= 1
                if not fault.left:
                    self._orders.remove(fault)
                return fault
        return None


def _read(body: dict[str, object]) -> Fault:
    kind = str(body.get("kind"))
    if kind not in KINDS:
        raise not_valid("kind", f"There is no fault of this kind: {kind}. There are: {', '.join(KINDS)}")
    carried_out = body.get("carriedOut")
    if carried_out and kind in NEVER_CARRIED_OUT:
        raise not_valid("carriedOut", f"A trigger answered {kind} is never carried out")
    company, retry_after = body.get("companyId"), body.get("retryAfter")
    usual_delay = LATE_SECONDS if kind == "late" else 0.0
    return Fault(
        kind,
        left=int(_number(body, "n", 1, least=1)),
        operation=str(body.get("operation") or "*"),
        company_id=str(company).lower() if company else None,
        carried_out=kind in CARRIED_OUT_BY_DEFAULT if carried_out is None else bool(carried_out),
        retry_after=None if retry_after is None else str(retry_after),
        delay=_number(body, "delay", usual_delay, least=0),
    )


def _number(body: dict[str, object], name: str, usual: float, *, least: float) -> float:
    value = body.get(name)
    if value is None:
        return usual
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < least:
        raise not_valid(name, f"{name} must be a number of at least {least:g}")
    return float(value)

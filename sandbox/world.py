"""The state of one running sandbox: merchants, started syncs, faults, stored responses, requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sandbox.case import Merchant
from sandbox.connections import connections_of
from sandbox.errors import no_company
from sandbox.faults import Faults
from sandbox.fleet import make_fleet
from sandbox.history import past_stamp, past_syncs
from sandbox.idempotency import StoredAnswers
from sandbox.ledger import Ledger
from sandbox.live import LiveSync
from sandbox.oddities import oddly
from sandbox.switches import Switches
from sandbox.syncs import Sync
from sandbox.times import now_utc, text_seven, text_z

MOST_PASTS = 200
"""How many merchants' histories are cached at once; the one not used for longest goes."""


class World:
    """Everything a request reads or changes. Use it from one event loop only."""

    def __init__(
        self,
        seed: int,
        companies: int,
        sync_seconds: float = 3.0,
        clock: Callable[[], datetime] = now_utc,
        fleet: list[Merchant] | None = None,
    ) -> None:
        self.clock = clock
        self.fleet = make_fleet(seed, companies) if fleet is None else fleet
        self._by_id = {merchant.id: merchant for merchant in self.fleet}
        self._default_seconds = sync_seconds
        self._past: dict[str, tuple[object, list[Sync]]] = {}
        self.begun = 0
        self.latency = 0.0  # seconds before each read is answered
        self.reset()

    def reset(self) -> None:
        """Reset faults, stored responses, requests, switches and started syncs."""
        self.faults = Faults()
        self.answers = StoredAnswers(self.clock)
        self.ledger = Ledger(self.clock)
        self.switches = Switches(sync_seconds=self._default_seconds)
        self._live: dict[str, list[LiveSync]] = {}

    def merchant(self, company_id: str) -> Merchant:
        """Return the merchant with an id, ignoring case. Raises Refusal 404."""
        found = self._by_id.get(company_id.lower())
        if found is None or not found.about.exists:
            raise no_company(company_id)
        return found

    def listed(self) -> list[Merchant]:
        """Return the merchants in the list of companies: without the deleted ones."""
        return [merchant for merchant in self.fleet if merchant.about.exists]

    @property
    def active(self) -> int:
        """The number of active companies, which sets the quota."""
        return len(self.fleet)

    def add_live(self, merchant: Merchant, live: LiveSync) -> None:
        """Add a sync that has just started."""
        self.begun += 1
        self._live.setdefault(merchant.id, []).append(live)

    def end_running(self) -> int:
        """End every running started sync, as if its seconds were over. Return how many there were."""
        now, ended = self.clock(), 0
        for company_id, started in self._live.items():
            ended += sum(one.ends > now for one in started)
            self._live[company_id] = [replace(one, ends=min(one.ends, now)) for one in started]
        return ended

    def show_hidden(self) -> int:
        """Show every hidden started sync. Return how many there were."""
        now, shown = self.clock(), 0
        for company_id, started in self._live.items():
            shown += sum(one.appears > now for one in started)
            self._live[company_id] = [replace(one, appears=min(one.appears, now)) for one in started]
        return shown

    def syncs(self, merchant: Merchant, now: datetime, *, hidden: bool = False) -> list[Sync]:
        """Return all syncs, newest first; with `hidden`, also those that started but don't show yet."""
        started = self._live.get(merchant.id, ())
        live = [one.at(now) for one in reversed(started) if hidden or one.appears <= now]
        past = self._cached_past(merchant, now)
        if not live:
            return past
        return sorted([*live, *past], key=lambda sync: sync.at, reverse=True)

    def _cached_past(self, merchant: Merchant, now: datetime) -> list[Sync]:
        stamp = past_stamp(merchant, now)
        cached = self._past.pop(merchant.id, None)
        if cached is None or cached[0] != stamp:
            cached = (stamp, past_syncs(merchant, now))
        self._past[merchant.id] = cached
        if len(self._past) > MOST_PASTS:
            del self._past[next(iter(self._past))]
        return cached[1]

    def status_fields(self, merchant: Merchant, sync: Sync) -> dict[str, object]:
        """Return the fields of every sync record except its id, including the merchant's oddity."""
        message = merchant.worded(sync.outcome) or merchant.empty_text
        write = text_seven if merchant.seven_digits else text_z
        fields: dict[str, object] = {
            "companyId": merchant.id,
            "syncStatusCode": sync.outcome.code,
            "syncStatus": sync.outcome.status,
            "errorMessage": message,
            "syncExceptionMessage": message,
            "syncUtc": write(sync.at) if self._reports_time(sync) else None,
            "dataPushed": sync.outcome.pushed,
        }
        return oddly(merchant, sync, fields)

    def _reports_time(self, sync: Sync) -> bool:
        return self.switches.running_times or not sync.outcome.running

    def record(self, merchant: Merchant, sync: Sync) -> dict[str, object]:
        """Return a CompanySyncStatus."""
        fields = self.status_fields(merchant, sync)
        return {"companyId": fields.pop("companyId"), "syncId": sync.id, **fields}

    def commerce_id(self, merchant: Merchant, sync: Sync) -> str:
        """Return the `commerceSyncId` of a sync: the trigger's, or the one set by the switch."""
        if sync.commerce_id:
            return sync.commerce_id
        same = self.switches.commerce_sync_id == "same"
        return sync.id if same else merchant.own_id("commerce", sync.id)

    def connections(self, merchant: Merchant) -> list[dict[str, object]]:
        """Return the company's connections in the API's format."""
        return connections_of(merchant, self.clock())

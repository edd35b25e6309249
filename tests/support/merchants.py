"""The sandbox's merchants at any moment, without a server: the results of a company's reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from codat_client import Company, CompanySyncStatus, Configuration, Connection, NotFound, SyncList
from codat_client.reading import read_many, read_one
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.verdict import judge
from dashboard.insight.verdict.verdict import Verdict
from sandbox import routes
from sandbox.errors import Refusal
from sandbox.http import Call
from sandbox.world import World

T = TypeVar("T")
NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
"""A Friday afternoon: the moment at which the tables and sentences that are kept in files are made."""


@dataclass(frozen=True)
class Reads:
    """The results of one company's reads; None if there was nothing."""

    name: str
    promise: str
    syncs: Sequence[CompanySyncStatus] | None
    connections: Sequence[Connection] | None
    configuration: Configuration | None
    latest: CompanySyncStatus | None
    last_successful: CompanySyncStatus | None
    configuration_missing: bool
    company_missing: bool
    now: datetime

    @property
    def snapshot(self) -> Snapshot:
        """The same as a snapshot, read just now."""
        missing = NotFound("Not found.")

        def reading(value: T | None, *, exists: bool = True) -> Reading[T]:
            return Reading(value, self.now) if exists else Reading[T]().failed(missing)

        known = not self.company_missing
        return Snapshot(
            "",
            latest=reading(self.latest, exists=known),
            last_successful=reading(self.last_successful, exists=known),
            connections=reading(list(self.connections or ()), exists=known),
            configuration=reading(self.configuration, exists=known and not self.configuration_missing),
            syncs=reading(SyncList(self.syncs or ()), exists=known),
            company=reading(Company(name=self.name)),
        )

    def judged(self, **more: Any) -> Verdict:
        """Judge it by everything that was read."""
        return judge.judge(
            self.syncs,
            self.connections,
            self.configuration,
            self.now,
            latest=self.latest,
            last_successful=self.last_successful,
            configuration_missing=self.configuration_missing,
            company_missing=self.company_missing,
            **more,
        )


@lru_cache(maxsize=16)
def world(now: datetime) -> World:
    """Return the sandbox's world, seed 1, with its clock stopped."""
    return World(1, 60, clock=lambda: now)


def cases(now: datetime = NOW) -> list[str]:
    """Name the named merchants, in the sandbox's order."""
    return [each.about.case for each in world(now).fleet if not each.about.case.startswith("ordinary-")]


@lru_cache(maxsize=256)
def reads(case: str, now: datetime = NOW) -> Reads:
    """Read everything of one merchant."""
    running = world(now)
    merchant = next(each for each in running.fleet if each.about.case == case)

    def ask(work: Callable[[World, Call], Any]) -> bytes | None:
        try:
            made = work(running, Call("", "/", merchant.id, "", {}, b"")).body
        except Refusal:
            return None
        return json.dumps(made).encode("utf-8", "surrogatepass") if made else None

    def one(work: Callable[[World, Call], Any]) -> CompanySyncStatus | None:
        body = ask(work)
        record = read_one(body, CompanySyncStatus) if body else None
        return record if record and (record.sync_id or record.sync_status_code) else None

    syncs, connections = ask(routes.list_syncs), ask(routes.list_connections)
    configuration = ask(routes.get_configuration)
    exists = merchant.about.exists
    listed = json.dumps(json.loads(connections)["results"]).encode() if connections else None
    return Reads(
        merchant.about.name,
        merchant.about.promise,
        (read_many(syncs, CompanySyncStatus)[0] if syncs else []) if exists else None,
        read_many(listed, Connection)[0] if listed else None,
        read_one(configuration, Configuration) if configuration else None,
        one(routes.get_latest),
        one(routes.get_last_successful),
        exists and configuration is None,
        not exists,
        now,
    )

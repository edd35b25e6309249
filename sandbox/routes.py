"""The ten operations: their paths and results. Names are those of Codat's SDK."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sandbox.case import Merchant
from sandbox.configuration import configuration_of
from sandbox.connections import company_of
from sandbox.errors import Refusal, no_sync, not_valid
from sandbox.http import Call, Done, Work
from sandbox.live import begin_latest, begin_range, summary
from sandbox.oddities import odd_list
from sandbox.queries import page_of
from sandbox.syncs import Sync
from sandbox.times import read_time
from sandbox.world import World

Json = dict[str, Any]

COMPANY_FIELDS = ("id", "name", "description", "created", "lastSync", "modifiedDate", "createdByUserName")
CONNECTION_FIELDS = (
    *("id", "integrationId", "integrationKey", "sourceId", "sourceType", "platformName"),
    *("linkUrl", "status", "lastSync", "created", "modifiedDate"),
)
SYNC_FIELDS = (
    *("companyId", "syncId", "syncStatusCode", "syncStatus", "errorMessage"),
    *("syncExceptionMessage", "syncUtc", "dataPushed"),
)


def list_companies(world: World, call: Call) -> Done:
    """Return a page of companies, the oldest case first unless `orderBy` says otherwise."""
    now = world.clock()
    if not call.params.get("query") and not call.params.get("orderBy"):
        return Done(_plain_page(world, call, now))
    records = [company_of(merchant, now) for merchant in world.listed()]
    return Done(page_of(call.path, call.params, records, COMPANY_FIELDS))


def _plain_page(world: World, call: Call, now: datetime) -> Json:
    """Return a page without generating the companies of all others."""
    listed = world.listed()
    page = page_of(call.path, call.params, [{"at": number} for number in range(len(listed))], ())
    page["results"] = [company_of(listed[place["at"]], now) for place in page["results"]]
    return page


def list_connections(world: World, call: Call) -> Done:
    """Return a page of a company's connections."""
    records = world.connections(world.merchant(call.company_id))
    return Done(page_of(call.path, call.params, records, CONNECTION_FIELDS))


def get_configuration(world: World, call: Call) -> Done:
    """Return the configuration; 404 for a company without Commerce (our guess)."""
    merchant = world.merchant(call.company_id)
    if not merchant.about.uses_commerce:
        raise no_configuration(merchant)
    return Done(configuration_of(merchant, world.clock()))


def no_configuration(merchant: Merchant) -> Refusal:
    """Return a refusal: there is no Commerce configuration."""
    return Refusal(404, f"No data available for commerce configuration for ID {merchant.id}")


def list_syncs(world: World, call: Call) -> Done:
    """Return all syncs, not paged."""
    merchant = world.merchant(call.company_id)
    if not merchant.about.uses_commerce:
        raise no_sync(merchant.id)
    syncs = world.syncs(merchant, world.clock())
    records = [world.record(merchant, sync) for sync in syncs]
    return Done(odd_list(merchant, records) if records else [])


def get_sync(world: World, call: Call) -> Done:
    """Return one sync by its id."""
    merchant = world.merchant(call.company_id)
    wanted = call.sync_id.lower()
    for sync in world.syncs(merchant, world.clock()):
        if sync.id == wanted:
            return Done(world.record(merchant, sync))
    raise no_sync(merchant.id, call.sync_id)


def get_latest(world: World, call: Call) -> Done:
    """Return the newest sync."""
    return _one_of(world, call, successful=False)


def get_last_successful(world: World, call: Call) -> Done:
    """Return the newest sync that ended in a 2xxx code."""
    return _one_of(world, call, successful=True)


def _one_of(world: World, call: Call, *, successful: bool) -> Done:
    merchant = world.merchant(call.company_id)
    sync = _newest(world, merchant, successful=successful)
    if sync:
        return Done(world.record(merchant, sync))
    return Done(_no_sync_yet(merchant, SYNC_FIELDS))


def _newest(world: World, merchant: Merchant, *, successful: bool) -> Sync | None:
    syncs = world.syncs(merchant, world.clock())
    return next((sync for sync in syncs if sync.outcome.succeeded or not successful), None)


def _no_sync_yet(merchant: Merchant, fields: tuple[str, ...]) -> object:
    """Return this merchant's form of "no sync yet", or raise Refusal 404. All are guesses."""
    match merchant.about.never:
        case "null":
            return None
        case "empty":
            return {}
        case "all-null":
            return dict.fromkeys(fields)
        case _:
            raise no_sync(merchant.id)


def get_status(world: World, call: Call) -> Done:
    """Return the SyncStatus: the newest sync with the company's connections."""
    merchant = world.merchant(call.company_id)
    sync = _newest(world, merchant, successful=False)
    if sync is None:
        return Done(_status_without_sync(world, merchant))
    status = _status(world, merchant, sync)
    if merchant.about.oddity == "as-documented":
        older = world.syncs(merchant, world.clock())[1:3]
        return Done([*(_status(world, merchant, one) for one in older), status])
    return Done(status)


def _status(world: World, merchant: Merchant, sync: Sync) -> Json:
    connections = world.connections(merchant)
    commerce_id = world.commerce_id(merchant, sync)
    return {
        **world.record(merchant, sync),
        "commerceSyncId": commerce_id,
        "dataConnections": connections,
    }


def _status_without_sync(world: World, merchant: Merchant) -> object:
    fields = ("commerceSyncId", *SYNC_FIELDS)
    if merchant.about.never != "connections":
        return _no_sync_yet(merchant, (*fields, "dataConnections"))
    connections = world.connections(merchant)
    return {**dict.fromkeys(fields), "companyId": merchant.id, "dataConnections": connections}


def request_sync(world: World, call: Call) -> Done:
    """Start a sync from the last success; the body may be missing, {} or {"syncTo": null}."""
    merchant = world.merchant(call.company_id)
    body = _object(call.body) if call.body.strip() else {}
    sync_to = None if body.get("syncTo") is None else _time(body, "syncTo")
    live = begin_latest(world, merchant, sync_to)
    return Done(summary(world, merchant, live), live)


def request_sync_for_date_range(world: World, call: Call) -> Done:
    """Start a sync of {"dateRange": {"start", "finish"}}."""
    merchant = world.merchant(call.company_id)
    date_range = _object(call.body).get("dateRange")
    if not isinstance(date_range, dict):
        raise not_valid("dateRange", "The date range is required.")
    start, finish = _time(date_range, "start"), _time(date_range, "finish")
    if start > finish:
        raise not_valid("dateRange", "The start must not be after the finish.")
    live = begin_range(world, merchant, start, finish)
    return Done(summary(world, merchant, live), live)


def _object(body: bytes) -> Json:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise not_valid("body", "The body is not a JSON object.")
    return read


def _time(fields: Json, name: str) -> datetime:
    read = read_time(fields.get(name))
    if read is None:
        raise not_valid(name, f"{name} is not a date and time.")
    return read


_SYNCS = "/companies/{companyId}/sync/commerce/syncs"

READS: tuple[tuple[str, str, Work], ...] = (
    ("companies.list", "/companies", list_companies),
    ("connections.list", "/companies/{companyId}/connections", list_connections),
    ("configuration.get", "/config/companies/{companyId}/sync/commerce", get_configuration),
    ("sync.get_last_successful_sync", f"{_SYNCS}/lastSuccessful/status", get_last_successful),
    ("sync.get_latest_sync", f"{_SYNCS}/latest/status", get_latest),
    ("sync.list", f"{_SYNCS}/list/status", list_syncs),
    ("sync.get", f"{_SYNCS}/{{syncId}}/status", get_sync),
    ("sync.get_status", "/meta/companies/{companyId}/sync/commerce/status", get_status),
)
"""Operation, path and work; the fixed words (latest, list, …) come before the id in their place."""

TRIGGERS: tuple[tuple[str, str, Work], ...] = (
    ("sync.request", "/companies/{companyId}/sync/commerce/latest", request_sync),
    (
        "sync.request_for_date_range",
        "/meta/companies/{companyId}/sync/commerce/historic",
        request_sync_for_date_range,
    ),
)

"""A company's connections, and the company itself as the list of companies shows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sandbox.case import Merchant
from sandbox.catalogue import ACCOUNTING_KEYS, BANKING_KEYS, COMMERCE_KEYS
from sandbox.history import began_on, last_run, night_of
from sandbox.ids import stable_id
from sandbox.oddities import odd_company, odd_connection
from sandbox.times import text_seven, text_z

LINK_HOST = "https://link-api.codat.io"
KEYS = {**COMMERCE_KEYS, **ACCOUNTING_KEYS, **BANKING_KEYS}


class Source(NamedTuple):
    """One side of a company: a platform, its kind (`sourceType`), the connection's status, its number."""

    platform: str
    kind: str
    status: str
    number: int = 0


def connections_of(merchant: Merchant, now: datetime) -> list[dict[str, object]]:
    """Return all connections: commerce sources, then accounting (and a bank where there is no commerce)."""
    about = merchant.about
    made = []
    if about.uses_commerce:
        for number, platform in enumerate(about.commerce):
            source = Source(platform, "Commerce", about.commerce_status, number)
            made.append(_connection(merchant, source, now))
    else:
        made.append(_connection(merchant, Source("Plaid", "Banking", "Linked"), now))
    accounting = Source(about.accounting, "Accounting", about.accounting_status)
    made.append(_connection(merchant, accounting, now))
    return [odd_connection(merchant, number, connection) for number, connection in enumerate(made)]


def _connection(merchant: Merchant, source: Source, now: datetime) -> dict[str, object]:
    platform, kind, status, number = source
    connection_id = merchant.own_id("connection", kind, number)
    last = _last_read(merchant, status, now)
    several = kind == "Commerce" and merchant.about.commerce.count(platform) > 1
    return {
        "id": connection_id,
        "integrationId": stable_id("integration", platform),
        "integrationKey": KEYS[platform],
        "sourceId": merchant.own_id("source", platform, number) if several else stable_id("source", platform),
        "sourceType": kind,
        "platformName": platform,
        "linkUrl": f"{LINK_HOST}/companies/{merchant.id}/connections/{connection_id}/start",
        "status": status,
        "lastSync": last and text_seven(last),
        "created": text_z(created(merchant, now) + timedelta(hours=1 + number)),
        "connectionInfo": {"locationName": f"Location {number + 1}"} if several else None,
        "dataConnectionErrors": _errors(merchant, kind, status, now),
    }


def _last_read(merchant: Merchant, status: str, now: datetime) -> datetime | None:
    """Return when the connection was last used: a lost one, on the day of the last success."""
    if status == "PendingAuth":
        return None
    if status == "Linked":
        return last_run(merchant, now)
    return lost_at(merchant, now)


def lost_at(merchant: Merchant, now: datetime) -> datetime:
    """Return when a lost connection was lost: seven hours after the last successful run."""
    about = merchant.about
    ran = last_run(merchant, now) or now
    day = ran.astimezone(merchant.tz).date() - timedelta(days=about.failing)
    return night_of(merchant, day).run + timedelta(hours=7)


def _errors(merchant: Merchant, kind: str, status: str, now: datetime) -> list[dict[str, object]]:
    if status in {"Deauthorized", "Unlinked"}:
        text = "The access token was revoked. The connection has to be authorized again."
        return [_error("401", "Unauthorized", text, lost_at(merchant, now), None)]
    if kind == "Accounting" and merchant.about.case == "subscription-lapsed":
        text = "The subscription of this organisation has lapsed."
        return [_error("402", "PaymentRequired", text, lost_at(merchant, now), None)]
    if merchant.chance("resolved", kind) % 6 == 0:
        at = created(merchant, now) + timedelta(days=merchant.chance("day", kind) % 20, hours=3)
        return [_error("503", "ServiceUnavailable", "The platform did not answer.", at, at)]
    return []


def _error(code: str, text: str, message: str, at: datetime, resolved: datetime | None) -> dict[str, object]:
    return {
        "statusCode": code,
        "statusText": text,
        "errorMessage": message,
        "erroredOnUtc": text_z(at),
        "status": "Resolved" if resolved else "Active",
        "resolvedOnUtc": text_z(resolved + timedelta(minutes=40)) if resolved else None,
    }


def created(merchant: Merchant, now: datetime) -> datetime:
    """Return when the company was created: days before its first sync was due; a brand-new one, today."""
    day = began_on(merchant, now)
    made = datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)
    if merchant.about.age == 0:
        return min(made, now - timedelta(minutes=90))
    return made - timedelta(days=31 + merchant.chance("created") % 40)


def company_of(merchant: Merchant, now: datetime) -> dict[str, object]:
    """Return a Company."""
    about = merchant.about
    last = last_run(merchant, now)
    company: dict[str, object] = {
        "id": merchant.id,
        "name": about.name,
        "description": None,
        "redirect": f"https://link.codat.io/company/{merchant.id}",
        "lastSync": last and text_seven(last),
        "created": text_z(created(merchant, now)),
        "createdByUserName": None,
        "products": ["sync-for-commerce"] if about.uses_commerce else ["spend-insights"],
        "tags": {"tier": ("standard", "plus", "premium")[merchant.chance("tier") % 3]},
        "dataConnections": connections_of(merchant, now),
    }
    return odd_company(merchant, company)

"""The health check in full: what works, what doesn't, and what is left of the quota.

It reads the database and what this process knows, and nothing of Codat. It holds no secret and no name.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from codat_client import BadInput
from dashboard.access import audit
from dashboard.demo import DemoError
from dashboard.services.account import CodatAccount, account_of
from dashboard.services.budget import ReadPurpose, left_for_dashboard
from dashboard.services.stored_account import is_known
from dashboard.services.stores import access_store, state_of, store_of
from dashboard.settings import Settings
from dashboard.store.errors import StoreError
from dashboard.web.sign_in.lazily import PROVIDER

_CHANGES: Final = Path(__file__).resolve().parents[3] / "CHANGELOG.md"


def health(settings: Settings) -> dict[str, Any]:
    """Return the state of the dashboard. `well` is False if a person should look at it."""
    now = datetime.now(UTC)
    store, account = _store(settings, now), _account(settings, now)
    audited = audit.state()
    return {
        "well": not (store["problem"] or account["problem"] or audited.problem),
        "version": version(),
        "store": store,
        "account": account,
        "sign_in": {"mode": settings.sign_in or "none", "provider_answers": PROVIDER.answers},
        "read_only": settings.read_only,
        "audit": asdict(audited),
    }


@cache
def version() -> str:
    """Return the version of this program: the newest heading in CHANGELOG.md; "" if it isn't there."""
    try:
        lines = _CHANGES.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.removeprefix("## ") for line in lines if line.startswith("## ")), "")


def _store(settings: Settings, now: datetime) -> dict[str, Any]:
    """Return the state of the database of sign-ins: that of DATABASE_URL, except in the demo."""
    try:
        state = state_of(access_store(settings), now)
    except StoreError as error:
        return {"reachable": False, "problem": str(error)}
    newer = "A newer version of Sync desk has changed the database." if state.is_newer else ""
    return {"reachable": True, "problem": newer, **asdict(state)}


def _account(settings: Settings, now: datetime) -> dict[str, Any]:
    """Return the state of the account of the settings: its key, its starts and its quota."""
    try:
        account = account_of(settings)
        if account is None:
            return {"configured": False, "problem": "There is no API key. Set CODAT_API_KEY."}
        store = store_of(settings, account)
        return {
            "configured": True,
            "demo": account.demo,
            "key_known": is_known(store, account),
            "open_starts": state_of(store, now).open_starts,
            "quota": _quota(account, now),
            "problem": "",
        }
    except (StoreError, DemoError, BadInput) as error:
        return {"configured": True, "problem": str(error)}


def _quota(account: CodatAccount, now: datetime) -> dict[str, Any]:
    """Return the quota as Codat last reported it to this process; `left` and more are null if unknown."""
    with account.make_client(ReadPurpose.JOB) as client:
        quota = client.quota
    left = left_for_dashboard(quota, account.quota_reserve, now)
    return {
        "limit": quota.limit if quota else None,
        "remaining": quota.remaining if quota else None,
        "reported_at": quota.seen_at.isoformat() if quota and quota.seen_at else None,
        "reserve": account.quota_reserve,
        "left_for_dashboard": left.reads if left else None,
    }

"""Links on record, as the words and tables of links need them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.sharing.link import ShareLink

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
CONTENT = ShareContent(SharePage.HISTORY, frozenset({SharePart.ANSWER, SharePart.SYNCS}))


def link(**other: Any) -> ShareLink:
    """Return a live link to the history of Bluebird Coffee, made an hour ago for a week."""
    usual: dict[str, Any] = {
        "id": 7,
        "company_id": "6f94d3c3-0949-4610-a847-30820fc85d92",
        "company_name": "Bluebird Coffee",
        "content": CONTENT,
        "live": True,
        "person": "Ada Byron",
        "verified": False,
        "origin": "here",
        "recipient": "",
        "note": "",
        "embed_origin": "",
        "made_at": NOW - timedelta(hours=1),
        "ends_at": NOW + timedelta(days=7),
    }
    return ShareLink(**usual | other)

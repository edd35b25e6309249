"""The content of a shared status view. It is fixed when a link or file is made; no address changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from dashboard.insight.history.filters import (
    Filters,
    Order,
    from_address,
    order_from_address,
    order_to_address,
    to_address,
)

SUMMARY_DAYS: Final = (7, 30)
"""The periods of a summary, in the merchant's days, today included."""


class SharePage(StrEnum):
    """The page that a view is shared from."""

    COMPANY = "company"
    HISTORY = "history"
    SYNC = "sync"
    INCIDENT = "incident"  # of many companies, and so is the next
    DIGEST = "digest"

    @property
    def is_of_a_company(self) -> bool:
        """Whether it shows one company."""
        return self not in {SharePage.INCIDENT, SharePage.DIGEST}


class SharePart(StrEnum):
    """A part of a shared view, in the order in which it is shown."""

    ANSWER = "answer"
    MISSING_DAYS = "missing_days"
    CAUSES = "causes"  # why it fails, and who does what
    DAILY_RESULTS = "daily_results"
    BEFORE_AFTER = "before_after"
    SYNCS = "syncs"
    CONNECTIONS = "connections"
    MERCHANTS = "merchants"  # the names of an incident’s or a digest’s companies


class ShareDetail(StrEnum):
    """What is left out unless someone adds it."""

    IDS = "ids"
    MESSAGES = "messages"
    NOTES = "notes"
    NAMES = "names"


@dataclass(frozen=True)
class ShareContent:
    """What a view shows.

    `filters` and `order`: of the table of syncs. `sync_id`: the sync of a view of one sync, in lower case.
    `summary_days`: the period of a summary, one of `SUMMARY_DAYS`; None for a view that is no summary.
    `companies`: the ids of those that an incident or a digest is about, in lower case; none if a digest is of
    all. They decide who may see and change the link, and are never shown.
    """

    page: SharePage
    parts: frozenset[SharePart]
    details: frozenset[ShareDetail] = frozenset()
    filters: Filters = field(default_factory=Filters)
    order: Order = field(default_factory=Order)
    sync_id: str = ""
    summary_days: int | None = None
    companies: tuple[str, ...] = ()

    def has(self, part: SharePart) -> bool:
        """Return whether the view has this part."""
        return part in self.parts

    def adds(self, detail: ShareDetail) -> bool:
        """Return whether the view has this detail."""
        return detail in self.details

    def shows(self, what: SharePart | ShareDetail) -> bool:
        """Return whether the view has this part or detail."""
        return self.has(what) if isinstance(what, SharePart) else self.adds(what)


def to_json(content: ShareContent) -> dict[str, Any]:
    """Return the content as JSON values, for the store."""
    filters = {name: value for name, value in to_address(content.filters).items() if value}
    return {
        **({"companies": list(content.companies)} if content.companies else {}),
        "page": content.page.value,
        "parts": [each.value for each in SharePart if content.has(each)],
        "details": [each.value for each in ShareDetail if content.adds(each)],
        "filters": filters,
        "order": order_to_address(content.order),
        "sync_id": content.sync_id,
        "summary_days": content.summary_days,
    }


def from_json(values: Mapping[str, Any]) -> ShareContent:
    """Return the content that `to_json` wrote. Raises ValueError or KeyError if it isn't such JSON."""
    return ShareContent(
        page=SharePage(values["page"]),
        parts=frozenset(map(SharePart, values["parts"])),
        details=frozenset(map(ShareDetail, values["details"])),
        filters=from_address(values["filters"]),
        order=order_from_address(values["order"] or ""),
        sync_id=values["sync_id"],
        summary_days=values["summary_days"],
        companies=tuple(values.get("companies", ())),
    )

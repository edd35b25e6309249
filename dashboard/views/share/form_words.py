"""The words of Share, the form that creates a link or a file of a view. Fixed texts only, no user input."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from dashboard.insight.history.filters import Filters
from dashboard.insight.share import choices
from dashboard.insight.share.content import ShareContent, ShareDetail, SharePage, SharePart
from dashboard.views import times


class ShareKind(StrEnum):
    """What is shared: a view that is updated, one of now, or a summary of the last days."""

    LIVE = "Live"
    FROZEN = "Frozen"
    SUMMARY_7 = "7-day summary"
    SUMMARY_30 = "30-day summary"

    @property
    def days(self) -> int | None:
        """The days of a summary; None for a view that is no summary."""
        return {ShareKind.SUMMARY_7: 7, ShareKind.SUMMARY_30: 30}.get(self)


_SUMMARY: Final = "The last {days} days: status, missing sales, causes and starts. It doesn’t update."
KINDS: Final[Mapping[ShareKind, str]] = MappingProxyType(
    {
        ShareKind.LIVE: "The page reloads every minute while it’s open. Codat is checked every 5 minutes.",
        ShareKind.FROZEN: "A snapshot of the status right now. It doesn’t update.",
        ShareKind.SUMMARY_7: _SUMMARY.format(days=7),
        ShareKind.SUMMARY_30: _SUMMARY.format(days=30),
    }
)
"""Each kind in one line."""
PARTS: Final[Mapping[SharePart, str]] = MappingProxyType(
    {
        SharePart.ANSWER: "Status: are sales arriving?",
        SharePart.MISSING_DAYS: "Missing sales",
        SharePart.CAUSES: "Why and what to do",
        SharePart.DAILY_RESULTS: "Daily results",
        SharePart.BEFORE_AFTER: "When it broke",
        SharePart.SYNCS: "Table of syncs",
        SharePart.CONNECTIONS: "Connections",
        SharePart.MERCHANTS: "Names of merchants",
    }
)
OF_SYNC: Final[Mapping[SharePart, str]] = MappingProxyType(
    {
        SharePart.ANSWER: "Status: how did the sync end?",
    }
)
"""The same for a view of one sync, where it differs."""
_CHECK_FIRST: Final = "Check the preview first."
DETAILS: Final[Mapping[ShareDetail, tuple[str, str]]] = MappingProxyType(
    {
        ShareDetail.IDS: ("IDs", "Codat’s IDs and status codes. Merchants don’t need them."),
        ShareDetail.MESSAGES: (
            "Error messages",
            f"May name accounts, customers or amounts. {_CHECK_FIRST}",
        ),
        ShareDetail.NOTES: ("Notes", f"Your team’s notes so far; later ones aren’t added. {_CHECK_FIRST}"),
        ShareDetail.NAMES: ("Colleagues’ names", "Who started syncs and wrote notes."),
    }
)
"""Each detail with the warning beside it."""
TITLES: Final[Mapping[SharePage, str]] = MappingProxyType(
    {
        SharePage.COMPANY: "Share this company’s status",
        SharePage.HISTORY: "Share this history",
        SharePage.SYNC: "Share this sync",
        SharePage.INCIDENT: "Share this incident",
        SharePage.DIGEST: "Share this digest",
    }
)
BACK: Final[Mapping[SharePage, str]] = MappingProxyType(
    {
        SharePage.COMPANY: "← Back to company",
        SharePage.HISTORY: "← Back to history",
        SharePage.SYNC: "← Back to sync",
        SharePage.INCIDENT: "← Back to incident",
        SharePage.DIGEST: "← Back to digest",
    }
)
PICTURES: Final[Mapping[str, str]] = MappingProxyType({"daily": "Daily results", "timeline": "Sync timeline"})
"""The title of each picture."""
NO_PICTURE: Final = "There are no syncs to draw."
OF_NOW: Final = "as of now"
REPORT: Final = "One file that opens offline, with the parts selected above. Made for print and PDF."
FOR_COLLEAGUES: Final = "The address for colleagues opens this page of Sync desk. It isn’t a link to share."
WHO_SEES_IT: Final = "Anyone with the link sees this view, without signing in, until it expires."
NO_PARTS: Final = "Select at least one part."
THIS_MACHINE_ONLY: Final = "The link works on this computer only."
SET_EXTERNAL_URL: Final = "Ask whoever runs this dashboard to set EXTERNAL_URL."
SHOWN_ONCE: Final = "Copy the link now. You won’t see it again."
NOWHERE: Final = "No other site"
"""The choice of no site in which the page may be embedded."""


def kinds(page: SharePage) -> tuple[ShareKind, ...]:
    """Return what can be shared from a page: a summary is of a company, not of one sync."""
    summaries = () if page is SharePage.SYNC else (ShareKind.SUMMARY_7, ShareKind.SUMMARY_30)
    return (ShareKind.LIVE, ShareKind.FROZEN, *summaries)


def part(which: SharePart, page: SharePage, filters: Filters) -> str:
    """Return the label of a part."""
    label = (OF_SYNC if page is SharePage.SYNC else PARTS).get(which) or PARTS[which]
    if which is SharePart.SYNCS and filters.count:
        return f"{label} ({times.count(filters.count, 'filter')})"
    return label


def term(lasts: timedelta) -> str:
    """Return how long a link works: "1 hour", "7 days"."""
    return times.count(lasts.days, "day") if lasts.days else times.count(lasts.seconds // 3600, "hour")


def shown(content: ShareContent) -> str:
    """Return what a link shows on one line: "Status, missing sales, plus IDs"."""
    if content.summary_days:
        return _with_details(f"{content.summary_days}-day summary", content)
    parts = ", ".join(_short(each) for each in SharePart if content.has(each))
    return _with_details(parts[:1].upper() + parts[1:], content)


def shown_briefly(content: ShareContent) -> str:
    """Return the same for a list of links, which doesn't name the parts that are selected at first."""
    usual = [choices.selected_at_first(content.page, failing=failing) for failing in (True, False)]
    if content.summary_days or content.parts not in usual:
        return shown(content)
    return _with_details("Usual contents", content)


def detail(which: ShareDetail) -> str:
    """Return the label of a detail."""
    return DETAILS[which][0]


def _with_details(parts: str, content: ShareContent) -> str:
    added = [_lower(DETAILS[each][0]) for each in ShareDetail if content.adds(each)]
    return f"{parts}, plus {times.listed(added)}" if added else parts


def _short(which: SharePart) -> str:
    return _lower(PARTS[which].partition(":")[0])


def _lower(label: str) -> str:
    return label if label == DETAILS[ShareDetail.IDS][0] else label[:1].lower() + label[1:]

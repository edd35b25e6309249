"""What the person who shares a view can choose: its parts by page, and how long its link works."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from dashboard.insight.share.content import SharePage, SharePart
from dashboard.settings import MOST_SHARE_DAYS

_COMPANY: Final = (
    *(SharePart.ANSWER, SharePart.MISSING_DAYS, SharePart.CAUSES, SharePart.DAILY_RESULTS),
    *(SharePart.BEFORE_AFTER, SharePart.CONNECTIONS, SharePart.SYNCS),
)
_OFFERED: Final[Mapping[SharePage, tuple[SharePart, ...]]] = MappingProxyType(
    {
        SharePage.COMPANY: _COMPANY,
        SharePage.HISTORY: _COMPANY,
        SharePage.SYNC: (SharePart.ANSWER, SharePart.CAUSES, SharePart.CONNECTIONS),
        SharePage.INCIDENT: (SharePart.ANSWER, SharePart.CAUSES, SharePart.MERCHANTS),
        SharePage.DIGEST: (SharePart.ANSWER, SharePart.MERCHANTS),
    }
)
_SELECTED: Final[Mapping[SharePage, frozenset[SharePart]]] = MappingProxyType(
    {
        SharePage.COMPANY: frozenset(_COMPANY) - {SharePart.SYNCS, SharePart.CONNECTIONS},
        SharePage.HISTORY: frozenset(_COMPANY) - {SharePart.MISSING_DAYS, SharePart.CONNECTIONS},
        SharePage.SYNC: frozenset({SharePart.ANSWER, SharePart.CAUSES}),
        SharePage.INCIDENT: frozenset({SharePart.ANSWER, SharePart.CAUSES}),
        SharePage.DIGEST: frozenset({SharePart.ANSWER}),
    }
)
SUMMARY_PARTS: Final = frozenset(
    {SharePart.ANSWER, SharePart.MISSING_DAYS, SharePart.CAUSES, SharePart.BEFORE_AFTER}
)
"""The parts of a summary. What happened in its days, and the starts made, are in every summary."""
TERMS: Final = (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=MOST_SHARE_DAYS))
"""How long a link can work."""
USUAL_TERM: Final = timedelta(days=7)
PREVIEW_LASTS: Final = timedelta(minutes=10)
"""How long a preview opens."""
MOST_RECIPIENT: Final = 80
"""The most characters of whom a link is for."""
MOST_NOTE: Final = 500
"""The most characters of the message for the recipient."""


def offered(page: SharePage) -> tuple[SharePart, ...]:
    """Return the parts that can be shared from a page, in the order of the form."""
    return _OFFERED[page]


def selected_at_first(page: SharePage, *, failing: bool = True) -> frozenset[SharePart]:
    """Return the parts that are selected until someone changes that.

    `failing`: whether something is wrong now; if not, when it broke is no news.
    """
    return _SELECTED[page] if failing else _SELECTED[page] - {SharePart.BEFORE_AFTER}


def recipient(text: str) -> str:
    """Return for whom a view is, without the "for" that every page adds."""
    return re.sub(r"^for\s+", "", text.strip(), flags=re.IGNORECASE)


def terms(most: timedelta) -> tuple[timedelta, ...]:
    """Return how long a link may work, the shortest first. `most`: the longest that is allowed."""
    return tuple(dict.fromkeys(min(term, most) for term in TERMS))


def usual_term(most: timedelta) -> timedelta:
    """Return how long a link works unless someone changes that."""
    return min(USUAL_TERM, most)

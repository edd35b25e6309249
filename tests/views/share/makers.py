"""Status views of the sandbox's merchants, in few words; each is composed once in a run."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from dashboard.insight.share.content import ShareContent, ShareDetail, SharePage, SharePart
from dashboard.insight.share.extras import ShareExtras
from dashboard.insight.verdict.assessment import Assessment
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.services.assessment import assess
from dashboard.views.share.compose import status_view
from dashboard.views.share.status_view import StatusView
from tests.support.merchants import NOW, reads

EVERY_PART = frozenset(SharePart)
EVERY_DETAIL = frozenset(ShareDetail)


@cache
def assessed(case: str) -> Assessment:
    """Assess one of the sandbox's merchants."""
    known = reads(case)
    return assess(known.snapshot, known.now, VerdictLimits())


def content(
    parts: Iterable[SharePart] = EVERY_PART, details: Iterable[ShareDetail] = (), **more: Any
) -> ShareContent:
    """Make the content of a view from Company, with every part and no detail unless others are named."""
    return ShareContent(
        more.pop("page", SharePage.COMPANY), parts=frozenset(parts), details=frozenset(details), **more
    )


def viewed(
    case: str = "archived-tax-rate", chosen: ShareContent | None = None, extras: ShareExtras | None = None
) -> StatusView:
    """Compose the view of one of the sandbox's merchants."""
    return _viewed(case, chosen or content(), extras or ShareExtras())


@cache
def _viewed(case: str, chosen: ShareContent, extras: ShareExtras) -> StatusView:
    return status_view(assessed(case), chosen, extras, NOW)

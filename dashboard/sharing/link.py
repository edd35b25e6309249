"""A link to a shared view, and what it needs to be made. A link never holds its token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from dashboard.insight.share.content import ShareContent
from dashboard.insight.share.extras import ShareBaseline

LINK_PATH: Final = "/s/"
PREVIEW_PATH: Final = "/preview/"
"""What the paths of links and of previews begin with; a token follows."""


class LinkState(StrEnum):
    """Whether a link opens, and if not, why."""

    OPEN = "open"
    PAUSED = "paused"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ShareRefused(Exception):  # noqa: N818 - the sentence says what is wrong
    """A link can't be made or changed; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link, or a preview, to be made. `company_id`: "" for one about many, which `content.companies` has.

    `lasts`: how long from now; a preview shows that, but opens for minutes only. `frozen_view`: the view as
    JSON, which the link then always shows; None for a live link. `missing_days`: how many days of sales are
    missing now, None if not known. `embed_origin`: the one origin whose pages may frame a live link; ""
    for none.
    """

    company_id: str
    company_name: str
    content: ShareContent
    lasts: timedelta
    frozen_view: Mapping[str, Any] | None = None
    missing_days: int | None = None
    recipient: str = ""
    note: str = ""
    embed_origin: str = ""


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A link as it is on record. Times are UTC; names, `recipient` and `note` are foreign text.

    `identity`: of who made it, "" if they weren't signed in. `opened`, `previewed`, `last_opened_at`: by
    people, and by chat apps where they identify themselves.
    """

    id: int
    company_id: str
    company_name: str
    content: ShareContent
    live: bool
    person: str
    verified: bool
    origin: str
    recipient: str
    note: str
    embed_origin: str
    made_at: datetime
    ends_at: datetime
    paused_at: datetime | None = None
    revoked_at: datetime | None = None
    opened: int = 0
    previewed: int = 0
    last_opened_at: datetime | None = None
    identity: str = ""

    @property
    def companies(self) -> tuple[str, ...]:
        """The ids of the companies that it is about: one, or those of an incident or a digest.

        Of a digest of all companies it is "", which only a role for all of them covers.
        """
        return self.content.companies or (self.company_id,)

    def state(self, now: datetime) -> LinkState:
        """Return whether the link opens at this time (aware)."""
        if self.revoked_at is not None:
            return LinkState.REVOKED
        if self.ends_at <= now:
            return LinkState.EXPIRED
        return LinkState.OPEN if self.paused_at is None else LinkState.PAUSED


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """An open link and what it shows. `frozen_view`: the view as JSON, None for a live link."""

    link: ShareLink
    frozen_view: Mapping[str, Any] | None
    baseline: ShareBaseline | None

"""What a shared view shows that isn't in the assessment: notes, starts, and how it was at the beginning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.insight.activity.entry import ActivityOutcome
    from dashboard.insight.start.intent import RequestedRange


@dataclass(frozen=True)
class ShareBaseline:
    """How many days of sales were missing when the link was made (UTC)."""

    missing_days: int
    at: datetime


@dataclass(frozen=True)
class SharedNote:
    """A note on record. `person`: "" without a name; `at`: UTC."""

    at: datetime
    text: str
    person: str = ""
    verified: bool = False


@dataclass(frozen=True)
class SharedStart:
    """A sync started from the dashboard. `at`: when it was confirmed (UTC); `outcome`: None until settled."""

    at: datetime
    requested: RequestedRange | None
    outcome: ActivityOutcome | None
    person: str = ""
    verified: bool = False
    sync_id: str = ""


@dataclass(frozen=True)
class ShareExtras:
    """What a view shows besides the assessment. Notes and starts: of this company only, newest first.

    `known`: False if neither could be read. `recipient`: for whom the link is, "" if not given; `message`:
    what its maker writes to them. `demo`: whether the data are the sandbox's.
    """

    notes: tuple[SharedNote, ...] = ()
    starts: tuple[SharedStart, ...] = ()
    baseline: ShareBaseline | None = None
    recipient: str = ""
    message: str = ""
    demo: bool = False
    known: bool = True

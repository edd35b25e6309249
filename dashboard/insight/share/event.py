"""What can happen to a shared link, for the record."""

from __future__ import annotations

from enum import StrEnum


class ShareEventType(StrEnum):
    """The type of an event of a link. No value is one of `StartEventType`."""

    MADE = "link made"
    OPENED = "link opened"  # once a link and hour
    PAUSED = "link paused"
    RESUMED = "link resumed"
    END_CHANGED = "link end changed"
    REVOKED = "link revoked"
    TAKEN_OVER = "link taken over"  # another person is its owner now
    REFUSED = "link refused"  # nothing was made or changed

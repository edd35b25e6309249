"""What a link may be like: how long it lasts, how long its texts are, where it may be embedded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from dashboard.insight.share import choices
from dashboard.sharing.link import NewLink, ShareRefused

if TYPE_CHECKING:
    from dashboard.settings import Settings

SHORTEST: Final = timedelta(hours=1)
"""The least that a link lasts."""


@dataclass(frozen=True, slots=True)
class ShareTerms:
    """What the settings allow. `embed_origins`: where a link may be embedded."""

    longest: timedelta
    embed_origins: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> ShareTerms:
        """Return what these settings allow."""
        return cls(timedelta(days=settings.share_most_days), frozenset(settings.embed_origins))

    def check_time(self, lasts: timedelta) -> None:
        """Raise ShareRefused unless a link may last so long from now."""
        if not SHORTEST <= lasts <= self.longest:
            days = self.longest.days
            most = f"{days:,} day{'' if days == 1 else 's'}"
            raise ShareRefused(f"A link can last from 1 hour to {most}. Choose another expiry.")

    def checked(self, new: NewLink) -> NewLink:
        """Return the link with its texts trimmed. Raises ShareRefused."""
        trimmed = replace(
            new,
            company_id=new.company_id.strip().lower(),
            recipient=choices.recipient(new.recipient),
            note=new.note.strip(),
            embed_origin=new.embed_origin.strip().lower(),
        )
        _check_length("name of the recipient", trimmed.recipient, choices.MOST_RECIPIENT)
        _check_length("note", trimmed.note, choices.MOST_NOTE)
        self._check_embedding(trimmed)
        return trimmed

    def may_embed(self, origin: str) -> bool:
        """Return whether a link may be embedded there; "" is nowhere, which is always allowed."""
        return not origin or origin in self.embed_origins

    def _check_embedding(self, new: NewLink) -> None:
        if not self.may_embed(new.embed_origin):
            raise ShareRefused("That site isn’t in EMBED_ORIGINS. Choose another, or none.")
        if new.embed_origin and new.frozen_view is not None:
            raise ShareRefused("Only a live link can be embedded. Make it live, or don’t embed it.")


def _check_length(what: str, text: str, most: int) -> None:
    if len(text) > most:
        raise ShareRefused(f"The {what} is too long. Shorten it to {most} characters.")

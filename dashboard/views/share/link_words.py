"""A shared link in words, for Shared and for the page that has just created one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from dashboard.foreign_text import one_line
from dashboard.insight.share.content import ShareContent, SharePage
from dashboard.views import times, words
from dashboard.views.access.namesakes import NOBODY, Namesakes
from dashboard.views.share import form_words
from dashboard.views.theme import LATE, OFF

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

NOTHING_YET: Final = ("No links yet.", "Open a company and choose “Share…”.")
NOTHING_LEFT: Final = ("No link matches the filters.", "Remove a filter to see more.")
PREVIEWS: Final = "Link previews by chat apps are counted separately where we can detect them."
STATES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "open": ("succeeded", "Open"),
        "paused": (LATE, "Paused"),
        "expired": (OFF, "Expired"),
        "revoked": (OFF, "Revoked"),
    }
)
"""The mark and the word of each state."""
_PAGES: Final = MappingProxyType(
    {
        SharePage.COMPANY: "Company",
        SharePage.HISTORY: "History",
        SharePage.SYNC: "Sync",
        SharePage.INCIDENT: "Incident",
        SharePage.DIGEST: "Digest",
    }
)
_MOST_NAME: Final = 40
NO_RECIPIENT: Final = "–"


class SharedLink(Protocol):
    """What the words need to know about a link."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def content(self) -> ShareContent:
        """What it shows."""

    @property
    def live(self) -> bool:
        """Whether it is updated."""

    @property
    def person(self) -> str:
        """Who created it; "" without a name."""

    @property
    def verified(self) -> bool:
        """Whether a sign-in verified that name."""

    @property
    def identity(self) -> str:
        """The identity of that sign-in, "" without one."""

    @property
    def recipient(self) -> str:
        """For whom it is; "" if not given."""

    @property
    def company_name(self) -> str:
        """The company's name when the link was created; foreign text."""

    @property
    def company_id(self) -> str:
        """The company's id."""

    @property
    def note(self) -> str:
        """The message to the recipient; foreign text, "" if there is none."""

    @property
    def embed_origin(self) -> str:
        """The site that may embed the page; "" for none."""

    @property
    def made_at(self) -> datetime:
        """When it was created (UTC)."""

    @property
    def ends_at(self) -> datetime:
        """When it expires (UTC)."""

    @property
    def opened(self) -> int:
        """How often it was opened, without previews."""

    @property
    def previewed(self) -> int:
        """How often a chat app opened it for a preview."""

    @property
    def last_opened_at(self) -> datetime | None:
        """When it was last opened (UTC)."""


def kind(link: SharedLink) -> str:
    """Return where a link was created and whether it is updated: "History, live"; "Company" for a summary."""
    if link.content.summary_days:
        return _PAGES[link.content.page]
    return f"{_PAGES[link.content.page]}, {'live' if link.live else 'frozen'}"


def shown(link: SharedLink) -> str:
    """Return what a link shows on one line: "History, live · Status, table of syncs"."""
    return f"{kind(link)} · {form_words.shown(link.content)}"


def shown_briefly(link: SharedLink) -> str:
    """Return the same for a list of links: "History, live · Usual contents"."""
    return f"{kind(link)} · {form_words.shown_briefly(link.content)}"


def company(link: SharedLink) -> str:
    """Return the company's name on one line, or the beginning of its id."""
    return one_line(link.company_name, _MOST_NAME) if link.company_name else f"Company {link.company_id[:8]}…"


def who(link: SharedLink, people: Namesakes = NOBODY) -> str:
    """Return who created a link: "Ada (unverified)"."""
    return words.person(link.person, verified=link.verified, beside=people.beside(link.person, link.identity))


def recipient(link: SharedLink) -> str:
    """Return for whom a link is, on one line; "–" if not given."""
    return one_line(link.recipient, _MOST_NAME) or NO_RECIPIENT


def until(link: SharedLink, zone: ZoneInfo, now: datetime) -> str:
    """Return when a link expires, or expired: "tomorrow 14:05"."""
    return times.near(link.ends_at, zone, now)


def opened(link: SharedLink, zone: ZoneInfo, now: datetime) -> str:
    """Return how often and when a link was opened: "3 times, last today 14:05; 2 previews"."""
    previews = times.count(link.previewed, "preview") if link.previewed else ""
    if not link.opened:
        return f"never; {previews}" if previews else "never"
    last = f", last {times.near(link.last_opened_at, zone, now)}" if link.last_opened_at else ""
    return times.how_often(link.opened) + last + (f"; {previews}" if previews else "")


def count(number: int) -> str:
    """Return how many links a list has, and their order."""
    return f"{times.count(number, 'link')}, open ones first" if number > 1 else "1 link"


def open_links(number: int) -> str:
    """Return "2 open links"."""
    return times.count(number, "open link")

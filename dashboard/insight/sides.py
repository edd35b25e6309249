"""The two sides of a company, shop and books: whether each is linked, else since when and how to link it.

A sync needs a linked connection on both (Codat's docs: Sync for Commerce, errors). A company may have several
on the commerce side; as far as documented, losing one doesn't stop the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from codat_client import Connection
from dashboard.foreign_text import seen

_KINDS = {"accounting", "commerce"}


class Link(StrEnum):
    """The state of a link, from the best to the worst."""

    LINKED = "linked"
    PENDING = "pending"
    UNLINKED = "unlinked"
    WITHDRAWN = "withdrawn"
    MISSING = "missing"
    UNKNOWN = "unknown"


_STATUS = {
    "linked": Link.LINKED,
    "pendingauth": Link.PENDING,
    "unlinked": Link.UNLINKED,
    "deauthorized": Link.WITHDRAWN,
}
_LOST = {Link.UNLINKED, Link.WITHDRAWN, Link.PENDING, Link.MISSING}


@dataclass(frozen=True)
class Side:
    """One side. `names`: its platforms (foreign text), only linked ones if any is; `lost`: how many others.

    `lost_at`, `link_url`, `connection_id` are those of the worst connection if none is linked.
    """

    link: Link
    names: tuple[str, ...] = ()
    lost: int = 0
    lost_at: datetime | None = None
    link_url: str | None = None
    connection_id: str | None = None

    @property
    def broken(self) -> bool:
        """Whether this side stops syncs; an unknown one doesn't count as broken."""
        return self.link in _LOST


@dataclass(frozen=True)
class Sides:
    """Both sides; `created`: when the newest connection was made, if reported."""

    shop: Side
    books: Side
    created: datetime | None = None

    @property
    def broken(self) -> tuple[Side, ...]:
        """The sides that have to be linked, the books first."""
        return tuple(side for side in (self.books, self.shop) if side.broken)


def sides_of(connections: Sequence[Connection] | None) -> Sides | None:
    """Return the two sides; None if the connections are unknown."""
    if connections is None:
        return None
    kinds = [(each.source_type or "").strip().casefold() for each in connections]
    clear = all(kind for kind in kinds) and not getattr(connections, "cut_short", False)
    groups = {
        kind: [each for each, of in zip(connections, kinds, strict=True) if of == kind] for kind in _KINDS
    }
    made = [each.created for each in connections if each.created]
    return Sides(
        _side(groups["commerce"], clear=clear),
        _side(groups["accounting"], clear=clear),
        max(made, default=None),
    )


def link_of(connection: Connection) -> Link:
    """Return the state of one connection; an undocumented status is unknown."""
    return _STATUS.get((connection.status or "").strip().casefold(), Link.UNKNOWN)


def _side(connections: list[Connection], *, clear: bool) -> Side:
    if not connections:
        return Side(Link.MISSING if clear else Link.UNKNOWN)
    links = [link_of(each) for each in connections]
    lost = [each for each, link in zip(connections, links, strict=True) if link in _LOST]
    for may_sync in (Link.LINKED, Link.UNKNOWN):
        if may_sync in links:
            alike = [each for each, link in zip(connections, links, strict=True) if link is may_sync]
            return Side(may_sync, _names(alike), len(lost))
    order = list(Link)
    worst = max(lost, key=lambda each: (order.index(link_of(each)), each.id or ""))
    return Side(link_of(worst), _names(lost), len(lost), _lost_at(worst), worst.link_url, worst.id)


def _names(connections: list[Connection]) -> tuple[str, ...]:
    """Return the platforms' names, each once, in the order of the connections."""
    return tuple(dict.fromkeys(name for each in connections if (name := seen(each.platform_name))))


def _lost_at(connection: Connection) -> datetime | None:
    """Return when a connection was lost: its newest error that is not resolved."""
    errors = [each for each in connection.data_connection_errors or () if each.status != "Resolved"]
    times = [each.errored_on_utc for each in errors if each.errored_on_utc]
    return max(times, default=None)

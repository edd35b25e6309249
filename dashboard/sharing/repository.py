"""The links of one account in the store. Only the SHA-256 of a token is stored."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    true,
    update,
)

from dashboard.access import audit
from dashboard.access.person import Person
from dashboard.fleet.reading.snapshots import delete_unused
from dashboard.insight.activity.entry import NO_COMPANY, ActivityOutcome
from dashboard.insight.share.choices import PREVIEW_LASTS
from dashboard.insight.share.content import from_json, to_json
from dashboard.insight.share.event import ShareEventType
from dashboard.insight.share.extras import ShareBaseline
from dashboard.sharing.link import NewLink, OpenedLink, ShareLink
from dashboard.store.engine import Store
from dashboard.store.tables import link_opens, share_event, share_link, share_opening

log = logging.getLogger(__name__)

MOST_LINKS: Final = 1_000
"""The most links that are listed: those that open first, then the newest."""
_MOST_SEEN: Final = 10_000
"""The most companies with links of a reader who sees only some: a database limits the values of a query."""
_HOUR: Final = timedelta(hours=1)
_SAME = (
    "id", "company_id", "company_name", "live", "person", "verified", "origin", "recipient", "note",
    "embed_origin", "made_at", "ends_at", "paused_at", "revoked_at",
)  # fmt: skip
"""The columns with the same name as the link's field."""


def token_hash(token: str) -> str:
    """Return what is stored of a token. Looking a link up by it leaves nothing to time."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A change of links: the columns to set, and the event that says so."""

    kind: ShareEventType
    values: Mapping[str, Any]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ChangedBy:
    """Who makes or changes a link, and when (aware)."""

    person: Person
    at: datetime


class ShareRepository:
    """The links of one account. `base_url`: Codat's address. Every method raises StoreError."""

    def __init__(self, store: Store, account_id: str, base_url: str) -> None:
        self._store, self._account_id, self._base_url = store, account_id, base_url.rstrip("/")

    def check_usable(self) -> None:
        """Raise StoreError if links can't be written, as far as reading tells."""
        with self._store.reading() as connection:
            self._store.check_not_newer(connection)

    def add(self, new: NewLink, token: str, ends_at: datetime, by: ChangedBy) -> ShareLink:
        """Store a link, with an event, and delete previews that are over and reads that no link needs."""
        values = self._values(new, token, ends_at, by)
        made = LinkChange(ShareEventType.MADE, {}, ends_at.isoformat())
        with self._store.writing() as connection:
            _delete_previews(connection, by.at)
            delete_unused(connection, self._account_id, by.at, besides=new.company_id)
            link_id = connection.execute(
                insert(share_link).values(values).returning(share_link.c.id)
            ).scalar_one()
            audit.append(
                connection, insert(share_event).values(self._event(made, by, new.company_id, link_id))
            )
            return _link(connection.execute(_with_counts(share_link.c.id == link_id)).one())

    def add_preview(self, new: NewLink, token: str, ends_at: datetime, by: ChangedBy) -> None:
        """Store a preview, and delete previews that are over.

        `ends_at`: when its link would end, as it shows.
        """
        values = self._values(new, token, ends_at, by) | {"preview": True}
        with self._store.writing() as connection:
            _delete_previews(connection, by.at)
            connection.execute(insert(share_link).values(values))

    def add_refusal(
        self, why: str, by: ChangedBy, companies: Iterable[str], link_id: int | None = None
    ) -> None:
        """Record that someone tried to make or change links of these companies and wasn't allowed to."""
        refused = LinkChange(ShareEventType.REFUSED, {}, why)
        with self._store.writing() as connection:
            for company_id in companies:
                values = self._event(refused, by, company_id, link_id)
                audit.append(connection, insert(share_event).values(values))

    def change(self, change: LinkChange, only: ColumnElement[bool], by: ChangedBy) -> list[ShareLink]:
        """Change the links that match, with an event each; return them. A revoked link never changes.

        What revoked links show is deleted.
        """
        where = and_(self._ours(), share_link.c.revoked_at.is_(None), only)
        shown = {"frozen_view": None} if change.kind is ShareEventType.REVOKED else {}
        changed = update(share_link).where(where).values({**change.values, **shown})
        with self._store.writing() as connection:
            rows = connection.execute(changed.returning(share_link.c.id, share_link.c.company_id)).all()
            for row in rows:
                values = self._event(change, by, row.company_id, row.id)
                audit.append(connection, insert(share_event).values(values))
            if change.kind is ShareEventType.REVOKED:
                delete_unused(connection, self._account_id, by.at)
            ids = [row.id for row in rows]
            return [_link(row) for row in connection.execute(_with_counts(share_link.c.id.in_(ids)))]

    def one(self, link_id: int) -> ShareLink | None:
        """Return a link; None if there is none."""
        found = self._links(share_link.c.id == link_id)
        return found[0] if found else None

    def links(self, now: datetime, only: Collection[str] | None = None) -> list[ShareLink]:
        """Return the links: those that open at this time first, then the newest; at most `MOST_LINKS`.

        `only`: of these companies, and of incidents all of whose companies are among them; None for all.
        """
        if only is None:
            return self._links(None, link_opens(now).desc())
        seen = sorted(set(only).intersection(self.companies(true())))[:_MOST_SEEN]
        which = share_link.c.company_id.in_([*seen, NO_COMPANY])
        known = frozenset(only)
        found = self._links(which, link_opens(now).desc())
        return [each for each in found if each.company_id in known or known.issuperset(each.companies)]

    def companies(self, only: ColumnElement[bool]) -> list[str]:
        """Return the companies that the links which match are of."""
        query = select(share_link.c.company_id).distinct().where(self._ours(), only)
        with self._store.reading() as connection:
            return list(connection.execute(query).scalars())

    def opened_since(self, since: datetime, now: datetime) -> list[str]:
        """Return the companies of live links that open now and that people have opened since then."""
        opened = exists().where(
            share_opening.c.link_id == share_link.c.id,
            share_opening.c.hour >= since - _HOUR,
            share_opening.c.last_opened_at >= since,
        )
        return self.companies(and_(share_link.c.live, link_opens(now), opened))

    def open_count(self, company_id: str, now: datetime) -> int:
        """Return how many links of a company open at this time."""
        which = and_(self._ours(), share_link.c.company_id == company_id.lower(), link_opens(now))
        with self._store.reading() as connection:
            return connection.execute(select(func.count()).where(which)).scalar_one()

    def opened(self, token: str, now: datetime, *, preview: bool) -> OpenedLink | None:
        """Return the link, or preview, of this token if it opens at this time. Its counts are 0."""
        which = and_(share_link.c.token_hash == token_hash(token), share_link.c.preview == preview)
        over = and_(share_link.c.preview, share_link.c.made_at <= now - PREVIEW_LASTS)
        query = select(share_link).where(self._account(), which, link_opens(now), ~over)
        with self._store.reading() as connection:
            rows = connection.execute(query).all()
        found = _readable(rows)
        return OpenedLink(found[0], rows[0].frozen_view, _baseline(rows[0])) if found else None

    def _values(self, new: NewLink, token: str, ends_at: datetime, by: ChangedBy) -> dict[str, Any]:
        """Return the columns of a new link's row."""
        return {
            **_columns(new),
            **by.person.on_record(),
            **self._whose(new.company_id),
            "token_hash": token_hash(token),
            "made_at": by.at,
            "ends_at": ends_at,
        }

    def _event(
        self, change: LinkChange, by: ChangedBy, company_id: str, link_id: int | None
    ) -> dict[str, Any]:
        """Return the columns of an event's row."""
        refused = change.kind is ShareEventType.REFUSED
        return {
            **self._whose(company_id),
            **by.person.on_record(),
            "link_id": link_id,
            "at": by.at,
            "kind": change.kind.value,
            "detail": change.detail,
            "outcome": ActivityOutcome.REFUSED.value if refused else None,
        }

    def _links(self, only: ColumnElement[bool] | None, *first: ColumnElement[Any]) -> list[ShareLink]:
        which = self._ours() if only is None else and_(self._ours(), only)
        query = _with_counts(which).order_by(*first, share_link.c.id.desc()).limit(MOST_LINKS)
        with self._store.reading() as connection:
            return _readable(connection.execute(query))

    def _account(self) -> ColumnElement[bool]:
        return share_link.c.account_id == self._account_id

    def _ours(self) -> ColumnElement[bool]:
        """Return the condition on this account's links, without previews."""
        return and_(self._account(), share_link.c.preview.is_(False))

    def _whose(self, company_id: str) -> dict[str, str]:
        return {"account_id": self._account_id, "base_url": self._base_url, "company_id": company_id.lower()}


def _delete_previews(connection: Connection, now: datetime) -> None:
    over = share_link.c.made_at <= now - PREVIEW_LASTS
    connection.execute(delete(share_link).where(share_link.c.preview, over))


def _with_counts(which: ColumnElement[bool]) -> Any:
    """Return the query for the links that match, with how often they were opened."""
    counted = (
        select(
            share_opening.c.link_id,
            func.sum(share_opening.c.opened).label("opened"),
            func.sum(share_opening.c.previewed).label("previewed"),
            func.max(share_opening.c.last_opened_at).label("last_opened_at"),
        )
        .join(share_link)
        .where(which)
        .group_by(share_opening.c.link_id)
        .subquery()
    )
    columns = (*(share_link.c[name] for name in _SAME), share_link.c.content, share_link.c.identity)
    return (
        select(*columns, counted.c.opened, counted.c.previewed, counted.c.last_opened_at)
        .select_from(share_link.outerjoin(counted, counted.c.link_id == share_link.c.id))
        .where(which)
    )


def _columns(new: NewLink) -> dict[str, Any]:
    frozen = None if new.frozen_view is None else dict(new.frozen_view)
    return {
        "company_name": new.company_name,
        "content": to_json(new.content),
        "live": frozen is None,
        "frozen_view": frozen,
        "missing_days": new.missing_days,
        "recipient": new.recipient,
        "note": new.note,
        "embed_origin": new.embed_origin,
    }


def _readable(rows: Iterable[Row[Any]]) -> list[ShareLink]:
    """Return rows as links, without those of a newer version whose content this one doesn't know."""
    found = []
    for row in rows:
        try:
            found.append(_link(row))
        except (KeyError, ValueError):
            log.warning("shared link %s shows what this version doesn’t know", row.id)
    return found


def _link(row: Row[Any]) -> ShareLink:
    """Return a row as a link; rows of a query without counts have none."""
    values = row._asdict()
    return ShareLink(
        **{name: values[name] for name in _SAME},
        identity=values["identity"] or "",
        content=from_json(values["content"]),
        opened=values.get("opened") or 0,
        previewed=values.get("previewed") or 0,
        last_opened_at=values.get("last_opened_at"),
    )


def _baseline(row: Row[Any]) -> ShareBaseline | None:
    return None if row.missing_days is None else ShareBaseline(row.missing_days, row.made_at)

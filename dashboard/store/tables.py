"""What is stored. Tables, and the constraints and conditions that hold in any number of processes.

Rows belong to an account: the companies behind one address and key of Codat, and behind the keys that
replaced it. `migrations/` creates these tables; a test compares the two on both databases.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.types import TypeEngine

from dashboard.store.columns import ForeignText, UtcDateTime

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
"""All constraints are named: SQLite can only change one that has a name."""

OPEN_STAGES = ("looking", "sending", "running", "unclear")
"""The stages of a start that hold its company: no one else can start one. A new stage needs a migration."""
SETTLED_STAGES = ("not started", "ended", "released")
"""The stages of a start that is over."""

ROLES = ("viewer", "operator", "lead")
"""The roles, as `access.role.Role` names them. A new one needs a migration."""


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _needed(name: str, kind: TypeEngine[Any], *more: ForeignKey) -> Column[Any]:
    return Column(name, kind, *more, nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, ForeignText, nullable=False, default="")


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, default=False)


def _number() -> Column[int]:
    """Return a primary key that grows and is never reused."""
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


def _company() -> list[Column[Any]]:
    """Return the columns for a row's company: Codat's address without trailing slash, id in lower case."""
    return [
        _needed("account_id", Text(), ForeignKey("account.id")),
        _needed("base_url", Text()),
        _needed("company_id", Text()),
    ]


def _person() -> list[Column[Any]]:
    """Return the columns for who did it: name, whether a sign-in verified it, and "ISSUER SUBJECT" if so."""
    return [_needed("person", ForeignText()), _needed("verified", Boolean()), Column("identity", ForeignText)]


account = Table(
    "account",
    METADATA,
    Column("id", Text, primary_key=True),
    _needed("base_url", Text()),
    _needed("made_at", UtcDateTime()),
)

account_key = Table(
    "account_key",
    METADATA,
    Column("key_hash", Text, primary_key=True),  # CodatAccount.account_id: of address and key
    _needed("account_id", Text(), ForeignKey("account.id")),
    _needed("added_at", UtcDateTime()),
)

start = Table(
    "start",
    METADATA,
    Column("id", ForeignText, primary_key=True),  # sent to Codat as the Idempotency-Key
    *_company(),
    *_person(),
    # What was requested
    Column("requested_start", UtcDateTime),
    Column("requested_finish", UtcDateTime),
    Column("seen_at", UtcDateTime),
    # Its progress
    _needed("stage", Text()),
    _needed("version", Integer()),
    _needed("confirmed_at", UtcDateTime()),
    Column("beside", Text),  # unused: older programs still write it, so a later release removes it
    Column("body", Text),  # as sent, byte by byte; None: without one, or not sent
    Column("sent_at", UtcDateTime),
    Column("last_sent_at", UtcDateTime),
    Column("accepted_at", UtcDateTime),
    Column("checked_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("sent_count", Integer, nullable=False, default=0),
    _text("sentence"),
    _text("blocked_by"),
    Column("sync_id", ForeignText),  # of the sync that it is, in lower case
    Column("missing_before", Integer),  # days of sales missing on the page where it was confirmed
    Column("error_status", Integer),
    _text("correlation_id"),
    _text("check_error"),
    _text("basis"),
    _flag("was_unclear"),
    _flag("may_release"),
    _flag("internal_error"),
    Column("nightly_from", UtcDateTime),
    Column("over_since", UtcDateTime),
    Column("records", JSON(none_as_null=True)),  # Codat's, unchanged: before, summary, sync, new, others
    CheckConstraint(_among("stage", OPEN_STAGES + SETTLED_STAGES), name="known_stage"),
    CheckConstraint("company_id = lower(company_id)", name="company_id_in_lower_case"),
    CheckConstraint("base_url = rtrim(base_url, '/')", name="base_url_without_slash"),
)
"""One row for each start. An open one holds its company, whichever process or key it belongs to."""

Index(
    "uq_start_open",
    *(start.c.base_url, start.c.company_id),
    unique=True,
    sqlite_where=text(_among("stage", OPEN_STAGES)),
    postgresql_where=text(_among("stage", OPEN_STAGES)),
)
Index(None, start.c.base_url, start.c.company_id, start.c.confirmed_at)
Index(None, start.c.confirmed_at)  # a person's starts within the last hour

start_listed = Table(
    "start_listed",
    METADATA,
    Column("start_id", Text, ForeignKey("start.id"), primary_key=True),
    _needed("sync_ids", JSON()),
)
"""The ids of the syncs that Codat listed before the request: a separate table, since there may be many."""

start_event = Table(
    "start_event",
    METADATA,
    _number(),
    Column("start_id", Text, ForeignKey("start.id"), index=True),  # None: refused, so there was no start
    *_company(),
    *_person(),
    _needed("at", UtcDateTime()),
    _needed("kind", Text()),
    _text("detail"),
    Column("code", Integer),
    _text("origin"),
    Column("outcome", Text),  # the outcome of this event; None for most
    Index(None, "account_id", "company_id", "at"),
    Index(None, "account_id", "at"),
    sqlite_autoincrement=True,
)
"""What happened, append only: the database refuses to change a row, or to delete one outside retention."""

note = Table(
    "note",
    METADATA,
    _number(),
    *_company(),
    *_person(),
    _needed("at", UtcDateTime()),
    _needed("text", ForeignText()),
    _text("origin"),
    Index(None, "account_id", "company_id", "at"),
    Index(None, "account_id", "at"),
    sqlite_autoincrement=True,
)
"""People's notes on a company, append only like events."""

share_link = Table(
    "share_link",
    METADATA,
    _number(),
    _needed("token_hash", Text()),  # SHA-256 of the token, which isn't stored
    _flag("preview"),
    *_company(),
    _needed("company_name", ForeignText()),
    *_person(),
    _text("origin"),
    # What it shows
    _needed("content", JSON()),  # insight.share.content
    _needed("live", Boolean()),
    Column("frozen_view", JSON(none_as_null=True)),  # None: live
    Column("missing_days", Integer),  # when it was made; None: not known then
    _text("recipient"),
    _text("note"),
    _text("embed_origin"),
    # Until when
    _needed("made_at", UtcDateTime()),
    _needed("ends_at", UtcDateTime()),
    Column("paused_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    UniqueConstraint("token_hash"),
    CheckConstraint("company_id = lower(company_id)", name="company_id_in_lower_case"),
    CheckConstraint("base_url = rtrim(base_url, '/')", name="base_url_without_slash"),
    Index(None, "account_id", "company_id"),
    sqlite_autoincrement=True,
)
"""One row for each link to a shared view, and for each preview, which lasts for minutes."""

share_event = Table(
    "share_event",
    METADATA,
    _number(),
    Column("link_id", BigInteger, ForeignKey("share_link.id"), index=True),  # None: refused, so no link
    *_company(),
    *_person(),
    _needed("at", UtcDateTime()),
    _needed("kind", Text()),
    _text("detail"),
    _text("origin"),
    Column("outcome", Text),  # None for most
    Column("hour", UtcDateTime),  # of openings: the hour's start; None for all else
    Index(None, "account_id", "company_id", "at"),
    Index(None, "account_id", "at"),
    sqlite_autoincrement=True,
)
"""What happened to links, append only like the events of starts."""

Index("uq_share_event_opened", share_event.c.link_id, share_event.c.hour, unique=True)
Index(
    "ix_share_event_by_people",  # far fewer than openings
    share_event.c.account_id,
    share_event.c.at,
    sqlite_where=text("hour IS NULL"),
    postgresql_where=text("hour IS NULL"),
)

share_opening = Table(
    "share_opening",
    METADATA,
    Column("link_id", BigInteger, ForeignKey("share_link.id"), primary_key=True),
    Column("hour", UtcDateTime, primary_key=True),
    _needed("opened", Integer()),
    _needed("previewed", Integer()),  # by chat programs
    Column("last_opened_at", UtcDateTime),  # None: only previewed
)
"""How often a link was opened, by hour."""

company_snapshot = Table(
    "company_snapshot",
    METADATA,
    Column("account_id", Text, ForeignKey("account.id"), primary_key=True),
    _needed("base_url", Text()),
    Column("company_id", Text, primary_key=True),
    _needed("version", Text()),  # "": never read
    Column("read_at", UtcDateTime),  # None: never read
    _needed("body", LargeBinary()),  # the reads, compressed; empty: never read
    Column("failed_at", UtcDateTime),  # of the latest sync's read; None: the last one succeeded
    _text("failed_with"),  # the class of its error; "": the quota was left to people
)
"""What was last read of a company that a live link shows, and whether the last try failed."""

person = Table(
    "person",
    METADATA,
    Column("identity", ForeignText, primary_key=True),  # "ISSUER SUBJECT"
    _text("name"),
    _text("address"),  # email, in lower case; "" unless the provider verified it
    _needed("claims", JSON()),  # the values of the role claim at the last sign-in or refresh
    _needed("first_seen_at", UtcDateTime()),
    _needed("last_seen_at", UtcDateTime()),
    Column("left_at", UtcDateTime),  # when a lead said that they left
)
"""Everyone who has signed in."""

role_grant = Table(
    "role_grant",
    METADATA,
    _number(),
    _needed("who", ForeignText()),  # an address in lower case, or an identity
    _needed("role", Text()),
    _text("rule"),  # access.company.CompanyRule as text; "": all companies
    _text("given_by"),
    _needed("given_at", UtcDateTime()),
    UniqueConstraint("who", "rule"),
    CheckConstraint(_among("role", ROLES), name="known_role"),
    sqlite_autoincrement=True,
)
"""The list of roles that leads edit."""

sign_in_session = Table(
    "sign_in_session",
    METADATA,
    Column("id", Text, primary_key=True),  # random; pages and records may name it, it opens nothing
    _needed("cookie_hash", Text()),  # SHA-256 of the cookie, which isn't stored
    _needed("identity", ForeignText()),
    _needed("method", Text()),  # "oidc" or "proxy"
    _text("client_address"),
    _text("user_agent"),
    _needed("began_at", UtcDateTime()),
    _needed("last_seen_at", UtcDateTime()),
    _needed("refreshed_at", UtcDateTime()),  # when the provider last confirmed the claims
    _needed("ends_at", UtcDateTime()),
    Column("refresh_token", LargeBinary),  # encrypted with SESSION_KEY; None: there is none
    Column("ended_at", UtcDateTime),  # None: not ended before its time
    _text("ended_by"),
    UniqueConstraint("cookie_hash"),
    Index(None, "identity"),
    Index(None, "ends_at"),
)
"""One row for each sign-in of a browser."""

service_token = Table(
    "service_token",
    METADATA,
    _number(),
    _needed("name", ForeignText()),
    _needed("token_hash", Text()),  # SHA-256 of the token, which isn't stored
    _needed("role", Text()),
    _text("rule"),
    _text("made_by"),
    _needed("made_at", UtcDateTime()),
    _needed("ends_at", UtcDateTime()),
    Column("revoked_at", UtcDateTime),
    Column("last_used_at", UtcDateTime),
    UniqueConstraint("name"),
    UniqueConstraint("token_hash"),
    CheckConstraint(_among("role", ROLES), name="known_role"),
    sqlite_autoincrement=True,
)
"""Tokens for scripts, which open the dashboard's own routes."""

access_event = Table(
    "access_event",
    METADATA,
    _number(),
    *_person(),
    _needed("at", UtcDateTime()),
    _needed("kind", Text()),  # access.events.AccessEventType
    _text("detail"),
    _text("origin"),
    _text("company_id"),  # "": about none
    Column("outcome", Text),  # None for most
    Column("session_id", Text),
    Index(None, "at"),
    sqlite_autoincrement=True,
)
"""Sign-ins, refusals, role changes, exports: append only like the events of starts."""

lease = Table(
    "lease",
    METADATA,
    Column("name", Text, primary_key=True),
    _needed("holder", Text()),
    _needed("until", UtcDateTime()),
    _needed("term", BigInteger()),
)
"""Which process does a piece of work now, such as following starts. Rows stay, so that `term` only grows."""

fact = Table(
    "fact",
    METADATA,
    Column("name", Text, primary_key=True),
    _needed("value", Text()),
)
"""Single facts about the store itself, such as when it was restored."""

restore_check = Table(
    "restore_check",
    METADATA,
    Column("base_url", Text, primary_key=True),
    Column("company_id", Text, primary_key=True),
)
"""The companies held when the store was restored and not yet compared with Codat since."""


def link_opens(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a link opens at this time (aware), as `ShareLink.state` says it of one."""
    link = share_link.c
    return and_(link.revoked_at.is_(None), link.paused_at.is_(None), link.ends_at > at)

"""What is stored. Tables, and the constraints and conditions that hold in any number of processes.

Rows belong to an account: the companies behind one address and key of Codat, and behind the keys that
replaced it. `migrations/` creates these tables; a test compares the two on both databases. Those of the
fleet are in `fleet/tables.py`.
"""

from __future__ import annotations

from datetime import datetime

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
    Table,
    Text,
    UniqueConstraint,
    and_,
    text,
)

from dashboard.store.columns import (
    METADATA,
    ForeignText,
    UtcDateTime,
    among,
    company_columns,
    flag,
    needed,
    number,
    person_columns,
    text_column,
)
from dashboard.store.fleet import tables as _fleet  # noqa: F401 - so that METADATA has all tables

OPEN_STAGES = ("looking", "sending", "running", "unclear")
"""The stages of a start that hold its company: no one else can start one. A new stage needs a migration."""
SETTLED_STAGES = ("not started", "ended", "released")
"""The stages of a start that is over."""

ROLES = ("viewer", "operator", "lead")
"""The roles, as `access.role.Role` names them. A new one needs a migration."""


account = Table(
    "account",
    METADATA,
    Column("id", Text, primary_key=True),
    needed("base_url", Text()),
    needed("made_at", UtcDateTime()),
)

account_key = Table(
    "account_key",
    METADATA,
    Column("key_hash", Text, primary_key=True),  # CodatAccount.account_id: of address and key
    needed("account_id", Text(), ForeignKey("account.id")),
    needed("added_at", UtcDateTime()),
)

start = Table(
    "start",
    METADATA,
    Column("id", ForeignText, primary_key=True),  # sent to Codat as the Idempotency-Key
    *company_columns(),
    *person_columns(),
    # What was requested
    Column("requested_start", UtcDateTime),
    Column("requested_finish", UtcDateTime),
    Column("seen_at", UtcDateTime),
    # Its progress
    needed("stage", Text()),
    needed("version", Integer()),
    needed("confirmed_at", UtcDateTime()),
    Column("beside", Text),  # unused: older programs still write it, so a later release removes it
    Column("body", Text),  # as sent, byte by byte; None: without one, or not sent
    Column("sent_at", UtcDateTime),
    Column("last_sent_at", UtcDateTime),
    Column("accepted_at", UtcDateTime),
    Column("checked_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("sent_count", Integer, nullable=False, default=0),
    text_column("sentence"),
    text_column("blocked_by"),
    Column("sync_id", ForeignText),  # of the sync that it is, in lower case
    Column("missing_before", Integer),  # days of sales missing on the page where it was confirmed
    Column("error_status", Integer),
    text_column("correlation_id"),
    text_column("check_error"),
    text_column("basis"),
    flag("was_unclear"),
    flag("may_release"),
    flag("internal_error"),
    Column("nightly_from", UtcDateTime),
    Column("over_since", UtcDateTime),
    Column("records", JSON(none_as_null=True)),  # Codat's, unchanged: before, summary, sync, new, others
    CheckConstraint(among("stage", OPEN_STAGES + SETTLED_STAGES), name="known_stage"),
    CheckConstraint("company_id = lower(company_id)", name="company_id_in_lower_case"),
    CheckConstraint("base_url = rtrim(base_url, '/')", name="base_url_without_slash"),
)
"""One row for each start. An open one holds its company, whichever process or key it belongs to."""

Index(
    "uq_start_open",
    *(start.c.base_url, start.c.company_id),
    unique=True,
    sqlite_where=text(among("stage", OPEN_STAGES)),
    postgresql_where=text(among("stage", OPEN_STAGES)),
)
Index(None, start.c.base_url, start.c.company_id, start.c.confirmed_at)
Index(None, start.c.confirmed_at)  # a person's starts within the last hour

start_listed = Table(
    "start_listed",
    METADATA,
    Column("start_id", Text, ForeignKey("start.id"), primary_key=True),
    needed("sync_ids", JSON()),
)
"""The ids of the syncs that Codat listed before the request: a separate table, since there may be many."""

start_event = Table(
    "start_event",
    METADATA,
    number(),
    Column("start_id", Text, ForeignKey("start.id"), index=True),  # None: refused, so there was no start
    *company_columns(),
    *person_columns(),
    needed("at", UtcDateTime()),
    needed("kind", Text()),
    text_column("detail"),
    Column("code", Integer),
    text_column("origin"),
    Column("outcome", Text),  # the outcome of this event; None for most
    Index(None, "account_id", "company_id", "at"),
    Index(None, "account_id", "at"),
    sqlite_autoincrement=True,
)
"""What happened, append only: the database refuses to change a row, or to delete one outside retention."""

note = Table(
    "note",
    METADATA,
    number(),
    *company_columns(),
    *person_columns(),
    needed("at", UtcDateTime()),
    needed("text", ForeignText()),
    text_column("origin"),
    Index(None, "account_id", "company_id", "at"),
    Index(None, "account_id", "at"),
    sqlite_autoincrement=True,
)
"""People's notes on a company, append only like events."""

share_link = Table(
    "share_link",
    METADATA,
    number(),
    needed("token_hash", Text()),  # SHA-256 of the token, which isn't stored
    flag("preview"),
    *company_columns(),
    needed("company_name", ForeignText()),
    *person_columns(),
    text_column("origin"),
    # What it shows
    needed("content", JSON()),  # insight.share.content
    needed("live", Boolean()),
    Column("frozen_view", JSON(none_as_null=True)),  # None: live
    Column("missing_days", Integer),  # when it was made; None: not known then
    text_column("recipient"),
    text_column("note"),
    text_column("embed_origin"),
    # Until when
    needed("made_at", UtcDateTime()),
    needed("ends_at", UtcDateTime()),
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
    number(),
    Column("link_id", BigInteger, ForeignKey("share_link.id"), index=True),  # None: refused, so no link
    *company_columns(),
    *person_columns(),
    needed("at", UtcDateTime()),
    needed("kind", Text()),
    text_column("detail"),
    text_column("origin"),
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
    needed("opened", Integer()),
    needed("previewed", Integer()),  # by chat programs
    Column("last_opened_at", UtcDateTime),  # None: only previewed
)
"""How often a link was opened, by hour."""

company_snapshot = Table(
    "company_snapshot",
    METADATA,
    Column("account_id", Text, ForeignKey("account.id"), primary_key=True),
    needed("base_url", Text()),
    Column("company_id", Text, primary_key=True),
    needed("version", Text()),  # "": never read
    Column("read_at", UtcDateTime),  # None: never read
    needed("body", LargeBinary()),  # the reads, compressed; empty: never read
    Column("failed_at", UtcDateTime),  # of the latest sync's read; None: the last one succeeded
    text_column("failed_with"),  # the class of its error; "": the quota was left to people
    # So that the fleet's reads needn't open the body; None: an older program wrote it
    Column("latest_key", Text),  # changes with the latest sync
    Column("latest_at", UtcDateTime),  # the latest sync's time
    Column("whole_at", UtcDateTime),  # when the configuration was last read, with all the rest
)
"""What was last read of a company, and whether the last try failed."""

person = Table(
    "person",
    METADATA,
    Column("identity", ForeignText, primary_key=True),  # "ISSUER SUBJECT"
    text_column("name"),
    text_column("address"),  # email, in lower case; "" unless the provider verified it
    needed("claims", JSON()),  # the values of the role claim at the last sign-in or refresh
    needed("first_seen_at", UtcDateTime()),
    needed("last_seen_at", UtcDateTime()),
    Column("left_at", UtcDateTime),  # when a lead said that they left
)
"""Everyone who has signed in."""

role_grant = Table(
    "role_grant",
    METADATA,
    number(),
    needed("who", ForeignText()),  # an address in lower case, or an identity
    needed("role", Text()),
    text_column("rule"),  # access.company.CompanyRule as text; "": all companies
    text_column("given_by"),
    needed("given_at", UtcDateTime()),
    UniqueConstraint("who", "rule"),
    CheckConstraint(among("role", ROLES), name="known_role"),
    sqlite_autoincrement=True,
)
"""The list of roles that leads edit."""

sign_in_session = Table(
    "sign_in_session",
    METADATA,
    Column("id", Text, primary_key=True),  # random; pages and records may name it, it opens nothing
    needed("cookie_hash", Text()),  # SHA-256 of the cookie, which isn't stored
    needed("identity", ForeignText()),
    needed("method", Text()),  # "oidc" or "proxy"
    text_column("client_address"),
    text_column("user_agent"),
    needed("began_at", UtcDateTime()),
    needed("last_seen_at", UtcDateTime()),
    needed("refreshed_at", UtcDateTime()),  # when the provider last confirmed the claims
    needed("ends_at", UtcDateTime()),
    Column("refresh_token", LargeBinary),  # encrypted with SESSION_KEY; None: there is none
    Column("ended_at", UtcDateTime),  # None: not ended before its time
    text_column("ended_by"),
    UniqueConstraint("cookie_hash"),
    Index(None, "identity"),
    Index(None, "ends_at"),
)
"""One row for each sign-in of a browser."""

service_token = Table(
    "service_token",
    METADATA,
    number(),
    needed("name", ForeignText()),
    needed("token_hash", Text()),  # SHA-256 of the token, which isn't stored
    needed("role", Text()),
    text_column("rule"),
    text_column("made_by"),
    needed("made_at", UtcDateTime()),
    needed("ends_at", UtcDateTime()),
    Column("revoked_at", UtcDateTime),
    Column("last_used_at", UtcDateTime),
    UniqueConstraint("name"),
    UniqueConstraint("token_hash"),
    CheckConstraint(among("role", ROLES), name="known_role"),
    sqlite_autoincrement=True,
)
"""Tokens for scripts, which open the dashboard's own routes."""

access_event = Table(
    "access_event",
    METADATA,
    number(),
    *person_columns(),
    needed("at", UtcDateTime()),
    needed("kind", Text()),  # access.events.AccessEventType
    text_column("detail"),
    text_column("origin"),
    text_column("company_id"),  # "": about none
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
    needed("holder", Text()),
    needed("until", UtcDateTime()),
    needed("term", BigInteger()),
    Column("taken_at", UtcDateTime),  # or renewed; None: by a version that didn't say
)
"""Which process does a piece of work now, such as following starts. Rows stay, so that `term` only grows."""

request_note = Table(
    "request_note",
    METADATA,
    Column("base_url", Text, primary_key=True),
    Column("process", Text, primary_key=True),
    needed("at", UtcDateTime()),
    needed("requests", Integer()),
)
"""How many requests a process had sent to an address in the minute up to then, without those that poll."""

fact = Table(
    "fact",
    METADATA,
    Column("name", Text, primary_key=True),
    needed("value", Text()),
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

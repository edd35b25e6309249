"""The tables of the fleet. Every row belongs to an account; company ids are in lower case.

`revision` of a row is the number that its account gave out when the row last changed
(`fleet_account.revision`): a process that knows everything up to a number reads only what is newer.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from dashboard.store.columns import (
    METADATA,
    ForeignText,
    UtcDateTime,
    company_columns,
    flag,
    needed,
    number,
    person_columns,
    text_column,
)

_LASTS = text("ended_seen_at IS NULL")


def _account(*, key: bool = False) -> Column[Any]:
    return Column("account_id", Text, ForeignKey("account.id"), primary_key=key, nullable=False)


def _id(*, key: bool = False) -> Column[Any]:
    return Column("company_id", Text, primary_key=key, nullable=False)


def _revision() -> Column[Any]:
    return Column("revision", BigInteger, nullable=False, default=0)


fleet_account = Table(
    "fleet_account",
    METADATA,
    _account(key=True),
    _revision(),  # the last one given out
    Column("listed_at", UtcDateTime),  # when Codat's list was last read whole; None: never
    Column("plan", JSON(none_as_null=True)),  # the last plan in words
    Column("planned_at", UtcDateTime),
)
"""One row for each account with a fleet."""

fleet_company = Table(
    "fleet_company",
    METADATA,
    _account(key=True),
    _id(key=True),
    # As Codat's list has it
    text_column("name"),
    text_column("books"),
    text_column("shops"),
    needed("tags", Text()),  # a JSON object
    Column("uses_commerce", Boolean),
    flag("gone"),
    # What we know of it
    Column("state", Text),  # insight.fleet.company_state.CompanyState as JSON; None: unread
    needed("state_value", Text()),  # "": unread
    text_column("cause"),
    Column("valid_until", UtcDateTime),  # when the clock alone may change the state; None: unread
    Column("read_at", UtcDateTime),  # when Codat last answered for the latest sync; None: never
    Column("failed_at", UtcDateTime),  # of a try that failed since
    text_column("failed_with"),
    Column("changed_at", UtcDateTime),  # when state or cause last changed; None: not since it was first read
    Column("episode_id", BigInteger),  # of the episode that lasts
    Column("listed_at", UtcDateTime),  # when it was first in the list; None: before that was recorded
    _revision(),
    Index(None, "account_id", "revision"),
)
"""A row of Home for each company."""

verdict_change = Table(
    "verdict_change",
    METADATA,
    number(),
    _account(),
    _id(),
    needed("at", UtcDateTime()),  # when we saw it
    text_column("state_before"),  # "": unread
    needed("state", Text()),
    text_column("cause_before"),
    text_column("cause"),
    Column("began", UtcDateTime),
    Column("days_missing", Integer),
    Index(None, "account_id", "at"),
    Index(None, "account_id", "company_id", "at"),
    sqlite_autoincrement=True,
)
"""Each change of a company's state or cause, append only."""

incident = Table(
    "incident",
    METADATA,
    number(),
    _account(),
    text_column("cause"),
    text_column("books"),
    needed("first_began", UtcDateTime()),
    needed("last_began", UtcDateTime()),
    needed("made_at", UtcDateTime()),
    Column("became", BigInteger, ForeignKey("incident.id")),  # None: it is no part of an older one
    Index(None, "account_id", "last_began"),
    sqlite_autoincrement=True,
)
"""Companies that began to fail together. Ids are never reused, so addresses stay good."""

episode = Table(
    "episode",
    METADATA,
    number(),
    _account(),
    _id(),
    needed("state", Text()),
    needed("worst", Text()),
    text_column("cause"),
    text_column("books"),
    needed("began", UtcDateTime()),
    needed("seen_at", UtcDateTime()),
    Column("ended", UtcDateTime),  # None: it lasts
    Column("ended_seen_at", UtcDateTime),
    Column(
        "recovered", Boolean
    ),  # whether a sync that succeeded ended it; None: it lasts, or see `episode_of`
    Column("left_at", UtcDateTime),  # of the first sync with another cause; None: none was seen
    Column("left_seen_at", UtcDateTime),
    Column("incident_id", BigInteger, ForeignKey("incident.id"), index=True),
    Index(None, "account_id", "ended"),
    Index(None, "account_id", "began"),
    Index(None, "account_id", "company_id", "began"),
    sqlite_autoincrement=True,
)
"""Each continuous problem of a company, from its beginning to its end."""

Index(
    "uq_episode_open",
    *(episode.c.account_id, episode.c.company_id),
    unique=True,
    sqlite_where=_LASTS,
    postgresql_where=_LASTS,
)

company_day = Table(
    "company_day",
    METADATA,
    _account(key=True),
    Column("day", Date, primary_key=True),  # in TEAM_ZONE
    _id(key=True),
    needed("state", Text()),
    text_column("cause"),
    text_column("books"),
    Column("days_missing", Integer),
    Column("fewest_missing", Integer),
)
"""The last state of a day, of the companies that weren't fine."""

fleet_day = Table(
    "fleet_day",
    METADATA,
    _account(key=True),
    Column("day", Date, primary_key=True),
    needed("companies", Integer()),  # that Codat's list had
    needed("read", Integer()),  # of them, those with a state
)
"""The days on which states were recorded: without one, that no company has a row says nothing."""

fleet_watch = Table(
    "fleet_watch",
    METADATA,
    _account(key=True),
    Column("began", UtcDateTime, primary_key=True),
    needed("last", UtcDateTime()),
)
"""From when until when checks ran without a longer pause: else that nothing changed says nothing."""

company_gap = Table(
    "company_gap",
    METADATA,
    _account(key=True),
    _id(key=True),
    Column("until", UtcDateTime, primary_key=True),  # when it was read again
    Column("began", UtcDateTime),  # when it was read before; None: never
    Index(None, "account_id", "until"),
)
"""The times in which a company wasn't read, of those that have a whole digest in them."""

set_up_change = Table(
    "set_up_change",
    METADATA,
    number(),
    _account(),
    _id(),
    Column("before_at", UtcDateTime),  # when the older value was last read
    needed("at", UtcDateTime()),  # when the newer one was first read
    needed("kind", Text()),
    needed("name", ForeignText()),
    Column("before", ForeignText),  # None: there was none
    Column("after", ForeignText),
    Index(None, "account_id", "at"),
    Index(None, "account_id", "company_id", "at"),
    sqlite_autoincrement=True,
)
"""What changed in a company's connections and configuration, append only."""

company_work = Table(
    "company_work",
    METADATA,
    _account(key=True),
    _id(key=True),
    text_column("owner"),
    text_column("owner_identity"),
    Column("owned_at", UtcDateTime),
    Column("contacted_at", UtcDateTime),
    text_column("contacted_by"),
    Column("snoozed_at", UtcDateTime),
    text_column("snoozed_by"),
    Column("snoozed_until", UtcDateTime),
    flag("until_change"),
    text_column("snoozed_state"),
)
"""Who is on a company: `insight.fleet.work.CompanyWork`."""

work_event = Table(
    "work_event",
    METADATA,
    number(),
    *company_columns(),
    *person_columns(),
    needed("at", UtcDateTime()),
    needed("kind", Text()),
    text_column("detail"),
    text_column("origin"),
    Column("outcome", Text),  # None for most
    Index(None, "account_id", "company_id", "at"),
    Index(None, "account_id", "at"),
    sqlite_autoincrement=True,
)
"""What people recorded about their work on companies, append only."""

saved_view = Table(
    "saved_view",
    METADATA,
    number(),
    _account(),
    *person_columns(),
    text_column("origin"),
    needed("name", ForeignText()),
    needed("query", ForeignText()),  # as in the address
    flag("shared"),
    needed("made_at", UtcDateTime()),
    Index(None, "account_id"),
    sqlite_autoincrement=True,
)
"""Filters of Home that someone gave a name."""

last_look = Table(
    "last_look",
    METADATA,
    _account(key=True),
    Column("identity", ForeignText, primary_key=True),
    needed("at", UtcDateTime()),
    Column("before", UtcDateTime),  # the visit before; None: there was none
)
"""When someone who signed in last looked at Home."""

fleet_refresh = Table(
    "fleet_refresh",
    METADATA,
    number(),
    _account(),
    *person_columns(),
    text_column("origin"),
    needed("asked_at", UtcDateTime()),
    needed("total", Integer()),
    Column("company_ids", JSON(none_as_null=True)),  # None: all
    Column("ended_at", UtcDateTime),
    Column("cancelled_at", UtcDateTime),
    text_column("cancelled_by"),
    Index(None, "account_id", "asked_at"),
    sqlite_autoincrement=True,
)
"""Each refresh of the fleet, or of a part, that someone asked for."""

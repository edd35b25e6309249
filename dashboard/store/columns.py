"""Columns and rows alike on SQLite and PostgreSQL: types, what many tables have, rows that may exist."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware when written (ValueError if not), in UTC when read. SQLite stores no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Convert to UTC before writing."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone can’t be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Add the zone that SQLite left out, or convert from PostgreSQL's session to UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ForeignText(TypeDecorator[str]):
    """Text from outside: characters that a database can't store (NUL, lone surrogates) become U+FFFD.

    A message from Codat must never prevent an outcome from being recorded.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Any) -> str | None:
        """Replace characters that can't be stored."""
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """Return a text in which U+FFFD replaces the characters that a database can't store."""
    paired = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return paired.replace("\0", _REPLACEMENT)


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


def among(column: str, values: tuple[str, ...]) -> str:
    """Return the condition that a column has one of these values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def needed(name: str, kind: TypeEngine[Any], *more: ForeignKey) -> Column[Any]:
    """Return a column that is never null."""
    return Column(name, kind, *more, nullable=False)


def text_column(name: str) -> Column[str]:
    """Return a column for text from outside, "" if there is none."""
    return Column(name, ForeignText, nullable=False, default="")


def flag(name: str) -> Column[bool]:
    """Return a column that is false unless it is set."""
    return Column(name, Boolean, nullable=False, default=False)


def number() -> Column[int]:
    """Return a primary key that grows and is never reused."""
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


def company_columns() -> list[Column[Any]]:
    """Return the columns for a row's company: Codat's address without trailing slash, id in lower case."""
    return [
        needed("account_id", Text(), ForeignKey("account.id")),
        needed("base_url", Text()),
        needed("company_id", Text()),
    ]


def person_columns() -> list[Column[Any]]:
    """Return the columns for who did it: name, whether a sign-in verified it, and "ISSUER SUBJECT" if so."""
    return [needed("person", ForeignText()), needed("verified", Boolean()), Column("identity", ForeignText)]


def insert_or_replace(connection: Connection, table: Table, *replaced: str) -> Any:
    """Return the statement that adds rows; where the primary key exists, it replaces these columns.

    Without names, all columns are replaced.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new, key = dialect.insert(table), [each.name for each in table.primary_key]
    names = replaced or [each.name for each in table.columns if each.name not in key]
    return new.on_conflict_do_update(index_elements=key, set_={name: new.excluded[name] for name in names})

"""Sign-in: people, roles, sessions, tokens and what happened to them; and who did what, by identity.

A migration describes the tables at the time it was written, so it uses nothing from `dashboard.store.tables`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TIME = sa.DateTime(timezone=True)
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_KNOWN_ROLE = "role IN ('viewer', 'operator', 'lead')"
_REFUSED = "access events are append only"
_DELETING = "EXISTS (SELECT 1 FROM fact WHERE name = 'deleting old events')"
_SQLITE_TRIGGERS = (
    f"""
    CREATE TRIGGER access_event_no_update BEFORE UPDATE ON access_event
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER access_event_no_delete BEFORE DELETE ON access_event WHEN NOT {_DELETING}
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END
    """,
)
_POSTGRES_TRIGGERS = (
    f"""
    CREATE FUNCTION access_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' AND {_DELETING} THEN RETURN OLD; END IF;
        RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER access_event_append_only BEFORE UPDATE OR DELETE ON access_event
    FOR EACH ROW EXECUTE FUNCTION access_event_append_only()
    """,
)


def upgrade() -> None:
    """Create the tables. Earlier rows have no identity."""
    for table in ("start", "start_event", "note", "share_link", "share_event"):
        op.add_column(table, sa.Column("identity", sa.Text))
    op.create_index("ix_start_confirmed_at", "start", ["confirmed_at"])
    _make_people()
    _make_sessions()
    _make_tokens()
    _make_events()


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _times(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, _TIME, nullable=False) for name in names]


def _number() -> sa.Column[Any]:
    return sa.Column("id", _NUMBER, nullable=False)


def _primary(table: str, column: str = "id") -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=f"pk_{table}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _known_role(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(_KNOWN_ROLE, name=f"ck_{table}_known_role")


def _make_people() -> None:
    op.create_table(
        "person",
        *_texts("identity", "name", "address"),
        sa.Column("claims", sa.JSON(), nullable=False),
        *_times("first_seen_at", "last_seen_at"),
        sa.Column("left_at", _TIME),
        _primary("person", "identity"),
    )
    op.create_table(
        "role_grant",
        _number(),
        *_texts("who", "role", "rule", "given_by"),
        *_times("given_at"),
        _primary("role_grant"),
        _unique("role_grant", "who", "rule"),
        _known_role("role_grant"),
        sqlite_autoincrement=True,
    )


def _make_sessions() -> None:
    op.create_table(
        "sign_in_session",
        *_texts("id", "cookie_hash", "identity", "method", "client_address", "user_agent", "ended_by"),
        *_times("began_at", "last_seen_at", "refreshed_at", "ends_at"),
        sa.Column("refresh_token", sa.LargeBinary),
        sa.Column("ended_at", _TIME),
        _primary("sign_in_session"),
        _unique("sign_in_session", "cookie_hash"),
    )
    op.create_index("ix_sign_in_session_identity", "sign_in_session", ["identity"])
    op.create_index("ix_sign_in_session_ends_at", "sign_in_session", ["ends_at"])


def _make_tokens() -> None:
    op.create_table(
        "service_token",
        _number(),
        *_texts("name", "token_hash", "role", "rule", "made_by"),
        *_times("made_at", "ends_at"),
        *(sa.Column(name, _TIME) for name in ("revoked_at", "last_used_at")),
        _primary("service_token"),
        _unique("service_token", "name"),
        _unique("service_token", "token_hash"),
        _known_role("service_token"),
        sqlite_autoincrement=True,
    )


def _make_events() -> None:
    op.create_table(
        "access_event",
        _number(),
        *_texts("person", "kind", "detail", "origin", "company_id"),
        sa.Column("verified", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Text) for name in ("identity", "outcome", "session_id")),
        *_times("at"),
        _primary("access_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_access_event_at", "access_event", ["at"])
    postgres = op.get_context().dialect.name == "postgresql"
    for statement in _POSTGRES_TRIGGERS if postgres else _SQLITE_TRIGGERS:
        op.execute(statement)

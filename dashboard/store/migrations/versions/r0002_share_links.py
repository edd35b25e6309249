"""Links to shared views, what happened to them, and what they show of a company.

A migration describes the tables at the time it was written, so it uses nothing from `dashboard.store.tables`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_REFUSED = "share events are append only"
_DELETING = "EXISTS (SELECT 1 FROM fact WHERE name = 'deleting old events')"
_SQLITE_TRIGGERS = (
    f"""
    CREATE TRIGGER share_event_no_update BEFORE UPDATE ON share_event
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER share_event_no_delete BEFORE DELETE ON share_event WHEN NOT {_DELETING}
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END
    """,
)
_POSTGRES_TRIGGERS = (
    f"""
    CREATE FUNCTION share_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' AND {_DELETING} THEN RETURN OLD; END IF;
        RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER share_event_append_only BEFORE UPDATE OR DELETE ON share_event
    FOR EACH ROW EXECUTE FUNCTION share_event_append_only()
    """,
)


def upgrade() -> None:
    """Make them."""
    _make_links()
    _make_events()
    _make_openings()
    _make_snapshots()


def _needed(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _company_and_person() -> list[sa.Column[Any]]:
    texts = ("account_id", "base_url", "company_id", "person")
    return [*(_needed(name, sa.Text()) for name in texts), _needed("verified", sa.Boolean())]


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}")


def _make_links() -> None:
    texts = ("token_hash", "company_name", "origin", "recipient", "note", "embed_origin")
    op.create_table(
        "share_link",
        _needed("id", _NUMBER),
        *_company_and_person(),
        *(_needed(name, sa.Text()) for name in texts),
        *(_needed(name, sa.Boolean()) for name in ("preview", "live")),
        _needed("content", sa.JSON()),
        sa.Column("frozen_view", sa.JSON),
        sa.Column("missing_days", sa.Integer),
        *(_needed(name, _TIME) for name in ("made_at", "ends_at")),
        *(sa.Column(name, _TIME) for name in ("paused_at", "revoked_at")),
        _primary("share_link", "id"),
        _reference("share_link", "account_id", "account.id"),
        sa.UniqueConstraint("token_hash", name="uq_share_link_token_hash"),
        sa.CheckConstraint("company_id = lower(company_id)", name="ck_share_link_company_id_in_lower_case"),
        sa.CheckConstraint("base_url = rtrim(base_url, '/')", name="ck_share_link_base_url_without_slash"),
        sqlite_autoincrement=True,
    )
    _index("share_link", "account_id", "company_id")


def _make_events() -> None:
    op.create_table(
        "share_event",
        _needed("id", _NUMBER),
        sa.Column("link_id", sa.BigInteger),
        *_company_and_person(),
        _needed("at", _TIME),
        *(_needed(name, sa.Text()) for name in ("kind", "detail", "origin")),
        sa.Column("outcome", sa.Text),
        sa.Column("hour", _TIME),
        _primary("share_event", "id"),
        _reference("share_event", "account_id", "account.id"),
        _reference("share_event", "link_id", "share_link.id"),
        sqlite_autoincrement=True,
    )
    _index("share_event", "link_id")
    _index("share_event", "account_id", "company_id", "at")
    _index("share_event", "account_id", "at")
    op.create_index("uq_share_event_opened", "share_event", ["link_id", "hour"], unique=True)
    by_people = sa.text("hour IS NULL")
    op.create_index(
        "ix_share_event_by_people",
        "share_event",
        ["account_id", "at"],
        sqlite_where=by_people,
        postgresql_where=by_people,
    )
    postgres = op.get_context().dialect.name == "postgresql"
    for statement in _POSTGRES_TRIGGERS if postgres else _SQLITE_TRIGGERS:
        op.execute(statement)


def _make_openings() -> None:
    op.create_table(
        "share_opening",
        _needed("link_id", sa.BigInteger()),
        _needed("hour", _TIME),
        *(_needed(name, sa.Integer()) for name in ("opened", "previewed")),
        sa.Column("last_opened_at", _TIME),
        _primary("share_opening", "link_id", "hour"),
        _reference("share_opening", "link_id", "share_link.id"),
    )


def _make_snapshots() -> None:
    texts = ("account_id", "base_url", "company_id", "version", "failed_with")
    op.create_table(
        "company_snapshot",
        *(_needed(name, sa.Text()) for name in texts),
        *(sa.Column(name, _TIME) for name in ("read_at", "failed_at")),
        _needed("body", sa.LargeBinary()),
        _primary("company_snapshot", "account_id", "company_id"),
        _reference("company_snapshot", "account_id", "account.id"),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, [*columns])

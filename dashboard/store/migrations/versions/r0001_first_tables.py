"""The first tables.

A migration describes the tables at the time it was written, so it uses nothing from `dashboard.store.tables`.
Older programs keep running while newer ones start: add first, and remove in a later release. SQLite drops a
table's triggers when a batch re-creates the table: then re-create those in `_APPEND_ONLY`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TIME = sa.DateTime(timezone=True)
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_OPEN = "stage IN ('looking', 'sending', 'running', 'unclear')"
_KNOWN = "stage IN ('looking', 'sending', 'running', 'unclear', 'not started', 'ended', 'released')"
_APPEND_ONLY = {"start_event": "events are append only", "note": "notes are append only"}
_DELETING = "EXISTS (SELECT 1 FROM fact WHERE name = 'deleting old events')"
_SQLITE_TRIGGERS = f"""
CREATE TRIGGER {{table}}_no_update BEFORE UPDATE ON {{table}}
BEGIN SELECT RAISE(ABORT, '{{refused}}'); END;;
CREATE TRIGGER {{table}}_no_delete BEFORE DELETE ON {{table}} WHEN NOT {_DELETING}
BEGIN SELECT RAISE(ABORT, '{{refused}}'); END
"""
_POSTGRES_TRIGGERS = f"""
CREATE FUNCTION {{table}}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' AND {_DELETING} THEN RETURN OLD; END IF;
    RAISE EXCEPTION '{{refused}}' USING ERRCODE = 'integrity_constraint_violation';
END $$;;
CREATE TRIGGER {{table}}_append_only BEFORE UPDATE OR DELETE ON {{table}}
FOR EACH ROW EXECUTE FUNCTION {{table}}_append_only()
"""


def upgrade() -> None:
    """Make them."""
    _make_tables_about_the_store()
    _make_accounts()
    _make_starts()
    _make_events()
    _make_notes()
    for table in _APPEND_ONLY:
        _make_append_only(table)


def _needed(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _company(table: str) -> list[sa.Column[Any]]:
    owner = sa.ForeignKey("account.id", name=f"fk_{table}_account_id")
    columns = [sa.Column("account_id", sa.Text, owner, nullable=False)]
    return [*columns, _needed("base_url", sa.Text()), _needed("company_id", sa.Text())]


def _person() -> list[sa.Column[Any]]:
    return [_needed("person", sa.Text()), _needed("verified", sa.Boolean())]


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _make_accounts() -> None:
    op.create_table(
        "account",
        _needed("id", sa.Text()),
        _needed("base_url", sa.Text()),
        _needed("made_at", _TIME),
        _primary("account", "id"),
    )
    op.create_table(
        "account_key",
        _needed("key_hash", sa.Text()),
        _needed("account_id", sa.Text()),
        _needed("added_at", _TIME),
        _primary("account_key", "key_hash"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_key_account_id"),
    )


def _start_columns() -> list[sa.Column[Any]]:
    texts = ("sentence", "blocked_by", "correlation_id", "check_error", "basis")
    flags = ("was_unclear", "may_release", "internal_error")
    times = ("requested_start", "requested_finish", "seen_at")
    later = ("sent_at", "last_sent_at", "accepted_at", "checked_at", "ended_at", "nightly_from", "over_since")
    return [
        _needed("id", sa.Text()),
        *_company("start"),
        *_person(),
        *(sa.Column(name, _TIME) for name in times),
        sa.Column("beside", sa.Text),
        sa.Column("body", sa.Text),
        _needed("stage", sa.Text()),
        _needed("version", sa.Integer()),
        _needed("confirmed_at", _TIME),
        *(sa.Column(name, _TIME) for name in later),
        _needed("sent_count", sa.Integer()),
        *(_needed(name, sa.Text()) for name in texts),
        sa.Column("sync_id", sa.Text),
        sa.Column("missing_before", sa.Integer),
        sa.Column("error_status", sa.Integer),
        *(_needed(name, sa.Boolean()) for name in flags),
        sa.Column("records", sa.JSON),
    ]


def _make_starts() -> None:
    op.create_table(
        "start",
        *_start_columns(),
        _primary("start", "id"),
        sa.CheckConstraint(_KNOWN, name="ck_start_known_stage"),
        sa.CheckConstraint("company_id = lower(company_id)", name="ck_start_company_id_in_lower_case"),
        sa.CheckConstraint("base_url = rtrim(base_url, '/')", name="ck_start_base_url_without_slash"),
    )
    op.create_index(
        "uq_start_open",
        "start",
        ["base_url", "company_id"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )
    _index("start", "base_url", "company_id", "confirmed_at")
    op.create_table(
        "start_listed",
        _needed("start_id", sa.Text()),
        _needed("sync_ids", sa.JSON()),
        _primary("start_listed", "start_id"),
        sa.ForeignKeyConstraint(["start_id"], ["start.id"], name="fk_start_listed_start_id"),
    )


def _make_events() -> None:
    op.create_table(
        "start_event",
        _needed("id", _NUMBER),
        sa.Column("start_id", sa.Text),
        *_company("start_event"),
        *_person(),
        _needed("at", _TIME),
        _needed("kind", sa.Text()),
        _needed("detail", sa.Text()),
        sa.Column("code", sa.Integer),
        _needed("origin", sa.Text()),
        sa.Column("outcome", sa.Text),
        _primary("start_event", "id"),
        sa.ForeignKeyConstraint(["start_id"], ["start.id"], name="fk_start_event_start_id"),
        sqlite_autoincrement=True,
    )
    _index("start_event", "start_id")
    _index("start_event", "account_id", "company_id", "at")
    _index("start_event", "account_id", "at")


def _make_notes() -> None:
    op.create_table(
        "note",
        _needed("id", _NUMBER),
        *_company("note"),
        *_person(),
        _needed("at", _TIME),
        _needed("text", sa.Text()),
        _needed("origin", sa.Text()),
        _primary("note", "id"),
        sqlite_autoincrement=True,
    )
    _index("note", "account_id", "company_id", "at")
    _index("note", "account_id", "at")


def _make_append_only(table: str) -> None:
    """Make the database refuse to change a row of the table, or to delete one outside retention."""
    postgres = op.get_context().dialect.name == "postgresql"
    statements = (_POSTGRES_TRIGGERS if postgres else _SQLITE_TRIGGERS).format(
        table=table, refused=_APPEND_ONLY[table]
    )
    for statement in statements.split(";;"):
        op.execute(statement)


def _make_tables_about_the_store() -> None:
    op.create_table(
        "lease",
        _needed("name", sa.Text()),
        _needed("holder", sa.Text()),
        _needed("until", _TIME),
        _needed("term", sa.BigInteger()),
        _primary("lease", "name"),
    )
    op.create_table("fact", _needed("name", sa.Text()), _needed("value", sa.Text()), _primary("fact", "name"))
    op.create_table(
        "restore_check",
        _needed("base_url", sa.Text()),
        _needed("company_id", sa.Text()),
        _primary("restore_check", "base_url", "company_id"),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, [*columns])

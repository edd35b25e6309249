"""The fleet: states, changes, episodes, incidents, days, set-up changes, work, views, and refreshes.

A migration describes the tables at the time it was written, so it uses nothing from `dashboard.store.fleet`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TIME = sa.DateTime(timezone=True)
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_DELETING = "EXISTS (SELECT 1 FROM fact WHERE name = 'deleting old events')"
_APPEND_ONLY = ("verdict_change", "set_up_change", "work_event")
_LASTS = sa.text("ended_seen_at IS NULL")
_INDEXES = {
    "fleet_company": (("account_id", "revision"), ("account_id", "valid_until")),
    "verdict_change": (("account_id", "at"), ("account_id", "company_id", "at")),
    "incident": (("account_id", "last_began"),),
    "episode": (
        ("incident_id",),
        ("account_id", "ended"),
        ("account_id", "began"),
        ("account_id", "company_id", "began"),
    ),
    "set_up_change": (("account_id", "at"), ("account_id", "company_id", "at")),
    "work_event": (("account_id", "company_id", "at"), ("account_id", "at")),
    "saved_view": (("account_id",),),
    "fleet_refresh": (("account_id", "asked_at"),),
}


def upgrade() -> None:
    """Create the tables, their indexes, and the triggers of those that are append only."""
    _make_companies()
    _make_history()
    _make_days()
    _make_work()
    _make_views()
    for each in (*_maybe(sa.Text, "latest_key"), *_maybe(_TIME, "latest_at", "whole_at")):
        op.add_column("company_snapshot", each)
    for table, indexes in _INDEXES.items():
        for columns in indexes:
            op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
    op.create_index(
        "uq_episode_open",
        "episode",
        ["account_id", "company_id"],
        unique=True,
        sqlite_where=_LASTS,
        postgresql_where=_LASTS,
    )
    for table in _APPEND_ONLY:
        _refuse_changes(table)


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _times(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, _TIME, nullable=False) for name in names]


def _maybe(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind) for name in names]


def _person() -> list[sa.Column[Any]]:
    return [
        *_texts("person", "origin"),
        sa.Column("verified", sa.Boolean(), nullable=False),
        *_maybe(sa.Text, "identity"),
    ]


def _revision() -> sa.Column[Any]:
    return sa.Column("revision", sa.BigInteger(), nullable=False)


def _make(table: str, *columns: Any, key: tuple[str, ...] = ()) -> None:
    """Create a table of an account, with a number for its key unless it has one."""
    numbered = {"sqlite_autoincrement": True} if not key else {}
    op.create_table(
        table,
        *([] if key else [sa.Column("id", _NUMBER, nullable=False)]),
        *_texts("account_id"),
        *columns,
        sa.PrimaryKeyConstraint(*(key or ("id",)), name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=f"fk_{table}_account_id"),
        **numbered,
    )


def _make_companies() -> None:
    _make(
        "fleet_account",
        _revision(),
        *_maybe(_TIME, "listed_at", "planned_at"),
        *_maybe(sa.JSON, "plan"),
        key=("account_id",),
    )
    _make(
        "fleet_company",
        *_texts("company_id", "name", "books", "shops", "tags", "state_value", "cause", "failed_with"),
        sa.Column("gone", sa.Boolean(), nullable=False),
        *_maybe(sa.Boolean, "uses_commerce"),
        *_maybe(sa.Text, "state"),
        *_maybe(_TIME, "valid_until", "read_at", "failed_at", "changed_at"),
        *_maybe(sa.BigInteger, "episode_id"),
        _revision(),
        key=("account_id", "company_id"),
    )


def _make_history() -> None:
    _make(
        "verdict_change",
        *_texts("company_id", "state_before", "state", "cause_before", "cause"),
        *_times("at"),
        *_maybe(_TIME, "began"),
        *_maybe(sa.Integer, "days_missing"),
    )
    _make(
        "incident",
        *_texts("cause", "books"),
        *_times("first_began", "last_began", "made_at"),
        *_maybe(sa.BigInteger, "became"),
        sa.ForeignKeyConstraint(["became"], ["incident.id"], name="fk_incident_became"),
    )
    _make(
        "episode",
        *_texts("company_id", "state", "worst", "cause", "books"),
        *_times("began", "seen_at"),
        *_maybe(_TIME, "ended", "ended_seen_at"),
        *_maybe(sa.BigInteger, "incident_id"),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_episode_incident_id"),
    )


def _make_days() -> None:
    _make(
        "company_day",
        sa.Column("day", sa.Date(), nullable=False),
        *_texts("company_id", "state", "cause", "books"),
        *_maybe(sa.Integer, "days_missing"),
        key=("account_id", "day", "company_id"),
    )
    _make(
        "fleet_day",
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("companies", "read")),
        key=("account_id", "day"),
    )
    _make(
        "set_up_change",
        *_texts("company_id", "kind", "name"),
        *_maybe(_TIME, "before_at"),
        *_times("at"),
        *_maybe(sa.Text, "before", "after"),
    )


def _make_work() -> None:
    _make(
        "company_work",
        *_texts("company_id", "owner", "owner_identity", "contacted_by", "snoozed_by", "snoozed_state"),
        *_maybe(_TIME, "owned_at", "contacted_at", "snoozed_at", "snoozed_until"),
        sa.Column("until_change", sa.Boolean(), nullable=False),
        key=("account_id", "company_id"),
    )
    _make(
        "work_event",
        *_texts("base_url", "company_id", "kind", "detail"),
        *_person(),
        *_times("at"),
        *_maybe(sa.Text, "outcome"),
    )


def _make_views() -> None:
    _make(
        "saved_view",
        *_person(),
        *_texts("name", "query"),
        sa.Column("shared", sa.Boolean(), nullable=False),
        *_times("made_at"),
    )
    _make(
        "last_look",
        *_texts("identity"),
        *_times("at"),
        *_maybe(_TIME, "before"),
        key=("account_id", "identity"),
    )
    _make(
        "fleet_refresh",
        *_person(),
        *_times("asked_at"),
        sa.Column("total", sa.Integer(), nullable=False),
        *_maybe(_TIME, "ended_at", "cancelled_at"),
        *_maybe(sa.JSON, "company_ids"),
        *_texts("cancelled_by"),
    )


def _refuse_changes(table: str) -> None:
    """Let the database refuse to change a row, or to delete one outside retention."""
    refused = f"{table.replace('_', ' ')}s are append only"
    if op.get_context().dialect.name != "postgresql":
        for act, only in (("UPDATE", ""), ("DELETE", f"WHEN NOT {_DELETING}")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {only} "
                f"BEGIN SELECT RAISE(ABORT, '{refused}'); END"
            )
        return
    op.execute(
        f"""
        CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' AND {_DELETING} THEN RETURN OLD; END IF;
            RAISE EXCEPTION '{refused}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )

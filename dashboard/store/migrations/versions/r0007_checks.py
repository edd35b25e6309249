"""When checks of the fleet ran, and which companies they left out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create both tables; remember when a company was first listed, and how few days are missing."""
    op.add_column("fleet_company", sa.Column("listed_at", _TIME))
    op.add_column("company_day", sa.Column("fewest_missing", sa.Integer()))
    op.create_table(
        "fleet_watch",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("began", _TIME, nullable=False),
        sa.Column("last", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "began", name="pk_fleet_watch"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_fleet_watch_account_id"),
    )
    op.create_table(
        "company_gap",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.Column("began", _TIME),
        sa.PrimaryKeyConstraint("account_id", "company_id", "until", name="pk_company_gap"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_company_gap_account_id"),
    )
    op.create_index("ix_company_gap_account_id_until", "company_gap", ["account_id", "until"])

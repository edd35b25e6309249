"""How many requests each process sends to Codat, and when a lease was taken. An index that no query uses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table, add the column to the leases, and drop the index."""
    op.create_table(
        "request_note",
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("base_url", "process", name="pk_request_note"),
    )
    op.add_column("lease", sa.Column("taken_at", _TIME))
    op.drop_index("ix_fleet_company_account_id_valid_until", "fleet_company")

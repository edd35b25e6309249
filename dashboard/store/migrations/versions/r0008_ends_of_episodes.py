"""How a company's problem ended, and when a later sync failed for another cause."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_TIME: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns."""
    op.add_column("episode", sa.Column("recovered", sa.Boolean()))
    op.add_column("episode", sa.Column("left_at", _TIME))
    op.add_column("episode", sa.Column("left_seen_at", _TIME))

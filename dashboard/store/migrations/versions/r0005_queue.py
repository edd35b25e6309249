"""The queue of the background jobs. PostgreSQL only: with SQLite each dashboard runs them itself."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create Procrastinate's tables and functions, as version 3.10.0 needs them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(Path(__file__).with_name("r0005_queue.sql").read_text(encoding="utf-8"))

"""Write the table of roles in docs/access.md from dashboard/access/policy.py.

Run it after an action or its least role has changed: `.venv/bin/python -m script.roles_table`.
A test compares the two.
"""

from __future__ import annotations

import re
from pathlib import Path

from dashboard.access.policy import Act
from dashboard.access.role import Role

PAGE = Path(__file__).resolve().parent.parent / "docs/access.md"
HEAD = f"| to … | {' | '.join(Role)} | with `READ_ONLY=1` |\n| --- |{' --- |' * (len(Role) + 1)}\n"
BETWEEN = re.compile(r"(<!-- roles -->\n).*?(<!-- /roles -->)", re.DOTALL)


def row(act: Act) -> str:
    """Return the table's line for one action."""
    marks = ["✓" if role.includes(act.role) else "–" for role in Role]
    return f"| {act} | {' | '.join(marks)} | {'–' if act.changes else '✓'} |\n"


def with_table(page: str) -> str:
    """Return the page's text with an up-to-date table between its two marks."""
    table = HEAD + "".join(row(act) for act in Act)
    return BETWEEN.sub(lambda marks: f"{marks[1]}{table}{marks[2]}", page)


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"The table in {PAGE.name} is written.")

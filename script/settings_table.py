"""Write the table of settings in docs/operating.md from dashboard/settings/.

Run it after a setting has changed: `.venv/bin/python -m script.settings_table`.
A test compares the two.
"""

from __future__ import annotations

import re
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from dashboard.settings import Settings
from dashboard.settings.setting import Declaration, about_of

PAGE = Path(__file__).resolve().parent.parent / "docs/operating.md"
HEAD = (
    "| environment | in secrets, under `[codat]` | without it | what it does |\n| --- | --- | --- | --- |\n"
)
BETWEEN = re.compile(r"(<!-- settings -->\n).*?(<!-- /settings -->)", re.DOTALL)


def row(field: Field[Any]) -> str:
    """Return the table's line for one setting."""
    about = about_of(field)
    written = ",".join(field.default) if isinstance(field.default, tuple) else str(field.default)
    default = {False: "0", True: "1", "": ""}.get(field.default, written)
    shown = f"`{default}`" if default else "nothing"
    from_file = f" Or `{about.file_name}`: a file with it." if about.secret else ""
    return f"| `{about.name}` | {_in_secrets(about)} | {shown} | {about.meaning}{from_file} |\n"


def _in_secrets(about: Declaration) -> str:
    return "not read there" if about.environment_only else f"`{about.in_secrets[0]}`"


def with_table(page: str) -> str:
    """Return the page's text with an up-to-date table between its two marks."""
    table = HEAD + "".join(row(field) for field in fields(Settings))
    return BETWEEN.sub(lambda marks: f"{marks[1]}{table}{marks[2]}", page)


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"The table in {PAGE.name} is written.")

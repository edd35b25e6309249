"""Run axe-core in a page, past its content security policy."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final, Literal

from playwright.sync_api import Page

AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
SERIOUS: Final = {"serious", "critical"}
GROUNDS: Final[dict[Literal["light", "dark"], str]] = {
    "light": "rgb(255, 255, 255)",
    "dark": "rgb(15, 20, 25)",
}
"""The background of each theme."""


def serious(page: Page) -> list[str]:
    """Run axe in the page; return each serious finding, with its element."""
    if not page.evaluate("'axe' in window"):
        # By the debugger, past the content security policy, which lets no inline script run.
        page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert len(found["passes"]) > 10, "axe did not look at the page"
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
        if rule["impact"] in SERIOUS
    ]

"""How a test drives a page: wait for what a person would wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.support import limits

IDLE = """() => { const app = document.querySelector('[data-testid="stApp"]');
  return app && app.getAttribute('data-test-script-state') === 'notRunning'
    && app.getAttribute('data-test-connection-state') === 'CONNECTED'
    && document.querySelector('[data-testid="stMain"] .d-brand a')
    && !document.querySelector('[data-testid="stSkeleton"]') }"""
# Our script (dashboard/ui/assets) is loaded, and the view shown is the one it waits for.
SHOWN = "() => window.__syncdesk?.started && window.__syncdesk.awaited === null"
# Follow a link to an address, if our script is there and needs no load for it; Tab begins at the top again.
FOLLOW = """address => {
  const body = document.body, link = document.createElement('a');
  link.href = address;
  if (!window.__syncdesk?.started || link.origin !== location.origin) return false;
  body.tabIndex = -1;
  body.focus();
  body.blur();
  body.removeAttribute('tabindex');
  body.append(link);
  link.click();
  link.remove();
  return true }"""

EXPLAINED = "Executing inline script violates the following Content Security Policy directive"
"""The only console line that a page may leave; docs/operating.md explains it."""


def settled(page: Page, *, ours: bool = True) -> Page:
    """Wait until Streamlit has drawn the page, and, unless `ours` is False, our script takes it for shown."""
    page.wait_for_function(f"() => ({IDLE})() && ({SHOWN})()" if ours else IDLE)
    return page


def until_signed_out(page: Page) -> None:
    """Wait until the page says that its session is over."""
    expect(page.locator("h1")).to_have_text("You’re signed out")


def open_at(page: Page, address: str, *, ours: bool = True) -> Page:
    """Open an address as a person who pastes it; `ours` is as in `settled`."""
    page.goto(address)
    return settled(page, ours=ours)


def go_to(page: Page, address: str) -> Page:
    """Show an address by a link where the tab already shows a page of that dashboard; else load it.

    A move takes a tenth of the processor time of a load. Like a load it leaves no focus behind.
    """
    if not page.evaluate(FOLLOW, address):
        return open_at(page, address)
    return settled(page)


def console_of(page: Page) -> list[str]:
    """Return a list that collects console lines, script errors and failed requests."""
    lines: list[str] = []
    page.on("console", lambda line: lines.append(f"{line.text} ({line.location['url']})"))
    page.on("pageerror", lambda error: lines.append(str(error)))
    page.on(
        "response",
        lambda answer: lines.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    return lines


def unexplained(lines: list[str]) -> list[str]:
    """Return the unexpected console lines: all except the first one that is explained."""
    explained = [line for line in lines if line.startswith(EXPLAINED)]
    return [line for line in lines if line not in explained[:1]]


def point_at(page: Page, mark: Locator) -> None:
    """Move the mouse over a mark of a figure: plotly's own layer lies above it and takes the mouse."""
    mark.wait_for()
    box = mark.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def until(holds: Callable[[], bool], seconds: float = limits.WAIT_S) -> None:
    """Wait until something holds that no page shows: what the sandbox has been asked."""
    pause, end = threading.Event(), time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never became true"
        pause.wait(0.05)

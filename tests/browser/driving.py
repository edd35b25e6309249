"""How a test drives a page: wait for what a person would wait for."""

from __future__ import annotations

from playwright.sync_api import Page

IDLE = """() => { const app = document.querySelector('[data-testid="stApp"]');
  return app && app.getAttribute('data-test-script-state') === 'notRunning'
    && app.getAttribute('data-test-connection-state') === 'CONNECTED'
    && !document.querySelector('[data-testid="stSkeleton"]') }"""


def settled(page: Page) -> Page:
    """Wait until Streamlit has drawn the page."""
    page.wait_for_function(IDLE)
    return page


def open_at(page: Page, address: str) -> Page:
    """Open an address as a person who pastes it."""
    page.goto(address)
    return settled(page)

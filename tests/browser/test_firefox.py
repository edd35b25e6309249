"""The main job in Firefox: find, open, move without a load, go back, copy, start a sync and follow it.

Debian's Firefox is controlled through its own protocol, Marionette, without a driver in between.
"""

from __future__ import annotations

import re
import shutil
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from marionette_driver.by import By
from marionette_driver.errors import MarionetteException
from marionette_driver.keys import Keys
from marionette_driver.marionette import Marionette, WebElement

from tests.browser import driving
from tests.support import limits

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# Requests to other machines go to a port where nothing listens: Firefox contacts its vendor.
PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
    "intl.accept_languages": "en-GB",
}


class Firefox:
    """What a person does and sees in a window of Firefox."""

    def __init__(self, driver: Marionette) -> None:
        self._driver = driver

    def open(self, address: str) -> None:
        """Open an address as if typed; mark the loaded page."""
        self._driver.navigate(address)
        self.settled()
        self._run("window.stays = true")

    @property
    def stays(self) -> bool:
        """Whether everything since `open` happened without another page load."""
        return self._run("return window.stays === true") is True

    @property
    def address(self) -> str:
        """Where it is."""
        return str(self._driver.get_url())

    def back(self) -> None:
        """Go back."""
        self._driver.go_back()

    def settled(self) -> None:
        """Wait until the page is drawn and our script considers it shown."""
        self.until(lambda: self._run(f"return ({driving.IDLE})() && ({driving.SHOWN})()"))

    def until(self, holds: Callable[[], Any]) -> None:
        """Wait until a condition is true; a missing element counts as false."""
        driving.until(lambda: self._holds(holds))

    def _holds(self, holds: Callable[[], Any]) -> bool:
        try:
            return bool(holds())
        except MarionetteException:
            return False

    def heading(self, words: str) -> None:
        """Wait for a level-one heading with this text."""
        self.until(lambda: re.search(words, self._driver.find_element(By.CSS_SELECTOR, "h1").text))

    def click(self, kind: str, name: str) -> None:
        """Click the first link or button of this name once it can be clicked."""
        path = f'//{kind}[contains(normalize-space(.), "{name}")]'
        self.until(lambda: self._clicked(By.XPATH, path))

    def field(self, selector: str) -> WebElement:
        """Return a field once it is there."""
        self.until(lambda: self._driver.find_element(By.CSS_SELECTOR, selector))
        return self._driver.find_element(By.CSS_SELECTOR, selector)

    def _clicked(self, by: str, path: str) -> bool:
        found = self._driver.find_element(by, path)
        if not found.is_enabled():
            return False
        found.click()
        return True

    def _run(self, script: str) -> Any:
        return self._driver.execute_script(script, sandbox=None)


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marionette]:
    """Yield the client that controls Debian's Firefox, with a new profile."""
    path = shutil.which("firefox-esr")
    assert path, "Debian's firefox-esr is missing: script/test installs it"
    log = str(tmp_path_factory.mktemp("firefox") / "gecko.log")
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", ResourceWarning
        )  # it doesn't close the sockets with which it tries the port
        made = Marionette(
            bin=path, headless=True, prefs=PREFERENCES, gecko_log=log, startup_timeout=limits.WAIT_S
        )
    yield made
    made.cleanup()
    left_over = made.instance.profile  # its clean-up creates another profile and forgets it
    left_over.cleanup()
    left_over.restore = False  # otherwise it is cleaned up again when Python ends, and that fails


@pytest.fixture(scope="module")
def firefox(driver: Marionette) -> Iterator[Firefox]:
    """Return a window of it."""
    driver.start_session()
    yield Firefox(driver)
    driver.quit()


def test_the_main_job_is_done_in_firefox(firefox, dashboard, fresh_sandbox):
    company = fresh_sandbox.company("gap-to-close")
    firefox.open(dashboard.url)
    firefox.field(".st-key-search input").send_keys("fery lane")
    firefox.until(lambda: "q=fery+lane" in firefox.address)  # the answer to the complete text
    firefox.click("a", "Ferry Lane Bicycles")
    firefox.heading("are not in Xero")
    firefox.settled()
    opened = firefox.address
    assert opened == f"{dashboard.url}/company?company={company}"

    firefox.click("a", "History")
    firefox.until(lambda: "/history?" in firefox.address)
    firefox.settled()
    firefox.back()
    firefox.heading("are not in Xero")
    firefox.settled()
    assert firefox.address == opened

    firefox.click("button", "Copy the answer for a ticket")
    firefox.field(".st-key-jump input").send_keys(Keys.CONTROL, "v")
    firefox.until(lambda: "Ferry Lane Bicycles" in firefox.field(".st-key-jump input").get_property("value"))
    assert firefox.stays

    firefox.open(opened)
    firefox.click("a", "Start a sync")
    firefox.click("button", "Review and start")
    firefox.click("label", "Couldn’t ask")
    firefox.field(".st-key-start_name input").send_keys("Ada Byron")
    firefox.click("button", "Start sync")
    firefox.until(lambda: "attempt=" in firefox.address)
    firefox.heading("succeeded|wrote data")
    assert firefox.stays
    assert len(fresh_sandbox.ledger()) == 1

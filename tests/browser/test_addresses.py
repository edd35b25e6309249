"""The address is the view: random walks through the product, held against a model of the browser's history.

A walk clicks links, goes Back and Forward, changes filters and reloads, in bursts; after each burst address
and page must be the model's. Its seed is printed: WALK_SEED=… walks the same way again.
"""

from __future__ import annotations

import os
import random
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Page

from dashboard.insight.activity import filters as activity
from dashboard.insight.fleet import query as home
from dashboard.insight.history import filters as history
from tests.browser.driving import IDLE, open_at, settled
from tests.support import limits

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(400)]

STEPS = 45
KINDS = 4
BURST_PAUSE_MS = 80
CASES = ("healthy", "archived-tax-rate", "same-name-first")
LISTS = {"activity", "shared"}
CURRENT = {
    "company": "Company", "history": "History", "sync": "History", "setup": "Set-up", "share": "Share…",
}  # fmt: skip
OWN_LINKS = """() => [...document.querySelectorAll('[data-testid="stMain"] a[href]')]
  .filter(a => a.origin === location.origin && a.checkVisibility()).map(a => a.pathname + a.search)"""
CLICK = """address => { const link = [...document.querySelectorAll('[data-testid="stMain"] a[href]')]
  .find(a => a.pathname + a.search === address); if (!link) return false; link.click(); return true }"""
# Hears of each step through the history before our script does, which keeps some to itself: one to the view
# that is shown, and one while there is no connection.
HEAR = "addEventListener('popstate', event => { if (event.isTrusted) window.travelled?.(); }, true)"
TRAVEL = """([steps, longest]) => new Promise(done => { window.travelled = () => done(true);
  setTimeout(done, longest, false); history.go(steps) })"""
SEEN = f"""() => ({{
  idle: ({IDLE})(),
  address: location.pathname + location.search,
  current: document.querySelector('.d-nav a[aria-current]')?.textContent ?? '',
  company: document.querySelector('.d-company b')?.textContent ?? '',
  chips: [...document.querySelectorAll('.d-chip')].map(chip => chip.textContent),
  text: document.querySelector('[data-testid="stMain"]')?.innerText ?? '',
}})"""


class Walk:
    """A person's tab, and what its history must hold."""

    def __init__(
        self, page: Page, base: str, names: dict[str, str], syncs: frozenset[str], seed: int
    ) -> None:
        self.page, self.base, self.names, self.syncs = page, base, names, syncs
        self.dice = random.Random(seed)
        self.entries: list[str] = []
        self.at = -1
        self.shown: list[str] = []
        self.without_script = False

    @property
    def here(self) -> str:
        """The address where the model stands."""
        return self.entries[self.at]

    def begin(self, address: str) -> None:
        open_at(self.page, self.base + address)
        self.entries, self.at = [address], 0
        self.check()

    def arrive(self, address: str) -> None:
        if canonical(address) != canonical(self.here):
            self.entries = [*self.entries[: self.at + 1], address]
            self.at += 1

    def click(self) -> None:
        addresses = [each for each in self.page.evaluate(OWN_LINKS) if self.knows(each)]
        if addresses:
            self.follow(self.dice.choice(addresses))

    def knows(self, address: str) -> bool:
        """Whether the model knows the company's name, so that it can tell another company's page.

        Activity still links to the syncs of earlier tests, which the sandbox has forgotten.
        """
        query = dict(parse_qsl(urlsplit(address).query))
        return query.get("company") in {None, *self.names} and query.get("sync") in {None, *self.syncs}

    def follow(self, address: str) -> None:
        if self.page.evaluate(CLICK, address):
            self.shown.append(f"click {address}")
            self.arrive(address)

    def travel(self, steps: int) -> None:
        if 0 <= self.at + steps < len(self.entries):
            arrived = self.page.evaluate(TRAVEL, [steps, limits.WAIT_MS])
            assert arrived, f"no step by {steps} from {self.at} of {self.entries}; the walk: {self.shown}"
            self.shown.append("back" if steps < 0 else "forward")
            self.at += steps

    def travel_by_load(self, steps: int) -> None:
        """Go Back or Forward between full loads; Chromium may keep the page it left, so wait for it."""
        if 0 <= self.at + steps < len(self.entries):
            (self.page.go_back if steps < 0 else self.page.go_forward)()
            self.at += steps

    def filter(self) -> None:
        if not self.here.startswith("/history"):
            return
        before = canonical(self.here)
        self.page.locator(".st-key-open_status button").first.click()
        chip = self.page.locator(".st-key-w_status button").nth(self.dice.randrange(3))
        chip.click()
        self.page.wait_for_function(
            "before => location.search && location.pathname + location.search !== before", arg=self.here
        )
        self.shown.append(f"filter {chip.inner_text()}")
        now = self.page.evaluate("location.pathname + location.search")
        assert canonical(now) != before
        self.page.keyboard.press("Escape")
        self.arrive(now)

    def reload(self) -> None:
        settled(self.page, ours=False)
        self.page.reload()
        settled(self.page, ours=not self.without_script)
        self.shown.append("reload")

    def burst(self) -> None:
        """One to three quick moves, then the check."""
        for _ in range(self.dice.randint(1, 3)):
            self.dice.choices((self.click, lambda: self.travel(-1), lambda: self.travel(1)), (5, 3, 2))[0]()
            self.page.wait_for_timeout(self.dice.uniform(0, BURST_PAUSE_MS))
        self.check()

    def step(self) -> None:
        """A burst, or one move that needs the page to be still."""
        self.dice.choices((self.burst, self.filter, self.reload), (8, 3, 1))[0]()
        self.check()

    def kinds(self) -> int:
        """How many kinds of moves were made: the dice leave some out now and then."""
        return len({each.split()[0] for each in self.shown})

    def check(self) -> None:
        """The page must come to show what the model's address names."""
        wrong: list[str] = []
        for _ in range(500):
            wrong = self.differences(self.page.evaluate(SEEN))
            if not wrong:
                return
            self.page.wait_for_timeout(40)
        pytest.fail(f"{wrong}; the walk: {self.shown[-12:]}; history: {self.entries} at {self.at}")

    def differences(self, seen: dict[str, Any]) -> list[str]:
        path, query = urlsplit(self.here).path.strip("/"), dict(parse_qsl(urlsplit(self.here).query))
        filters = {
            "": home_filters, "history": history_filters, "activity": activity_filters,
            "shared": shared_filters,
        }  # fmt: skip
        wanted_chips = filters[path](query) if path in filters else 0
        company = query.get("company", "") if path not in LISTS else ""  # there it is a filter
        checks = {
            "not idle": seen["idle"],
            f"address {seen['address']} is not {self.here}": canonical(seen["address"])
            == canonical(self.here),
            f"page {seen['current']!r}": seen["current"] == current_of(path, query),
            f"company {seen['company']!r}": seen["company"] == self.names.get(company, ""),
            f"chips {seen['chips']}": len(seen["chips"]) == wanted_chips,
            "another sync": path != "sync" or query["sync"] in seen["text"],
        }
        return [what for what, good in checks.items() if not good]


def current_of(path: str, query: dict[str, str]) -> str:
    return f"{query.get('months', '3')} months" if path == "trends" else CURRENT.get(path, "")


def home_filters(query: dict[str, str]) -> int:
    return len(home.from_address(query).values)


def history_filters(query: dict[str, str]) -> int:
    return history.from_address(query).count


def shared_filters(query: dict[str, str]) -> int:
    return len({"company", "person", "state"} & query.keys())


def activity_filters(query: dict[str, str]) -> int:
    return len(activity.from_address(query).kinds)


def canonical(address: str) -> str:
    """The address with its parameters in one order."""
    parts = urlsplit(address)
    return f"{parts.path}?{urlencode(sorted(parse_qsl(parts.query)))}"


@pytest.fixture
def walk(page, dashboard, fresh_sandbox, client) -> Walk:
    seed = int(os.environ.get("WALK_SEED", random.SystemRandom().randrange(10**6)))
    print(f"\nWALK_SEED={seed}")
    names = {fresh_sandbox.company(case): fresh_sandbox.name(case) for case in CASES}
    syncs = frozenset(str(each.sync_id) for company in names for each in client.sync.list(company))
    page.add_init_script(HEAR)
    walk = Walk(page, dashboard.url, names, syncs, seed)
    first, *others = names
    for company in others[:1]:  # so that it, too, is among the recently opened ones on Find
        open_at(page, f"{dashboard.url}/company?company={company}")
    walk.begin(f"/company?company={first}")
    return walk


def test_a_random_walk_in_bursts_never_shows_another_view_than_its_address(walk):
    while len(walk.shown) < STEPS or walk.kinds() < KINDS:
        assert len(walk.shown) < 4 * STEPS, walk.shown
        walk.step()


def test_the_walk_hears_of_a_step_back_that_our_script_keeps_to_itself(page, walk):
    walk.follow("/help")
    walk.check()
    page.get_by_role("link", name="Missing sales").click()
    walk.entries, walk.at = [*walk.entries, "/help"], walk.at + 1
    walk.travel(-1)
    walk.check()
    assert "#" not in page.url


def test_without_our_script_every_move_is_a_full_load_and_as_exact(page, walk):
    page.route(re.compile(r"/browser\.js"), lambda route: route.abort())
    walk.without_script = True
    walk.reload()
    for _ in range(6):
        walk.dice.choice((walk.click, walk.click, lambda: walk.travel_by_load(-1)))()
        settled(page, ours=False)
        walk.check()

"""Who sees only some companies learns nothing of the others by a route: every route has a row here."""

from __future__ import annotations

from starlette.routing import Route

from dashboard.ui import links
from dashboard.web import asgi

# Each route with what it shows of companies. A route without a row fails `test_every_route_has_its_row`.
NOTHING = "nothing of any company"
WHAT_A_LINK_SHOWS = "what its link shows, to everybody"
ASKED_HERE = "asked here as someone who sees only some companies"
ROWS = {
    "/healthz": ASKED_HERE,
    "/export/history.csv": ASKED_HERE,
    "/s/{rest:path}": WHAT_A_LINK_SHOWS,
    "/preview/{rest:path}": WHAT_A_LINK_SHOWS,
    **dict.fromkeys(("/sign-in", "/sign-in/state", "/sign-in/active", "/oauth2callback"), NOTHING),
    **dict.fromkeys(("/sign-out", "/signed-out", "/where.js"), NOTHING),
    **{f"/{page}": NOTHING for page in links.PAGES},  # the frame of a page; its content: tests/pages
}


def paths() -> set[str]:
    return {each.path for each in asgi.ROUTES if isinstance(each, Route)}


def test_every_route_has_its_row():
    assert paths() == set(ROWS)
    assert all(isinstance(each, Route) for each in asgi.ROUTES)


def test_no_route_tells_who_sees_only_some_companies_of_another(http, bearer_of, fresh_sandbox):
    other = fresh_sandbox.company("archived-tax-rate")
    everything, restricted = bearer_of("all"), bearer_of("some", rule="name Shop*")
    for path in (path for path, what in ROWS.items() if what == ASKED_HERE):
        full = http.get(path, params={"company": other}, headers=everything)
        shown = http.get(path, params={"company": other}, headers=restricted)
        assert len(full.text) > 100, path
        assert len(shown.text) < 100, path
        assert "Bluebird" not in shown.text, path

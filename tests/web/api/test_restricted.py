"""Who sees only some companies learns nothing of the others by a route: every route is in the table."""

from __future__ import annotations

from starlette.routing import Route

from dashboard.access.policy import Act
from dashboard.web import asgi
from tests.support.acts import ROUTES


def paths() -> set[str]:
    return {each.path for each in asgi.ROUTES if isinstance(each, Route)}


def test_every_route_is_in_the_table():
    assert paths() == set(ROUTES)
    assert all(isinstance(each, Route) for each in asgi.ROUTES)


def test_no_route_tells_who_sees_only_some_companies_of_another(http, bearer_of, fresh_sandbox):
    other = fresh_sandbox.company("archived-tax-rate")
    everything, restricted = bearer_of("all"), bearer_of("some", rule="name Shop*")
    for path in (path for path, what in ROUTES.items() if isinstance(what, Act)):
        full = http.get(path, params={"company": other}, headers=everything)
        shown = http.get(path, params={"company": other}, headers=restricted)
        assert len(full.text) > 100, path
        assert len(shown.text) < 100, path
        assert "Bluebird" not in shown.text, path

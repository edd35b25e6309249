"""The file of History's route holds the same bytes as the page's."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.ui.access import exports
from dashboard.web.api.routes import routes


@pytest.fixture
def files(monkeypatch):
    """The files of the page that was opened, by the end of their names, as their buttons would make them."""
    made = {}

    def keep(_company_id, what, make):
        made[what.partition(":")[0].rpartition(".")[2]] = make
        return make

    monkeypatch.setattr(exports, "of_company", keep)
    return made


@pytest.mark.parametrize("query", [{}, {"status": "failed", "sort": "message", "times": "utc", "days": "90"}])
def test_the_page_and_the_route_give_the_same_bytes(open_page, fresh_sandbox, files, query):
    asked = {"company": fresh_sandbox.company("archived-tax-rate"), **query}
    open_page("history", **asked)
    with TestClient(Starlette(routes=routes()), client=("127.0.0.1", 50_000)) as http:
        answer = http.get(f"/export/history.csv?{urlencode(asked)}")
    assert answer.status_code == 200
    assert answer.content == files["csv"]()

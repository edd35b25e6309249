"""The page that is loaded first tells Streamlit's script where the server is, for every page there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit import config, file_util

from dashboard.ui import links
from dashboard.web import guard, preload, shell

STREAMLITS = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")


@pytest.fixture
def under_desk(monkeypatch):
    """Streamlit's option is set as `--server.baseUrlPath desk` sets it."""
    usual = config.get_option
    given = {"server.baseUrlPath": "desk"}
    monkeypatch.setattr("streamlit.get_option", lambda name: given.get(name) or usual(name))


def client() -> TestClient:
    return TestClient(Starlette(routes=shell.routes()), base_url="http://127.0.0.1:8501")


@pytest.mark.parametrize("page", links.PAGES)
def test_every_page_is_streamlits_own_but_for_our_script_before_its_first_and_what_is_preloaded(page):
    html = client().get(f"/{page}").text
    assert html.replace(shell._TAG, "", 1) == preload.add_to(STREAMLITS, page)
    assert html.index("where.js") < html.index('type="module"')


def test_it_is_asked_for_again_each_time():
    assert client().get("/company").headers["cache-control"] == "no-cache"
    assert client().get("/where.js").headers["cache-control"] == "no-cache"


def test_the_script_is_one_for_a_browser():
    answer = client().get("/where.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "BACKEND_BASE_URL" in answer.text


READ_BY_STREAMLIT = ("BACKEND_BASE_URL", "HOST_CONFIG", "allowedOrigins", "useExternalAuthToken")


@pytest.mark.parametrize("name", READ_BY_STREAMLIT)
def test_streamlit_still_reads_what_the_script_sets(name):
    files = Path(file_util.get_static_dir(), "static/js").glob("*.js")
    readers = [text for file in files if "window.__streamlit;" in (text := file.read_text(encoding="utf-8"))]
    assert any(name in text for text in readers)
    assert name in client().get("/where.js").text


def test_the_script_lets_no_other_site_steer_the_page():
    assert "allowedOrigins: [location.origin]," in client().get("/where.js").text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_only_reads(method):
    assert client().request(method, "/company").status_code == 405


@pytest.mark.usefixtures("under_desk")
def test_under_a_path_pages_and_script_are_there_and_nowhere_else():
    paths = ["/desk/", "/desk/company", "/desk/where.js", "/company", "/where.js"]
    assert [client().get(path).status_code for path in paths] == [200, 200, 200, 404, 404]


@pytest.mark.usefixtures("under_desk")
def test_under_a_path_every_address_begins_with_it():
    assert links.href("") == "/desk/"
    assert links.href("sync", company="1", sync="2") == "/desk/sync?company=1&sync=2"
    assert links.anchor("Help", "help") == '<a href="/desk/help">Help</a>'


@pytest.mark.parametrize("given", ["desk", "/desk", "/desk/", "desk/"])
def test_however_the_path_is_given_it_is_one(monkeypatch, given):
    monkeypatch.setattr("streamlit.get_option", lambda _name: given)
    assert links.base() == "/desk"


@pytest.mark.parametrize("given", ["", "/", None])
def test_without_a_path_there_is_none(monkeypatch, given):
    monkeypatch.setattr("streamlit.get_option", lambda _name: given)
    assert links.base() == ""


@pytest.mark.usefixtures("under_desk")
def test_under_a_path_the_health_check_alone_answers_under_any_name():
    made = guard.Guard(Starlette())
    scope = {"type": "http", "method": "GET", "headers": [(b"host", b"10.0.0.7")]}
    refused = {
        path: made._refusal({**scope, "path": path}) for path in ("/healthz", "/desk/healthz", "/desk/")
    }
    assert [path for path, why in refused.items() if why is None] == ["/healthz", "/desk/healthz"]

"""Streamlit's own files come from memory, exactly as they lie on disk; nothing else is read from there."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.testclient import TestClient
from streamlit import config, file_util

from dashboard.web.streamlit_files import StreamlitFiles

STATIC = Path(file_util.get_static_dir(), "static")
KINDS = {"js": "text/javascript", "css": "text/css", "media": "font/woff2"}


async def behind(scope, receive, send) -> None:
    await PlainTextResponse("from behind")(scope, receive, send)


@pytest.fixture
def client() -> TestClient:
    return TestClient(StreamlitFiles(Starlette(routes=[Mount("/", behind)])))


def file_of(folder: str) -> Path:
    kept = [file for file in sorted((STATIC / folder).iterdir()) if file.suffix in {".js", ".css", ".woff2"}]
    return kept[0]


@pytest.mark.parametrize("folder", KINDS)
def test_a_file_comes_as_it_lies_on_disk(client, folder):
    answer = client.get(f"/static/{folder}/{file_of(folder).name}")
    assert answer.content == file_of(folder).read_bytes()
    assert answer.headers["content-type"].partition(";")[0] == KINDS[folder]


def test_a_browser_keeps_it(client):
    kept = client.get(f"/static/js/{file_of('js').name}").headers["cache-control"]
    assert kept == "public, immutable, max-age=31536000"


def test_it_is_read_once(client, monkeypatch):
    path = f"/static/css/{file_of('css').name}"
    client.get(path)
    monkeypatch.setattr(Path, "read_bytes", lambda _file: pytest.fail("read again"))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/js/unknown.js",
        "/static/js/../../manifest.json",
        "/static/js/%2e%2e/index.html",
        "/static/js/",
    ],
)
def test_every_other_path_goes_on_to_streamlit(client, path):
    assert client.get(path).text == "from behind"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_only_reads(client, method):
    assert client.request(method, f"/static/js/{file_of('js').name}").text == "from behind"


def test_under_a_path_files_are_there_alone(monkeypatch):
    usual = config.get_option
    monkeypatch.setattr(
        "streamlit.get_option", lambda name: "desk" if name == "server.baseUrlPath" else usual(name)
    )
    made = TestClient(StreamlitFiles(Starlette(routes=[Mount("/", behind)])))
    name = file_of("css").name
    assert made.get(f"/desk/static/css/{name}").content == file_of("css").read_bytes()
    assert made.get(f"/static/css/{name}").text == "from behind"

"""What a link opens over HTTP: the page and its headers, and one 404 for whatever opens nothing."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from codat_client import CodatClient
from dashboard.services.snapshot import read_snapshot
from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.store.tables import share_opening
from dashboard.views.share.status_view import StatusView, to_json
from dashboard.web.refusal import HEADERS
from dashboard.web.share import SharedPages
from tests.support import limits
from tests.support.shared import EMBEDDER, HERE, HOST, app_of

PRIVATE = {
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
OTHER_TOKEN = "A" * 32


def sent(answer):
    """Return what a visitor gets."""
    return answer.status_code, answer.content, dict(answer.headers)


def counted(desk):
    """Return how often each link, or preview, was opened."""
    desk.openings.write()
    with desk.store.reading() as connection:
        return list(connection.execute(select(share_opening.c.opened)).scalars())


def test_a_link_opens_a_page_that_nobody_may_keep_index_frame_or_script(desk, token):
    answer = desk.http.get(f"/s/{token}")
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert {name: answer.headers[name] for name in PRIVATE} == PRIVATE
    assert answer.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in policy
    assert "style-src 'sha256-" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "set-cookie" not in answer.headers
    assert answer.headers["permissions-policy"] == HEADERS["permissions-policy"]


def test_the_page_is_about_the_company(desk, token):
    assert "Bluebird Coffee" in desk.http.get(f"/s/{token}").text


def test_newer_reads_are_shown_at_once(desk, token, fresh_sandbox):
    before = desk.http.get(f"/s/{token}").text
    with CodatClient("test-key", fresh_sandbox.url) as client:
        client.sync.request(desk.company)
        desk.views.seed(read_snapshot(client, desk.company))
    assert desk.http.get(f"/s/{token}").text != before


def test_another_end_is_shown_at_once(desk):
    lasts = timedelta(days=2)
    (link, token), (_, longer) = desk.make(), desk.make(lasts=lasts)
    before, wanted = (desk.http.get(f"/s/{each}").text for each in (token, longer))
    desk.links.change_end(link.id, lasts, HERE)
    assert before != wanted
    assert desk.http.get(f"/s/{token}").text == wanted


def test_that_codat_cannot_be_read_is_shown_as_soon_as_it_is_known(desk, token, fresh_sandbox):
    desk.http.get(f"/s/{token}")
    fresh_sandbox.fault("403", n=100)
    desk.clock.pass_(hours=1)
    desk.http.get(f"/s/{token}")
    if (under_way := desk.views.under_way(desk.company)) is not None:
        under_way.result(limits.WAIT_S)
    assert "Codat didn’t respond" in desk.http.get(f"/s/{token}").text


def test_a_frozen_link_shows_what_it_was_made_with_and_asks_codat_nothing(desk, fresh_sandbox):
    title = "Sales up to 28 Nov are in Xero"
    view = StatusView("Bluebird Coffee", title, desk.clock(), "28 Nov 2026", "Europe/London")
    token = desk.make(frozen_view=to_json(view))[1]
    assert title in desk.http.get(f"/s/{token}").text
    assert desk.http.get(f"/s/{token}/status.json").json()["title"] == title
    assert not fresh_sandbox.company_requests()


def test_the_key_and_the_token_are_in_no_answer(desk, token):
    for path in (f"/s/{token}", f"/s/{token}/status.json", f"/s/{token}/badge.svg"):
        answer = desk.http.get(path)
        assert (answer.status_code, "test-key" in answer.text, token in answer.text) == (200, False, False)


NOTHING = [
    "/s/",
    f"/s/{OTHER_TOKEN}",
    f"/s/{OTHER_TOKEN}/status.json",
    f"/s/{OTHER_TOKEN}/badge.svg",
    f"/s/{'x' * 5000}",
    "/s/TOKEN/",
    "/s/TOKEN/page.html",
    "/s/TOKEN/status.json/",
    "/s//TOKEN",
    "/s/TOKEN%00",
    "/s/TOKEN%20",
    "/preview/",
    "/preview/TOKEN",
    "/s/PREVIEW",
    "/preview/PREVIEW/status.json",
]


@pytest.fixture
def nothing(desk):
    """Return what a wrong token gets."""
    return sent(desk.http.get(f"/s/{OTHER_TOKEN}"))


@pytest.mark.parametrize("path", NOTHING)
def test_whatever_opens_nothing_gets_the_same_404(desk, token, nothing, path):
    asked = path.replace("PREVIEW", desk.preview()).replace("TOKEN", token)
    assert sent(desk.http.get(asked)) == nothing
    assert nothing[0] == 404


@pytest.mark.parametrize("end", ["", "/status.json", "/badge.svg"])
@pytest.mark.parametrize("how", ["expired", "paused", "revoked"])
def test_a_link_that_no_longer_opens_gets_that_404_at_once(desk, nothing, how, end):
    link, token = desk.make(embed_origin=EMBEDDER)
    before = desk.http.get(f"/s/{token}{end}").status_code
    if how == "expired":
        desk.clock.pass_(hours=24)
    else:
        {"paused": desk.links.pause, "revoked": desk.links.revoke}[how](link.id, HERE)
    assert sent(desk.http.get(f"/s/{token}{end}")) == nothing
    assert before == 200


def test_a_resumed_link_opens_again(desk):
    link, token = desk.make()
    desk.links.pause(link.id, HERE)
    desk.links.resume(link.id, HERE)
    assert desk.http.get(f"/s/{token}").status_code == 200


def test_the_404_says_whom_to_ask(nothing):
    assert "Ask whoever sent it" in nothing[1].decode()


def test_parameters_change_nothing(desk, token):
    plain = sent(desk.http.get(f"/s/{token}"))
    assert sent(desk.http.get(f"/s/{token}?company=x&parts=syncs&ids=1#more")) == plain


def test_cookies_and_languages_change_nothing(desk, token):
    plain = sent(desk.http.get(f"/s/{token}"))
    asked = {"cookie": "syncdesk_name=Ada", "accept-language": "de"}
    assert sent(desk.http.get(f"/s/{token}", headers=asked)) == plain


@pytest.mark.parametrize("path", ["/s/TOKEN", f"/s/{OTHER_TOKEN}", "/s/TOKEN/badge.svg"])
def test_head_has_the_headers_of_get_and_no_body(desk, token, path):
    asked = path.replace("TOKEN", token)
    got, headed = desk.http.get(asked), desk.http.head(asked)
    assert (headed.status_code, dict(headed.headers), headed.content) == (
        got.status_code,
        dict(got.headers),
        b"",
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused_alike_for_every_token(desk, token, method):
    origin = {"origin": HOST}
    real, wrong = (desk.http.request(method, f"/s/{each}", headers=origin) for each in (token, OTHER_TOKEN))
    assert (real.status_code, real.headers["allow"]) == (405, "GET, HEAD")
    assert sent(real) == sent(wrong)


def test_a_preview_has_the_very_bytes_and_headers_of_the_links_page(desk):
    desk.http.get(f"/s/{desk.make()[1]}")
    preview = desk.preview(recipient="Ann", note="As discussed.")
    page = desk.make(recipient="Ann", note="As discussed.")[1]
    assert sent(desk.http.get(f"/preview/{preview}")) == sent(desk.http.get(f"/s/{page}"))


def test_a_preview_opens_for_ten_minutes(desk, nothing):
    preview = desk.preview()
    desk.clock.pass_(minutes=9)
    before = desk.http.get(f"/preview/{preview}").status_code
    desk.clock.pass_(minutes=1)
    assert (before, sent(desk.http.get(f"/preview/{preview}"))) == (200, nothing)


def test_a_link_for_one_origin_may_be_framed_there_alone(desk):
    answer = desk.http.get(f"/s/{desk.make(embed_origin=EMBEDDER)[1]}")
    assert f"frame-ancestors {EMBEDDER}" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers


@pytest.mark.parametrize(
    ("embedder", "asking", "allowed"),
    [
        (EMBEDDER, EMBEDDER, EMBEDDER),
        (EMBEDDER, "https://evil.example", None),
        (EMBEDDER, "null", None),
        ("", EMBEDDER, None),
        ("", "null", None),
    ],
)
def test_only_a_script_of_the_named_origin_may_read_the_json(desk, embedder, asking, allowed):
    token = desk.make(embed_origin=embedder)[1]
    answer = desk.http.get(f"/s/{token}/status.json", headers={"origin": asking})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers.get("access-control-allow-origin") == allowed
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(("embedder", "whose"), [(EMBEDDER, "cross-origin"), ("", "same-origin")])
def test_only_the_badge_of_an_embeddable_link_is_shown_elsewhere(desk, embedder, whose):
    answer = desk.http.get(f"/s/{desk.make(embed_origin=embedder)[1]}/badge.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cross-origin-resource-policy"] == whose


def test_a_full_dashboard_still_shows_shared_views(desk, token):
    full = TestClient(app_of(desk.views, most_tabs=0), base_url=HOST)
    asked = {"accept": "text/html"}
    assert full.get("/", headers=asked).status_code == 503
    assert full.get(f"/s/{token}", headers=asked).status_code == 200
    assert full.get(f"/preview/{desk.preview()}", headers=asked).status_code == 200


def test_an_opening_is_counted_and_looking_at_it_otherwise_is_not(desk, token):
    desk.http.get(f"/s/{token}")
    desk.http.head(f"/s/{token}")
    desk.http.get(f"/s/{token}/status.json")
    desk.http.get(f"/s/{token}/badge.svg")
    desk.http.get(f"/s/{token}", headers={"sec-fetch-site": "same-origin"})  # the page loads itself again
    desk.http.get(f"/preview/{desk.preview()}")
    assert counted(desk) == [1]


def test_a_page_that_loads_itself_again_over_plain_http_is_counted_once(desk, token):
    for agent in ("Firefox", "Firefox", "Chromium", "Firefox"):
        desk.http.get(f"/s/{token}", headers={"user-agent": agent})
    assert counted(desk) == [2]


def test_a_store_that_cannot_be_read_is_said_alike_for_every_token(desk, token, monkeypatch):
    def fail():
        raise StoreUnavailable(StoreProblem.BAD_URL)

    monkeypatch.setattr(desk.store, "reading", fail)
    real, wrong = (sent(desk.http.get(f"/s/{each}")) for each in (token, OTHER_TOKEN))
    assert real[0] == 503
    assert real == wrong


def test_a_company_that_cannot_be_read_yet_says_that_it_is_being_read(desk, fresh_sandbox):
    fresh_sandbox.fault("403", n=100)
    with TestClient(app_of(desk.views, first_read_s=0), base_url=HOST) as impatient:
        answer = impatient.get(f"/s/{desk.make()[1]}")
    assert answer.status_code == 503
    assert "reloads by itself" in answer.text
    assert {name: answer.headers[name] for name in PRIVATE} == PRIVATE


def test_opening_a_link_counts_even_while_its_company_is_still_being_read(desk, token, fresh_sandbox):
    fresh_sandbox.fault("403", n=100)
    with TestClient(app_of(desk.views, first_read_s=0), base_url=HOST) as impatient:
        answer = impatient.get(f"/s/{token}")
    assert (answer.status_code, counted(desk)) == (503, [1])


def on_an_event_loop() -> bool:
    """Return whether this thread runs one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def test_no_request_gets_the_views_on_the_servers_event_loop(desk, token):
    gotten = []

    def views():
        gotten.append(on_an_event_loop())
        return desk.views

    app = Starlette(routes=[Route("/s/{rest:path}", SharedPages(views))])
    with TestClient(app, base_url=HOST) as http:
        assert http.get(f"/s/{token}").status_code == 200
    assert counted(desk) == [1]
    assert set(gotten) == {False}


@pytest.mark.parametrize("stored", [{"version": 99}, {"title": 1, "as_of": "never"}, {"causes": [None]}])
@pytest.mark.parametrize("end", ["", "/status.json", "/badge.svg"])
def test_a_frozen_view_that_this_version_cannot_read_is_said_in_one_line(desk, stored, end, caplog):
    link, token = desk.make(frozen_view=stored)
    answer = desk.http.get(f"/s/{token}{end}")
    assert (answer.status_code, "can’t be shown right now" in answer.text) == (503, True)
    assert {name: answer.headers[name] for name in PRIVATE} == PRIVATE
    (line,) = [each for each in caplog.records if each.name == "dashboard.web.share"]
    assert f"link {link.id} " in line.getMessage()
    assert (line.exc_info, token in line.getMessage()) == (None, False)


def test_an_internal_error_tells_neither_visitor_nor_log_the_token(desk, token, monkeypatch, caplog):
    monkeypatch.setattr(desk.links, "open_link", lambda *_, **__: 1 // 0)
    with caplog.at_level(logging.DEBUG):
        answer = desk.http.get(f"/s/{token}")
    assert (answer.status_code, token in answer.text, "reference" in answer.text) == (500, False, True)
    assert {name: answer.headers[name] for name in PRIVATE} == PRIVATE
    ours = [each for each in caplog.records if not each.name.startswith("httpx")]
    assert ours
    assert not any(token in f"{each.getMessage()} {each.exc_text}" for each in ours)


def test_under_a_path_the_links_are_there_and_nowhere_else(desk, monkeypatch):
    monkeypatch.setattr("dashboard.ui.links.base", lambda: "/desk")
    token = desk.make()[1]
    with TestClient(app_of(desk.views), base_url=HOST) as there:
        assert there.get(f"/desk/s/{token}").status_code == 200
        assert there.get(f"/s/{token}").status_code == 404
        assert there.get(f"/desk/preview/{desk.preview()}").status_code == 200

"""Signing out: the session ends, and no page says so while it goes on."""

from __future__ import annotations

from dashboard.services import sign_ins
from dashboard.store.errors import StoreProblem, StoreUnavailable
from tests.web.sign_in.conftest import POST, Desk


def test_signing_out_ends_the_session_and_deletes_the_cookie(desk: Desk):
    desk.sign_in()
    cookie = desk.client.cookies["sd"]
    answer = desk.client.post("/sign-out", headers=POST)
    assert answer.headers["location"] == "/signed-out"
    assert "sd" not in desk.client.cookies
    desk.client.cookies.set("sd", cookie)
    assert desk.open().status_code == 303, "a copy of the cookie opens nothing either"


def test_a_sign_out_that_fails_is_said_and_can_be_tried_again(desk: Desk, monkeypatch):
    desk.sign_in()
    with monkeypatch.context() as locked:
        locked.setattr(sign_ins, "sign_out", _locked)
        answer = desk.client.post("/sign-out", headers=POST)
    assert answer.status_code == 503
    assert "You’re still signed in" in answer.text
    assert 'method="post" action="/sign-out' in answer.text
    assert desk.open().status_code == 200


def _locked(*_: object) -> str:
    raise StoreUnavailable(StoreProblem.LOCKED)


def test_signed_out_is_never_said_to_who_is_still_signed_in(desk: Desk, monkeypatch):
    assert "You’re signed out" in desk.open("/signed-out").text
    desk.sign_in()
    answer = desk.open("/signed-out?to=/page")
    assert "You’re still signed in" in answer.text
    assert 'method="post" action="/sign-out' in answer.text
    with monkeypatch.context() as unreadable:
        unreadable.setattr(sign_ins, "session_with", _locked)
        assert "You’re still signed in" in desk.open("/signed-out").text
    desk.client.post("/sign-out", headers=POST)
    assert "You’re signed out" in desk.open("/signed-out?to=/page").text


def test_another_site_can_sign_no_one_out(desk: Desk):
    desk.sign_in()
    assert desk.client.post("/sign-out", headers={"Origin": "https://evil.example"}).status_code == 403
    assert desk.client.get("/sign-out").status_code == 200, "it asks first"
    assert desk.open().status_code == 200

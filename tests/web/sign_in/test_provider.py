"""What sign-in does when the provider changes its keys, is down, or isn't set up as it should be."""

from __future__ import annotations

import pytest

from dashboard.web.sign_in import provider
from tests.support.small_provider import new_key
from tests.web.sign_in.conftest import Desk


def test_a_new_key_of_the_provider_is_read_when_it_is_first_used(desk: Desk):
    desk.sign_in()
    desk.provider.rotate_keys()
    assert desk.sign_in().status_code == 303
    assert desk.provider.asked.count("/keys") == 2


def test_a_new_key_that_tokens_do_not_name_is_read_too(desk: Desk):
    desk.provider.names_key = False
    desk.sign_in()
    desk.provider.rotate_keys()
    assert desk.sign_in().status_code == 303
    assert desk.provider.asked.count("/keys") == 2


@pytest.mark.parametrize("named", [True, False])
def test_a_signature_by_a_key_that_is_not_published_is_refused(desk: Desk, named):
    desk.provider.names_key = named
    desk.sign_in()
    desk.provider.signs_with = new_key()
    assert desk.sign_in().status_code == 403


def test_bad_signatures_make_the_keys_be_read_again_once_a_minute(desk: Desk, monkeypatch):
    desk.sign_in()
    desk.provider.signs_with = new_key()
    assert {desk.sign_in().status_code for _ in range(3)} == {403}
    assert desk.provider.asked.count("/keys") == 2
    monkeypatch.setattr(provider, "KEYS_ANEW_S", 0.0)
    desk.sign_in()
    assert desk.provider.asked.count("/keys") == 3


def test_a_provider_that_is_down_is_reported_with_what_to_do(desk: Desk):
    desk.provider.down = True
    answer = desk.open("/sign-in?to=/page?a=1")
    assert answer.status_code == 503
    assert "Try again in a few minutes" in answer.text
    assert "/sign-in?to=%2Fpage%3Fa%3D1" in answer.text


def test_a_provider_that_went_down_since_the_last_sign_in_is_reported_too(desk: Desk, monkeypatch):
    monkeypatch.setattr(provider, "SEEN_FOR_S", 0.0)
    desk.sign_in()
    desk.provider.down = True
    with desk.without_session():
        assert desk.open("/sign-in").status_code == 503
    desk.provider.down = False
    assert desk.sign_in().status_code == 303


def test_a_provider_that_is_down_is_not_asked_at_each_sign_in_that_anybody_begins(desk: Desk, monkeypatch):
    desk.provider.down = True
    assert {desk.open("/sign-in").status_code for _ in range(5)} == {503}
    assert len(desk.provider.asked) == 1
    monkeypatch.setattr(provider, "SEEN_FOR_S", 0.0)
    desk.open("/sign-in")
    assert len(desk.provider.asked) == 2


def test_a_provider_that_goes_down_during_sign_in_is_reported_too(desk: Desk):
    back = desk.begin()
    desk.provider.down = True
    assert desk.open(back).status_code == 503


def test_a_provider_that_hangs_is_waited_for_so_long_only(desk: Desk, monkeypatch):
    monkeypatch.setattr(provider, "TOTAL_LIMIT_S", 0.0)
    assert desk.open("/sign-in").status_code == 503


def test_people_stay_signed_in_while_the_provider_is_down(desk: Desk):
    desk.sign_in()
    desk.provider.down = True
    assert desk.open().status_code == 200


def test_metadata_of_another_issuer_are_refused(desk: Desk):
    desk.provider.metadata = {"issuer": "https://sign-in.example"}
    answer = desk.open("/sign-in")
    assert "script/check-sign-in" in answer.text


def test_an_endpoint_without_tls_is_refused(desk: Desk):
    desk.provider.metadata = {"token_endpoint": "http://sign-in.example/token"}
    assert "script/check-sign-in" in desk.open("/sign-in").text

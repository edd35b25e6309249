"""`script/check-sign-in` says what is wrong with the settings or the provider."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from script.check_sign_in import clock_problems, main
from tests.web.sign_in.conftest import KEY

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def said(oidc, capsys, monkeypatch):  # noqa: ARG001
    """Return a function that runs the check with these settings, and gives its exit code and its words."""

    def run(**environ: str) -> tuple[int, str]:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        return main(), capsys.readouterr().out

    return run


def test_with_everything_right_it_says_so_and_names_the_redirect_uri(said):
    code, words = said()
    assert code == 0
    assert "http://localhost/oauth2callback" in words
    assert "Sign-in is set up correctly." in words


@pytest.mark.parametrize(
    ("metadata", "sentence"),
    [
        ({"issuer": "https://sign-in.example"}, "the provider reports 'https://sign-in.example'"),
        ({"token_endpoint": "http://sign-in.example"}, "token_endpoint is 'http://sign-in.example'"),
        ({"jwks_uri": None}, "jwks_uri is None"),
        ({"id_token_signing_alg_values_supported": ["HS256"]}, "signs with HS256 only"),
        ({"code_challenge_methods_supported": ["plain"]}, "doesn’t support PKCE"),
        ({"scopes_supported": ["openid"]}, "doesn’t know the scope profile, email"),
        ({"claims_supported": ["sub"]}, "doesn’t list the claim groups"),
    ],
)
def test_what_the_provider_says_is_compared_with_the_settings(said, idp, metadata, sentence):
    idp.metadata = metadata
    code, words = said()
    assert (code, sentence in words) == (1, True), words


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"SIGN_IN": "", "OIDC_ISSUER": "", "ROLE_MAP": ""}, "SIGN_IN isn’t set"),
        ({"OIDC_CLIENT_SECRET": ""}, "needs OIDC_CLIENT_SECRET"),
        ({"ROLE_MAP": ""}, "Set LEADS"),
        ({"OIDC_SCOPES": "openid profile email offline_access"}, "SESSION_KEY isn’t set"),
        ({"OIDC_ISSUER": "http://localhost:1"}, "can’t be reached"),
    ],
)
def test_what_is_missing_in_the_settings_is_reported(said, environ, sentence):
    code, words = said(**environ)
    assert (code, sentence in words) == (1, True), words


def test_a_session_key_without_offline_access_is_no_error(said):
    code, words = said(SESSION_KEY=KEY)
    assert code == 0
    assert "lacks offline_access" in words
    assert "lacks offline_access" not in said(OIDC_SCOPES="openid profile email offline_access")[1]


def test_a_provider_that_is_down_is_reported_with_its_status(said, idp):
    idp.down = True
    assert "status 503" in said()[1]


@pytest.mark.parametrize(("seconds", "wrong"), [(0, False), (59, False), (-61, True), (61, True)])
def test_clocks_that_differ_are_reported(seconds, wrong):
    date = format_datetime(NOW + timedelta(seconds=seconds))
    assert bool(list(clock_problems(date, NOW))) is wrong


def test_an_unreadable_date_is_no_problem():
    assert list(clock_problems("", NOW)) == []

"""Settings: where they come from, and what a person reads when one cannot be used."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.insight.share import choices
from dashboard.settings import CODAT, SETTING_NAMES, SettingsError, load


def test_without_any_setting_the_address_is_codats_and_there_is_no_key():
    settings = load({})
    assert (settings.base_url, settings.api_key, settings.demo) == (CODAT, "", False)


def test_the_key_comes_from_the_environment():
    assert load({"CODAT_API_KEY": " abc "}).api_key == "abc"


def test_the_key_comes_from_the_secrets_table():
    assert load({}, {"api_key": "abc", "base_url": "https://codat.example"}).api_key == "abc"


def test_the_environment_wins_over_the_secrets():
    assert load({"CODAT_API_KEY": "one"}, {"api_key": "two"}).api_key == "one"


def test_the_key_is_not_in_the_repr():
    assert "abc123" not in repr(load({"CODAT_API_KEY": "abc123"}))


def test_the_databases_password_is_not_in_the_repr():
    assert "abc123" not in repr(load({"DATABASE_URL": "postgresql://ada:abc123@host/db"}))


def test_without_a_database_url_a_file_in_var_is_used():
    assert load({}).database_url == "sqlite:///var/sync-desk.db"


@pytest.mark.parametrize(
    "name", ["database_url", "hosts", "sign_in", "oidc_issuer", "proxy_secret", "typed_keys"]
)
def test_what_is_read_without_secrets_comes_from_the_environment_alone(name):
    default = getattr(load({}), name)
    assert getattr(load({}, {name: "other"}), name) == default


@pytest.mark.parametrize("text", ["1", "true", "Yes", "ON"])
def test_yes_is_written_in_several_ways(text):
    assert load({"READ_ONLY": text}).read_only


@pytest.mark.parametrize("text", ["0", "false", "no", "off", ""])
def test_no_is_written_in_several_ways(text):
    assert not load({"READ_ONLY": text}).read_only


def test_a_yes_or_no_that_is_neither_is_refused_and_not_guessed():
    with pytest.raises(SettingsError, match=r"READ_ONLY is .maybe.\. Set it to 1"):
        load({"READ_ONLY": "maybe"})


@pytest.mark.parametrize("text", ["-1", "0", "many", "1e99", "nan"])
def test_a_number_out_of_bounds_is_refused(text):
    with pytest.raises(SettingsError, match="DEMO_COMPANIES"):
        load({"DEMO_COMPANIES": text})


def test_hosts_are_a_list_with_commas():
    assert load({"HOSTS": "a.example, B.example,"}).hosts == ("a.example", "b.example")


def test_without_settings_links_last_30_days_and_are_embedded_nowhere():
    settings = load({})
    assert (settings.share_most_days, settings.embed_origins, settings.external_url) == (30, (), "")
    assert settings.quota_reserve == pytest.approx(0.5)


@pytest.mark.parametrize(
    "text", ["https://desk.example", "https://desk.example:8443/desk", "http://127.0.0.1:8501"]
)
def test_the_external_address_may_have_a_port_and_a_path(text):
    assert load({"EXTERNAL_URL": text}).external_url == text


@pytest.mark.parametrize(
    "text",
    ["desk.example", "javascript:alert(1)", "https://", "https://ada@desk.example", "https://desk.example/?a=b",
     "https://desk.example/#a", "https://[::1"],
)  # fmt: skip
def test_an_external_address_that_makes_no_link_is_refused(text):
    with pytest.raises(SettingsError, match="EXTERNAL_URL"):
        load({"EXTERNAL_URL": text})


def test_origins_that_may_embed_are_a_list():
    settings = load({"EMBED_ORIGINS": "https://Help.example, http://127.0.0.1:8080"})
    assert settings.embed_origins == ("https://help.example", "http://127.0.0.1:8080")


@pytest.mark.parametrize(
    ("text", "as_sent"),
    [
        ("https://help.example:443", "https://help.example"),
        ("http://help.example:80", "http://help.example"),
        ("https://help.example:80", "https://help.example:80"),
        ("https://help.example:8443", "https://help.example:8443"),
    ],
)
def test_an_origin_that_may_embed_is_as_a_browser_sends_it(text, as_sent):
    assert load({"EMBED_ORIGINS": text}).embed_origins == (as_sent,)


def test_the_longest_a_link_may_last_is_the_longest_that_is_offered():
    longest = timedelta(days=load({}).share_most_days)
    assert load({"SHARE_MOST_DAYS": "30"}).share_most_days == longest.days == 30
    assert choices.terms(longest)[-1] == choices.TERMS[-1] == longest


@pytest.mark.parametrize(
    "text",
    ["*", "https://*.example", "https://help.example/", "help.example", "https://help.example; script-src *",
     "'self'", "https://a.example https://b.example", "https://[::1]", "https://[::1]:8443",
     "https://help.example:0443"],
)  # fmt: skip
def test_what_is_no_origin_is_refused(text):
    with pytest.raises(SettingsError, match="EMBED_ORIGINS"):
        load({"EMBED_ORIGINS": text})


@pytest.mark.parametrize(
    ("name", "text"), [("QUOTA_RESERVE", "1.1"), ("SESSION_HOURS", "721"), ("SHARE_MOST_DAYS", "31")]
)
def test_more_than_there_is_is_refused(name, text):
    with pytest.raises(SettingsError, match=name):
        load({name: text})


@pytest.mark.parametrize(
    ("environ", "secrets", "reserve"),
    [
        ({"SHARE_QUOTA_RESERVE": "0.3"}, {}, 0.3),
        ({}, {"share_quota_reserve": 0.3}, 0.3),
        ({"SHARE_QUOTA_RESERVE": "0.3", "QUOTA_RESERVE": "0.4"}, {}, 0.4),
        ({"SHARE_QUOTA_RESERVE": "0.3"}, {"quota_reserve": 0.4}, 0.3),
    ],
)
def test_the_quota_reserve_is_still_read_by_its_earlier_name(environ, secrets, reserve):
    assert load(environ, secrets).quota_reserve == pytest.approx(reserve)


def test_every_variable_of_a_setting_is_watched():
    assert {"QUOTA_RESERVE", "SHARE_QUOTA_RESERVE", "CODAT_API_KEY", "CODAT_API_KEY_FILE"} <= set(
        SETTING_NAMES
    )
    assert "READ_ONLY_FILE" not in SETTING_NAMES


def test_no_secret_is_in_the_repr():
    secret = "abc123" * 8
    names = ["CODAT_API_KEY", "OIDC_CLIENT_SECRET", "PROXY_SECRET"]
    settings = load(
        {"SIGN_IN": "proxy", "EXTERNAL_URL": "https://desk.example", **dict.fromkeys(names, secret)}
    )
    assert settings.proxy_secret == settings.oidc_client_secret == settings.api_key == secret
    assert secret not in repr(settings)


def test_what_lasts_is_everything_but_the_secrets_that_files_may_replace():
    first, other = (
        load({"CODAT_API_KEY": key, "DATABASE_URL": "sqlite:///x.db", "LATE_HOURS": "7"})
        for key in ("a", "b")
    )
    assert first.lasting == other.lasting != load({"DATABASE_URL": "sqlite:///x.db"}).lasting
    assert (first.lasting.api_key, first.lasting.database_url) == ("", "sqlite:///x.db")

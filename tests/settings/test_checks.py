"""Settings that can't be used, alone or together, and the sentence that says so."""

from __future__ import annotations

import base64
from ipaddress import ip_network

import pytest

from dashboard.settings import SettingsError, load

SESSION_KEY = base64.b64encode(bytes(range(200, 232))).decode()
SECRET = "5" * 64
HERE = {"EXTERNAL_URL": "https://desk.example"}
OIDC = {
    "SIGN_IN": "oidc",
    "OIDC_ISSUER": "https://id.example/realms/desk",
    "OIDC_CLIENT_ID": "sync-desk",
    "OIDC_CLIENT_SECRET": "of-the-provider",
    **HERE,
}
PROXY = {"SIGN_IN": "proxy", "PROXY_SECRET": SECRET, **HERE}


def refusal(environ):
    with pytest.raises(SettingsError) as raised:
        load(environ)
    return str(raised.value)


def test_without_any_setting_there_is_no_sign_in_and_keys_may_be_typed():
    settings = load({})
    assert (settings.sign_in, settings.keys_may_be_typed) == ("", True)
    assert (settings.session_hours, settings.session_idle_minutes) == (8.0, 60.0)
    assert (settings.starts_an_hour, settings.reads_a_minute, settings.sign_ins_a_minute) == (30, 300, 10)


def test_with_sign_in_the_public_address_comes_from_the_environment_like_all_that_decides_who_gets_in():
    secrets = {"external_url": "https://other.example"}
    assert load({}, secrets).external_url == "https://other.example"
    with pytest.raises(SettingsError, match="needs EXTERNAL_URL"):
        load({**OIDC, "EXTERNAL_URL": ""}, secrets)


def test_sign_in_with_a_provider_needs_no_more_than_four_settings_and_an_address():
    settings = load(OIDC)
    assert (settings.sign_in, settings.oidc_scopes) == ("oidc", "openid profile email")


@pytest.mark.parametrize(
    "issuer", ["http://localhost:9400", "http://127.0.0.1:9400/x", "https://id.example/"]
)
def test_a_provider_on_this_machine_may_do_without_tls_and_an_issuer_stays_as_written(issuer):
    assert (
        load({**OIDC, "OIDC_ISSUER": issuer, "EXTERNAL_URL": "http://localhost:8501"}).oidc_issuer == issuer
    )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SIGN_IN": "saml"}, "SIGN_IN is 'saml'. Set it to oidc or proxy, or leave it out."),
        ({"OIDC_ISSUER": ""}, "SIGN_IN=oidc needs OIDC_ISSUER."),
        ({"OIDC_ISSUER": "", "OIDC_CLIENT_ID": ""}, "SIGN_IN=oidc needs OIDC_ISSUER and OIDC_CLIENT_ID."),
        ({"OIDC_CLIENT_SECRET": ""}, "SIGN_IN=oidc needs OIDC_CLIENT_SECRET."),
        ({"EXTERNAL_URL": ""}, "SIGN_IN=oidc needs EXTERNAL_URL, the dashboard’s address, in the "),
        ({"EXTERNAL_URL": "http://desk.example"}, "EXTERNAL_URL must begin with https://"),
        ({"OIDC_ISSUER": "http://id.example"}, "OIDC_ISSUER is 'http://id.example'."),
        ({"OIDC_ISSUER": "id.example"}, "OIDC_ISSUER is 'id.example'."),
        ({"OIDC_SCOPES": "profile"}, "OIDC_SCOPES lacks openid."),
        ({"ROLE_MAP": "desk=lead"}, "ROLE_MAP needs ROLE_CLAIM"),
        ({"ROLE_MAP": "desk=lead; uk=boss", "ROLE_CLAIM": "groups"}, "ROLE_MAP has 'uk=boss'"),
        ({"ROLE_MAP": "uk=lead region=uk", "ROLE_CLAIM": "groups"}, "ROLE_MAP has 'uk=lead region=uk'"),
        ({"LEADS": "Ada Byron Lovelace"}, "LEADS has 'Ada Byron Lovelace'."),
        ({"SIGN_IN_DOMAIN": "@shop.example"}, "SIGN_IN_DOMAIN has '@shop.example'."),
        ({"SESSION_KEY": "secret-but-short"}, "SESSION_KEY isn’t 32 bytes in base64."),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS is '0'."),
        ({"AUDIT_SYSLOG": "logs.example"}, "AUDIT_SYSLOG is 'logs.example'."),
        ({"READS_A_MINUTE": "1.5"}, "READS_A_MINUTE is '1.5'."),
    ],
)  # fmt: skip
def test_what_cannot_sign_anyone_in_is_refused_and_never_counts_as_no_sign_in(changed, sentence):
    assert sentence in refusal({**OIDC, **changed})


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"PROXY_SECRET": ""}, "SIGN_IN=proxy needs PROXY_SECRET or TRUSTED_PROXIES"),
        ({"PROXY_SECRET": "short"}, "PROXY_SECRET is shorter than 32 characters."),
        ({"EXTERNAL_URL": ""}, "SIGN_IN=proxy needs EXTERNAL_URL"),
        ({"TRUSTED_PROXIES": "10.0.0.5, proxy.example"}, "TRUSTED_PROXIES has 'proxy.example'."),
        ({"TRUSTED_PROXIES": "0.0.0.0/0"}, "TRUSTED_PROXIES has '0.0.0.0/0', which covers every address."),
        ({"TRUSTED_PROXIES": "::/0"}, "TRUSTED_PROXIES has '::/0', which covers every address."),
        ({"PROXY_NAME_HEADER": "X Name"}, "PROXY_NAME_HEADER is 'X Name'."),
        ({"PROXY_NAME_HEADER": "x-forwarded-user"}, "name the same header"),
        ({"ROLE_MAP": "desk=lead", "ROLE_CLAIM": "groups"}, "ROLE_MAP needs PROXY_ROLES_HEADER"),
        ({"SIGN_IN_DOMAIN": "desk.example"}, "SIGN_IN_DOMAIN isn’t checked with SIGN_IN=proxy."),
    ],
)  # fmt: skip
def test_a_proxy_that_cannot_be_recognised_is_refused(changed, sentence):
    assert sentence in refusal({**PROXY, **changed})


@pytest.mark.parametrize(
    "left",
    [
        {"OIDC_ISSUER": "https://id.example"}, {"PROXY_SECRET": SECRET}, {"LEADS": "ada@desk.example"},
        {"ROLE_CLAIM": "groups", "ROLE_MAP": "desk=lead"}, {"SIGN_IN_DOMAIN": "desk.example"},
    ],
)  # fmt: skip
def test_a_sign_in_that_was_set_up_but_not_switched_on_is_refused(left):
    assert "is set, but SIGN_IN isn’t." in refusal(left)


@pytest.mark.parametrize("key", [SESSION_KEY, SESSION_KEY.replace("+", "-").replace("/", "_")])
def test_a_session_key_may_be_written_in_both_alphabets(key):
    assert "+" in SESSION_KEY or "/" in SESSION_KEY
    assert base64.urlsafe_b64decode(load({"SESSION_KEY": key}).session_key) == bytes(range(200, 232))


@pytest.mark.parametrize("name", ["SESSION_KEY", "PROXY_SECRET"])
def test_a_refused_secret_is_not_in_the_sentence(name):
    assert "hunter2" not in refusal({name: "hunter2"})


def test_proxies_to_trust_are_addresses_and_networks():
    trusted = load({**PROXY, "TRUSTED_PROXIES": "10.0.0.5, 10.1.0.7/24,::1"}).trusted_networks
    assert trusted == tuple(map(ip_network, ("10.0.0.5/32", "10.1.0.0/24", "::1/128")))


def test_leads_are_addresses_or_identities_whose_capital_letters_count():
    leads = load({**OIDC, "LEADS": "Ada@desk.example, https://id.example AbC"}).leads
    assert leads == ("Ada@desk.example", "https://id.example AbC")


@pytest.mark.parametrize("place", ["logs.example:514", "[::1]:6514", "/dev/log"])
def test_events_go_to_a_host_or_a_socket(place):
    assert load({"AUDIT_SYSLOG": place}).audit_syslog == place


@pytest.mark.parametrize("sign_in", [OIDC, PROXY])
def test_once_people_sign_in_no_one_can_type_a_key(sign_in):
    assert not load({**sign_in, "TYPED_KEYS": "1"}).keys_may_be_typed
    assert not load({"TYPED_KEYS": "0"}).keys_may_be_typed


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../etc/passwd", "/etc/localtime", "Europe"])
def test_the_teams_zone_is_one_that_there_is(zone):
    assert f"TEAM_ZONE is {zone!r}. Set it to a time zone" in refusal({"TEAM_ZONE": zone})


def test_history_that_pages_use_is_never_too_short():
    assert "FLEET_KEEP_DAYS is 99. Set it to 100 or more." in refusal({"FLEET_KEEP_DAYS": "99"})
    settings = load({"FLEET_KEEP_DAYS": "100", "TEAM_ZONE": "Europe/London"})
    assert (settings.fleet_keep_days, settings.team_zone) == (100, "Europe/London")

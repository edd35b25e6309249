"""Tokens of scripts, on SQLite and PostgreSQL: only hashes are stored, and an end or a lead ends them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from dashboard.access.company import rule_from
from dashboard.access.events import AccessLog, AccessQuery
from dashboard.access.person import Grant
from dashboard.access.policy import Act, may
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.access.role import Role
from dashboard.access.tokens import TokenRefused, TokenRepository
from dashboard.store.tables import service_token
from script import token_of
from tests.store.rows import NOW
from tests.support.people import at_desk

ADA = at_desk("Ada")
VIEWER = Grant(Role.VIEWER, rule_from("tag region=emea"))
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
HERE = RequestOrigin(OriginKind.HERE)


@pytest.fixture
def tokens(store):
    return TokenRepository(store)


@pytest.fixture
def secret(tokens):
    """The secret of a token named nightly, a viewer's of some companies, for 30 days."""
    return tokens.make("nightly", VIEWER, 30, ADA, NOW)


def test_a_token_is_found_by_its_secret(tokens, secret):
    found = tokens.with_secret(secret)
    assert (found.name, found.grant, found.made_by) == ("nightly", VIEWER, "Ada")
    assert (found.made_at, found.ends_at) == (NOW, NOW + 30 * DAY)


@pytest.mark.parametrize("change", [str.upper, lambda text: text[:-1], lambda _: "", lambda _: "sd_\ud800"])
def test_another_secret_finds_nothing(tokens, secret, change):
    assert tokens.with_secret(change(secret)) is None


def test_a_secret_has_256_random_bits_and_is_not_stored(store, tokens, secret):
    assert secret.startswith("sd_")
    assert len(secret) == 46
    with store.reading() as connection:
        stored = str(connection.execute(select(service_token)).all())
    assert secret not in stored
    assert secret.removeprefix("sd_") not in stored
    assert tokens.make("other", VIEWER, 1, ADA, NOW) != secret


def test_a_token_works_until_it_expires(tokens, secret):
    found = tokens.with_secret(secret)
    assert not found.is_over(NOW + 30 * DAY - SECOND)
    assert found.is_over(NOW + 30 * DAY)


def test_a_revoked_token_is_over(tokens, secret):
    tokens.revoke("nightly", ADA, NOW)
    assert tokens.with_secret(secret).is_over(NOW)


def test_it_acts_with_its_role_and_its_companies_alone(tokens, secret):
    person = tokens.with_secret(secret).person(HERE, read_only=False)
    assert (person.name, person.identity, person.verified) == ("nightly", "token nightly", True)
    assert person.grants == (VIEWER,)
    assert may(person, Act.START) is not None


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_lasts_a_year_at_most(tokens, days):
    with pytest.raises(TokenRefused, match="from 1 to 365 days"):
        tokens.make("nightly", VIEWER, days, ADA, NOW)


@pytest.mark.parametrize("name", ["", "Nightly", "a b", "-x", "a" * 41, "näme", "a\n"])
def test_a_name_is_one_that_a_log_and_a_command_can_show(tokens, name):
    with pytest.raises(TokenRefused, match="Use up to 40 characters for the name"):
        tokens.make(name, VIEWER, 1, ADA, NOW)


@pytest.mark.usefixtures("secret")
def test_a_name_is_used_once(tokens):
    with pytest.raises(TokenRefused, match="already"):
        tokens.make("nightly", VIEWER, 1, ADA, NOW)


@pytest.mark.usefixtures("secret")
def test_what_is_revoked_or_unknown_cannot_be_revoked(tokens):
    tokens.revoke("nightly", ADA, NOW)
    for name in ("nightly", "unknown"):
        with pytest.raises(TokenRefused, match="script/token list"):
            tokens.revoke(name, ADA, NOW)


def test_its_last_use_is_stored_once_a_minute(tokens, secret):
    for at in (NOW, NOW + 59 * SECOND, NOW + 61 * SECOND, NOW + 30 * SECOND):
        tokens.note_use(tokens.with_secret(secret), at)
    assert tokens.every()[0].last_used_at == NOW + 61 * SECOND


def test_making_and_revoking_are_on_record_without_the_secret(store, tokens, secret):
    tokens.revoke("nightly", ADA, NOW)
    revoked, made = AccessLog(store).page(AccessQuery(), 1, 9).events
    assert (made.kind, made.detail) == ("token created", "nightly: viewer tag region=emea, until 2026-12-24")
    assert (revoked.kind, revoked.detail, revoked.person) == ("token revoked", "nightly", "Ada")
    assert secret not in made.detail


@pytest.fixture
def run(database_url, monkeypatch, capsys):
    """Run script/token; return its exit code, and what it printed."""
    monkeypatch.setenv("DATABASE_URL", database_url)

    def main(*arguments):
        code = token_of.main([*arguments])
        return code, capsys.readouterr()

    return main


def test_the_command_creates_lists_and_revokes(run, tokens):
    code, made = run("create", "nightly", "viewer", "30", "name Blue*")
    assert code == 0
    assert tokens.with_secret(made.out.strip()).name == "nightly"
    assert "Copy it now" in made.err
    assert "nightly  viewer  name Blue*  expires 20" in run("list")[1].out
    assert run("revoke", "nightly")[1].out == "Revoked nightly.\n"
    listed = run("list")[1].out
    assert "revoked 20" in listed
    assert "never used" in listed


@pytest.mark.parametrize("arguments", [("nightly", "viewer", "400"), ("nightly", "viewer", "1", "region")])
def test_the_command_says_what_is_wrong(run, arguments):
    code, said = run("create", *arguments)
    assert (code, said.out) == (1, "")
    assert said.err

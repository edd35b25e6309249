"""From a provider's claims to a person."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.settings import Settings
from dashboard.web.sign_in.claims import SignInRefused, no_role, person_from, verified_person
from tests.support.small_provider import ADA

ISSUER = "https://sign-in.example"
SETTINGS = Settings(oidc_issuer=ISSUER, role_claim="groups", role_map="desk=viewer")


def settings(**values: Any) -> Settings:
    return Settings(**{"oidc_issuer": ISSUER, "role_claim": "groups", "role_map": "desk=viewer", **values})


def test_issuer_and_subject_identify_a_person():
    person = verified_person(ADA, SETTINGS)
    assert person.identity == f"{ISSUER} ada"
    assert (person.name, person.address, person.claims) == ("Ada Byron", "ada@example.com", ("desk-leads",))


@pytest.mark.parametrize("subject", [None, "", " ", 17, "a" * 256, ["ada"], "a\nda", "ada "])
def test_without_a_usable_subject_no_one_is_signed_in(subject):
    with pytest.raises(SignInRefused):
        verified_person({**ADA, "sub": subject}, SETTINGS)


@pytest.mark.parametrize("verified", [False, None, "false", 1, "yes"])
def test_an_address_that_is_not_verified_does_not_count(verified):
    assert verified_person({**ADA, "email_verified": verified}, SETTINGS).address == ""


@pytest.mark.parametrize("address", ["ada", "a da@example.com", "ada@exa\nmple.com", "@example.com", "@"])
def test_what_is_no_address_does_not_count(address):
    assert verified_person({**ADA, "email": address}, SETTINGS).address == ""


def test_an_address_is_compared_in_lower_case():
    assert verified_person({**ADA, "email": "Ada@Example.com"}, SETTINGS).address == "ada@example.com"


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": " Ada  Byron\n"}, "Ada Byron"),
        ({"name": None, "preferred_username": "ada.b"}, "ada.b"),
        ({"name": ""}, "ada@example.com"),
        ({"name": "", "email": None}, "ada"),
        ({"name": 17}, "ada@example.com"),
    ],
)
def test_a_person_always_has_a_name_on_one_line(claims, name):
    assert verified_person({**ADA, **claims}, SETTINGS).name == name


@pytest.mark.parametrize(
    ("claim", "claims", "found"),
    [
        ("groups", {"groups": ["a", "b"]}, ("a", "b")),
        ("groups", {"groups": "a"}, ("a",)),
        ("groups", {"groups": ["a", 1, None, "x" * 256]}, ("a",)),
        ("groups", {"groups": {"a": 1}}, ()),
        ("realm_access.roles", {"realm_access": {"roles": ["a"]}}, ("a",)),
        ("realm_access.roles", {"realm_access": "a"}, ()),
        ("https://desk.example/roles", {"https://desk.example/roles": ["a"]}, ("a",)),
        ("", {"": ["a"]}, ()),
    ],
)
def test_roles_are_read_from_the_claim_of_the_settings(claim, claims, found):
    person = verified_person({"sub": "ada", **claims}, settings(role_claim=claim, role_map=""))
    assert person.claims == found


def test_the_number_of_roles_is_bounded():
    assert len(verified_person({**ADA, "groups": [str(n) for n in range(9_999)]}, SETTINGS).claims) == 500


@pytest.mark.parametrize(
    ("claims", "allowed"),
    [
        ({}, True),
        ({"hd": "example.com"}, True),
        ({"hd": "shop.example"}, False),
        ({"email_verified": False}, False),
        ({"email": "ada@sub.example.com"}, False),
        ({"email": "ada@example.com@shop.example"}, False),
    ],
)
def test_with_a_domain_only_verified_addresses_there_get_in(claims, allowed):
    wanted = settings(sign_in_domain=("example.com",))
    if allowed:
        assert verified_person({**ADA, **claims}, wanted).address == "ada@example.com"
    else:
        with pytest.raises(SignInRefused, match=r"verified email address at example\.com"):
            verified_person({**ADA, **claims}, wanted)


@pytest.mark.parametrize(("hosted", "allowed"), [("example.com", True), (None, False), ("", False)])
def test_an_account_at_google_must_be_of_an_organization_there(hosted, allowed):
    wanted = settings(oidc_issuer="https://accounts.google.com", sign_in_domain=("example.com",))
    claims = {**ADA, **({} if hosted is None else {"hd": hosted})}
    if allowed:
        assert verified_person(claims, wanted).address == "ada@example.com"
    else:
        with pytest.raises(SignInRefused, match=r"verified email address at example\.com"):
            verified_person(claims, wanted)


def test_what_was_signed_wins_over_userinfo():
    person = person_from({"sub": "ada", "groups": ["signed"]}, {**ADA, "groups": ["said"]}, SETTINGS)
    assert (person.claims, person.name) == (("signed",), "Ada Byron")


def test_userinfo_of_another_person_is_refused():
    with pytest.raises(SignInRefused, match="two different people"):
        person_from({"sub": "ada"}, {**ADA, "sub": "grace"}, SETTINGS)


@pytest.mark.parametrize(
    ("groups", "wanted", "sentence"),
    [
        ([], SETTINGS, "Your sign-in provider sent no groups (“groups”). Ask a lead"),
        (["x"], SETTINGS, "None of your groups gives you a role here: x. Ask a lead"),
        (list("abcdefg"), SETTINGS, "a, b, c, d, e and 2 more"),
        (
            ["x"],
            settings(role_map=""),
            "You’re not on the list of roles. Ask a lead of this dashboard for a role.",
        ),
    ],
)
def test_without_a_role_the_sentence_says_what_decides(groups, wanted, sentence):
    said = no_role(who := verified_person({**ADA, "groups": groups}, wanted), wanted)
    assert sentence in said
    assert said.endswith(f"Give them this id: {who.identity}"), "what People accepts"

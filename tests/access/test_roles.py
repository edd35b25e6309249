"""Roles come from claims, the list and LEADS, and add up; a wrong map says which part is wrong."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, text

from dashboard.access.company import ALL_COMPANIES, CompanyRule
from dashboard.access.people import PeopleRepository
from dashboard.access.person import Grant
from dashboard.access.role import Role
from dashboard.access.roles import MappedRole, WhoError, grants_for, role_map, who_from
from dashboard.settings import Settings, SettingsError
from dashboard.settings.role_map import ROLE_NAMES
from dashboard.store.engine import Store
from dashboard.store.tables import ROLES, role_grant
from tests.access.support import ADA, ADDRESS, LEAD

EMEA = CompanyRule(tag=("region", "emea"))
MAP = "desk-leads=lead; emea=operator tag region=emea; shops = viewer name Shop*;"


def grants(store: Store, *claims: str, address: str = ADDRESS, **settings: object) -> tuple[Grant, ...]:
    return grants_for(Settings(**settings), store, ADA, address, claims)  # type: ignore[arg-type]


def test_the_map_is_read_part_by_part():
    assert role_map(MAP) == (
        MappedRole("desk-leads", Grant(Role.LEAD)),
        MappedRole("emea", Grant(Role.OPERATOR, EMEA)),
        MappedRole("shops", Grant(Role.VIEWER, CompanyRule(name="Shop*"))),
    )


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("desk-leads", "Write GROUP=ROLE"),
        ("=lead", "Write GROUP=ROLE"),
        ("desk-leads=boss", "The roles are viewer, operator, lead."),
        ("desk-leads=lead region=emea", "Write “tag KEY=VALUE”"),
    ],
)
def test_a_wrong_map_names_the_part_that_is_wrong(part, says):
    with pytest.raises(SettingsError) as refused:
        role_map(f"emea=viewer; {part}")
    assert f"ROLE_MAP has {part!r}" in str(refused.value)
    assert says in str(refused.value)


def test_who_has_no_role_anywhere_gets_none(store):
    assert grants(store, "emea") == ()


def test_claims_give_what_the_map_says_and_only_that(store):
    assert grants(store, "emea", "unknown", role_map=MAP) == (Grant(Role.OPERATOR, EMEA),)
    assert grants(store, "EMEA", role_map=MAP) == ()


@pytest.mark.parametrize("lead", [ADDRESS.upper(), ADA])
def test_leads_gives_the_first_lead_by_address_or_identity(store, lead):
    assert grants(store, leads=(lead,)) == (Grant(Role.LEAD),)


def test_an_address_counts_only_if_the_provider_verified_it(store):
    PeopleRepository(store).set_role(ADDRESS, Role.LEAD, ALL_COMPANIES, LEAD)
    assert grants(store, leads=(ADDRESS,), address="") == ()


@pytest.mark.parametrize("who", [ADDRESS.title(), ADA])
def test_the_list_counts_by_address_or_identity_at_once(store, who):
    people = PeopleRepository(store, Settings(leads=(ADDRESS,)))
    people.set_role(who, Role.OPERATOR, EMEA, LEAD)
    assert grants(store) == (Grant(Role.OPERATOR, EMEA),)
    people.take_role(who, EMEA, LEAD)
    assert grants(store) == ()


def test_several_sources_add_up_each_role_once(store):
    people = PeopleRepository(store)
    people.set_role(ADDRESS, Role.VIEWER, ALL_COMPANIES, LEAD)
    people.set_role(ADA, Role.OPERATOR, EMEA, LEAD)
    assert set(grants(store, "emea", role_map=MAP)) == {Grant(Role.VIEWER), Grant(Role.OPERATOR, EMEA)}
    assert len(grants(store, "emea", role_map=MAP)) == 2


def test_a_rule_on_the_list_that_cannot_be_read_gives_no_role(store):
    row = insert(role_grant).values(
        who=ADDRESS, role="lead", rule="country GB", given_by="", given_at=text("CURRENT_TIMESTAMP")
    )
    with store.writing() as connection:
        connection.execute(row)
    assert grants(store) == ()


@pytest.mark.parametrize(
    "wrong", ["", "ada", "a@b@c", "Ada Byron", "one two three", "proxy ", "proxy a\x07da"]
)
def test_what_names_no_person_is_refused_with_what_to_write(wrong):
    with pytest.raises(WhoError, match="Write an email address, or ISSUER SUBJECT"):
        who_from(wrong)


def test_the_roles_of_settings_and_of_the_store_are_the_same():
    assert tuple(Role) == ROLE_NAMES == ROLES

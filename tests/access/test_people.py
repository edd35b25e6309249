"""People are recorded as they sign in; leads edit the list of roles, and each change is on record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from dashboard.access.company import ALL_COMPANIES, CompanyRule
from dashboard.access.events import AccessEventType, AccessLog, AccessQuery
from dashboard.access.people import CLAIMS_COUNT_FOR, PeopleRepository, RoleRefused
from dashboard.access.person import Grant, Person
from dashboard.access.role import Role
from dashboard.access.session import SignInMethod, VerifiedPerson
from dashboard.access.sessions import SessionRepository
from dashboard.settings import Settings
from dashboard.store.tables import person
from script import role_of, token_of
from tests.access.support import ADA, ADDRESS, BEN, LEAD
from tests.support.people import at_desk, elsewhere, signed_in

EMEA = CompanyRule(tag=("region", "emea"))
RESTRICTED = signed_in("Carl", Role.LEAD, EMEA)


@pytest.fixture
def people(store):
    return PeopleRepository(store)


def sign_in(store, identity, name, address, claims):
    who = VerifiedPerson(identity, name, address, tuple(claims))
    SessionRepository(store).begin(who, SignInMethod.OIDC, hours=1.0)


def events(store):
    """Return the events, the newest last, without the sign-ins before them."""
    found = reversed(AccessLog(store).page(AccessQuery(), 1, 10).events)
    return [(each.kind, each.person, each.detail) for each in found if each.kind != AccessEventType.SIGNED_IN]


def listed(people):
    return [(each.who, each.role, each.rule, each.given_by) for each in people.roles()]


def test_who_signs_in_is_known_with_what_the_provider_said_last(people, store):
    sign_in(store, ADA, "Ada", ADDRESS, ["emea"])
    first = people.people()[0]
    sign_in(store, ADA, "Ada Byron", "", [])
    found = people.people()
    assert [(each.name, each.address, each.claims) for each in found] == [("Ada Byron", "", ())]
    assert first.address == ADDRESS
    assert first.claims == ("emea",)
    assert found[0].first_seen_at == first.first_seen_at <= first.last_seen_at <= found[0].last_seen_at


def test_a_lead_gives_changes_and_takes_a_role_on_record(people, store):
    people.set_role("Ada@Shop.example", Role.VIEWER, EMEA, LEAD)
    people.set_role(ADDRESS, Role.OPERATOR, EMEA, LEAD)
    assert listed(people) == [(ADDRESS, Role.OPERATOR, EMEA, "Grace Hopper")]
    people.take_role(ADDRESS, EMEA, LEAD)
    assert listed(people) == []
    assert events(store) == [
        (AccessEventType.ROLE_GIVEN, "Grace Hopper", f"{ADDRESS}: viewer, tag region=emea"),
        (AccessEventType.ROLE_CHANGED, "Grace Hopper", f"{ADDRESS}: operator, tag region=emea"),
        (AccessEventType.ROLE_TAKEN, "Grace Hopper", f"{ADDRESS}: operator, tag region=emea"),
    ]


@pytest.mark.parametrize(
    "who",
    [signed_in("Ben", Role.OPERATOR), RESTRICTED, signed_in("Eve", None), elsewhere("Eve"),
     signed_in("Ben", Role.LEAD, read_only=True)],
)  # fmt: skip
def test_no_one_else_changes_a_role_and_the_attempt_is_on_record(people, store, who: Person):
    sign_in(store, ADA, "Ada", "", [])
    for act in (
        lambda: people.set_role(ADDRESS, Role.LEAD, ALL_COMPANIES, who),
        lambda: people.take_role(ADDRESS, ALL_COMPANIES, who),
        lambda: people.has_left(ADA, who),
    ):
        with pytest.raises(RoleRefused) as refused:
            act()
        assert events(store)[-1] == (AccessEventType.ACT_REFUSED, who.name, str(refused.value))
    assert listed(people) == []
    assert people.people()[0].left_at is None


@pytest.mark.parametrize("who", ["ada", "a@b@c"])
def test_an_invalid_person_is_refused(people, who):
    with pytest.raises(RoleRefused, match="doesn’t name a person"):
        people.set_role(who, Role.VIEWER, ALL_COMPANIES, LEAD)


def test_a_role_that_is_not_on_the_list_cannot_be_removed(people):
    people.set_role(ADDRESS, Role.VIEWER, EMEA, LEAD)
    with pytest.raises(RoleRefused, match="no such role"):
        people.take_role(ADDRESS, ALL_COMPANIES, LEAD)


def take(people):
    people.take_role(ADDRESS, ALL_COMPANIES, LEAD)


def demote(people):
    people.set_role(ADDRESS, Role.OPERATOR, ALL_COMPANIES, LEAD)


@pytest.mark.parametrize("change", [take, demote])
@pytest.mark.parametrize(
    "settings", [{}, {"role_map": "desk=operator; uk=lead tag region=uk"}], ids=["alone", "map without"]
)
def test_the_last_lead_stays_one(store, change, settings):
    people = PeopleRepository(store, Settings(**settings))
    people.set_role(ADDRESS, Role.LEAD, ALL_COMPANIES, LEAD)
    people.set_role(BEN, Role.LEAD, EMEA, LEAD)
    with pytest.raises(RoleRefused, match="the last lead"):
        change(people)
    assert (ADDRESS, Role.LEAD, ALL_COMPANIES, "Grace Hopper") in listed(people)


@pytest.mark.parametrize("change", [take, demote])
@pytest.mark.parametrize("settings", [{"leads": ("ben@shop.example",)}, {"role_map": "desk=lead"}])
def test_a_lead_by_settings_lets_the_list_lose_its_last_one(store, change, settings):
    people = PeopleRepository(store, Settings(**settings))
    people.set_role(ADDRESS, Role.LEAD, ALL_COMPANIES, LEAD)
    change(people)
    assert Role.LEAD not in [each.role for each in people.roles()]


def test_people_without_a_role_count_as_having_left(store):
    people = PeopleRepository(store, Settings(role_map="desk=viewer"))
    sign_in(store, ADA, "Ada", "", ["desk"])
    sign_in(store, BEN, "Ben", ADDRESS, [])
    assert people.who_left() == {BEN}
    people.set_role(ADDRESS, Role.VIEWER, ALL_COMPANIES, LEAD)
    assert people.who_left() == frozenset()
    people.has_left(ADA, LEAD)
    assert people.who_left() == {ADA}
    assert (AccessEventType.PERSON_LEFT, "Grace Hopper", "Ada") in events(store)
    sign_in(store, ADA, "Ada", "", ["desk"])
    assert people.who_left() == frozenset()


def test_people_whose_claims_were_not_confirmed_for_long_count_as_having_left(store):
    people = PeopleRepository(store, Settings(role_map="desk=viewer"))
    sign_in(store, ADA, "Ada", ADDRESS, ["desk"])
    with store.writing() as connection:
        connection.execute(update(person).values(last_seen_at=datetime.now(UTC) - CLAIMS_COUNT_FOR))
    assert people.who_left() == {ADA}
    people.set_role(ADDRESS, Role.VIEWER, ALL_COMPANIES, LEAD)
    assert people.who_left() == frozenset()


def test_who_never_signed_in_cannot_have_left(people):
    with pytest.raises(RoleRefused, match="never signed in"):
        people.has_left(ADA, LEAD)


def test_a_lead_without_sign_in_on_this_machine_may_edit_the_list(people):
    people.set_role(ADDRESS, Role.VIEWER, ALL_COMPANIES, at_desk())
    assert len(people.roles()) == 1


@pytest.mark.parametrize(
    ("command", "arguments"),
    [(role_of.main, ["give", ADDRESS, "boss"]), (token_of.main, ["create", "nightly", "boss", "3"])],
    ids=["role", "token"],
)
def test_a_command_names_the_roles_that_it_takes(command, arguments, capsys):
    with pytest.raises(SystemExit):
        command(arguments)
    assert "Role." not in capsys.readouterr().err


def test_the_operator_s_command_edits_the_same_list(store, database_url, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert role_of.main(["give", ADDRESS, "operator", "tag region=emea"]) == 0
    assert role_of.main(["list"]) == 0
    assert f"{ADDRESS}  operator  tag region=emea  given by script/role" in capsys.readouterr().out
    assert role_of.main(["remove", ADDRESS]) == 1
    assert "no such role on the list. The list has “operator tag region=emea”." in capsys.readouterr().err
    assert role_of.main(["remove", ADDRESS, "tag region=emea"]) == 0
    assert PeopleRepository(store).roles() == []


def test_the_roles_of_someone_are_those_of_the_list_and_of_their_claims_until_they_leave(store):
    people = PeopleRepository(store, Settings(role_map="desk=viewer"))
    sign_in(store, BEN, "Ben", ADDRESS, ["desk"])
    people.set_role(BEN, Role.OPERATOR, EMEA, LEAD)
    assert people.grants_of(BEN) == (Grant(Role.VIEWER), Grant(Role.OPERATOR, EMEA))
    assert people.grants_of("https://sign-in.example nobody") == ()
    people.has_left(BEN, LEAD)
    assert people.grants_of(BEN) == ()

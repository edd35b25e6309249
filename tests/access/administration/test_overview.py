"""Everyone with a role or who has signed in, and where each role comes from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dashboard.access.administration.overview import GrantSource, PersonOverview, overview
from dashboard.access.company import CompanyRule
from dashboard.access.events import AccessEventType, AccessLog, AccessQuery
from dashboard.access.people import KnownPerson, PeopleRepository, RoleRefused
from dashboard.access.person import Grant
from dashboard.access.role import Role
from dashboard.access.roles import ListedRole, grants_from
from dashboard.access.session import SignInMethod, VerifiedPerson
from dashboard.access.sessions import SessionRepository
from dashboard.services.access_records import AccessRecords
from dashboard.settings import Settings, SettingsError
from tests.access.support import ADA, ADDRESS, BEN, LEAD
from tests.support.people import at_desk, signed_in

AT = datetime(2026, 11, 24, tzinfo=UTC)
EMEA = CompanyRule(tag=("region", "emea"))
MAPPED = Settings(role_map="desk=viewer; leads=lead", leads=("grace@example.com",))
ADA_KNOWN = KnownPerson(ADA, "Ada Byron", ADDRESS, ("desk",), AT, AT)


def sources(person: PersonOverview) -> list[tuple[str, str, str]]:
    return [(each.grant.role, each.source, each.detail) for each in person.grants]


def test_who_has_signed_in_has_roles_of_every_source():
    listed = [ListedRole(ADDRESS, Role.OPERATOR, EMEA), ListedRole(ADA, Role.VIEWER)]
    (ada, grace) = overview(MAPPED, [ADA_KNOWN], listed)
    assert sources(ada) == [
        ("viewer", GrantSource.CLAIM, "desk"),
        ("viewer", GrantSource.LIST, ADA),
        ("operator", GrantSource.LIST, ADDRESS),
    ]
    assert sources(grace) == [("lead", GrantSource.SETTING, "")]


def test_only_what_the_list_gives_can_be_taken():
    (ada, _) = overview(MAPPED, [ADA_KNOWN], [ListedRole(ADDRESS, Role.OPERATOR, EMEA)])
    assert [each.grant for each in ada.listed] == [Grant(Role.OPERATOR, EMEA)]


def test_who_never_signed_in_is_there_by_address_or_identity():
    found = overview(Settings(), [], [ListedRole(BEN, Role.VIEWER), ListedRole(ADDRESS, Role.VIEWER)])
    assert [(each.who, each.address, each.has_signed_in) for each in found] == [
        (ADDRESS, ADDRESS, False),
        (BEN, "", False),
    ]


def test_an_address_of_someone_who_signed_in_is_not_listed_twice():
    assert len(overview(Settings(), [ADA_KNOWN], [ListedRole(ADDRESS, Role.VIEWER)])) == 1


def test_a_lead_of_the_setting_who_has_signed_in_is_one_person():
    settings = Settings(leads=(ADDRESS.upper(),))
    (ada,) = overview(settings, [ADA_KNOWN], [])
    assert sources(ada) == [("lead", GrantSource.SETTING, "")]


@pytest.mark.parametrize("settings", [MAPPED, Settings(), Settings(leads=(ADA,))])
def test_the_overview_has_the_same_roles_that_decide(settings):
    listed = [ListedRole(ADDRESS, Role.OPERATOR, EMEA), ListedRole(BEN, Role.LEAD)]
    ada = overview(settings, [ADA_KNOWN], listed)[0]
    decide = grants_from(settings, ADA_KNOWN.who, ADA_KNOWN.claims, listed)
    assert {each.grant for each in ada.grants} == set(decide)


def test_a_wrong_map_is_refused():
    with pytest.raises(SettingsError):
        overview(Settings(role_map="desk=boss"), [ADA_KNOWN], [])


@pytest.fixture
def ada(store):
    """Sign Ada in, and put a role for her identity and one for her address on the list."""
    who = VerifiedPerson(ADA, "Ada Byron", ADDRESS)
    SessionRepository(store).begin(who, SignInMethod.OIDC, 8)
    people = PeopleRepository(store)
    people.set_role(ADA, Role.OPERATOR, EMEA, LEAD)
    people.set_role(ADDRESS, Role.VIEWER, CompanyRule(), LEAD)
    people.set_role(BEN, Role.LEAD, CompanyRule(), LEAD)
    return who


@pytest.mark.usefixtures("ada")
def test_who_has_left_has_no_listed_role_and_no_session(store):
    PeopleRepository(store).has_left(ADA, LEAD)
    records = AccessRecords(Settings(), store)
    assert [each.who for each in records.people.roles()] == [BEN]
    assert SessionRepository(store).listed(60, ADA) == []
    (ada,) = [each for each in records.everyone() if each.who == ADA]
    assert ada.left_at is not None
    kinds = [each.kind for each in AccessLog(store).page(AccessQuery(), 1, 4).events]
    assert sorted(kinds) == sorted([
        AccessEventType.PERSON_LEFT, AccessEventType.ROLE_TAKEN, AccessEventType.ROLE_TAKEN,
        AccessEventType.SESSION_ENDED,
    ])  # fmt: skip


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    "person", [signed_in("Carl", Role.OPERATOR), signed_in("Carl", Role.LEAD, EMEA), at_desk(read_only=True)]
)
def test_no_one_but_a_lead_says_that_someone_has_left(store, person):
    with pytest.raises(RoleRefused):
        PeopleRepository(store).has_left(ADA, person)
    records = AccessRecords(Settings(), store)
    assert len(records.people.roles()) == 3
    assert len(SessionRepository(store).listed(60, ADA)) == 1


def test_the_last_lead_on_the_list_cannot_leave_and_nothing_changes(store):
    who = VerifiedPerson(BEN, "Ben", ADDRESS)
    SessionRepository(store).begin(who, SignInMethod.OIDC, 8)
    people = PeopleRepository(store)
    people.set_role(ADDRESS, Role.VIEWER, EMEA, LEAD)
    people.set_role(BEN, Role.LEAD, CompanyRule(), LEAD)
    before = people.roles(), people.people()
    with pytest.raises(RoleRefused, match="This is the last lead"):
        people.has_left(BEN, LEAD)
    assert (people.roles(), people.people()) == before
    assert len(SessionRepository(store).listed(60, BEN)) == 1
    assert AccessEventType.PERSON_LEFT not in [each.kind for each in AccessLog(store).every(AccessQuery())]


def test_who_never_signed_in_cannot_have_left(store):
    with pytest.raises(RoleRefused):
        PeopleRepository(store).has_left(ADA, LEAD)


def test_the_records_share_one_store(store):
    records = AccessRecords(Settings(), store)
    records.people.set_role(ADDRESS, Role.VIEWER, EMEA, LEAD)
    assert [each.who for each in records.everyone()] == [ADDRESS]
    assert [each.kind for each in records.events.page(AccessQuery(), 1, 5).events] == [
        AccessEventType.ROLE_GIVEN
    ]
    assert records.sessions.of_everyone(LEAD) == []

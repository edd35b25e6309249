"""Who may do what: without sign-in by where the page was opened, signed in by role; READ_ONLY wins."""

import pytest

from dashboard.access.company import CompanyIdentity, CompanyRule, none_listed
from dashboard.access.person import Grant, acting_on, company_for
from dashboard.access.policy import Act, may
from dashboard.access.request_origin import OriginKind
from dashboard.access.role import Role
from tests.support.acts import ALLOWED
from tests.support.people import at_desk, elsewhere, signed_in

ELSEWHERE = [kind for kind in OriginKind if kind not in (OriginKind.HERE, OriginKind.COMMAND)]
COMPANY = CompanyIdentity("company", "Bluebird Coffee", {"region": "emea"})
CHANGES = [act for act in Act if act.changes]
every_act = pytest.mark.parametrize("act", Act)
every_change = pytest.mark.parametrize("act", CHANGES)


def test_every_act_has_its_row():
    assert set(ALLOWED) == set(Act)


@pytest.mark.parametrize("role", Role)
@every_act
def test_a_role_may_do_its_acts_and_no_others(act, role):
    assert (may(signed_in("Ada Byron", role), act, COMPANY) is None) is (role in ALLOWED[act])


@every_act
def test_without_a_role_nothing_is_allowed(act):
    assert "You have no role" in (may(signed_in("Ada Byron", None), act, COMPANY) or "")


@every_act
def test_on_this_machine_everything_is_allowed_without_sign_in(act):
    assert may(at_desk(), act) is None


@every_change
@pytest.mark.parametrize("allow_starting", [False, True])
def test_read_only_forbids_every_change_even_here_and_wins(act, allow_starting):
    refusal = may(at_desk(read_only=True, allow_starting=allow_starting), act) or ""
    assert refusal.startswith("This is a read-only view (READ_ONLY=1)")
    whom = (
        f"Ask a colleague in support to {act}."
        if act.is_about_a_company
        else "Ask whoever runs this dashboard."
    )
    assert refusal.endswith(whom)


@every_change
def test_read_only_wins_over_a_lead(act):
    assert "READ_ONLY=1" in (may(signed_in("Ada Byron", Role.LEAD, read_only=True), act, COMPANY) or "")


@pytest.mark.parametrize("kind", ELSEWHERE)
@every_change
def test_from_elsewhere_it_is_refused_with_what_to_do(kind, act):
    refusal = may(elsewhere(kind=kind), act) or ""
    assert refusal.startswith("This dashboard has no sign-in, and ")
    assert "ALLOW_STARTING=1" in refusal


def test_each_origin_has_its_own_reason():
    assert len({may(elsewhere(kind=kind), Act.START) for kind in ELSEWHERE}) == len(ELSEWHERE)


def test_the_header_that_no_browser_sends_is_named():
    proxied = elsewhere(kind=OriginKind.HEADER, header="via")
    assert "(header via)" in (may(proxied, Act.START) or "")


@every_act
@pytest.mark.parametrize("kind", ELSEWHERE)
def test_allow_starting_permits_it_from_everywhere(kind, act):
    assert may(elsewhere(kind=kind, allow_starting=True), act) is None


def test_whom_to_ask_is_named_with_ones_own_role():
    refusal = may(signed_in("Ada Byron", Role.VIEWER), Act.RELEASE, COMPANY)
    assert refusal == "You’re signed in as a viewer. Ask a lead to allow another start."


@pytest.mark.parametrize(
    ("rule", "covered"),
    [
        (CompanyRule(tag=("region", "emea")), True),
        (CompanyRule(tag=("region", "apac")), False),
        (CompanyRule(name="bluebird*"), True),
        (CompanyRule(name="blue"), False),
    ],
)
def test_a_rule_narrows_a_role_to_some_companies(rule, covered):
    assert (may(signed_in("Ada Byron", Role.LEAD, rule), Act.START, COMPANY) is None) is covered


@every_act
def test_a_role_for_some_companies_allows_nothing_about_an_unknown_one(act):
    restricted = signed_in("Ada Byron", Role.LEAD, CompanyRule(name="*"))
    if act.is_for_any_role:
        assert may(restricted, act, None) is None
        return
    why = (
        "We’re still checking" if act.is_about_a_company else f"Ask a lead who covers all companies to {act}."
    )
    assert why in (may(restricted, act, None) or "")


def test_several_roles_add_up():
    grants = (Grant(Role.VIEWER), Grant(Role.OPERATOR, CompanyRule(name="Bluebird*")))
    person = signed_in("Ada Byron", None, grants=grants)
    assert may(person, Act.START, COMPANY) is None
    assert may(person, Act.READ, CompanyIdentity("other", "Shop")) is None
    assert "as a viewer" in (may(person, Act.START, CompanyIdentity("other", "Shop")) or "")


def test_a_company_is_looked_up_only_for_who_is_restricted():
    restricted = signed_in("Ada Byron", Role.VIEWER, CompanyRule(name="Blue*"))
    assert company_for(restricted, "COMPANY", lambda _: COMPANY) is COMPANY
    assert company_for(signed_in("Ada Byron", Role.VIEWER), "COMPANY", none_listed) == CompanyIdentity(
        "company"
    )


def test_a_role_that_is_taken_while_a_company_is_looked_up_no_longer_counts():
    now = [signed_in("Ada Byron", Role.OPERATOR, CompanyRule(name="Blue*"))]

    def look_up(_: str) -> CompanyIdentity:
        now[0] = signed_in("Ada Byron", None)
        return COMPANY

    assert acting_on(lambda: now[0], "COMPANY", look_up).grants == ()

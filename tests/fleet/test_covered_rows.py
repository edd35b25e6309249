"""A person sees exactly the rows that their roles cover, and nothing of the others."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from dashboard.access.company import CompanyIdentity, rule_from
from dashboard.access.role import Role
from dashboard.fleet.covered import Rows, covered_rows, identity_of_row
from tests.support.fleet_rows import made_row
from tests.support.people import at_desk, elsewhere, signed_in

ROWS = MappingProxyType(
    {
        row.company_id: row
        for row in (
            made_row("Bluebird Coffee", tags={"region": "north"}),
            made_row("Bluebird Tea", tags={"region": "south"}),
            made_row("Fern Bakery"),
        )
    }
)


def names(rows):
    return sorted(row.company.name for row in rows.values())


@pytest.mark.parametrize(
    "person",
    [at_desk(), elsewhere(), signed_in("Ada", Role.VIEWER), signed_in("Ada", Role.LEAD, read_only=True)],
    ids=["at the desk", "elsewhere", "a viewer of all", "a read-only view"],
)
def test_who_may_see_every_company_gets_the_very_same_rows(person):
    assert covered_rows(ROWS, person) is ROWS


@pytest.mark.parametrize(
    "person",
    [signed_in("Ada", None), signed_in("Ada", Role.LEAD, signed_out=True)],
    ids=["no role", "signed out"],
)
def test_who_may_see_nothing_gets_no_row(person):
    assert covered_rows(ROWS, person) == {}


@pytest.mark.parametrize(
    ("rule", "seen"),
    [
        ("name Bluebird*", ["Bluebird Coffee", "Bluebird Tea"]),
        ("name *bakery", ["Fern Bakery"]),
        ("tag region=south", ["Bluebird Tea"]),
        ("tag region=west", []),
    ],
)
def test_a_role_for_some_companies_covers_their_rows_alone(rule, seen):
    person = signed_in("Ada", Role.VIEWER, rule_from(rule))
    assert names(covered_rows(ROWS, person)) == seen


def test_two_people_with_the_same_role_share_what_was_found():
    rule = rule_from("name Fern*")
    ada, eve = (signed_in(name, Role.VIEWER, rule) for name in ("Ada", "Eve"))
    assert covered_rows(ROWS, ada) is covered_rows(ROWS, eve)


def test_other_rows_are_looked_through_again_though_they_have_the_same_companies():
    person = signed_in("Ada", Role.VIEWER, rule_from("name Fern*"))
    before = covered_rows(ROWS, person)
    renamed = MappingProxyType({"id": made_row("Fern Bakery & Sons")})
    assert (names(covered_rows(renamed, person)), names(before)) == (["Fern Bakery & Sons"], ["Fern Bakery"])


def test_rows_are_kept_as_long_as_what_was_found_of_them_is():
    person = signed_in("Ada", Role.VIEWER, rule_from("name Fern*"))
    found = [
        covered_rows(MappingProxyType({"id": made_row(f"Fern {number}")}), person) for number in range(50)
    ]
    assert [names(each) for each in found] == [[f"Fern {number}"] for number in range(50)]


def test_an_empty_fleet_has_no_rows_for_anyone():
    nothing: Rows = MappingProxyType({})
    for person in (at_desk(), signed_in("Ada", Role.VIEWER, rule_from("name Fern*"))):
        assert covered_rows(nothing, person) == {}


def test_who_was_signed_out_sees_nothing_though_they_had_seen_it_before():
    rule = rule_from("name Fern*")
    assert covered_rows(ROWS, signed_in("Ada", Role.VIEWER, rule))
    assert covered_rows(ROWS, signed_in("Ada", Role.VIEWER, rule, signed_out=True)) == {}


def test_decisions_take_id_name_and_tags_of_a_row():
    row = made_row("Bluebird Coffee", tags={"region": "north"})
    assert identity_of_row(row) == CompanyIdentity(row.company_id, "Bluebird Coffee", {"region": "north"})

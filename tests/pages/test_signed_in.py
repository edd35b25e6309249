"""Pages of someone who has signed in: who they are is in the session’s row, their role on the list."""

from __future__ import annotations

import pytest

from dashboard.access.role import Role
from tests.pages.conftest import text_of


@pytest.mark.parametrize(
    ("role", "may_write"), [(Role.VIEWER, False), (Role.OPERATOR, True), (Role.LEAD, True)]
)
def test_a_role_of_the_list_decides_what_a_page_offers(
    open_page, signed_in_as, fresh_sandbox, role, may_write
):
    signed_in_as(role)
    page = open_page("company", company=fresh_sandbox.company("healthy"))
    assert ("add_note" in {each.key for each in page.button}) is may_write


def test_a_role_for_some_companies_shows_no_other(open_page, signed_in_as, fresh_sandbox):
    signed_in_as(Role.VIEWER, rule="name No such shop*")
    assert "Company not found" in text_of(open_page("company", company=fresh_sandbox.company("healthy")))

"""Two people with the same name can be distinguished wherever colleagues see who did something."""

from __future__ import annotations

import os

from dashboard.access.role import Role
from dashboard.access.session import SignInMethod, VerifiedPerson
from dashboard.access.sessions import SessionRepository, Visitor
from dashboard.services.stores import real_store
from dashboard.settings import load
from tests.pages.conftest import text_of
from tests.support.app_test import give_role, use_session
from tests.support.people import ISSUER

IMPOSTOR = VerifiedPerson(f"{ISSUER} g2", "Grace Hopper", "", ())


def note(page, text):
    page.button(key="add_note").click().run()
    page.text_area[0].input(text).run()
    page.button(key="save_note").click().run()
    return page


def test_notes_of_people_with_the_same_name_say_whose_they_are_and_the_filter_goes_by_person(
    open_page, signed_in_as, fresh_sandbox, monkeypatch
):
    signed_in_as(Role.OPERATOR, name="Grace Hopper")
    company = fresh_sandbox.company("healthy")
    page = note(open_page("company", company=company), "Called them.")
    assert "grace@example.com" not in text_of(page), "she is the only one of that name"
    store = real_store(load(os.environ))
    other, _ = SessionRepository(store).begin(IMPOSTOR, SignInMethod.OIDC, 8, Visitor())
    give_role(store, IMPOSTOR.identity, Role.OPERATOR)
    use_session(monkeypatch, other)
    said = text_of(note(open_page("company", company=company), "They agreed."))
    assert "Note by Grace Hopper (g2), " in said
    assert "Grace Hopper (grace@example.com)" in said
    said = text_of(open_page("activity"))
    assert "Grace Hopper (g2)" in said
    assert "Grace Hopper (grace@example.com)" in said
    said = text_of(open_page("activity", person=IMPOSTOR.identity))
    assert "They agreed." in said
    assert "Called them." not in said
    assert ">Person: Grace Hopper (g2)<" in said

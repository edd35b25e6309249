"""A lead says that a person has left: no role on the list, no session, and their links go to leads."""

from __future__ import annotations

from dashboard.access.administration.session_service import SessionService
from dashboard.access.people import PeopleRepository
from dashboard.access.person import Person
from dashboard.settings import Settings
from dashboard.store.engine import Store


def has_left(settings: Settings, store: Store, identity: str, by: Person) -> None:
    """Carry out what follows when a person leaves. Raises RoleRefused, SessionRefused and StoreError.

    A role from a claim, or from LEADS, stays: the provider and the settings give it.
    """
    people = PeopleRepository(store, settings)
    person = next((each for each in people.people() if each.identity == identity), None)
    people.has_left(identity, by)  # decides, before anything changes
    names = person.who if person else (identity,)
    for each in people.roles():
        if each.who in names:
            people.take_role(each.who, each.rule, by)
    SessionService(store, settings.session_idle_minutes).end_all(identity, person.name if person else "", by)

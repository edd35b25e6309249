"""Exports are decided and recorded at the click, on SQLite and PostgreSQL."""

import os

import pytest

from dashboard.access.company import CompanyIdentity, rule_from
from dashboard.access.events import AccessLog, AccessQuery
from dashboard.access.person import Grant
from dashboard.access.role import Role
from dashboard.services.exports import ExportRefused, export_company, export_listed
from dashboard.services.stores import close_stores
from dashboard.settings import Settings
from dashboard.store.errors import StoreError
from tests.store.rows import COMPANY
from tests.support.people import at_desk, signed_in

SHOPS = rule_from("name Shop*")
ADA = signed_in("Ada Byron", Role.VIEWER)
BEN = signed_in("Ben", Role.VIEWER, SHOPS)
EVE = signed_in("Eve", None)
WHAT = "syncs.csv: 9 syncs"


@pytest.fixture
def settings(database_url):
    yield Settings(database_url=database_url, sign_in="oidc")
    close_stores()


@pytest.fixture
def log(store):
    return AccessLog(store)


def named(name):
    return lambda company_id: CompanyIdentity(company_id, name)


def test_an_export_is_recorded_with_who_what_and_which_company(settings, log):
    export_company(settings, ADA, COMPANY, WHAT, named("Bluebird Coffee"))
    (event,) = log.every(AccessQuery())
    assert (event.kind, event.person, event.company_id) == ("exported", "Ada Byron", COMPANY)
    assert event.detail == WHAT


def test_a_company_that_a_role_does_not_cover_is_refused_on_record(settings, log):
    export_company(settings, BEN, COMPANY, WHAT, named("Shop 1"))
    with pytest.raises(ExportRefused, match="doesn’t cover this company"):
        export_company(settings, BEN, COMPANY, WHAT, named("Bluebird Coffee"))
    refused, allowed = log.every(AccessQuery())
    assert (allowed.kind, refused.kind, refused.outcome) == ("exported", "act refused", "refused")
    assert refused.detail == f"{WHAT}. Your role doesn’t cover this company. Ask a lead for access."


def test_without_a_role_nothing_is_exported(settings):
    with pytest.raises(ExportRefused, match="no role"):
        export_listed(settings, EVE, (), WHAT)


def test_a_list_is_exported_only_with_the_roles_it_was_drawn_for(settings, log):
    export_listed(settings, BEN, BEN.grants, WHAT)
    assert log.page(AccessQuery(), 1, 1).events[0].company_id == ""
    with pytest.raises(ExportRefused, match="roles have changed"):
        export_listed(settings, BEN, (Grant(Role.VIEWER),), WHAT)


UNREACHABLE = f"sqlite:///{os.devnull}/none.db"


def test_with_sign_in_what_cannot_be_recorded_is_not_exported():
    with pytest.raises(StoreError):
        export_company(Settings(database_url=UNREACHABLE, sign_in="oidc"), ADA, COMPANY, WHAT, named(""))


def test_without_sign_in_exports_work_without_the_database(caplog):
    export_company(Settings(database_url=UNREACHABLE), at_desk("Ada"), COMPANY, WHAT, named(""))
    assert WHAT in caplog.text

"""What is typed in a bar's box and names one goal by itself leads there at once; all else leads to Find."""

from __future__ import annotations

import pytest

from codat_client import Company, CompanyPage
from dashboard.services import directory
from dashboard.services.account import CodatAccount
from dashboard.ui.find import answer
from tests.support import limits

LISTED = "a970086a-193c-4f8d-ae39-2df8670c1c79"
STRANGER = "11111111-2222-4333-8444-555555555555"
CODAT = "https://codat.example"


@pytest.fixture(autouse=True)
def _listed(monkeypatch):
    """A session whose list holds one company."""
    for name, value in {"CODAT_API_KEY": "bar", "CODAT_BASE_URL": CODAT, "DEMO": "0"}.items():
        monkeypatch.setenv(name, value)
    known = directory.directory_of(CodatAccount(CODAT, "bar").account_id)
    known.refresh(lambda: [CompanyPage([Company(id=LISTED, name="Alder")])])
    known.when_known(LISTED).result(limits.WAIT_S)


@pytest.mark.parametrize(
    ("typed", "goal"),
    [
        (f" “{LISTED.upper()}” ", f"/company?company={LISTED}"),
        (f"https://link.codat.io/company/{STRANGER}", f"/company?company={STRANGER}"),
        (f"/sync?company={LISTED}&sync={STRANGER}", f"/sync?company={LISTED}&sync={STRANGER}"),
    ],
)
def test_a_listed_id_and_a_link_have_a_goal(typed, goal):
    assert answer.only_address(typed) == goal


@pytest.mark.parametrize("typed", ["", "Alder", STRANGER, f"{LISTED} {STRANGER}", "https://app.codat.io/"])
def test_a_name_a_strange_id_and_several_ids_have_none(typed):
    assert answer.only_address(typed) == ""

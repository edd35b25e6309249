"""Home's file: every merchant that matches, not only the drawn ones, for who may see them, on record."""

from __future__ import annotations

import csv
import io
import json
import os

import pytest
import streamlit as st

from dashboard.access.events import AccessEventType, AccessLog, AccessQuery
from dashboard.access.role import Role
from dashboard.services.exports import ExportRefused
from dashboard.services.stores import access_store
from dashboard.settings import load
from tests.pages.conftest import text_of
from tests.support.filled_fleet import fill
from tests.support.fleet_records import fleet_here, record_three
from tests.support.people import at_desk

NAMES = ("Bluebird", "Corner Deli", "Harbour")


@pytest.fixture
def fleet(open_page, fresh_sandbox):  # noqa: ARG001 - its settings name the store
    """Return a fleet of a failing, a healthy and an unread merchant."""
    made = fleet_here(fresh_sandbox.url)
    record_three(made)
    return made


@pytest.fixture
def export(open_page, monkeypatch):
    """Return a function that opens Home and gives its files by label: name, kind, what makes the bytes."""
    offered = {}

    def button(label, data, name, kind, **_):
        offered[label] = (name, kind, data)

    def opened(**query):
        offered.clear()
        with monkeypatch.context() as patched:
            patched.setattr(st, "download_button", button)
            page = open_page("", **query)
        return page, dict(offered)

    return opened


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data().decode("utf-8-sig"))))


def names_in(data):
    return [each["Company"] for each in rows_of(data)]


def events():
    return AccessLog(access_store(load(os.environ))).page(AccessQuery(), 1, 9).events


@pytest.mark.usefixtures("fleet")
def test_three_kinds_are_offered_with_what_will_be_in_them(export):
    page, offered = export()
    assert "3 merchants, in this order" in text_of(page)
    assert {label: kind for label, (_, kind, _) in offered.items()} == {
        "CSV": "text/csv; charset=utf-8",
        "Excel": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "JSON Lines": "application/x-ndjson",
    }
    assert [name.rpartition(".")[2] for name, *_ in offered.values()] == ["csv", "xlsx", "jsonl"]
    assert all(name.startswith("merchants-20") for name, *_ in offered.values())


@pytest.mark.usefixtures("fleet")
def test_a_file_has_the_merchants_of_the_filter_in_the_order_of_the_page(export):
    assert names_in(export()[1]["CSV"][2]) == ["Bluebird", "Harbour", "Corner Deli"]
    assert names_in(export(sort="name")[1]["CSV"][2]) == sorted(NAMES)
    page, offered = export(state="attention")
    name, _, data = offered["CSV"]
    assert "1 merchant, in this order" in text_of(page)
    assert "1-of-3-merchants" in name
    assert names_in(data) == ["Bluebird"]


@pytest.mark.usefixtures("fleet")
def test_json_lines_say_which_merchants_they_are_of_how_many_and_by_which_filter(export):
    first, *rest = export(state="attention")[1]["JSON Lines"][2]().decode().splitlines()
    about = json.loads(first)
    said = json.dumps(about)
    assert "need attention" in said
    assert "most urgent first" in said
    assert [json.loads(each)["company"] for each in rest if "company_id" in each] == ["Bluebird"]


def test_those_that_a_page_of_a_hundred_leaves_out_are_in_the_file(export, fleet):
    fill(fleet.repository, 130)
    fleet.picture.look_again()
    page, offered = export()
    assert f"1–100 of {len(fleet.picture.rows())} merchants" in text_of(page)
    assert len(rows_of(offered["CSV"][2])) == len(fleet.picture.rows()) > 100
    assert len(rows_of(export(after="x")[1]["CSV"][2])) == len(fleet.picture.rows())


def test_who_is_on_it_and_that_nothing_is_known_yet_are_in_it(export, fleet):
    failing = next(key for key, row in fleet.picture.rows().items() if row.company.name == "Bluebird")
    fleet.work.take(failing, at_desk("Grace Hopper"))
    fleet.picture.look_again()
    found = {each["Company"]: each for each in rows_of(export()[1]["CSV"][2])}
    assert found["Bluebird"]["Owner"] == "Grace Hopper"
    assert (found["Harbour"]["State"], found["Harbour"]["Checked (UTC)"]) == ("not checked yet", "")


@pytest.mark.usefixtures("fleet")
def test_who_sees_some_merchants_exports_those_alone(export, signed_in_as):
    signed_in_as(Role.LEAD, rule="name Corner*")
    page, offered = export()
    assert "1 merchant, in this order" in text_of(page)
    assert all("-of-" not in name for name, *_ in offered.values())
    for _, _, data in offered.values():
        made = data()
        assert b"Bluebird" not in made
        assert b"Harbour" not in made
    assert names_in(offered["CSV"][2]) == ["Corner Deli"]


@pytest.mark.usefixtures("fleet")
def test_a_viewer_may_and_it_is_on_record_when_the_file_is_made_and_not_before(export, signed_in_as):
    session = signed_in_as(Role.VIEWER)
    name, _, data = export(state="attention")[1]["CSV"]
    assert [each.kind for each in events() if each.kind == AccessEventType.EXPORTED] == []
    data()
    made = events()[0]
    assert (made.kind, made.detail) == (AccessEventType.EXPORTED, f"{name}: 1 merchant")
    assert made.identity == session.person.identity


@pytest.mark.usefixtures("fleet")
@pytest.mark.parametrize("rule", ["", "name Corner*"])
def test_once_roles_have_changed_a_drawn_button_makes_no_file(export, signed_in_as, take_roles, rule):
    session = signed_in_as(Role.LEAD, rule=rule)
    *_, data = export()[1]["CSV"]
    take_roles(session)
    with pytest.raises(ExportRefused):
        data()
    refused = events()[0]
    assert refused.kind == AccessEventType.ACT_REFUSED
    assert "merchant" in refused.detail


@pytest.mark.usefixtures("fleet")
def test_a_role_for_fewer_merchants_does_not_open_what_was_drawn_for_all(export, signed_in_as, take_roles):
    session = signed_in_as(Role.LEAD)
    *_, data = export()[1]["CSV"]
    take_roles(session)
    signed_in_as(Role.LEAD, rule="name Corner*")
    with pytest.raises(ExportRefused, match=r"Your roles have changed\. Reload"):
        data()

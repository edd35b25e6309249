"""What changed in a set-up is named by what it was and is; what isn't reported is no change."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from codat_client import Configuration, Connection, ConnectionList
from codat_client.reading import read_one
from dashboard.insight.setup.changes import (
    MOST,
    ChangeAction,
    SetUpChange,
    configuration_changes,
    connection_changes,
)
from tests.insight.verdict_makers import connection
from tests.support.merchants import cases, reads

STANDARD, ZERO = {"id": "T1", "name": "20% VAT"}, {"id": "T0", "name": "Zero"}


@dataclass(frozen=True)
class Made:
    """A configuration in few words: Codat's JSON with what a test changes."""

    sales_rate: str | None = "T1"
    rates: tuple[dict[str, str], ...] | None = (STANDARD, ZERO)
    account: dict[str, str] | None = None
    fees_account: str = "A1"
    schedule: dict[str, Any] | None = None
    groups: tuple[str, ...] = ()
    enable: bool | None = True
    payments: bool | None = True

    def read(self) -> Configuration:

        account = self.account or {"id": "A1", "name": "Sales", "nominalCode": "4000"}
        options = [account, {"id": "A2", "name": "Other", "nominalCode": "4100"}]
        sales = {
            "syncSales": True,
            "taxRates": {
                "standardRate": {
                    "selectedTaxRateId": self.sales_rate,
                    "taxRateOptions": None if self.rates is None else list(self.rates),
                }
            },
            "accounts": {"sales": {"selectedAccountId": "A1", "accountOptions": options}},
            "grouping": {
                "groupingLevels": {
                    "invoiceLevel": {
                        "selectedGroupByOptions": list(self.groups),
                        "groupByOptions": ["Date", "Location"],
                    }
                }
            },
        }
        fees = {"accounts": {"fees": {"selectedAccountId": self.fees_account, "accountOptions": options}}}
        body = {
            "enable": self.enable,
            "configured": True,
            "schedule": {"syncHour": 2, "timeZone": "Europe/London"} | (self.schedule or {}),
            "configuration": {"sales": sales, "fees": fees, "payments": {"syncPayments": self.payments}},
        }
        return read_one(json.dumps(body).encode(), Configuration)


def listed(before: Made, after: Made) -> list[tuple[str, ...]]:
    """Return the changes as (action, subject, name, before, after), "-" for nothing."""
    found = configuration_changes(before.read(), after.read())
    return [(each.action, each.subject, each.name, each.before or "-", each.after or "-") for each in found]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (Made(), Made(rates=(ZERO,)), ("gone", "tax_rate", "standardRate", "20% VAT", "-")),
        (Made(rates=(ZERO,)), Made(), ("back", "tax_rate", "standardRate", "-", "20% VAT")),
        (Made(), Made(sales_rate="T0"), ("chosen", "tax_rate", "standardRate", "20% VAT", "Zero")),
        (Made(), Made(sales_rate=None), ("chosen", "tax_rate", "standardRate", "20% VAT", "-")),
        (Made(), Made(fees_account="A2"), ("chosen", "account", "fees", "Sales (4000)", "Other (4100)")),
        (Made(), Made(schedule={"syncHour": 5}), ("set", "hour", "", "2", "5")),
        (Made(), Made(schedule={"timeZone": "Europe/Paris"}),
         ("set", "zone", "", "Europe/London", "Europe/Paris")),
        (Made(), Made(schedule={"startDate": "2026-01-01"}), ("set", "start_date", "", "-", "2026-01-01")),
        (Made(), Made(enable=False), ("turned", "sync", "", "on", "off")),
        (Made(), Made(payments=False), ("turned", "payments", "", "on", "off")),
        (Made(groups=("Date",)), Made(groups=("Location", "Date")),
         ("chosen", "invoice_grouping", "", "Date", "Date, Location")),
    ],
)  # fmt: skip
def test_a_change_is_named_by_what_it_was_and_is(before: Made, after: Made, change: tuple[str, ...]):
    assert listed(before, after) == [change]


def test_a_renamed_account_is_listed_once_for_all_settings_that_chose_it():
    renamed = {"id": "A1", "name": "Sales of goods", "nominalCode": "4001"}
    assert listed(Made(), Made(account=renamed)) == [
        ("renamed", "account", "", "Sales (4000)", "Sales of goods (4001)")
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Made(), Made()),
        (Made(), Made(rates=None)),
        (Made(rates=None), Made(rates=(ZERO,))),
        (Made(), Made(enable=None)),
        (Made(sales_rate="T1"), Made(sales_rate="t1")),
        (Made(groups=("Date", "Location")), Made(groups=("Location", "Date"))),
        (Made(), Made(rates=(STANDARD, ZERO, {"id": "T9", "name": "New"}))),
    ],
)
def test_what_is_not_reported_or_says_the_same_is_no_change(before: Made, after: Made):
    assert listed(before, after) == []


def test_without_two_reads_nothing_has_changed():
    assert configuration_changes(None, Made().read()) == configuration_changes(Made().read(), None) == []
    assert connection_changes(None, []) == connection_changes([], None) == []


def links(*found: Connection) -> list[Connection]:
    return list(found)


XERO, SQUARE = connection("Accounting", id="1"), connection("Commerce", name="Square", id="2")
LOST = connection("Accounting", "Unlinked", id="1")


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (links(XERO), links(LOST), ("link", "Xero", "Linked", "Unlinked")),
        (links(XERO), links(XERO, SQUARE), ("added", "Square", None, "Linked")),
        (links(XERO, SQUARE), links(XERO), ("removed", "Square", "Linked", None)),
    ],
)  # fmt: skip
def test_a_connection_that_changed_is_named_by_its_platform(before, after, change):
    found = connection_changes(before, after)
    assert [(each.action, each.name, each.before, each.after) for each in found] == [change]


def test_a_list_read_in_part_says_nothing_about_what_it_lacks():
    part = ConnectionList([XERO])
    part.cut_short = True
    assert connection_changes(links(XERO, SQUARE), part) == []
    assert connection_changes(part, links(XERO, SQUARE)) == []


def test_there_is_an_end_to_it():
    many = [
        connection("Commerce", name=f"{number} {'n' * 5000}", id=str(number)) for number in range(MOST + 5)
    ]
    found = connection_changes([], many)
    assert len(found) == MOST
    assert len(found[0].name) < 250


@pytest.mark.parametrize("case", cases())
def test_nothing_changes_from_a_read_to_the_same(case: str):
    known = reads(case)
    assert configuration_changes(known.configuration, known.configuration) == []
    assert connection_changes(known.connections, known.connections) == []


def test_a_link_lost_is_its_own_action():
    change = connection_changes(links(XERO), links(connection("Accounting", "Deauthorized", id="1")))[0]
    assert change == SetUpChange(ChangeAction.LINK, "connection", "Xero", "Linked", "Deauthorized")

"""A company of the list keeps what tells it from its namesakes, and what the list tells of Commerce."""

from datetime import date

import pytest

from codat_client import Company, Connection
from dashboard.search.listing import listed

ID = "8B1F02C4-3C9E-4F0A-9D57-2F6F1F0F4A11"
SHOP, BOOKS = Connection(source_type="Commerce"), Connection(source_type="Accounting")


def listed_of(**fields):
    return listed(Company(**{"id": ID, "name": "Harbour", **fields}), "Square → Xero")


def test_it_keeps_id_name_and_platforms():
    company = listed_of()
    assert (company.company_id, company.name, company.platforms) == (ID.lower(), "Harbour", "Square → Xero")


def test_without_an_id_it_cannot_be_opened_and_is_not_listed():
    assert listed_of(id=None) is None
    assert listed_of(id="") is None


@pytest.mark.parametrize("name", [None, "", " ", "\u3164", "\u2800\u115f \uffa0", "\xa0\u200b"])
def test_without_a_name_that_can_be_seen_it_is_listed_without_one(name):
    assert listed_of(name=name).name == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-01-12T23:30:00Z", date(2024, 1, 12)),
        ("2024-01-12T23:30:00-05:00", date(2024, 1, 13)),
        ("2024-01-12T10:52:54.5359678Z", date(2024, 1, 12)),
        ("2024-01-12T23:30:00", date(2024, 1, 12)),
        ("2024-01-12", date(2024, 1, 12)),
        ("12 January", None),
        ("", None),
        (None, None),
    ],
)
def test_the_day_of_creation_is_read_from_every_form_of_time(text, day):
    assert listed_of(created_text=text).created == day


@pytest.mark.parametrize(
    ("products", "connections", "uses"),
    [
        (("sync-for-commerce",), None, True),
        (("spend-insights", "Sync-for-Commerce"), (), True),
        (("spend-insights", "lending"), None, False),
        (("lending",), (BOOKS,), False),
        (("lending",), (SHOP, BOOKS), True),
        (None, (SHOP,), True),
        (None, (BOOKS,), None),
        ((), (), None),
        (None, None, None),
        (("",), None, None),
    ],
)
def test_commerce_is_denied_only_where_the_products_tell(products, connections, uses):
    assert listed_of(products=products, data_connections=connections).uses_commerce is uses

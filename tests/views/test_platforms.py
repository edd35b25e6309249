"""The platforms of a company in words: only what is linked counts as where sales come from and go to."""

import pytest

from dashboard.insight.sides import Link, sides_of
from dashboard.views import platforms
from dashboard.views.cause_words import Names
from dashboard.views.verdict.texts import texts_for_verdict
from tests.insight.verdict_makers import LONDON, NOW, connection, judged, nights

LINKED = [connection("Commerce", name="Shopify"), connection("Accounting", name="Xero")]


def with_books(status, name="QuickBooks", kind="Accounting"):
    return [*LINKED, connection(kind, status, name)]


def headline(connections):
    names = Names(platforms.books(connections, ""), platforms.shop(connections))
    return texts_for_verdict(judged(nights([2000] * 9), connections=connections), names, LONDON, NOW).headline


@pytest.mark.parametrize("status", ["PendingAuth", "Unlinked", "Deauthorized", "unlinked", "PENDINGAUTH"])
def test_what_is_not_linked_is_not_named_as_where_sales_are(status):
    known = with_books(status)
    assert platforms.of(known) == "Shopify → Xero"
    assert headline(known) == "Sales up to last night are in Xero"


@pytest.mark.parametrize("status", ["Linked", "linked", " LINKED "])
def test_two_that_are_linked_are_both_named(status):
    assert platforms.books(with_books(status)) == "Xero and QuickBooks"


@pytest.mark.parametrize("kind", ["accounting", "ACCOUNTING", " Accounting "])
def test_the_kind_is_read_in_any_spelling(kind):
    assert platforms.of([LINKED[0], connection(kind, "linked", "Sage")]) == "Shopify → Sage"


def test_where_none_is_linked_what_there_is_is_named():
    lost = [
        LINKED[0],
        connection("Accounting", "Unlinked", "Xero"),
        connection("Accounting", "PendingAuth", "Sage"),
    ]
    assert platforms.of(lost) == "Shopify → Xero or Sage"
    assert platforms.books(lost) == "Xero or Sage"


def test_where_none_is_linked_no_sales_are_said_to_be_there():
    lost = [LINKED[0], connection("Accounting", "Unlinked", "Xero")]
    names = Names(platforms.books(lost, ""), platforms.shop(lost))
    text = texts_for_verdict(judged(nights([2000] * 9), connections=lost), names, LONDON, NOW)
    assert "are in Xero" not in f"{text.headline} {text.reason} {text.ticket_text}"
    assert text.headline == "Xero is no longer linked"


def test_a_status_nobody_knows_counts_before_one_that_is_lost():
    odd = [
        LINKED[0],
        connection("Accounting", "Sleeping", "Xero"),
        connection("Accounting", "Unlinked", "Sage"),
    ]
    assert (platforms.books(odd), sides_of(odd).books.link) == ("Xero", Link.UNKNOWN)


def test_nothing_known_is_nothing_named():
    assert (platforms.of(None), platforms.shop(None), platforms.books(None)) == (
        "",
        "",
        "the accounting software",
    )


def test_one_name_is_named_once_and_in_the_order_of_the_connections():
    twice = [*with_books("Linked", "Xero"), connection("Accounting", name="Aero")]
    assert platforms.books(twice) == "Xero and Aero"


def test_lost_ones_beside_a_linked_one_are_counted():
    assert sides_of(with_books("Unlinked")).books.lost == 1

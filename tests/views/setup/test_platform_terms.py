"""What a sync writes, in the words of each accounting package; Codat's values as words."""

import pytest

from dashboard.views.setup.platform_terms import from_enum, output_format, terms_of


@pytest.mark.parametrize(
    ("books", "posted_as"),
    [
        ("Xero", "Manual journals"),
        ("QuickBooks Online", "Journal entries"),
        ("Sage Business Cloud Accounting", "Journals"),
        ("Exact Online", "Journal entries"),
        ("the accounting software", "Journal entries"),
    ],
)
def test_journals_have_the_name_that_the_package_shows(books, posted_as):
    assert output_format("JournalEntry", terms_of(books)) == posted_as


def test_a_format_that_is_not_known_reads_as_words_and_none_is_none():
    assert output_format("SalesReceipt", terms_of("Xero")) == "Sales receipt"
    assert output_format(None, terms_of("Xero")) == ""


@pytest.mark.parametrize(("country", "supplier"), [("US", "Vendor"), ("GB", "Supplier"), (None, "Supplier")])
def test_quickbooks_has_vendors_in_the_us_and_suppliers_elsewhere(country, supplier):
    assert terms_of("QuickBooks Online", country).supplier == supplier
    assert terms_of("Xero", country).supplier == "Contact"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("TaxRate", "Tax rate"),
        ("Daily", "Daily"),
        ("daily", "Daily"),
        ("VAT", "VAT"),
        ("half past 2", "half past 2"),
        ("<b>", "<b>"),
        (None, ""),
    ],
)
def test_only_a_value_in_an_enum_s_spelling_is_changed(value, words):
    assert from_enum(value) == words

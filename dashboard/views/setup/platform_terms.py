"""The terms of each accounting package for what a sync writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dashboard.foreign_text import one_line

_MOST: Final = 40


@dataclass(frozen=True)
class PlatformTerms:
    """What an accounting package calls journals, customers and suppliers; by default, general terms."""

    journals: str = "Journal entries"
    customer: str = "Customer"
    supplier: str = "Supplier"


_US: Final = "US"
_QUICKBOOKS: Final = "quickbooks"
_BY_PACKAGE: Final = {
    "xero": PlatformTerms("Manual journals", "Contact", "Contact"),
    _QUICKBOOKS: PlatformTerms(),
    "sage": PlatformTerms("Journals"),
    "freeagent": PlatformTerms("Journal entries", "Contact", "Contact"),
    "netsuite": PlatformTerms("Journal entries", "Customer", "Vendor"),
    "zoho books": PlatformTerms("Manual journals", "Customer", "Vendor"),
}


def terms_of(books: str, country: str | None = None) -> PlatformTerms:
    """Return the terms of a package by its name. QuickBooks says "vendor" in the US, "supplier" elsewhere."""
    name = books.strip().casefold()
    package = next((each for each in _BY_PACKAGE if name.startswith(each)), "")
    if package == _QUICKBOOKS and (country or "").strip().upper() == _US:
        return PlatformTerms(supplier="Vendor")
    return _BY_PACKAGE.get(package, PlatformTerms())


def output_format(value: str | None, terms: PlatformTerms) -> str:
    """Return what sales are posted as: "Manual journals"; an unknown format as words; "" if none."""
    if (value or "").strip().casefold() == "journalentry":
        return terms.journals
    return from_enum(value)


def from_enum(value: str | None) -> str:
    """Return one of Codat's values as words: "TaxRate" is "Tax rate"; other text stays as it is."""
    text = one_line(value, _MOST)
    if not text.isascii() or not text.isalpha() or text.isupper():
        return text
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in text).strip()
    return words[:1].upper() + words[1:]

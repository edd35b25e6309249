"""Pass what a page has just read to the live links, so that they needn't ask Codat for it again."""

from __future__ import annotations

from dashboard.ui.page import CompanyView


def seed(page: CompanyView) -> None:
    """Pass this page's reads on."""

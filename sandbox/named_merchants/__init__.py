"""The named merchants: each shows one situation that support meets."""

from __future__ import annotations

from sandbox.case import Case
from sandbox.named_merchants.failing import FAILING
from sandbox.named_merchants.never import NEVER
from sandbox.named_merchants.odd import ODD
from sandbox.named_merchants.silent import SILENT
from sandbox.named_merchants.well import WELL

NAMED: tuple[Case, ...] = (*WELL, *FAILING, *NEVER, *ODD, *SILENT)
"""All of them; the list of companies keeps this order."""

"""The named merchants: each shows one situation that support meets."""

from __future__ import annotations

from sandbox.cases.failing import FAILING
from sandbox.cases.never import NEVER
from sandbox.cases.odd import ODD
from sandbox.cases.silent import SILENT
from sandbox.cases.well import WELL
from sandbox.merchants import Case

NAMED: tuple[Case, ...] = (*WELL, *FAILING, *NEVER, *ODD, *SILENT)
"""All of them; the list of companies keeps this order."""

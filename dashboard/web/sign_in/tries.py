"""Limit the sign-ins that fail from one network address, and those that begin for one person of a proxy.

Another site can make a browser ask for the address that answers come to, but it can't make it bring a sign-in
that this browser began. So only answers to those count: else any site could use up an office's attempts.
"""

from __future__ import annotations

from typing import Final

from dashboard.access.allowance import Allowance, Allowances, a_minute
from dashboard.ui import session


def _own() -> Allowance:
    return a_minute(session.settings().sign_ins_a_minute)


FAILED: Final = Allowances(_own)
"""The sign-ins that may fail, for each network address."""
BEGUN: Final = Allowances(_own)
"""The sessions that may begin, and the refusals that are recorded, for each person whom a proxy names."""
RECORDED: Final = Allowances(lambda: a_minute(1))
"""The refusals that are recorded of each sort that anyone can cause at will, for each network address."""

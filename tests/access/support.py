"""People and their addresses, for the tests of roles."""

from __future__ import annotations

from typing import Final

from dashboard.access.role import Role
from tests.support.people import ISSUER, signed_in

ADDRESS: Final = "ada@shop.example"
ADA: Final = f"{ISSUER} ada"
BEN: Final = f"{ISSUER} ben"
LEAD: Final = signed_in("Grace Hopper", Role.LEAD)

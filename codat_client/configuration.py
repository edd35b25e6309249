"""The set-up of a company.

Codat's SDK calls this advanced_controls.get_configuration.
"""

from codat_client import checks
from codat_client.group import DEFAULT, Group, Retries
from codat_client.mapping import Configuration
from codat_client.wire import Call


class Configurations(Group):
    """Read the configuration."""

    def get(
        self, company_id: str, *, retries: Retries = DEFAULT, timeout: float | None = None
    ) -> Configuration:
        """GET /config/companies/{companyId}/sync/commerce. Schedule, and which sale is posted where."""
        company = checks.an_id(company_id, "company id")
        call = Call(
            operation="configuration.get",
            path=f"/config/companies/{company}/sync/commerce",
            company_id=company,
        )
        return self._one(self._get(call, retries, timeout), Configuration, call)

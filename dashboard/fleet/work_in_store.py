"""Read who is on which company."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Connection, select

from dashboard.insight.fleet.work import CompanyWork
from dashboard.store.fleet.tables import company_work


def works_in(connection: Connection, account_id: str) -> Mapping[str, CompanyWork]:
    """Return the work of each company that has some, by its id."""
    columns = [company_work.c[name] for name in CompanyWork.__dataclass_fields__]
    query = select(*columns).where(company_work.c.account_id == account_id)
    return MappingProxyType({row.company_id: CompanyWork(*row) for row in connection.execute(query)})

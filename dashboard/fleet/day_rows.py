"""The rows of one day: which companies weren't fine, as we last knew it on that day of the team's zone.

The first record of a day begins with what was known at the end of the one before, since a company that isn't
read all day has its problem all the same.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from dashboard.fleet.state_json import from_json
from dashboard.insight.fleet.company_state import CompanyState
from dashboard.store.columns import insert_or_replace
from dashboard.store.fleet.tables import company_day, episode, fleet_company, fleet_day


class DayRows:
    """The rows of a day of one account, in the caller's transaction."""

    def __init__(self, connection: Connection, account_id: str, day: date) -> None:
        self._connection, self._account_id, self._day = connection, account_id, day
        self._is_open = False

    def open(self, *, is_first_read: bool = False) -> None:
        """Begin the day, if no one has; count a company that was never read before."""
        if not self._is_open and self._begin():
            self._carry_over()
        self._is_open = True
        if is_first_read:
            one_more = update(fleet_day).where(self._is_today()).values(read=fleet_day.c.read + 1)
            self._connection.execute(one_more)

    def count_again(self) -> None:
        """Write how many companies there are now, if the day has begun."""
        self._connection.execute(update(fleet_day).where(self._is_today()).values(**self._counts()))

    def _begin(self) -> bool:
        """Add the day with its counts; return whether it is new."""
        if self._connection.execute(select(fleet_day).where(self._is_today())).first() is not None:
            return False
        whose = {"account_id": self._account_id, "day": self._day}
        self._connection.execute(insert(fleet_day).values(**whose, **self._counts()))
        return True

    def _counts(self) -> dict[str, int]:
        """Return how many companies there are, and how many have been read."""
        mine = and_(fleet_company.c.account_id == self._account_id, fleet_company.c.gone.is_(False))
        is_read = fleet_company.c.valid_until
        counts = self._connection.execute(select(func.count(), func.count(is_read)).where(mine)).one()
        return {"companies": counts[0], "read": counts[1]}

    def _is_today(self) -> ColumnElement[bool]:
        return and_(fleet_day.c.account_id == self._account_id, fleet_day.c.day == self._day)

    def write(self, row: dict[str, Any], state: CompanyState | None) -> None:
        """Write a company's row, or remove it if `state` is None: it has no problem.

        `row`: its columns in `fleet_company`.
        """
        whose = {"account_id": self._account_id, "day": self._day, "company_id": row["company_id"]}
        if state is None:
            which = and_(*(company_day.c[name] == value for name, value in whose.items()))
            self._connection.execute(delete(company_day).where(which))
            return
        values = {
            "state": state.state.value,
            "cause": state.cause,
            "books": row["books"],
            "days_missing": state.days_missing,
            "fewest_missing": state.fewest_missing,
        }
        self._connection.execute(insert_or_replace(self._connection, company_day), {**whose, **values})

    def _carry_over(self) -> None:
        """Begin the day with the episodes that last."""
        query = (
            select(episode, fleet_company.c.state.label("json"))
            .join(fleet_company, fleet_company.c.episode_id == episode.c.id)
            .where(fleet_company.c.account_id == self._account_id, fleet_company.c.gone.is_(False))
        )
        rows = [
            {
                "account_id": self._account_id,
                "day": self._day,
                "company_id": row.company_id,
                "state": row.state,
                "cause": row.cause,
                "books": row.books,
                **_missing(row.json),
            }
            for row in self._connection.execute(query)
        ]
        if rows:
            self._connection.execute(insert(company_day), rows)


def _missing(json: str) -> dict[str, int | None]:
    """Return how many days of sales are missing in a stored state, at most and at least."""
    try:
        state = from_json(json)
    except ValueError:
        return {"days_missing": None, "fewest_missing": None}
    return {"days_missing": state.days_missing, "fewest_missing": state.fewest_missing}

"""Episodes and incidents with what a test doesn't care about filled in; and recording them one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from dashboard.insight.fleet.episode import Episode, Incident
from dashboard.insight.fleet.incidents import joined
from dashboard.insight.verdict.state import State

NIGHT = datetime(2026, 11, 29, 3, 10, tzinfo=UTC)


def an_episode(number: int, **values: object) -> Episode:
    """Return a trouble that began at `NIGHT`, with these values instead of the usual ones.

    One that ended did with a sync that succeeded, unless they say otherwise.
    """
    usual = Episode(number, f"c{number}", State.FAILING, State.FAILING, "write-refused", "Xero", NIGHT, NIGHT)
    ends = {"recovered": "ended" in values, "ended_seen_at": values.get("ended")}
    return replace(usual, **{**ends, **values})  # type: ignore[arg-type]


def began(number: int, hours: float, **values: object) -> Episode:
    """Return a trouble that began these hours after `NIGHT`."""
    at = NIGHT + timedelta(hours=hours)
    return an_episode(number, **{"began": at, "seen_at": at, **values})


@dataclass
class Grouped:
    """Episodes as they come to be seen, and the incidents they form, as the store keeps them."""

    episodes: dict[int, Episode] = field(default_factory=dict)
    incidents: dict[int, Incident] = field(default_factory=dict)

    def see(self, episodes: Iterable[Episode]) -> Grouped:
        """Record these one after another."""
        for each in episodes:
            self._see(each)
        return self

    def members(self) -> set[frozenset[int]]:
        """Return the episodes of each incident."""
        of = {
            id_: frozenset(e.id for e in self.episodes.values() if e.incident_id == id_)
            for id_ in self.incidents
        }
        return {each for each in of.values() if each}

    def _see(self, new: Episode) -> None:
        loose = [each for each in self.episodes.values() if each.incident_id is None]
        self.episodes[new.id] = new
        current = [each for each in self.incidents.values() if each.became is None]
        found = joined(current, loose, new)
        if found is None:
            return
        its = found.incident_id or len(self.incidents) + 1
        made = Incident(its, new.cause, new.books, found.first_began, found.last_began, new.seen_at)
        kept = self.incidents.get(its, made)
        self.incidents[its] = replace(kept, first_began=found.first_began, last_began=found.last_began)
        for each in found.absorbed:
            self.incidents[each] = replace(self.incidents[each], became=its)
        for episode in list(self.episodes.values()):
            if episode.id in found.members or episode.incident_id in found.absorbed:
                self.episodes[episode.id] = replace(episode, incident_id=its)

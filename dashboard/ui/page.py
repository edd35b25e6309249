"""A page of one company: its parts stand in the order of the page and appear as their reads arrive.

    page = layout.company_page("company")        # bars, and the reads go out
    page.section(latest, "latest", "configuration")
    page.render()                                  # waits, drawing each part once its reads have ended

A part whose data are at hand is drawn at once. When other data come for a part that was drawn from older
ones, it is drawn again where it can be; else the page runs once more at the end, so that no widget is drawn
twice in one run. What says the same as before, to the byte, changes nothing but the page's age.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from codat_client import NotFound
from dashboard import foreign_text
from dashboard.services.cache import CACHE
from dashboard.services.company_data import CompanyData
from dashboard.ui import reads, zones
from dashboard.views import components, read_errors
from dashboard.views.read_errors import ReadError

T = TypeVar("T")
_SHOWS_PROGRESS_AFTER = 0.15
_CAN_BE_STOPPED_AFTER = 1.0
_NAME_WAITS = 2.0
_MORE_COMES_WITHIN = 0.15


@dataclass
class _Section:
    draw: Callable[[], None]
    needs: tuple[str, ...]
    anyway: bool = False
    also: tuple[str, ...] = ()
    box: DeltaGenerator | None = None
    ready_at: float | None = None
    again: Callable[[], object] | None = None
    drawn: bool = False
    drawn_from: Hashable = None


@dataclass
class CompanyView:
    """The page of one company in this run.

    `progress`, `age`: the places in the bar for what goes on while reading, and for the age that `say_age`
    draws at the end. Two, since what replaces a container keeps its children. `at_end` comes last.
    Whatever is at hand is drawn in its place at once: each element less is a message less, and a message
    costs server and browser about a third of a millisecond.
    `notes`: the place under the bars for what could not be read. `now` (UTC) is the one clock of the run.
    `dated`: whether it counts on this page when something was read, so that it is drawn anew in any case.
    `bar`: the place of the company's name, which says on paper from when the data are: `bar_tells`.
    """

    data: CompanyData
    progress: DeltaGenerator
    age: DeltaGenerator
    say_age: Callable[[], None]
    at_end: Callable[[CompanyView], None]
    notes: DeltaGenerator = field(init=False)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    dated: bool = False
    bar: DeltaGenerator | None = None
    bar_tells: datetime | None = None
    _sections: list[_Section] = field(default_factory=list)
    _zone: tuple[object, zones.Shown] | None = None
    _redraw: bool = False
    _left_blank: bool = False
    _noted: bool = False
    _shows_progress: bool = False

    @property
    def company_id(self) -> str:
        """The company's id."""
        return self.data.company_id

    @property
    def zone(self) -> zones.Shown:
        """The zone in which times are shown on this page."""
        if self._zone is None or self._zone[0] is not self.data.configuration:
            self._zone = (self.data.configuration, zones.shown(self.data.configuration))
        return self._zone[1]

    def section(
        self,
        draw: Callable[[], None],
        *needs: str,
        height: int | None = None,
        anyway: bool = False,
        also: tuple[str, ...] = (),
        meanwhile: Callable[[], object] | None = None,
        again: Callable[[], object] | None = None,
    ) -> None:
        """Give a part its place here; it is drawn once the reads it `needs` have ended.

        The part is about the first of them: without that answer "Not read" stands in its place, unless it
        is to be drawn `anyway`. Of the others `draw` may find None. What it can do without but is `also`
        about makes it drawn again when it comes. `height`: the room kept for it until then, in px, so that
        nothing jumps; `meanwhile` draws what stands there until then. `again` draws it anew in its place, for
        a part that can be.
        """
        part = _Section(draw, needs, anyway, also, again=again)
        self._sections.append(part)
        if self._draw(part):
            return
        part.box = st.empty()
        if height or meanwhile:
            with part.box.container():
                if meanwhile is not None:
                    meanwhile()
                else:
                    st.skeleton(height=height or 0)

    def cached(self, name: str, make: Callable[[], T], *also: Hashable) -> T:
        """Give what `make` made of the syncs and the set-up; it is made anew only when these have changed.

        `also`: what else it depends on, besides the merchant's day and the zone of the page. It is kept for
        all who look at the company with the same account (`services/cache.py`), so nothing of this session
        may go into it that is not named there. Going to and fro and choosing a filter cost no more than what
        they change.
        """
        zone = self.zone
        day = self.now.astimezone(zone.merchant.zone).date()
        key = (self._stamp, day, zone.merchant.zone.key, zone.zone.key, zone.choice, also)
        return CACHE.get(self.data.content, name, key, make)

    @property
    def _stamp(self) -> Hashable:
        return self.data.stamp("syncs", "configuration"), self.data.latest_id

    def render(self) -> None:
        """Wait for the reads under way, draw what they bring, say what was not read and how old it is."""
        self._say_trouble()
        began, stoppable = time.monotonic(), None
        for arrived in self.data.arrivals():
            self._take_in(arrived)
            waited = time.monotonic() - began
            if self.data.awaits_only_the_name and waited > _NAME_WAITS:
                break  # the bar's own tick brings it
            if waited > _CAN_BE_STOPPED_AFTER:
                stoppable = stoppable or self._offer_to_stop()
            if waited > _SHOWS_PROGRESS_AFTER:
                self._shows_progress = True
                (stoppable or self.progress).html(components.note(f"Reading from Codat, {waited:.0f} s"))
        if self._redraw or (self._left_blank and self.data.read_at is not None):
            st.rerun()
        self._say_trouble()
        if self._shows_progress:
            self.progress.empty()
        with self.age:
            self.say_age()
        self.at_end(self)

    def _offer_to_stop(self) -> DeltaGenerator:
        """Put a button beside the progress that ends the waiting; gives the progress's new place."""
        with self.progress.container(horizontal=True, vertical_alignment="center", width="content"):
            progress = st.empty()
            st.button(
                "Stop reading",
                key="stop_reading",
                type="tertiary",
                on_click=reads.stop,
                args=(self.company_id,),
            )
        return progress

    def _take_in(self, arrived: list[str]) -> None:
        for part in self._sections:
            if part.drawn and set(arrived) & {*part.needs, *part.also}:
                self._draw_again(part)
            self._draw(part)

    def _draw_again(self, part: _Section) -> None:
        rests_on = self._rests_on(part)
        if part.drawn_from == rests_on and not self.dated:
            return
        if part.again is None or self.dated:
            self._redraw = True
        else:
            part.again()
            part.drawn_from = rests_on

    def _draw(self, part: _Section) -> bool:
        readings = [self.data.reading(name) for name in part.needs]
        if part.drawn or not all(reading.settled for reading in readings):
            return part.drawn
        if self._more_is_near(part):
            return False
        part.drawn, part.drawn_from = True, self._rests_on(part)
        old = any(reading.is_old(self.now) for reading in readings) and not part.anyway
        place = part.box.container if part.box else st.container
        with place(key=f"stale_{self._sections.index(part)}" if old else None):
            if part.anyway or not readings or readings[0].present or self._not_set_up(part.needs[0]):
                part.draw()
            else:
                self.not_read()
        return True

    def not_read(self) -> None:
        """Say of a part that it was not read; nothing while nothing at all was, which the notes say."""
        if self.data.read_at is None:
            self._left_blank = True
            st.empty()  # takes the place of what kept the room
        else:
            st.html(components.empty("Not read.", "Why stands at the top of the page."))

    def _rests_on(self, part: _Section) -> Hashable:
        """Stand for what a part is drawn from, and for whether any of it is so old that it is drawn so."""
        names = (*part.needs, *part.also)
        return self.data.stamp(*names), any(self.data.reading(name).is_old(self.now) for name in names)

    def _more_is_near(self, part: _Section) -> bool:
        """Whether what the part is also about may come at once: to wait a moment saves drawing it twice."""
        if not set(part.also) & set(self.data.pending):
            return False
        part.ready_at = part.ready_at or time.monotonic()
        return time.monotonic() - part.ready_at < _MORE_COMES_WITHIN

    def _not_set_up(self, name: str) -> bool:
        """Whether Codat says that there is no configuration: an answer ("none") for a company it knows."""
        no_such = isinstance(self.data.configuration.error, NotFound)
        return name == "configuration" and no_such and self.data.read_at is not None

    def _say_trouble(self) -> None:
        """Say what the last tries could not read, each reason once, and that older data are old."""
        rows = [_row(each) for each in read_errors.troubles(self.data.readings, self.zone.zone, self.now)]
        reading = bool(self.data.pending) and not self.data.awaits_only_the_name
        if not reading and self.data.is_old(self.now):
            rows.append(components.stale("This is old. Read it again before you rely on it."))
        if rows:
            self.notes.html("".join(rows))
        elif self._noted:
            self.notes.empty()
        self._noted = bool(rows)


def _row(trouble: ReadError) -> str:
    if trouble.alone:
        return components.answer("late", trouble.headline, trouble.sentence, trouble.small)
    return components.notice("late", trouble.headline, foreign_text.html(trouble.sentence), trouble.small)

"""An incident as a shared view: what, since when, how many recovered, who acts; by choice, the merchants.

Ids, owners, notes and tags aren't in it, whatever the content says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.foreign_text import one_line, visible
from dashboard.insight.fleet.episode import MemberEnd
from dashboard.insight.fleet.over_time.incident_state import IncidentState
from dashboard.insight.share import choices
from dashboard.insight.share.content import ShareContent, SharePart
from dashboard.insight.verdict.state import State
from dashboard.views import times
from dashboard.views.cause_words import capital
from dashboard.views.fleet import incident_words
from dashboard.views.share.outsiders import plain, steps_for_outsiders
from dashboard.views.share.status_view import (
    AnswerPart,
    CausesPart,
    LabelledValue,
    MerchantsPart,
    StatusView,
)

_OTHERS: Final = (MemberEnd.OTHER, MemberEnd.OVER)
MOST_NAMES: Final = 500
"""The most names on a page."""
_STATES: Final = {
    "failed": State.FAILING,
    "late": State.LATE,
    "succeeded": State.ARRIVING,
    "unknown": State.NOT_KNOWN,
}
ABOUT: Final = "Codat is the service that sends sales from shops to their accounting software."


def incident_view(
    state: IncidentState,
    content: ShareContent,
    names: Mapping[str, str],
    zone: ZoneInfo,
    now: datetime,
    *,
    recipient: str = "",
    message: str = "",
    demo: bool = False,
) -> StatusView:
    """Return what a link to an incident shows. `names`: of the companies by id; `zone`: the team's.

    `now`: aware; `recipient`, `message`: as in `ShareExtras`.
    """
    title = plain(incident_words.title(state, zone, now, dated=True), "")
    return StatusView(
        company=incident_words.what(state.incident),
        title=title,
        as_of=now.astimezone(UTC),
        as_of_text=f"{times.in_full(now, zone)} ({times.zone_name(zone)})",
        zone=zone.key,
        about=ABOUT,
        recipient=choices.recipient(one_line(recipient)),
        message=visible(message[: choices.MOST_NOTE]),
        demo=demo,
        answer=_answer(state, title) if content.has(SharePart.ANSWER) else None,
        causes=_causes(state) if content.has(SharePart.CAUSES) else None,
        merchants=_merchants(state, names, zone, shown=content.has(SharePart.MERCHANTS)),
    )


def _answer(state: IncidentState, title: str) -> AnswerPart:
    status = incident_words.mark(state)
    return AnswerPart(status, _STATES[status].value, title, "", title)


def _causes(state: IncidentState) -> CausesPart:
    steps = steps_for_outsiders(incident_words.steps(state.incident), "")
    return CausesPart(plain(incident_words.reason(state.incident), ""), "", steps)


def _merchants(
    state: IncidentState, names: Mapping[str, str], zone: ZoneInfo, *, shown: bool
) -> MerchantsPart:
    rows = [
        ("Merchants affected", f"{len(state.members):,}"),
        ("Recovered", f"{state.recovered:,}"),
        *(
            (capital(incident_words.ENDS[end]), f"{state.count(end):,}")
            for end in _OTHERS
            if state.count(end)
        ),
        (capital(incident_words.still(state.incident)), f"{state.lasting:,}"),
        ("First began", times.in_full(state.first_began, zone)),
        ("Last began", times.in_full(state.last_began, zone)),
    ]
    if state.ended_at is not None:
        rows.append(
            ("All recovered" if state.all_recovered else "Over since", times.in_full(state.ended_at, zone))
        )
    named = (
        incident_words.name_of(each.company_id, names) for each in state.members if names.get(each.company_id)
    )
    listed = sorted(named, key=str.casefold)[:MOST_NAMES] if shown else []
    values = tuple(LabelledValue(label, value) for label, value in rows)
    return MerchantsPart("The incident in numbers", values, tuple(listed))

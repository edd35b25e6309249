"""Why the form offers no start: no company, set-up not finished, sync is off, or nothing left to cover."""

from __future__ import annotations

from dashboard.views import theme
from dashboard.views.cause_words import FINISH, NO_SET_UP, SET_UP, UNFINISHED, WHY_UNFINISHED, Steps
from dashboard.views.components import Answer
from dashboard.views.start.plan import Plan, Situation, label


def no_start(situation: Situation) -> Answer | None:
    """Say why nothing can be started for this company at all; None where something can.

    Codat documents that a sync needs a set-up, but not how a start without one is answered.
    """
    if situation.not_found:
        reason = "It may have been deleted, or belong to another account. You can’t start a sync for it."
        return Answer(theme.LATE, "Codat can’t find this company", reason)
    if situation.no_set_up:
        reason = "Codat has no set-up for this company, so there is nothing to start."
        return Answer("never", NO_SET_UP, reason, "", [SET_UP])
    if situation.unfinished:
        return Answer(theme.LATE, UNFINISHED, WHY_UNFINISHED, "", FINISH)
    if situation.switched_off:
        reason = "No sync can start while it’s off. The set-up says “off”."
        return Answer("off", "Sync is switched off for this company", reason, "", SWITCH_ON)
    return None


SWITCH_ON: Steps = (
    ("Merchant", "switch it on in Codat’s Sync Flow, starting from the first day not entered by hand."),
    ("You", "then start the sync."),
)
"""What to do while sync is off."""


def under_another_key() -> Answer:
    """Say that a sync is being started for this company under another API key."""
    reason = "Wait until it ends, then check whether you need another."
    return Answer("running", "A sync is being started under another API key", reason)


def nothing_left(plan: Plan, situation: Situation) -> Answer | None:
    """Return the answer if a sync "up to" a moment has nothing to cover; None if it has, or may have."""
    end = plan.beginning.at
    if end is None or not plan.sync(situation.now).is_empty:
        return None
    up_to, moment = label(None, plan.last, situation.today, situation.where), situation.moment(end)
    if not plan.beginning.covered:
        headline = f"There are no sales to cover {up_to}"
        return Answer("", headline, f"Codat starts at the start date in the merchant’s set-up, {moment}.")
    headline = f"There is nothing left to cover {up_to}"
    choose = "To cover days again, choose a range of days."
    reason = f"{plan.beginning.covered} up to {moment}. {choose}"
    if plan.beginning.estimated:
        headline = f"By Codat’s schedule, there is nothing left to cover {up_to}"
        other = "It’s wrong if the schedule changed or a sync was started by hand."
        covered = f"The last successful sync covered sales up to about {moment}; that’s an estimate."
        reason = f"{covered} {other} {choose}"
    return Answer("", headline, reason)

"""The text to copy for the merchant, as plain text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from dashboard.foreign_text import one_line
from dashboard.insight.causes.catalogue import Start
from dashboard.insight.setup.link_address import link_address
from dashboard.insight.verdict.state import Ground, State
from dashboard.settings import Settings
from dashboard.views.cause_words import THE_BOOKS, THE_SHOP, capital
from dashboard.views.setup import choices
from dashboard.views.verdict.steps import also_linked
from dashboard.views.verdict.voice import Voice

_UNDOCUMENTED = "family-4"
"""The cause whose reason is about a code, which means nothing to a merchant."""
_OFF = {State.SWITCHED_OFF, State.PROBABLY_SWITCHED_OFF}
_IS_OFF = {
    State.SWITCHED_OFF: "The sync is now switched off.",
    State.PROBABLY_SWITCHED_OFF: "The sync is probably switched off by now.",
}


@dataclass(frozen=True)
class Outside:
    """Addresses that may appear in a text: hosts of addresses to link again, and the Sync Flow's address.

    `loopback`: allow addresses of this machine too, for the sandbox.
    """

    link_hosts: Collection[str] = ("link-api.codat.io", "link.codat.io")
    sync_flow_url: str = ""
    loopback: bool = False


def outside_of(settings: Settings) -> Outside:
    """Return the addresses the settings allow; in the demo, the sandbox's too."""
    return Outside(settings.link_hosts, settings.sync_flow_url, loopback=settings.demo)


def merchant_text(voice: Voice, outside: Outside) -> str:
    """Return a message to the merchant: what happened, since when, what to do; "" if they needn't act.

    It holds no raw error, and no id outside an address.
    """
    voice = _as_theirs(voice)
    asked, by_hand = _asked(voice), _by_hand(voice)
    if not asked and not by_hand:
        return ""
    address = _addresses(voice, outside, asked)
    parts = [
        f"Hello{f' {one_line(voice.names.company, 80)}' if voice.names.company else ''},",
        capital(_what_happened(voice)),
        " ".join(asked) + (f"\n{address}" if address else ""),
        by_hand,
        "Thank you.",
    ]
    return "\n\n".join(part for part in parts if part)


def _as_theirs(voice: Voice) -> Voice:
    """Call unnamed software "your accounting software" and "your shop"; use the merchant's time zone."""
    books = "your accounting software" if voice.books == THE_BOOKS else voice.names.books
    shop = "your shop" if voice.shop == THE_SHOP else voice.names.shop
    return replace(voice, names=replace(voice.names, books=books, shop=shop), zone=voice.verdict.zone.zone)


def _asked(voice: Voice) -> list[str]:
    """Return what the merchant should do, in order."""
    verdict = voice.verdict
    if verdict.ground is Ground.NOT_CONFIGURED:
        return ["Please complete the sync settings."]
    fixable = {State.FAILING, State.WILL_BE_SWITCHED_OFF, State.DISCONNECTED, *_OFF}
    cause = verdict.cause.cause if verdict.cause and verdict.state in fixable else None
    named = choices.request(verdict.points) if cause else ""
    asked = [named or voice.filled(cause.merchant)] if cause and cause.merchant else []
    if asked and verdict.broken:
        asked += [f"Please {what}." for what in also_linked(voice)]
    if verdict.state in _OFF:
        probably = verdict.state is State.PROBABLY_SWITCHED_OFF
        turn = "if the sync is off, turn it back on" if probably else "turn the sync back on"
        first = "Then, " if asked and probably else "Then " if asked else "Please "
        asked.append(
            f"{first}{turn} in the sync settings, and set it to start {voice.from_other_day} you haven’t"
            " entered by hand."
        )
    elif asked and verdict.entered_by_hand:
        asked.append(
            f"In the sync settings, also set the sync to start {voice.from_other_day} you haven’t"
            " entered by hand."
        )
    if asked and verdict.switch_off_is_near:
        asked.append(_by_when(voice))
    return asked


def _by_when(voice: Voice) -> str:
    """Return the deadline: the failing day that switches the sync off begins with that day's sync."""
    streak = voice.verdict.streak
    if not streak.switch_off or not streak.left:
        return "Please do this right away: by our count, the sync is about to be switched off."
    day = voice.day(streak.switch_off)
    return f"Please do this before {day}: by our count, the sync will be switched off that day."


def _what_happened(voice: Voice) -> str:
    verdict, gap = voice.verdict, voice.verdict.gap
    if verdict.ground is Ground.NOT_CONFIGURED:
        return f"your sales can’t be sent to {voice.books} yet, because the set-up isn’t finished."
    cause = verdict.cause.cause if verdict.cause and verdict.cause.cause.key != _UNDOCUMENTED else None
    why = voice.filled(cause.reason).replace("The merchant’s", "Your") if cause else ""
    why = f"{why} {_IS_OFF.get(verdict.state, '')}".strip()
    if verdict.state is State.NEVER_SYNCED:
        return f"your sales haven’t reached {voice.books} yet."
    if gap is None or gap.days == 0:
        return f"your sales are no longer being sent to {voice.books}. {why}".strip()
    if gap.from_start:
        return f"your sales haven’t reached {voice.books} yet. {why}".strip()
    if not gap.fewest:
        return f"your sales since {voice.since} may not have reached {voice.books}. {why}".strip()
    whole = "not all of your sales" if verdict.partly_written or not gap.certain else "your sales"
    have = "have" if whole != "your sales" else "haven’t"
    return f"{whole} since {voice.since} {have} reached {voice.books}. {why}".strip()


def _by_hand(voice: Voice) -> str:
    """Ask which sales were entered by hand, wherever Company asks it too."""
    verdict = voice.verdict
    if not verdict.ask_by_hand:
        return ""
    if verdict.cause and verdict.cause.cause.start is Start.NO:
        return "Please let us know what you’ve entered by hand, so nothing gets booked twice."
    since = f" since {voice.asked_since}" if voice.asked_since else ""
    return (
        f"Have you entered any sales{since} by hand? If so, please let us know which days, so nothing gets"
        " booked twice. We’ll send the missing sales once this is fixed."
    )


def _addresses(voice: Voice, outside: Outside, asked: Sequence[str]) -> str:
    """Return the addresses to link again and of the sync settings, each only if the text asks for it."""
    verdict, found = voice.verdict, []
    if verdict.cause is not None and verdict.cause.cause.relink and verdict.broken:
        for side in verdict.broken:
            link = link_address(side.link_url, outside.link_hosts, loopback=outside.loopback)
            what = "it" if len(verdict.broken) == 1 else voice.side_name(side)
            found += [f"Link {what} here: {link}"] if link else []
    opened = "sync settings" in " ".join(asked) or (verdict.broken and not found)
    if outside.sync_flow_url and opened:
        found.append(f"Sync settings: {outside.sync_flow_url}")
    return "\n".join(found)

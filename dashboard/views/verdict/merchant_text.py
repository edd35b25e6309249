"""The text to copy for the merchant, plain; those for a ticket and Codat's support have their own files."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from dashboard.foreign_text import one_line
from dashboard.insight.causes.catalogue import Start
from dashboard.insight.setup.link_address import link_address
from dashboard.insight.verdict.judge import Ground, State
from dashboard.settings import Settings
from dashboard.views.cause_words import THE_BOOKS, THE_SHOP, capital
from dashboard.views.setup import choices
from dashboard.views.verdict.steps import also_linked
from dashboard.views.verdict.voice import Voice

_NO_DOCUMENT = "family-4"
"""The cause whose reason speaks of a code: that tells a merchant nothing."""
_IMPERATIVE = re.compile(r"(?<=link|nect)s\b")
_OFF = {State.SWITCHED_OFF, State.PROBABLY_SWITCHED_OFF}
_IS_OFF = {
    State.SWITCHED_OFF: "The sync is switched off now.",
    State.PROBABLY_SWITCHED_OFF: "The sync is probably switched off by now.",
}


@dataclass(frozen=True)
class Outside:
    """Addresses that may stand in a text: hosts of re-link addresses, and where the Sync Flow is opened.

    `loopback`: addresses of this machine are let through as well, for the sandbox.
    """

    link_hosts: Collection[str] = ("link-api.codat.io", "link.codat.io")
    sync_flow_url: str = ""
    loopback: bool = False


def outside_of(settings: Settings) -> Outside:
    """Return the addresses that the settings allow; in the demo the sandbox's are among them."""
    return Outside(settings.link_hosts, settings.sync_flow_url, loopback=settings.demo)


def merchant_text(voice: Voice, outside: Outside) -> str:
    """Return a polite message to the merchant: what happened, since when, what to do, what to tell us.

    "" if nothing is asked of them.

    It holds no raw error, and no id but inside the re-link address.
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
    """Call what has no name that we know "your accounting software" and "your shop", on their clock."""
    books = "your accounting software" if voice.books == THE_BOOKS else voice.names.books
    shop = "your shop" if voice.shop == THE_SHOP else voice.names.shop
    return replace(voice, names=replace(voice.names, books=books, shop=shop), zone=voice.verdict.zone.zone)


def _asked(voice: Voice) -> list[str]:
    """Return what the merchant is to do, in order."""
    verdict = voice.verdict
    if verdict.ground is Ground.NOT_CONFIGURED:
        return ["Please finish the sync settings."]
    mends = {State.FAILING, State.WILL_BE_SWITCHED_OFF, State.DISCONNECTED, *_OFF}
    cause = verdict.cause.cause if verdict.cause and verdict.state in mends else None
    named = choices.request(verdict.points) if cause else ""
    asked = [named or voice.filled(cause.merchant)] if cause and cause.merchant else []
    if asked and verdict.broken:
        asked += [f"Please {_IMPERATIVE.sub('', what, count=1)}." for what in also_linked(voice)]
    if verdict.state in _OFF:
        first = "Then turn" if asked else "Please turn"
        if_off = ", if it is off," if verdict.state is State.PROBABLY_SWITCHED_OFF else ""
        asked.append(
            f"{first} the sync on again{if_off} in the sync settings, and let it start from the first day"
            " that you have not entered by hand."
        )
    if asked and verdict.switch_off_is_near:
        asked.append(_by_when(voice))
    return asked


def _by_when(voice: Voice) -> str:
    """Return until when it helps: the failing day that switches the sync off begins with that day's sync."""
    streak = voice.verdict.streak
    if not streak.switch_off or not streak.left:
        return "Please do so at once: by our count, the sync is about to be switched off."
    day = voice.day(streak.switch_off)
    return f"Please do so before {day}: by our count, the sync will be switched off on that day."


def _what_happened(voice: Voice) -> str:
    verdict, gap = voice.verdict, voice.verdict.gap
    if verdict.ground is Ground.NOT_CONFIGURED:
        return f"your sales can’t be sent to {voice.books} yet, as the set-up is not finished."
    cause = verdict.cause.cause if verdict.cause and verdict.cause.cause.key != _NO_DOCUMENT else None
    why = voice.filled(cause.reason).replace("The merchant’s", "Your") if cause else ""
    why = f"{why} {_IS_OFF.get(verdict.state, '')}".strip()
    if verdict.state is State.NEVER_SYNCED:
        return f"your sales have not reached {voice.books} yet."
    if gap is None or gap.days == 0:
        return f"the sending of your sales to {voice.books} has stopped. {why}".strip()
    if gap.from_start:
        return f"your sales have not reached {voice.books} yet. {why}".strip()
    if not gap.fewest:
        return f"your sales since {voice.since} may not have reached {voice.books}. {why}".strip()
    whole = "not all of your sales" if verdict.partly_written or not gap.certain else "your sales"
    have = "have" if whole != "your sales" else "have not"
    return f"{whole} since {voice.since} {have} reached {voice.books}. {why}".strip()


def _by_hand(voice: Voice) -> str:
    """Return the question which sales were entered by hand, wherever Company asks it too."""
    verdict = voice.verdict
    if not verdict.ask_by_hand:
        return ""
    if verdict.cause and verdict.cause.cause.start is Start.NO:
        return "Please tell us what you have entered by hand, so that no sale is booked twice."
    since = f" since {voice.since}" if voice.since else ""
    return (
        f"Have you entered any sales{since} by hand? Please tell us which days, so that none are booked"
        " twice. We’ll send the missing ones once this is fixed."
    )


def _addresses(voice: Voice, outside: Outside, asked: Sequence[str]) -> str:
    """Return where to link again and where the sync settings are, each where it is asked for."""
    verdict, found = voice.verdict, []
    if verdict.cause is not None and verdict.cause.cause.relink and verdict.broken:
        for side in verdict.broken:
            link = link_address(side.link_url, outside.link_hosts, loopback=outside.loopback)
            what = "it" if len(verdict.broken) == 1 else voice.side_name(side)
            found += [f"Link {what} here: {link}"] if link else []
    opened = "sync settings" in " ".join(asked) or (verdict.broken and not found)
    if outside.sync_flow_url and opened:
        found.append(f"The sync settings: {outside.sync_flow_url}")
    return "\n".join(found)

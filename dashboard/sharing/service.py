"""Make, open and change links to shared views. Each act is decided here, and recorded."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func

from dashboard.access.company import CompanyLookup, none_listed
from dashboard.access.person import Person, company_for
from dashboard.access.policy import Act, may
from dashboard.insight.activity.entry import NO_COMPANY
from dashboard.insight.share.event import ShareEventType
from dashboard.sharing.link import LinkState, NewLink, OpenedLink, ShareLink, ShareRefused
from dashboard.sharing.openings import Openings
from dashboard.sharing.repository import ChangedBy, LinkChange, ShareRepository
from dashboard.sharing.terms import ShareTerms
from dashboard.store.errors import StoreError
from dashboard.store.tables import share_link

_TOKEN_BYTES: Final = 24  # 192 bits
_MOST_REFUSED: Final = 50
"""The most companies on whose record one refusal is."""
_NO_LINK: Final = "This link is no longer on record."
_REVOKED: Final = "This link was revoked for good. Create a new one."
_EXPIRED: Final = "This link has expired. Change its expiry first."


def _now() -> datetime:
    return datetime.now(UTC)


class ShareService:
    """The links of one account. Every method raises StoreError if the store can't be used.

    `now`: the clock, aware, UTC.
    """

    def __init__(
        self,
        records: ShareRepository,
        openings: Openings,
        terms: ShareTerms,
        companies: CompanyLookup = none_listed,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._records, self._openings = records, openings
        self._terms, self._companies, self._now = terms, companies, now

    def refusal(self, person: Person, act: Act = Act.SHARE, company_id: str = "") -> str | None:
        """Return why this person can't do this with a company's links, as a sentence; None if they can."""
        try:
            self._records.check_usable()
        except StoreError as error:
            return str(error)
        return self._may(person, act, company_id)

    def make(self, new: NewLink, person: Person) -> tuple[ShareLink, str]:
        """Make a link; return it with its token, which is never shown again. Raises ShareRefused."""
        checked = self._allowed(new, person)
        token, by = secrets.token_urlsafe(_TOKEN_BYTES), self._by(person)
        return self._records.add(checked, token, by.at + checked.lasts, by), token

    def preview(self, new: NewLink, person: Person) -> str:
        """Return the token of a preview, which lasts 10 minutes. Raises ShareRefused.

        Only `open_link` with `preview` opens it. It is never listed, counted or on the record.
        """
        checked = self._allowed(new, person)
        token, by = secrets.token_urlsafe(_TOKEN_BYTES), self._by(person)
        self._records.add_preview(checked, token, by.at + checked.lasts, by)
        return token

    def open_link(self, token: str, *, preview: bool = False) -> OpenedLink | None:
        """Return what a token opens now; None if it opens nothing, whatever the reason.

        The link's counts are left out. It is embedded only where the settings still allow it.
        """
        opened = self._records.opened(token, self._now(), preview=preview)
        if opened is None or self._terms.may_embed(opened.link.embed_origin):
            return opened
        return replace(opened, link=replace(opened.link, embed_origin=""))

    def count_opening(self, link: ShareLink, user_agent: str) -> None:
        """Count that a link was opened, by a person or by a chat program. Written within a second."""
        self._openings.count(link.id, user_agent, self._now())

    def links(self, only: Collection[str] | None = None) -> list[ShareLink]:
        """Return the links: those that open now first, then the newest. `only`: of these companies."""
        return self._records.links(self._now(), only)

    def change_refusal(self, link: ShareLink, person: Person) -> str | None:
        """Return why this person can't change a link, as a sentence; None if they can."""
        refusals = (self.refusal(person, _act_on(link, person), each) for each in link.companies)
        return next((each for each in refusals if each is not None), None)

    def lately_opened(self, within: timedelta) -> list[str]:
        """Return the companies of live links that open now and that people opened within this time."""
        now = self._now()
        return self._records.opened_since(now - within, now)

    def open_count(self, company_id: str) -> int:
        """Return how many links of a company open now."""
        return self._records.open_count(company_id, self._now())

    def pause(self, link_id: int, person: Person) -> ShareLink:
        """Pause a link until it is resumed. Raises ShareRefused."""
        self._may_change(link_id, person)
        now = self._now()
        change = LinkChange(ShareEventType.PAUSED, {"paused_at": now})
        only = and_(share_link.c.paused_at.is_(None), share_link.c.ends_at > now)
        return self._change(link_id, change, only, person)

    def resume(self, link_id: int, person: Person) -> ShareLink:
        """Let a paused link open again. Raises ShareRefused."""
        self._may_change(link_id, person)
        change = LinkChange(ShareEventType.RESUMED, {"paused_at": None})
        only = and_(share_link.c.paused_at.is_not(None), share_link.c.ends_at > self._now())
        return self._change(link_id, change, only, person)

    def change_end(self, link_id: int, lasts: timedelta, person: Person) -> ShareLink:
        """Let a link last so long from now, even if it has ended. Raises ShareRefused."""
        self._may_change(link_id, person)
        self._terms.check_time(lasts)
        ends_at = self._now() + lasts
        change = LinkChange(ShareEventType.END_CHANGED, {"ends_at": ends_at}, ends_at.isoformat())
        return self._change(link_id, change, share_link.c.ends_at != ends_at, person)

    def revoke(self, link_id: int, person: Person) -> ShareLink:
        """End a link for good. Raises ShareRefused."""
        self._may_change(link_id, person)
        change = LinkChange(ShareEventType.REVOKED, {"revoked_at": self._now()})
        return self._change(link_id, change, share_link.c.revoked_at.is_(None), person)

    def revoke_company(self, company_id: str, person: Person) -> int:
        """Revoke every link of a company that hasn't expired; return how many. Raises ShareRefused."""
        company = company_id.lower()
        self._check(Act.CHANGE_ANY_LINK, person, [company])
        return self._revoke_all(share_link.c.company_id == company, person)

    def revoke_person(self, name: str, person: Person, identity: str = "") -> int:
        """Revoke every link that someone made and that hasn't expired; return how many.

        `identity`: who it was, if they had signed in. Else `name`: as on record, "" for those who gave none;
        links of people who had signed in aren't among them, whatever their name. Of companies that `person`
        doesn't cover, none is revoked. Raises ShareRefused.
        """
        unsigned = and_(share_link.c.identity.is_(None), share_link.c.person == name)
        by_them = share_link.c.identity == identity if identity else unsigned
        every = self._records.companies(by_them) or [NO_COMPANY]
        covered = [each for each in every if self._may(person, Act.CHANGE_ANY_LINK, each) is None]
        self._check(Act.CHANGE_ANY_LINK, person, covered or every)
        return self._revoke_all(and_(by_them, share_link.c.company_id.in_(covered)), person)

    def take_over(self, link_id: int, person: Person) -> ShareLink:
        """Make this person the owner of a link, for example of someone who left. Raises ShareRefused."""
        self._may_change(link_id, person, Act.CHANGE_ANY_LINK)
        owner = self._one(link_id)
        change = LinkChange(ShareEventType.TAKEN_OVER, person.on_record(), owner.person)
        anothers = func.coalesce(share_link.c.identity, "") != person.identity
        return self._change(link_id, change, and_(anothers, share_link.c.ends_at > self._now()), person)

    def _allowed(self, new: NewLink, person: Person) -> NewLink:
        self._check(Act.SHARE, person, new.content.companies or [new.company_id])
        self._terms.check_time(new.lasts)
        return self._terms.checked(new)

    def _check(self, act: Act, person: Person, companies: Iterable[str], link_id: int | None = None) -> None:
        """Raise ShareRefused, on the record of these companies, unless the person may do this."""
        about = list(companies)
        refusals = (self._may(person, act, each) for each in about)
        refusal = next((each for each in refusals if each is not None), None)
        if refusal is not None:
            self._records.add_refusal(refusal, self._by(person), about[:_MOST_REFUSED], link_id)
            raise ShareRefused(refusal)

    def _may(self, person: Person, act: Act, company_id: str) -> str | None:
        """Return why this person may not do this for this company; None if they may."""
        company = company_for(person, company_id, self._companies) if company_id else None
        return may(person, act, company)

    def _may_change(self, link_id: int, person: Person, act: Act | None = None) -> None:
        """Raise ShareRefused unless there is such a link and the person may change it. `act`: a given one."""
        link = self._records.one(link_id)
        of, on_record = ((NO_COMPANY,), None) if link is None else (link.companies, link_id)
        needed = Act.CHANGE_LINK if link is None else _act_on(link, person)
        self._check(act or needed, person, of, on_record)
        if link is None:
            raise ShareRefused(_NO_LINK)

    def _change(
        self, link_id: int, change: LinkChange, only: ColumnElement[bool], person: Person
    ) -> ShareLink:
        """Change a link; one that is as wanted stays unchanged."""
        changed = self._records.change(change, and_(share_link.c.id == link_id, only), self._by(person))
        return changed[0] if changed else self._unchanged(link_id, change)

    def _unchanged(self, link_id: int, change: LinkChange) -> ShareLink:
        """Return a link that needed no change. Raises ShareRefused if it couldn't be changed."""
        link = self._one(link_id)
        state = link.state(self._now())
        if state is LinkState.REVOKED and change.kind is not ShareEventType.REVOKED:
            raise ShareRefused(_REVOKED)
        if state is LinkState.EXPIRED:
            raise ShareRefused(_EXPIRED)
        return link

    def _revoke_all(self, which: ColumnElement[bool], person: Person) -> int:
        by = self._by(person)
        change = LinkChange(ShareEventType.REVOKED, {"revoked_at": by.at})
        return len(self._records.change(change, and_(which, share_link.c.ends_at > by.at), by))

    def _by(self, person: Person) -> ChangedBy:
        return ChangedBy(person, self._now())

    def _one(self, link_id: int) -> ShareLink:
        link = self._records.one(link_id)
        if link is None:
            raise ShareRefused(_NO_LINK)
        return link


def _act_on(link: ShareLink, person: Person) -> Act:
    """Return the act of changing a link: one of the person's own, or another person's."""
    return Act.CHANGE_LINK if link.identity == person.identity else Act.CHANGE_ANY_LINK

"""From the claims of a provider to a verified person, or a sentence that says why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dashboard.access.session import VerifiedPerson
from dashboard.foreign_text import one_line
from dashboard.settings import Settings
from dashboard.settings.people import is_address, is_identity
from dashboard.settings.sign_in import PROXY
from dashboard.views.access import entrance_words

_MOST_NAME: Final = 60
_MOST_CLAIMS: Final = 500
_LONGEST: Final = 255
_SHOWN: Final = 5
_GOOGLE: Final = "https://accounts.google.com"


class SignInRefused(Exception):  # noqa: N818 -- the sentence says why
    """No one was signed in. The message says why and what to do; it never contains a secret."""


def verified_person(claims: Mapping[str, Any], settings: Settings) -> VerifiedPerson:
    """Return the person of checked claims. Raises SignInRefused.

    The identity is issuer and subject. An address counts only if the provider has verified it.
    """
    subject, address = claims.get("sub"), _address(claims)
    identity = f"{settings.oidc_issuer} {subject}"
    if not isinstance(subject, str) or len(subject) > _LONGEST or not is_identity(identity):
        raise SignInRefused(
            "Your sign-in provider didn’t say who you are (no “sub”). Ask whoever runs this dashboard."
        )
    if settings.sign_in_domain:
        _check_domain(claims, address, settings)
    name = _text(claims, settings.name_claim, "preferred_username") or address or subject
    return VerifiedPerson(identity, one_line(name, _MOST_NAME), address, role_claims(claims, settings))


def person_from(
    signed: Mapping[str, Any] | None, more: Mapping[str, Any], settings: Settings
) -> VerifiedPerson:
    """Return the person of an id token and of `userinfo`, which must be about the same person.

    What was signed wins. Raises SignInRefused.
    """
    if signed is not None and more and more.get("sub") != signed.get("sub"):
        raise SignInRefused("Your sign-in provider named two different people. Sign in again.")
    return verified_person({**more, **(signed or {})}, settings)


def role_claims(claims: Mapping[str, Any], settings: Settings) -> tuple[str, ...]:
    """Return the values of ROLE_CLAIM: of a claim with that name, or inside others ("realm_access.roles")."""
    found: Any = claims.get(settings.role_claim) if settings.role_claim else ()
    if found is None:
        found = claims
        for part in settings.role_claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    values = [found] if isinstance(found, str) else found if isinstance(found, list | tuple) else ()
    return tuple(each for each in values if isinstance(each, str) and len(each) <= _LONGEST)[:_MOST_CLAIMS]


def no_role(person: VerifiedPerson, settings: Settings) -> str:
    """Return the sentences for someone who has signed in and has no role, with the id to pass on."""
    return f"{why_no_role(person, settings)} {entrance_words.ask_for_a_role(person.identity)}"


def why_no_role(person: VerifiedPerson, settings: Settings) -> str:
    """Return what decides on the role of someone who has none, and what came; also for the record."""
    if not settings.role_map:
        return "You’re not on the list of roles."
    source = settings.proxy_roles_header if settings.sign_in == PROXY else settings.role_claim
    if not person.claims:
        sender = "The proxy" if settings.sign_in == PROXY else "Your sign-in provider"
        return f"{sender} sent no groups (“{source}”)."
    shown = ", ".join(one_line(each, _MOST_NAME) for each in person.claims[:_SHOWN])
    more = len(person.claims) - _SHOWN
    rest = f" and {more} more" if more > 0 else ""
    return f"None of your groups gives you a role here: {shown}{rest}."


def _check_domain(claims: Mapping[str, Any], address: str, settings: Settings) -> None:
    """Raise SignInRefused unless the address is of a domain, and the account too where `hd` says whose it is.

    Google says it of every account but personal ones, and those may have any address.
    """
    domains, hosted = settings.sign_in_domain, claims.get("hd")
    hosted_there = hosted in domains or (hosted is None and settings.oidc_issuer != _GOOGLE)
    if not (hosted_there and address.rpartition("@")[2] in domains):
        raise SignInRefused(
            f"Only people with a verified email address at {' or '.join(domains)} can sign in. "
            "Use another account."
        )


def _address(claims: Mapping[str, Any]) -> str:
    address, verified = claims.get("email"), claims.get("email_verified")
    if not isinstance(address, str) or not (verified is True or verified == "true"):
        return ""
    text = address.strip().lower()
    return text if is_address(text) and len(text) <= _LONGEST else ""


def _text(claims: Mapping[str, Any], *names: str) -> str:
    found = (claims.get(name) for name in names)
    return next((each.strip() for each in found if isinstance(each, str) and each.strip()), "")

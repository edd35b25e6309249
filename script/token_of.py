"""Create, list and revoke service tokens: `script/token create NAME ROLE DAYS [RULE]|list|revoke NAME`."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import Final

from dashboard.access.company import RuleError, rule_from
from dashboard.access.person import EVERYTHING, Grant, Person
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.access.role import Role
from dashboard.access.tokens import ServiceToken, TokenRefused, TokenRepository
from dashboard.services.stores import access_store
from dashboard.settings import Settings
from script.command import run_command

_COMMAND: Final = Person(RequestOrigin(OriginKind.COMMAND), "script/token", grants=(EVERYTHING,))
"""Anyone who can run commands on this machine may create tokens."""


def main(arguments: list[str]) -> int:
    """Run the command; return the exit code."""

    def act(settings: Settings, asked: argparse.Namespace) -> str:
        return str(asked.run(TokenRepository(access_store(settings)), asked))

    return run_command(_parser(), arguments, act, TokenRefused, RuleError)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/token", description="Manages tokens for scripts.")
    commands = parser.add_subparsers(required=True)
    create = commands.add_parser("create", help="create a token and print it; it’s shown only once")
    create.add_argument("name", metavar="NAME", help="what uses it, such as nightly-export")
    create.add_argument("role", choices=[each.value for each in Role], metavar="ROLE", help=", ".join(Role))
    create.add_argument("days", type=int, metavar="DAYS", help="days until it expires, up to 365")
    create.add_argument("rule", nargs="?", default="", metavar="RULE", help="which companies it covers")
    create.set_defaults(run=_create)
    commands.add_parser("list", help="show the tokens").set_defaults(run=_list)
    revoke = commands.add_parser("revoke", help="revoke a token now")
    revoke.add_argument("name", metavar="NAME")
    revoke.set_defaults(run=_revoke)
    return parser


def _create(tokens: TokenRepository, asked: argparse.Namespace) -> str:
    grant = Grant(Role(asked.role), rule_from(asked.rule))
    secret = tokens.make(asked.name, grant, asked.days, _COMMAND, datetime.now(UTC))
    print("Copy it now: it can’t be shown again.", file=sys.stderr)
    return secret


def _list(tokens: TokenRepository, _asked: argparse.Namespace) -> str:
    now = datetime.now(UTC)
    return "\n".join(_row(each, now) for each in tokens.every()) or "There are no tokens."


def _row(token: ServiceToken, now: datetime) -> str:
    rule = str(token.grant.rule) or "all companies"
    used = f"last used {token.last_used_at:%Y-%m-%d}" if token.last_used_at else "never used"
    return f"{token.name}  {token.grant.role}  {rule}  {_state(token, now)}  {used}"


def _state(token: ServiceToken, now: datetime) -> str:
    if token.revoked_at is not None:
        return f"revoked {token.revoked_at:%Y-%m-%d}"
    return f"{'expired' if token.is_over(now) else 'expires'} {token.ends_at:%Y-%m-%d}"


def _revoke(tokens: TokenRepository, asked: argparse.Namespace) -> str:
    tokens.revoke(asked.name, _COMMAND, datetime.now(UTC))
    return f"Revoked {asked.name}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

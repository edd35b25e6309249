"""Show and edit the list of roles: `script/role list|give WHO ROLE [RULE]|take WHO [RULE]`."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Final

from dashboard.access.company import RuleError, rule_from
from dashboard.access.people import PeopleRepository, RoleRefused
from dashboard.access.person import EVERYTHING, Person
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.access.role import Role
from dashboard.services.stores import close_stores, real_store
from dashboard.settings import SettingsError, load
from dashboard.store.errors import StoreError

_OPERATOR: Final = Person(RequestOrigin(OriginKind.COMMAND), "script/role", grants=(EVERYTHING,))
"""Whoever may run commands on this machine may change every role."""


def main(arguments: list[str]) -> int:
    """Run the command; return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        settings = load(os.environ)
        print(asked.run(PeopleRepository(real_store(settings), settings), asked))
    except (SettingsError, StoreError, RoleRefused, RuleError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        close_stores()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/role", description="Edits the list of roles.")
    commands = parser.add_subparsers(required=True)
    commands.add_parser("list", help="show the list").set_defaults(run=_list)
    give = commands.add_parser("give", help="give someone a role, or change theirs")
    give.add_argument("who", metavar="WHO", help="an e-mail address, or “ISSUER SUBJECT”")
    give.add_argument("role", choices=list(Role), metavar="ROLE", help=", ".join(Role))
    give.set_defaults(run=_give)
    take = commands.add_parser("take", help="take someone’s role off the list")
    take.add_argument("who", metavar="WHO", help="as the list shows it")
    take.set_defaults(run=_take)
    for each in (give, take):
        each.add_argument("rule", nargs="?", default="", metavar="RULE", help="which companies it covers")
    return parser


def _list(people: PeopleRepository, _asked: argparse.Namespace) -> str:
    rows = [
        f"{each.who}  {each.role}  {str(each.rule) or 'all companies'}  given by {each.given_by or 'no name'}"
        for each in people.roles()
    ]
    return "\n".join(rows) or "The list is empty. ROLE_MAP and LEADS may give roles too."


def _give(people: PeopleRepository, asked: argparse.Namespace) -> str:
    people.set_role(asked.who, Role(asked.role), rule_from(asked.rule), _OPERATOR)
    return f"{asked.who} is on the list as {asked.role}."


def _take(people: PeopleRepository, asked: argparse.Namespace) -> str:
    people.take_role(asked.who, rule_from(asked.rule), _OPERATOR)
    return f"{asked.who} no longer has this role."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

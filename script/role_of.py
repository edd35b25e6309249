"""Show and edit the list of roles: `script/role list|give WHO ROLE [RULE]|remove WHO [RULE]`."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from dashboard.access.company import RuleError, rule_from
from dashboard.access.people import PeopleRepository, RoleRefused
from dashboard.access.person import EVERYTHING, Person
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.access.role import Role
from dashboard.services.stores import access_store
from dashboard.settings import Settings
from script.command import run_command

_COMMAND: Final = Person(RequestOrigin(OriginKind.COMMAND), "script/role", grants=(EVERYTHING,))
"""Anyone who can run commands on this machine may change every role."""


def main(arguments: list[str]) -> int:
    """Run the command; return the exit code."""

    def act(settings: Settings, asked: argparse.Namespace) -> str:
        return str(asked.run(PeopleRepository(access_store(settings), settings), asked))

    return run_command(_parser(), arguments, act, RoleRefused, RuleError)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/role", description="Edits the list of roles.")
    commands = parser.add_subparsers(required=True)
    commands.add_parser("list", help="show the list").set_defaults(run=_list)
    give = commands.add_parser("give", help="give someone a role, or change theirs")
    give.add_argument("who", metavar="WHO", help="an email address, or “ISSUER SUBJECT”")
    give.add_argument("role", choices=[each.value for each in Role], metavar="ROLE", help=", ".join(Role))
    give.set_defaults(run=_give)
    remove = commands.add_parser("remove", help="remove someone’s role from the list")
    remove.add_argument("who", metavar="WHO", help="as the list shows it")
    remove.set_defaults(run=_remove)
    for each in (give, remove):
        each.add_argument("rule", nargs="?", default="", metavar="RULE", help="which companies it covers")
    return parser


def _list(people: PeopleRepository, _asked: argparse.Namespace) -> str:
    rows = [
        f"{each.who}  {each.role}  {str(each.rule) or 'all companies'}  given by {each.given_by or 'no name'}"
        for each in people.roles()
    ]
    return "\n".join(rows) or "The list is empty. People may still get roles from ROLE_MAP and LEADS."


def _give(people: PeopleRepository, asked: argparse.Namespace) -> str:
    rule = rule_from(asked.rule)
    people.set_role(asked.who, Role(asked.role), rule, _COMMAND)
    return f"{asked.who} is now on the list as {asked.role} for {str(rule) or 'all companies'}."


def _remove(people: PeopleRepository, asked: argparse.Namespace) -> str:
    people.take_role(asked.who, rule_from(asked.rule), _COMMAND)
    return "The role was removed from the list."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

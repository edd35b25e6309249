"""How addresses, people, roles, rules and plain values are written in settings, and what is refused."""

from __future__ import annotations

import pytest

from dashboard.access.role import Role
from dashboard.settings import SettingsError, load
from dashboard.settings.checks import LEAST_FLEET_DAYS
from dashboard.settings.people import is_address, is_identity
from dashboard.settings.role_map import ROLE_NAMES, MapPart, RuleError, RuleParts, map_parts, rule_parts
from dashboard.settings.web_addresses import embedder, is_private_in_transit, is_web_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://desk.example", True),
        ("http://desk.example", True),
        ("HTTPS://DESK.EXAMPLE", True),
        ("https://desk.example:8443", True),
        ("https://desk.example:8443/sync", True),
        ("https://desk.example/", True),
        ("https://10.0.0.5:8501", True),
        ("https://[::1]:8501/x", True),
        ("https://desk_2.example", True),
        ("", False),
        ("desk.example", False),
        ("//desk.example", False),
        ("ftp://desk.example", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https:///path", False),
        ("https://desk.example?x=1", False),
        ("https://desk.example/#top", False),
        ("https://ada@desk.example", False),
        ("https://ada:secret@desk.example", False),
        ("https://desk example", False),
        ("https://desk.example:port", False),
        ("https://desk.example:123456", False),
        ("https://[::1", False),
        ("https://[nowhere]", False),
        ("https://desk.example/\u202e", False),
        ("https://desk.example/\x00", False),
    ],
)
def test_a_web_address_has_a_host_a_port_and_a_path_at_most(text, expected):
    assert is_web_address(text) is expected


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("https://desk.example", True),
        ("HTTPS://desk.example", True),
        ("http://localhost:8501", True),
        ("http://LOCALHOST", True),
        ("http://127.0.0.1/x", True),
        ("http://[::1]:9400", True),
        ("http://desk.example", False),
        ("http://10.0.0.5", False),
        ("http://127.0.0.1.desk.example", False),
        ("http://localhost.desk.example", False),
        ("http://https.example", False),
    ],
)
def test_only_tls_or_this_machine_keeps_what_is_sent_to_itself(address, private):
    assert is_private_in_transit(address) is private


@pytest.mark.parametrize(
    ("origin", "as_sent"),
    [
        ("https://help.example", "https://help.example"),
        ("https://help.example:443", "https://help.example"),
        ("http://help.example:80", "http://help.example"),
        ("http://help.example:443", "http://help.example:443"),
        ("https://help.example:80", "https://help.example:80"),
        ("https://help.example:8443", "https://help.example:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
    ],
)
def test_the_usual_port_of_an_origin_is_left_out(origin, as_sent):
    assert embedder(origin) == as_sent


@pytest.mark.parametrize(
    "origin",
    ["", "*", "help.example", "https://help.example/", "https://*.help.example", "https://[::1]",
     "https://help.example:0", "https://help.example:99999999", "https://a.example https://b.example",
     "https://help.example;", "ftp://help.example", "https://help.example\n"],
)  # fmt: skip
def test_what_no_policy_can_name_is_refused_as_an_origin(origin):
    with pytest.raises(SettingsError, match="EMBED_ORIGINS has"):
        embedder(origin)


@pytest.mark.parametrize(
    ("text", "address", "identity"),
    [
        ("ada@shop.example", True, False),
        ("ada+desk@shop.example", True, False),
        ("https://id.example ada", False, True),
        ("https://id.example/realms/desk 8f1c", False, True),
        ("http://localhost:9400 ada", False, True),
        ("proxy ada", False, True),
        ("proxy CN=Ada Byron", False, True),
        ("proxy ada@shop.example", False, True),
        ("", False, False),
        ("ada", False, False),
        ("@shop.example", False, False),
        ("ada@", False, False),
        ("ada@shop@example", False, False),
        ("ada byron@shop.example", False, False),
        ("proxy", False, False),
        ("proxy ", False, False),
        ("proxy ada ", False, False),
        ("proxy  ada", False, False),
        ("oidc ada", False, False),
        ("https://id.example", False, False),
        ("https:// ada", False, False),
        ("ada@shop.example\u200b", False, False),
        ("proxy a\u202eda", False, False),
    ],
)
def test_a_person_is_an_email_address_or_an_issuer_with_a_subject(text, address, identity):
    assert (is_address(text), is_identity(text)) == (address, identity)


def test_the_roles_of_the_map_are_those_that_there_are():
    assert set(ROLE_NAMES) == {each.value for each in Role}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", RuleParts()),
        ("   ", RuleParts()),
        ("tag region=uk", RuleParts("tag", "region", "uk")),
        ("  tag region = uk  ", RuleParts("tag", "region", "uk")),
        ("tag owner=Ada Byron", RuleParts("tag", "owner", "Ada Byron")),
        ("tag a=b=c", RuleParts("tag", "a", "b=c")),
        ("name Blue*", RuleParts("name", "", "Blue*")),
        ("name a=b", RuleParts("name", "", "a=b")),
        ("name  Bluebird Coffee ", RuleParts("name", "", "Bluebird Coffee")),
    ],
)
def test_a_rule_names_a_tag_a_name_or_nothing(text, parts):
    assert rule_parts(text) == parts


@pytest.mark.parametrize(
    "text",
    ["tag", "tag ", "tag region", "tag =uk", "tag region=", "tag  = ", "name", "name ", "region=uk",
     "TAG region=uk", "everything", "*"],
)  # fmt: skip
def test_what_is_no_rule_is_refused_with_what_to_write(text):
    with pytest.raises(RuleError) as raised:
        rule_parts(text)
    assert str(raised.value).startswith(f"{text!r} isn’t a rule. Write “tag KEY=VALUE”")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        (" ; ;", ()),
        ("desk=lead", (MapPart("desk", "lead", ""),)),
        (" desk = viewer ;", (MapPart("desk", "viewer", ""),)),
        ("a=lead;b=operator", (MapPart("a", "lead", ""), MapPart("b", "operator", ""))),
        ("uk=operator tag region=uk", (MapPart("uk", "operator", "tag region=uk"),)),
        ("uk=viewer name Blue*", (MapPart("uk", "viewer", "name Blue*"),)),
        ("a=lead; a=viewer", (MapPart("a", "lead", ""), MapPart("a", "viewer", ""))),
    ],
)
def test_the_map_gives_groups_a_role_and_perhaps_a_rule(text, parts):
    assert map_parts(text) == parts


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("desk", "desk"),
        ("=lead", "=lead"),
        ("desk=", "desk="),
        ("desk=boss", "desk=boss"),
        ("desk=Lead", "desk=Lead"),
        ("a=lead; b=boss", "b=boss"),
        ("a=lead tag", "a=lead tag"),
        ("a=lead tag region", "a=lead tag region"),
        ("a=lead, b=viewer", "a=lead, b=viewer"),
    ],
)
def test_a_part_of_the_map_that_gives_no_role_is_named(text, wrong):
    with pytest.raises(SettingsError) as raised:
        map_parts(text)
    assert str(raised.value).startswith(f"ROLE_MAP has {wrong!r}. ")


@pytest.mark.parametrize(
    "zone", ["Etc/UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Chatham"]
)
def test_the_teams_zone_may_be_any_that_there_is(zone):
    assert load({"TEAM_ZONE": zone}).team_zone == zone


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "London", "../etc/passwd", "/etc/localtime", "Europe", "Europe/London ?"]
)
def test_a_zone_that_there_is_not_is_refused_with_an_example(zone):
    with pytest.raises(SettingsError) as raised:
        load({"TEAM_ZONE": zone})
    assert str(raised.value) == f"TEAM_ZONE is {zone!r}. Set it to a time zone such as Europe/London."


@pytest.mark.parametrize(
    ("days", "kept"), [(LEAST_FLEET_DAYS, True), (LEAST_FLEET_DAYS - 1, False), (1, False)]
)
def test_history_is_kept_for_as_long_as_pages_look_back(days, kept):
    environ = {"FLEET_KEEP_DAYS": str(days)}
    if kept:
        assert load(environ).fleet_keep_days == days
        return
    with pytest.raises(SettingsError, match=f"FLEET_KEEP_DAYS is {days}. Set it to {LEAST_FLEET_DAYS}"):
        load(environ)


@pytest.mark.parametrize(
    ("text", "polls"),
    [("1", True), ("yes", True), ("TRUE", True), (" on ", True), ("0", False), ("No", False), ("off", False)],
)
def test_polling_of_the_fleet_is_switched_on_and_off_in_words(text, polls):
    assert load({"FLEET_POLLING": text}).fleet_polling is polls


@pytest.mark.parametrize("text", ["2", "maybe", "ja", "-1", "01"])
def test_polling_that_is_neither_on_nor_off_is_not_guessed(text):
    with pytest.raises(SettingsError, match="FLEET_POLLING is"):
        load({"FLEET_POLLING": text})


def test_polling_is_on_unless_it_is_switched_off():
    assert load({}).fleet_polling

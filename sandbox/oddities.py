"""What real payloads do that tidy examples don't, one merchant each: times, codes, texts, damage, order."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from sandbox.case import Merchant
from sandbox.hostile import LONG, TEXTS, spread
from sandbox.syncs import Sync
from sandbox.times import text_seven, text_z

Json = dict[str, Any]
MISSING = object()


def _with_offset(at: datetime) -> str:
    return at.astimezone(timezone(timedelta(hours=-5))).isoformat(timespec="seconds")


TIME_FORMS: tuple[Callable[[datetime], object], ...] = (
    text_z,
    text_seven,
    _with_offset,
    lambda at: at.strftime("%Y-%m-%dT%H:%M:%S"),
    lambda at: at.strftime("%Y-%m-%d"),
    lambda _: None,
    lambda _: MISSING,
    lambda at: at.strftime("%Y-%m-%d %H:%M:%S"),
    lambda at: at.strftime("%Y-%m-%dT%H:%M:%S.%f") + "9+00:00",
    lambda _: "",
    lambda _: "yesterday, about two",
    lambda _: "0001-01-01T00:00:00",
    lambda at: at.strftime("%Y-%m-%dT%H:%MZ"),
)
"""How one instant can be written. A bare date or a missing zone means UTC in `syncUtc`."""

CODE_FORMS: tuple[Callable[[int], object], ...] = (
    lambda code: code,
    str,
    lambda code: f" {code} ",
    float,
    lambda code: f"{code},",
)


def oddly(merchant: Merchant, sync: Sync, fields: Json) -> Json:
    """Return the fields of a sync that this merchant's oddity changes; usually none."""
    change = _RECORDS.get(merchant.about.oddity)
    return change(sync, fields) if change else fields


def _nth_day(sync: Sync) -> int:
    """Number the days, so that consecutive nights get consecutive formats."""
    return sync.finish.toordinal()


def _odd_times(sync: Sync, fields: Json) -> Json:
    form = TIME_FORMS[_nth_day(sync) % len(TIME_FORMS)](sync.at)
    if form is MISSING:
        return {name: value for name, value in fields.items() if name != "syncUtc"}
    return {**fields, "syncUtc": form}


def _odd_codes(sync: Sync, fields: Json) -> Json:
    number = _nth_day(sync)
    code = CODE_FORMS[number % len(CODE_FORMS)](sync.outcome.code)
    pushed = sync.outcome.pushed
    return {
        **fields,
        "syncStatusCode": code,
        "dataPushed": (pushed, str(pushed).lower(), int(pushed))[number % 3],
    }


def _hostile(sync: Sync, fields: Json) -> Json:
    number = _nth_day(sync)
    message = LONG if number % 200 == 7 else TEXTS[number % len(TEXTS)]  # noqa: PLR2004 - one night in 200
    return {
        **fields,
        "syncStatus": TEXTS[(number + 1) % len(TEXTS)],
        "errorMessage": message,
        "syncExceptionMessage": TEXTS[(number + 2) % len(TEXTS)],
    }


def _new_fields(_: Sync, fields: Json) -> Json:
    return {**fields, "syncDurationSeconds": 41, "steps": [{"name": "map", "tags": {"a": [1, None]}}]}


_RECORDS: dict[str, Callable[[Sync, Json], Json]] = {
    "odd-times": _odd_times,
    "odd-codes": _odd_codes,
    "hostile-text": _hostile,
    "new-fields": _new_fields,
}


def odd_list(merchant: Merchant, records: Sequence[Json]) -> list[Any]:
    """Return the list of syncs as sent: newest first, except for the unsorted and the damaged merchant."""
    made: list[Any] = list(records)
    if merchant.about.oddity == "unsorted":
        random.Random(merchant.chance("shuffle")).shuffle(made)
    if merchant.about.oddity == "damaged":
        for number, damaged in enumerate(_damaged(made[0])):
            made.insert(2 + number * 17, damaged)
    return made


def _damaged(good: Json) -> list[Any]:
    """Return invalid records: not an object at all, or single fields of a wrong type."""
    wrong_fields: list[tuple[str, object]] = [
        ("syncId", 5),
        ("syncStatusCode", {"code": 2000}),
        ("syncStatusCode", [2000]),
        ("syncStatusCode", "two thousand"),
        ("syncStatusCode", 10**400),
        ("syncStatusCode", 2000.5),
        ("syncStatus", {"text": "Complete"}),
        ("errorMessage", ["a", "b"]),
        ("errorMessage", "\ud800 half a character"),
        ("syncUtc", 1764000000),
        ("syncUtc", {"utc": "2026-11-11"}),
        ("dataPushed", "perhaps"),
        ("dataPushed", [True]),
        ("companyId", False),
    ]
    wrong = [{**good, "syncId": f"{number:08x}-0000-4000-8000-000000000000"} for number in range(14)]
    fields = [{**record, name: value} for record, (name, value) in zip(wrong, wrong_fields, strict=True)]
    return [None, 42, "text", [], True, [good], *fields]


def odd_connection(merchant: Merchant, number: int, connection: Json) -> Json:
    """Return a connection with the oddity applied."""
    if merchant.about.oddity == "hostile-text":
        return {
            **connection,
            "platformName": TEXTS[(number + 3) % len(TEXTS)],
            "linkUrl": ("javascript:alert(document.domain)", "https://link-api.codat.io.evil.example/start")[
                number % 2
            ],
            "connectionInfo": {TEXTS[0]: TEXTS[1]},
            "dataConnectionErrors": [{"statusCode": TEXTS[4], "statusText": TEXTS[0], "errorMessage": LONG}],
        }
    if merchant.about.oddity == "odd-times":
        odd = (
            {"created": "2022-10-23", "lastSync": None},
            {"created": "2022-10-27T09:53:29", "lastSync": "2022-10-27T10:22:43.6464237Z"},
        )
        return {**connection, **odd[number % 2]}
    return connection


def odd_company(merchant: Merchant, company: Json) -> Json:
    """Return a company with the oddity applied."""
    if merchant.about.oddity == "hostile-text":
        texts = {
            "description": spread(5),
            "createdByUserName": TEXTS[1],
            "products": ["sync-for-commerce", TEXTS[0]],
        }
        return {**company, **texts, "tags": {"note": TEXTS[2]}, "redirect": "javascript:alert(1)"}
    if merchant.about.oddity == "odd-times":
        return {**company, "created": "2021-11-15T01:00:00-05:00", "lastSync": "2021-11-15T01:00:00"}
    return company


def odd_configuration(merchant: Merchant, configuration: Json) -> Json:
    """Return a configuration with the oddity applied."""
    oddity = merchant.about.oddity
    if oddity == "hostile-text":
        sales = configuration["configuration"]["sales"]
        for number, account in enumerate(sales["accounts"].values()):
            account["labelText"] = TEXTS[number % len(TEXTS)]
            account["descriptionText"] = TEXTS[(number + 6) % len(TEXTS)]
            account["accountOptions"] = [
                {**option, "name": TEXTS[number + 1]} for option in account["accountOptions"]
            ]
        return {**configuration, "accountingSoftwareCompanyName": TEXTS[2]}
    if oddity == "odd-times":
        configuration["schedule"]["startDate"] = "2022-10-23"
    if oddity == "as-documented":
        configuration["schedule"]["syncHourUtc"] = configuration["schedule"].pop("syncHour")
    return configuration

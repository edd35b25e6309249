r"""The key taken out of what a server sends back: some echo the header in their error.

An echo comes as it was sent, or escaped: .NET writes `+` as `\u002B` in JSON by default, a gateway's page as
`&#x2B;`, an address as `%2B`; and an escape may itself be escaped, in JSON inside of JSON. So each letter is
looked for in all of its forms, in the bytes as they came, and nothing has to be decoded first.
"""

import base64
import re

import msgspec

from codat_client.exchange import Answer

MASK = "***"
_SHORTEST_KEY = 6
"""A shorter text would be found in ordinary words."""


def masked(answer: Answer, authorization: str) -> Answer:
    """Take the key that `authorization` holds out of the answer's headers and body, encoded or not."""
    echo = _echo_of(authorization)
    headers = {echo.sub(MASK, name): echo.sub(MASK, value) for name, value in answer.headers.items()}
    body = echo.sub(MASK, answer.body.decode("latin-1")).encode("latin-1")  # byte for byte: the key is ASCII
    return msgspec.structs.replace(answer, headers=headers, body=body)


def _echo_of(authorization: str) -> re.Pattern[str]:
    token = authorization.removeprefix("Basic ")
    texts = [token.rstrip("=") if len(token) > _SHORTEST_KEY else token]
    try:
        plain = base64.b64decode(token, validate=True).decode("ascii").strip(":")
    except ValueError:
        plain = ""
    if len(plain) >= _SHORTEST_KEY:
        texts.append(plain)
    return re.compile("|".join("".join(map(_any_form, text)) for text in texts))


def _any_form(letter: str) -> str:
    """Make a pattern for one letter: as it is, or escaped as JSON, HTML or an address does it.

    Every form begins with a fixed letter and has an end: a body of a million backslashes costs no time.
    """
    code = f"{ord(letter):02x}"
    digits = "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in code)
    forms = [
        re.escape(letter),
        rf"\\\\{{0,7}}(?:u00|x){digits}",
        f"%(?:25){{0,3}}{digits}",
        f"&(?:amp;){{0,3}}#(?:0{{0,6}}{ord(letter)}|[xX]0{{0,6}}{digits});?",
    ]
    if not letter.isalnum():
        forms += [rf"\\\\{{0,7}}{re.escape(letter)}", "&(?:amp;){0,3}[A-Za-z]{2,8};"]
    return f"(?:{'|'.join(forms)})"

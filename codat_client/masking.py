r"""Remove the key from every response before anything is stored: some servers echo what they were sent.

An echo may be the key itself or an encoding of it (base64 of either alphabet, hex), in any case, and each
letter plain or escaped: .NET writes `+` as `\u002B` in JSON, a gateway's page as `&#x2B;`, an address as
`%2B`; and an escape may be escaped again, in JSON inside JSON. Everything works on the raw bytes.

Nearly every response has no echo and is only searched, at the speed of `bytes.find`: an echo contains the
longest run of letters of one of the encodings, or an escaped letter, which no ordinary server sends.
"""

import base64
import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from codat_client.exchange import Response

MASK = b"***"
SHORTEST_KEY = 8
"""A shorter key isn't searched for as it is: it would be found in ordinary words. Codat's are far longer."""
_SHORTEST_CODE = 6
"""Nor is a shorter code of it."""
_PIECE = 1 << 17
_LONGEST_RUN = 1 << 16
"""No more backslashes than these are counted."""

_LONGEST_FORM = 24
"""No form of one letter is longer: `&amp;amp;amp;#x0000006b;`."""

_HEX = "(?:3[0-9]|[46][1-9a-f]|[57][0-9a])"
_DECIMAL = "(?:4[89]|5[0-7]|6[5-9]|[78][0-9]|90|9[789]|1[01][0-9]|12[0-2])"
_ESCAPED_LETTERS = {
    b"\\": rf"\\(?:u00|x){_HEX}".encode(),
    b"%": f"%(?:25){{0,3}}{_HEX}".encode(),
    b"&": f"&(?:amp;){{0,3}}#(?:0{{0,6}}{_DECIMAL}|x0{{0,6}}{_HEX})".encode(),
}
"""How each kind of escape begins, and how an ASCII letter or digit looks so (all in lower case)."""
_FOR_ADDRESSES = str.maketrans("+/", "-_")
_NUMBER = re.compile(rb"[0-9.eE+-]+")
_HEX_CODE = re.compile(rb"[0-9a-f]+")


def masked(answer: Response, authorization: str) -> Response:
    """Remove the key in `authorization` from the response's headers and body, in any encoding."""
    codes, marks, whole = _searched_for(authorization)
    if not codes:  # a key of one or two letters: an echo of it can't be told from any other text
        return answer
    head = "\n".join([*answer.headers, *answer.headers.values()])
    in_head, in_body = (
        _may_echo(text, marks, whole) for text in (head.encode("latin-1", "replace"), answer.body)
    )
    if not in_head and not in_body:
        return answer
    echo = _Echo(codes, marks)
    headers, body = answer.headers, answer.body
    if in_head:
        headers = {echo.out_of_text(name): echo.out_of_text(value) for name, value in headers.items()}
    return msgspec.structs.replace(answer, headers=headers, body=echo.out_of(body) if in_body else body)


@lru_cache(maxsize=16)
def _searched_for(authorization: str) -> tuple[list[str], list[bytes], set[bytes]]:
    """Return the key's codes, their marks, and the codes as a whole: worked out once for each key."""
    codes = list(_codes_of(authorization))
    return codes, _marks_of(codes), _whole(codes)


def _codes_of(authorization: str) -> Iterator[str]:
    """Yield the key and its codes, the longer of two that begin alike first."""
    token = authorization.removeprefix("Basic ").rstrip("=")
    key = _decoded(token)
    whole_letters = len(key) * 8 // 6  # the last one depends on what follows the key
    codes = [token, token[:whole_letters], key.encode().hex()]
    yield from dict.fromkeys(code for code in codes if len(code) >= _SHORTEST_CODE)
    if len(key) >= SHORTEST_KEY:
        yield key


def _marks_of(codes: list[str]) -> list[bytes]:
    """Return the longest run of letters and digits of each code, but for those that hold another's."""
    runs = {max(re.findall("[a-z0-9]*", code.lower()), key=len).encode() for code in codes}
    return [run for run in runs if not any(other in run for other in runs - {run})]


def _decoded(token: str) -> str:
    """Return the key in a token; "" when it holds none."""
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("ascii").strip(":")
    except ValueError:
        return ""


def _whole(codes: list[str]) -> set[bytes]:
    """Return the codes as they are when nothing of them is escaped, in lower case, in both base64s."""
    both = [*codes, *(code.translate(_FOR_ADDRESSES) for code in codes)]
    found = {code.lower().encode() for code in both}
    return {code for code in found if not any(other in code for other in found - {code})}


def _may_echo(text: bytes, marks: list[bytes], whole: set[bytes]) -> bool:
    """Return whether an echo is possible: fast, with false positives rather than misses."""
    starts = [start for start in _ESCAPED_LETTERS if start in text]
    looked_for = [code for code in ([*whole, *marks] if starts else whole) if _has_letters_of(text, code)]
    if not starts and not looked_for:
        return False
    overlap = max(map(len, looked_for), default=0) + _LONGEST_FORM
    for at in range(0, len(text), _PIECE):  # one large copy costs more than many small ones
        lower = text[at : at + _PIECE + overlap].lower()
        if any(code in lower for code in looked_for):
            return True
        if any(re.search(_ESCAPED_LETTERS[start], lower) for start in starts):
            return True
    return False


def _has_letters_of(text: bytes, code: bytes) -> bool:
    """Return whether an encoding (in lower case) may be in the text: a missing letter is found out at once.

    Hex has letters that every id has, but comes in one case, so it is looked for as a whole.
    """
    if _HEX_CODE.fullmatch(code):
        return code in text or code.upper() in text
    letters = (bytes([number]) for number in set(code))
    return all(letter in text or letter.upper() in text for letter in letters)


def _mask_of(echo: bytes) -> bytes:
    """Return the replacement: a number for (part of) a number, or the JSON would no longer be valid."""
    if not _NUMBER.fullmatch(echo):
        return MASK
    return (b"9" if echo.strip(b"9") else b"1") * len(echo)


class _Echo:
    """Finds the echoes of one key. Created only if one is likely, since that costs some milliseconds."""

    def __init__(self, codes: list[str], marks: list[bytes]) -> None:
        forms = "|".join("".join(map(_any_form, code)) for code in codes)
        self._pattern = re.compile(forms.encode(), re.IGNORECASE)
        self._sign = re.compile(b"|".join([*marks, *_ESCAPED_LETTERS.values()]))
        self._reach = _LONGEST_FORM * max(map(len, codes))

    def out_of_text(self, text: str) -> str:
        """Mask each echo in a header."""
        return self.out_of(text.encode("latin-1", "replace")).decode("latin-1")

    def out_of(self, text: bytes) -> bytes:
        """Mask each echo. Keep JSON valid: split no escape, and mask a number with a number."""
        pieces, at = [], 0
        for found in self._found(text):
            start, end = _escape_around(text, found.start())[0], _escape_around(text, found.end())[1]
            if start >= at:
                pieces += [text[at:start], _mask_of(found[0])]
            at = max(at, end)
        return b"".join([*pieces, text[at:]])

    def _found(self, text: bytes) -> Iterator[re.Match[bytes]]:
        """Yield the echoes in order, looking only as far around each sign of one as an echo can reach."""
        start = end = 0
        for sign in self._sign.finditer(text.lower()):
            if sign.start() - self._reach > end:
                yield from self._pattern.finditer(text, start, end)
                start = sign.start() - self._reach
            end = sign.end() + self._reach
        yield from self._pattern.finditer(text, start, end)


def _escape_around(text: bytes, at: int) -> tuple[int, int]:
    r"""Return the bounds of the JSON escape (\n, \u0041) that `at` is in the middle of; else (at, at)."""
    for start in range(max(0, at - 5), at):
        before = text[max(0, start - _LONGEST_RUN) : start]
        if text[start : start + 1] == b"\\" and (len(before) - len(before.rstrip(b"\\"))) % 2 == 0:
            end = start + (6 if text[start + 1 : start + 2] == b"u" else 2)
            if end > at:
                return start, end
    return at, at


def _any_form(letter: str) -> str:
    """Make a pattern for one letter in either case: as it is, or escaped as JSON, HTML or an address does it.

    Every form begins with a fixed letter and has an end: a body of a million backslashes costs no time.
    """
    numbers = sorted({ord(letter.lower()), ord(letter.upper())})
    digits = "(?:" + "|".join(f"{number:02x}" for number in numbers) + ")"
    decimal = "(?:" + "|".join(map(str, numbers)) + ")"
    plain = {"+": "[+-]", "/": "[/_]", "-": "[+-]", "_": "[/_]"}.get(letter, re.escape(letter))  # both base64
    forms = [
        plain,
        rf"\\\\{{0,7}}(?:u00|x){digits}",
        f"%(?:25){{0,3}}{digits}",
        f"&(?:amp;){{0,3}}#(?:0{{0,6}}{decimal}|x0{{0,6}}{digits});?",
    ]
    if not letter.isalnum():
        forms += [rf"\\\\{{0,7}}{plain}", "&(?:amp;){0,3}[a-z]{2,8};"]
    return f"(?:{'|'.join(forms)})"

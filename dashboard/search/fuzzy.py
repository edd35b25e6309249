"""Fuzzy matching: find names whose words are within a few typos of the typed ones.

A typo is a letter missing, added or wrong, or two neighbours swapped (OSA distance). Typed words are compared
with the *units* of a name: its words, and each two neighbouring words joined, so that "bluebrid" matches
"Blue Bird". A typed word may be incomplete, so it is compared with the beginnings of units.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from dashboard.search.normalize import word_starts

ONE_TYPO_FROM: Final = 4
TWO_TYPOS_FROM: Final = 8
MAX_TYPOS: Final = 2
LONGEST_FUZZY_WORD: Final = 30
_FIRST_LETTER_FIXED_UNTIL: Final = 5  # a wrong first letter makes a short word another word


class Span(NamedTuple):
    """A part [start, end) of a name written without blanks."""

    start: int
    end: int


def allowed_typos(word: str, *, strict: bool) -> int:
    """Return how many typos a word may have: more in longer words, one less when `strict`."""
    if len(word) > LONGEST_FUZZY_WORD:
        return 0
    typos = (len(word) >= ONE_TYPO_FROM) + (len(word) >= TWO_TYPOS_FROM)
    return max(0, typos - strict)


class FuzzyIndex:
    """An immutable index of the units of many names. Names are identified by their position."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        numbers: dict[str, int] = {}
        holders: dict[int, list[int]] = defaultdict(list)
        self._of_name: list[list[int]] = []
        for position, words in enumerate(names):
            mine = [numbers.setdefault(unit, len(numbers)) for unit in _units(words)]
            self._of_name.append(mine)
            for number in mine:
                holders[number].append(position)
        self._texts = list(numbers)
        self._letters = _letter_bits(self._texts)
        self._lengths = np.fromiter(map(len, self._texts), np.int64)
        self._holders = [holders[number] for number in range(len(numbers))]

    def match(self, words: Sequence[str], *, strict: bool) -> dict[int, int]:
        """Return the positions of names that match all `words`, each with its number of typos.

        The words may also be one word of the name, typed with blanks in it.
        """
        matches = self._search_all(words, strict=strict)
        if len(words) > 1:
            for position, typos in self._search_all(["".join(words)], strict=strict).items():
                matches[position] = min(typos, matches.get(position, typos))
        return matches

    def _search_all(self, words: Sequence[str], *, strict: bool) -> dict[int, int]:
        if not any(allowed_typos(word, strict=strict) for word in words):
            return {}
        longest_first = sorted(words, key=len, reverse=True)
        matches = self._search_one(longest_first[0], None, strict=strict)
        for word in longest_first[1:]:
            more = self._search_one(word, matches.keys(), strict=strict)
            matches = {position: matches[position] + typos for position, typos in more.items()}
        return matches

    def _search_one(self, word: str, among: Collection[int] | None, *, strict: bool) -> dict[int, int]:
        """Return the names (only those `among`) with a unit that matches the word, and their typos."""
        if among is None:
            numbers = self._candidates(word, allowed_typos(word, strict=strict))
        else:
            numbers = sorted({number for position in among for number in self._of_name[position]})
        fewest = _fewest_typos(word, [self._texts[number] for number in numbers], strict=strict)
        matches: dict[int, int] = {}
        for place, typos in fewest.items():
            for position in self._holders[numbers[place]]:
                if among is None or position in among:
                    matches[position] = min(typos, matches.get(position, typos))
        return matches

    def _candidates(self, word: str, allowed: int) -> list[int]:
        """Return the units that may match: a cheap filter by length and by the letters that are missing."""
        lacking = np.bitwise_count(_letter_bits([word]) & ~self._letters)
        long_enough = self._lengths >= len(word) - allowed
        return [int(number) for number in np.flatnonzero(long_enough & (lacking <= allowed))]


def matching_spans(name: Sequence[str], typed: Sequence[str], *, strict: bool) -> list[Span]:
    """Return the parts of one name (given as its words) that best match the typed words."""
    parts = [_matching_span(name, word, strict=strict) for word in typed]
    if None in parts:
        parts = [_matching_span(name, "".join(typed), strict=strict)]
    return [part for part in parts if part is not None]


def _matching_span(name: Sequence[str], word: str, *, strict: bool) -> Span | None:
    starts = word_starts(name)
    units = [*zip(starts, name, strict=True), *zip(starts, map("".join, pairwise(name)), strict=False)]
    matches = _fewest_typos(word, [unit for _, unit in units], strict=strict)
    if not matches:
        return None
    start, unit = units[min(matches, key=lambda place: (matches[place], len(units[place][1])))]
    return Span(start, start + len(unit))


def _units(words: Sequence[str]) -> set[str]:
    return {*words, *map("".join, pairwise(words))}


def _letter_bits(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Return the letters of each text (of its beginning) as a set of 64 bits."""
    width = LONGEST_FUZZY_WORD + MAX_TYPOS
    codes = np.array(texts, dtype=f"<U{width}").view(np.uint32).reshape(len(texts), width)
    bits = np.uint64(1) << (codes.astype(np.uint64) & np.uint64(63))
    letters: NDArray[np.uint64] = np.bitwise_or.reduce(bits, axis=1)
    return letters


def _fewest_typos(word: str, units: Sequence[str], *, strict: bool) -> dict[int, int]:
    """Return the positions of the units whose beginning matches the word, each with its number of typos."""
    if not units:
        return {}
    allowed = allowed_typos(word, strict=strict)
    reach = min(allowed, 1)
    lengths = range(max(1, len(word) - reach), len(word) + reach + 1)
    fewest = np.min(
        [_distances(word, [unit[:length] for unit in units], allowed) for length in lengths], axis=0
    )
    return {
        place: int(fewest[place])
        for place in np.flatnonzero(fewest <= allowed).tolist()
        if _first_letter_fits(word, units[place])
    }


def _distances(word: str, texts: Sequence[str], allowed: int) -> NDArray[np.uint8]:
    """Return the distance between the word and each text, capped at one more than `allowed`."""
    row: NDArray[np.uint8] = cdist([word], texts, scorer=OSA.distance, score_cutoff=allowed, dtype=np.uint8)[
        0
    ]
    return row


def _first_letter_fits(word: str, unit: str) -> bool:
    if len(word) > _FIRST_LETTER_FIXED_UNTIL or word[0] == unit[0]:
        return True
    return word[:2] == unit[1::-1]

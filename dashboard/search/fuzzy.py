"""Small typing slips forgiven: which names hold words that are almost those that were typed.

A slip is a letter missing, added or wrong, or two neighbours swapped (OSA distance). Words are compared with
the *units* of a name: its words, and two neighbouring words written as one, so that "bluebrid" is near "Blue
Bird". As the word may be one still being typed, it is compared with the beginnings of units.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from dashboard.search.normalize import starts_of

ONE_SLIP_FROM: Final = 4
TWO_SLIPS_FROM: Final = 8
MOST_SLIPS: Final = 2
LONGEST_FORGIVEN: Final = 30
_FIRST_LETTER_COUNTS_UNTIL: Final = 5  # in a short word a slip in the first letter makes another word


class Part(NamedTuple):
    """A part [start, end) of a name written without blanks."""

    start: int
    end: int


def allowed_slips(word: str, *, strict: bool) -> int:
    """Return how many slips are forgiven in a word: by its length, and one less when `strict`."""
    if len(word) > LONGEST_FORGIVEN:
        return 0
    slips = (len(word) >= ONE_SLIP_FROM) + (len(word) >= TWO_SLIPS_FROM)
    return max(0, slips - strict)


class Units:
    """The units of many names, prepared once; a name is known by its position."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        numbers: dict[str, int] = {}
        holders: dict[int, list[int]] = defaultdict(list)
        self._of_name: list[list[int]] = []
        for position, words in enumerate(names):
            mine = [numbers.setdefault(unit, len(numbers)) for unit in _units_of(words)]
            self._of_name.append(mine)
            for number in mine:
                holders[number].append(position)
        self._texts = list(numbers)
        self._letters = _letters_of(self._texts)
        self._lengths = np.fromiter(map(len, self._texts), np.int64)
        self._holders = [holders[number] for number in range(len(numbers))]

    def near(self, words: Sequence[str], *, strict: bool) -> dict[int, int]:
        """Return the positions of names near all `words`, each with its number of slips.

        The words may also be one word of the name that was typed with blanks in it.
        """
        near = self._near_all(words, strict=strict)
        if len(words) > 1:
            for position, slips in self._near_all(["".join(words)], strict=strict).items():
                near[position] = min(slips, near.get(position, slips))
        return near

    def _near_all(self, words: Sequence[str], *, strict: bool) -> dict[int, int]:
        if not any(allowed_slips(word, strict=strict) for word in words):
            return {}
        longest_first = sorted(words, key=len, reverse=True)
        near = self._near_one(longest_first[0], None, strict=strict)
        for word in longest_first[1:]:
            more = self._near_one(word, near.keys(), strict=strict)
            near = {position: near[position] + slips for position, slips in more.items()}
        return near

    def _near_one(self, word: str, among: Collection[int] | None, *, strict: bool) -> dict[int, int]:
        """Return the names (all, or those `among`) that hold a unit near the word, with the fewest slips."""
        if among is None:
            numbers = self._worth_a_look(word, allowed_slips(word, strict=strict))
        else:
            numbers = sorted({number for position in among for number in self._of_name[position]})
        fewest = _fewest_slips(word, [self._texts[number] for number in numbers], strict=strict)
        near: dict[int, int] = {}
        for place, slips in fewest.items():
            for position in self._holders[numbers[place]]:
                if among is None or position in among:
                    near[position] = min(slips, near.get(position, slips))
        return near

    def _worth_a_look(self, word: str, allowed: int) -> list[int]:
        """Return the units that lack no more of the word's letters than slips are allowed: a cheap sieve."""
        lacking = np.bitwise_count(_letters_of([word]) & ~self._letters)
        long_enough = self._lengths >= len(word) - allowed
        return [int(number) for number in np.flatnonzero(long_enough & (lacking <= allowed))]


def near_parts(name: Sequence[str], typed: Sequence[str], *, strict: bool) -> list[Part]:
    """Return the parts of one name (given as its words) that are nearest to what was typed."""
    parts = [_near_part(name, word, strict=strict) for word in typed]
    if None in parts:
        parts = [_near_part(name, "".join(typed), strict=strict)]
    return [part for part in parts if part is not None]


def _near_part(name: Sequence[str], word: str, *, strict: bool) -> Part | None:
    starts = starts_of(name)
    units = [*zip(starts, name, strict=True), *zip(starts, map("".join, pairwise(name)), strict=False)]
    near = _fewest_slips(word, [unit for _, unit in units], strict=strict)
    if not near:
        return None
    start, unit = units[min(near, key=lambda place: (near[place], len(units[place][1])))]
    return Part(start, start + len(unit))


def _units_of(words: Sequence[str]) -> set[str]:
    return {*words, *map("".join, pairwise(words))}


def _letters_of(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Return for each text its first letters as a set of bits, 64 kinds of letters told apart."""
    width = LONGEST_FORGIVEN + MOST_SLIPS
    codes = np.array(texts, dtype=f"<U{width}").view(np.uint32).reshape(len(texts), width)
    bits = np.uint64(1) << (codes.astype(np.uint64) & np.uint64(63))
    letters: NDArray[np.uint64] = np.bitwise_or.reduce(bits, axis=1)
    return letters


def _fewest_slips(word: str, units: Sequence[str], *, strict: bool) -> dict[int, int]:
    """Return the places of the units that begin like the word, or almost, each with its number of slips."""
    if not units:
        return {}
    allowed = allowed_slips(word, strict=strict)
    reach = min(allowed, 1)
    lengths = range(max(1, len(word) - reach), len(word) + reach + 1)
    fewest = np.min(
        [_distances(word, [unit[:length] for unit in units], allowed) for length in lengths], axis=0
    )
    return {
        place: int(fewest[place])
        for place in np.flatnonzero(fewest <= allowed).tolist()
        if _may_begin(word, units[place])
    }


def _distances(word: str, texts: Sequence[str], allowed: int) -> NDArray[np.uint8]:
    """Return the slips between the word and each text; more than allowed counts as one more than that."""
    row: NDArray[np.uint8] = cdist([word], texts, scorer=OSA.distance, score_cutoff=allowed, dtype=np.uint8)[
        0
    ]
    return row


def _may_begin(word: str, unit: str) -> bool:
    if len(word) > _FIRST_LETTER_COUNTS_UNTIL or word[0] == unit[0]:
        return True
    return word[:2] == unit[1::-1]

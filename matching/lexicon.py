"""What a name means: the known interest behind another language, an inflection or a slip of the finger. Pure."""

from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from typing import Final

import snowballstemmer  # type: ignore[import-untyped]
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import extract

from config.interests import ENGLISH, Table, folded, plain, table

STEMMED: Final = {
    "en": ("english", 4),
    "de": ("german", 4),
    "es": ("spanish", 5),
    "fr": ("french", 5),
    "pt": ("portuguese", 5),
    "it": ("italian", 5),
    "ru": ("russian", 4),
}
"""Languages whose inflections are known, with their Snowball stemmers (Porter 1980, 2001) and the letters a stem has at
least. Short stems of Romance languages say little: como, comer and comando share one."""

_ENDING = 3
"""Letters that an inflection adds at most: organization is no form of organ. Known names may have one more."""

_WORDS = 5
"""Words that an inflected name has at most, as the known ones do: the stemmers take most of the time."""

_CORRECTED = 5
_TWO_SLIPS = 8
"""Letters from which one slip is mended, and from which two are: most short words are one letter away from another."""

_ALIKE: Final = frozenset("aeiouyаеиоуыэюя"), frozenset("ckszсз")
"""Letters that are taken for each other."""

_ALPHABETS = "\u052f"
"""The last letter of Latin, Greek and Cyrillic. One sign of most other scripts is too much of a word to be a slip."""


class Lexicon:
    """Everything that leads to the interests of a table, ready to be looked up.

    Building it takes half a second; a look-up at most about a millisecond. Not to be shared between threads.
    """

    def __init__(self, known: Table) -> None:
        self._table = known
        self._stemmers = {tag: snowballstemmer.stemmer(name) for tag, (name, _) in STEMMED.items()}
        self._stems: dict[tuple[str, str], str | None] = {}  # None: of two interests
        self._spelled: dict[str, dict[str, str]] = {}  # by first letter: folded name → name
        for tag, called in known.spoken.items():
            for name, words in called.items():
                for place, word in enumerate(words):
                    self._add(name, plain(word), tag, usual=place == 0 or tag == ENGLISH)

    def meant(self, name: str) -> str:
        """The interest that a name means, `name` itself if it is none of the known ones.

        The same name always means the same, and what is meant means itself.
        """
        found = self._table.known(name)
        if found is None and folded(name) not in self._table.lookalikes:
            found = self._inflected(name) or self._mended(name)
        return found or name

    def _add(self, name: str, word: str, tag: str, usual: bool) -> None:
        if tag in self._stemmers:
            for stem in self._stemmed(word, tag, _ENDING + 1):
                if self._stems.setdefault((tag, stem), name) != name:
                    self._stems[tag, stem] = None
        key = folded(word)
        if usual and len(key) >= _CORRECTED:
            self._spelled.setdefault(key[0], {})[key] = word

    # --- inflections ---

    def _inflected(self, name: str) -> str | None:
        """The one interest whose name has the same stem, in whichever languages."""
        tags = [tag for tag in self._stemmers if (tag == "ru") == ("\u0400" <= name[:1] <= _ALPHABETS)]
        found = {self._stems.get((tag, stem)) for tag in tags for stem in self._stemmed(name, tag, _ENDING)} - {None}
        return found.pop() if len(found) == 1 else None

    def _stemmed(self, name: str, tag: str, ending: int) -> Iterator[str]:
        """Its stem with and without accents, as people write them or don't; nothing where it is too short to tell."""
        least = STEMMED[tag][1]
        for form in dict.fromkeys((name, _without_accents(name))):
            words = form.replace("-", " ").split()
            if len(words) > _WORDS:
                return
            stems = [self._stemmers[tag].stemWord(word) for word in words]
            endings = [(len(stem), len(word) - len(stem)) for word, stem in zip(words, stems, strict=True)]
            if max(endings, default=(0, 0))[0] >= least and all(
                not cut or (kept >= least and cut <= ending) for kept, cut in endings
            ):
                yield folded(" ".join(stems))

    # --- slips ---

    def _mended(self, name: str) -> str | None:
        """The one interest with a name that is a slip away, or two in a long one, and nearer than any other's."""
        key = folded(name)
        if len(key) < _CORRECTED or max(key) > _ALPHABETS:
            return None
        best: dict[str, int] = {}
        for other, slips, word in self._close(key):
            if _may_be_slips(name, word):
                known = self._table.keys[other]
                best[known] = min(slips, best.get(known, slips))
        nearest = [known for known, slips in best.items() if slips == min(best.values())]
        return nearest[0] if len(nearest) == 1 else None

    def _close(self, key: str) -> Iterator[tuple[str, int, str]]:
        """Folded names a few slips away: those with the first letter in its place, or in the second."""
        most = _slips(key)
        for first in dict.fromkeys(key[:2]):
            shelf = self._spelled.get(first, {})
            for other, slips, _ in extract(key, shelf.keys(), scorer=OSA.distance, score_cutoff=most, limit=None):
                agrees = other[0] == key[0] or other[:2] == key[1::-1]
                if agrees and slips <= _slips(other) and _digits(other) == _digits(key):
                    yield other, int(slips), shelf[other]


def _slips(word: str) -> int:
    """How many slips are mended in a word of so many letters."""
    return 0 if len(word) < _CORRECTED else 1 if len(word) < _TWO_SLIPS else 2


def _may_be_slips(name: str, word: str) -> bool:
    """Whether each word of several is the other's, give or take its own slips: folk music is no rock music."""
    ours, theirs = name.split(), word.split()
    if len(ours) != len(theirs):
        return _are_slips(folded(name), folded(word))
    pairs = zip(map(folded, ours), map(folded, theirs), strict=True)
    return all(a == b or (OSA.distance(a, b) <= min(_slips(a), _slips(b)) and _are_slips(a, b)) for a, b in pairs)


def _are_slips(typed: str, meant: str) -> bool:
    """Whether what differs is what fingers do: letters exchanged, doubled or left out, one taken for another like it.

    Elsewhere one letter makes another word: chess and chest, dance and Dante. Only within long words any may differ,
    and only one: creating is not cleaning.
    """
    start = _shared(typed, meant)
    end = _shared(typed[start:][::-1], meant[start:][::-1])
    wrong, right = typed[start : len(typed) - end], meant[start : len(meant) - end]
    length = min(len(typed), len(meant))
    if start > 0 and len(wrong) + len(right) == 1 and (wrong or right) == meant[start - 1]:
        return True  # doubled, or not
    if len(wrong) == len(right) == 2 and wrong == right[::-1]:
        return start > 0 or length > _CORRECTED
    if end == 0:
        return length >= _TWO_SLIPS and len(right) == 1 and not wrong
    if length == _CORRECTED:
        return False
    if length >= _TWO_SLIPS:
        return sum(edit.tag == "replace" for edit in Levenshtein.editops(wrong, right)) <= 1
    return len(wrong) != len(right) or any({wrong, right} <= alike for alike in _ALIKE)


def _shared(one: str, other: str) -> int:
    """How many letters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _digits(key: str) -> str:
    return "".join(char for char in key if char.isdigit())


def _without_accents(name: str) -> str:
    return " ".join(folded(word) for word in name.replace("-", " ").split())


@cache
def lexicon() -> Lexicon:
    """That of this deployment's table."""
    return Lexicon(table())


def meant(name: str) -> str:
    """What a name means to this deployment."""
    return lexicon().meant(name)

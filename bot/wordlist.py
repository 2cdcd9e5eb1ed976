"""A server's list of words: how admins write it, what is wrong with a rule, and whether a message touches it. Pure.

A rule is a word or a phrase, met as whole words; a * at an end takes in whatever the word goes on with; and between two
slashes stands a pattern of RE2. All of it is linear in the length of a message, whatever the rules and the message are:
words are looked up, patterns go through one RE2 set.

Both sides are read alike: NFKC, lower case, without invisible characters and loose marks; for words, letters of one
shape count as one. In patterns RE2's `\\b` knows ASCII only.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, Final

import re2

from bot.content import Content
from bot.guard import SHAPES, texts
from bot.plain import UNWANTED
from bot.signs import INVISIBLE

MOST: Final = 200
"""Rules of one list."""
LONGEST: Final = 260
"""Characters of one rule, as in Discord's own AutoMod."""
PROGRAM: Final = 12_000
"""Instructions of all patterns together (RE2), as 200 of forty letters have: with more, messages could cost much."""
MEMORY: Final = 8 << 20
"""Bytes that RE2 may use for one list."""
TOTAL: Final = 18_000
"""Characters of one list: so many can be shown in a form of Discord's, however they fall into its fields."""
SHOWN: Final = 40
"""Characters of a bad rule that are shown again."""

LOOSE: Final = re.compile(rf"[{INVISIBLE}\u0300-\u036f]|{UNWANTED.pattern}")
"""What is dropped after composing: marks that belong to no letter are there to hide a word."""
UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no spaces between words: a rule in them is met anywhere."""
EVERYDAY: Final = ("", "a", "я", "好", "1", "?")
"""A pattern that matches all of these would stop everything."""


class Fault(StrEnum):
    """What is wrong with a rule. The values are those of `{ $fault }` in the catalogues."""

    LONG = "long"
    MANY = "many"
    MUCH = "much"
    EMPTY = "empty"
    EVERYTHING = "everything"
    PATTERN = "pattern"
    COSTLY = "costly"


@dataclass(frozen=True, slots=True)
class Bad:
    """A rule that can't be taken: its line, counted from 1, how it begins, and what RE2 says about a pattern."""

    line: int
    rule: str = field(repr=False)
    fault: Fault
    why: str = field(default="", repr=False)


def read(text: str) -> tuple[str, ...] | list[Bad]:
    """The rules in a text, one in each line, each once; or those that are bad, and then there are no others."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    bad = [Bad(number, _short(rule), *fault) for number, rule in lines if (fault := _fault(rule))]
    rules = tuple(dict.fromkeys(rule for _, rule in lines))
    if not bad and len(rules) > MOST:
        return [Bad(lines[MOST][0], _short(lines[MOST][1]), Fault.MANY)]
    if not bad and sum(len(rule) + 1 for rule in rules) > TOTAL:
        return [Bad(0, "", Fault.MUCH)]
    if not bad and not _affordable(rules):
        return [Bad(0, "", Fault.COSTLY)]
    return bad or rules


def _fault(rule: str) -> tuple[Fault, str] | None:
    if len(rule) > LONGEST:
        return Fault.LONG, ""
    pattern = _pattern(rule)
    if pattern is None:
        return None if _word(rule).strip() else (Fault.EMPTY, "")
    try:
        compiled = re2.compile(pattern, _options())
    except re2.error as error:
        return Fault.PATTERN, _said(error)
    if all(compiled.search(each) for each in EVERYDAY):
        return Fault.EVERYTHING, ""
    return None


def _pattern(rule: str) -> str | None:
    """What stands between two slashes; None for a word."""
    return rule[1:-1] if len(rule) > 2 and rule[0] == rule[-1] == "/" else None


def _affordable(rules: Sequence[str]) -> bool:
    patterns = [pattern for rule in rules if (pattern := _pattern(rule)) is not None]
    if sum(re2.compile(each, _options()).programsize for each in patterns) > PROGRAM:
        return False
    try:
        WordList(rules)
    except re2.error:
        return False
    return True


def _options() -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.log_errors = False
    options.max_mem = MEMORY
    return options


def _said(error: Exception) -> str:
    """RE2's own words about a pattern (English)."""
    told = error.args[0] if error.args else b""
    words = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    return _short(words.partition(":")[0])


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


class WordList:
    """The rules of one server, ready to be asked. Raises re2.error for what `read` would not have taken."""

    def __init__(self, rules: Iterable[str]) -> None:
        self._words: set[str] = set()
        self._phrases = re2.Set.SearchSet(_options())
        self._patterns = re2.Set.SearchSet(_options())
        self._has_phrases = self._has_patterns = False
        for rule in rules:
            pattern = _pattern(rule)
            if pattern is not None:
                self._patterns.Add(pattern)
                self._has_patterns = True
                continue
            word = _word(rule)
            if word[0] == word[-1] == " " and " " not in word[1:-1]:
                self._words.add(word[1:-1])
            else:
                self._phrases.Add(re2.escape(word))
                self._has_phrases = True
        for each, used in ((self._phrases, self._has_phrases), (self._patterns, self._has_patterns)):
            if used:
                each.Compile()

    def touched_by(self, content: Content) -> bool:
        """Whether a rule speaks of what is said: of its words, where its links lead, what its poll asks."""
        return any(map(self._touched, texts(content)))

    def _touched(self, text: str) -> bool:
        lower = _lower(text)
        if self._has_patterns and self._patterns.Match(lower):
            return True
        if not (self._words or self._has_phrases):
            return False
        spaced = _spaced(lower)
        if not self._words.isdisjoint(spaced.split()):
            return True
        return self._has_phrases and bool(self._phrases.Match(spaced))


def _lower(text: str) -> str:
    """As patterns see it."""
    if text.isascii():
        return (UNWANTED.sub("", text) if UNWANTED.search(text) else text).lower()
    return LOOSE.sub("", unicodedata.normalize("NFKC", text)).lower()


def _spaced(lower: str) -> str:
    """As words are looked for: one space before, between and behind them, and nothing else that is no letter."""
    if lower.isascii():
        return f" {' '.join(_ASCII_WORDS.findall(lower))} "
    return f" {' '.join(_words().findall(lower.casefold().translate(SHAPES)))} "


_ASCII_WORDS: Final = re.compile("[a-z0-9_]+")


@cache
def _words() -> re.Pattern[str]:
    """Letters, digits, and the marks that many scripts write their vowels with, which are no letters to Python."""
    marks = "".join(_runs(code for code in range(0x370, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc")))
    return re.compile(rf"[\w{marks}]+")


def _runs(codes: Iterable[int]) -> Iterator[str]:
    """Neighbours together, as a class of characters has them."""
    first = last = -1
    for code in codes:
        if code == last + 1 and first >= 0:
            last = code
            continue
        if first >= 0:
            yield f"{chr(first)}-{chr(last)}"
        first = last = code
    if first >= 0:
        yield f"{chr(first)}-{chr(last)}"


def _word(rule: str) -> str:
    """A word or phrase as it is looked for in a spaced text: open at an end with a star, and in scripts without
    spaces. Empty, or nothing but spaces, for a rule that says nothing."""
    word = _spaced(_lower(rule))
    inner = word.strip()
    if not inner:
        return ""
    begins = rule.startswith("*") or UNSPACED.match(inner) is not None
    ends = rule.endswith("*") or UNSPACED.match(inner[-1]) is not None
    return f"{'' if begins else ' '}{inner}{'' if ends else ' '}"

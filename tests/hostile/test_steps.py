"""No expression of ours tries everything: what it costs grows with the text, and no faster."""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
import config
import matching
import moderation
from tests.hostile.marks import BAITS
from tests.hostile.steps import Counting, example

SIZE = 300
MOST = 2.5
"""So many times the steps for twice the text: for an expression that tries pairs of places it would be four."""
FEW = 30
"""Steps for each character that are few whatever they grow like: bounds of ours may not have been reached yet."""
ROOT = Path(bot.__file__).parents[1]
SCANS = ("search", "finditer", "findall", "sub", "subn", "split")


def expressions() -> dict[str, re.Pattern[str]]:
    """Every expression that stands in a module, by the module's name and its own."""
    found: dict[str, re.Pattern[str]] = {}
    for package in (bot, config, matching, moderation):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in module.name or module.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                for at, pattern in enumerate(within(value)):
                    found.setdefault(pattern.pattern, pattern)
                    NAMES.setdefault(pattern.pattern, f"{module.name}.{name}.{at}")
    return {NAMES[text]: pattern for text, pattern in found.items()}


NAMES: dict[str, str] = {}


def within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from within(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from within(each)


EXPRESSIONS = expressions()
SOURCE = "\n".join(
    path.read_text() for package in ("bot", "config", "matching") for path in (ROOT / package).rglob("*.py")
)


def scanned(name: str) -> bool:
    """Whether texts are searched with it, rather than looked at from one place, as paths of addresses are."""
    if name.startswith("bot.profiles."):
        return False
    own = name.split(".")[-2]
    used = set(re.findall(rf"(?<!\w){own}\.(\w+)\(", SOURCE))
    handed_on = re.search(rf"(?<![\w.]){own}(?=[,)\]])", SOURCE)
    return not used or handed_on is not None or not used.isdisjoint(SCANS)


def steps(pattern: re.Pattern[str], text: str, *, scan: bool) -> int:
    counting = Counting(pattern)
    if scan:
        counting.scan(text)
    else:
        counting.match(text)
    return counting.steps


def baits(pattern: re.Pattern[str], name: str) -> Iterator[tuple[str, str]]:
    """What is repeated, and how it ends: pieces of what the expression looks for, and some that others look for."""
    random, tree = Random(name), Counting(pattern).tree
    for _ in range(6):
        whole = example(tree, random, pattern.flags)
        cut = random.randint(1, max(1, len(whole)))
        yield whole[:60], random.choice(["", "!", "\n", "a"])
        yield whole[:cut][-8:], random.choice(["", "!", "\n", "<"])
        yield whole[cut // 2 :][:8], random.choice(["", "\ud800", " ", "("])
    yield from random.sample(BAITS, 4)


@pytest.mark.parametrize("name", sorted(EXPRESSIONS))
def test_twice_the_text_costs_about_twice_the_steps(name: str) -> None:
    pattern = EXPRESSIONS[name]
    scan = scanned(name)
    for piece, last in baits(pattern, name):
        if not piece:
            continue
        once, twice = [
            steps(pattern, (piece * size)[: size - len(last)] + last, scan=scan) for size in (SIZE, 2 * SIZE)
        ]
        assert twice <= max(MOST * once, FEW * 2 * SIZE), f"{piece!r} over and over, then {last!r}: {once}, {twice}"


@pytest.mark.parametrize("hostile", [r"(?:a+)+b", r"(a|a)*c", r"\s+$", r"x*y", r"(?:\w+\s?)*!"])
def test_an_expression_that_tries_everything_is_noticed(hostile: str) -> None:
    piece = {"\\": " ", "x": "x"}.get(hostile[0], "a")
    size = 6 if "+)+" in hostile or "a|a" in hostile or "?)*" in hostile else SIZE
    once, twice = [steps(re.compile(hostile), piece * each + "?", scan=True) for each in (size, 2 * size)]
    assert twice > 3.5 * once


SIMPLE = [
    r"a+b?",
    r"(a|ab)(c|bcd)?",
    r"(?<!a)b++",
    r"^a*$",
    r"\bab\b",
    r"(?i:A)b+?c",
    r"(a)(?:b|\1)*",
    r"(?>a|ab)c",
    "a{2,3}?b",
]


@pytest.mark.parametrize("pattern", SIMPLE)
@given(text=st.text("abcdA \n", max_size=12))
def test_the_counter_finds_what_the_real_one_finds(pattern: str, text: str) -> None:
    for flags in (re.NOFLAG, re.MULTILINE):
        real = re.compile(pattern, flags)
        spans = [found.span() for found in real.finditer(text) if found[0]]
        assert [span for span in Counting(real).scan(text) if span[0] < span[1]] == spans


sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))

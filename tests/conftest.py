"""What all tests share: the emulators' fixtures and their report, and the order in which files begin."""

import gc
from pathlib import Path
from typing import Final

import pytest

pytest_plugins = ["tests.emulators.plugin", "tests.telling"]

gc.disable()  # until all tests are collected: nothing of what that makes is ever let go

YOUNG: Final = 10_000
"""Objects that may be made, beyond those that went, before the new ones are looked through. With Python's 700 tests
take 5 to 13 % longer. Bauta itself stays at these: it relays no faster with more, and its pauses are longer."""

HERE: Final = Path(__file__).parent

LONGEST: Final = [
    HERE / name
    for name in (
        "matching/test_race.py",
        "matching/test_compiled.py",
        "moderation/test_race.py",
        "contracts/test_line_claims.py",
        "moderation/test_lifecycle.py",
        "moderation/test_forgery.py",
        "bot/test_redis_storm.py",
        "hostile/test_strings.py",
        "taint/test_taint.py",
        "bot/test_year.py",
        "chaos/test_chaos.py",  # judges by time: not beside the compiler and the races
    )
]
"""Files that take a quarter of a minute and more: they begin first, so that no worker is left alone with one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; then what mostly waits (tests/e2e) in between what mostly computes, as evenly as it goes."""
    kinds: dict[bool, dict[Path, None]] = {True: {}, False: {}}
    for item in items:
        kinds[item.path.parent == HERE / "e2e"][item.path] = None
    place = {path: at / len(files) for files in kinds.values() for at, path in enumerate(files)}
    place |= {path: at - len(LONGEST) for at, path in enumerate(LONGEST)}
    items.sort(key=lambda item: place[item.path])


def pytest_collection_finish() -> None:
    """The collector goes through what the tests leave, and no more through all modules and tests each time."""
    gc.freeze()
    gc.set_threshold(YOUNG)
    gc.enable()

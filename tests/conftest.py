"""What all tests share: the emulators' fixtures and their report, and the order in which files begin."""

import gc
from pathlib import Path
from typing import Final

import pytest

from config import garbage

pytest_plugins = ["tests.emulators.plugin", "tests.telling"]

gc.disable()  # until all tests are collected: nothing of what that makes is ever let go

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
    gc.set_threshold(garbage.YOUNG)
    gc.enable()

"""What the tasks of a group raise, taken out of the group: on every Python that Bauta runs on."""

import ast
from pathlib import Path

import pytest

from bot.platforms.base import Fatal, ungrouped

ROOT = Path(__file__).parents[2]
OURS = ("bot", "config", "matching", "moderation")


class Other(Exception):
    pass


def test_the_first_comes_by_itself_however_deep_it_was() -> None:
    first, second = Fatal("first"), Fatal("second")
    with pytest.raises(Fatal) as raised, ungrouped(Fatal):
        raise ExceptionGroup("outer", [ExceptionGroup("inner", [first]), second])
    assert raised.value is first


def test_one_that_is_in_no_group_stays_itself() -> None:
    with pytest.raises(Fatal, match="alone"), ungrouped(Fatal):
        raise Fatal("alone")


def test_of_several_kinds_either_will_do() -> None:
    with pytest.raises(Other), ungrouped(Fatal, Other):
        raise ExceptionGroup("some", [Other(), Fatal("after it")])


def test_a_mistake_beside_it_is_not_hidden() -> None:
    with pytest.raises(ExceptionGroup) as raised, ungrouped(Fatal):
        raise ExceptionGroup("some", [Fatal("wrong token"), ZeroDivisionError()])
    assert [type(each) for each in raised.value.exceptions] == [ZeroDivisionError]


def test_what_ends_a_task_goes_through() -> None:
    with pytest.raises(KeyboardInterrupt), ungrouped(Fatal):
        raise KeyboardInterrupt


def test_nothing_is_raised_within_a_handler_of_groups() -> None:
    """Pythons before 3.11.4 make a group of it: whoever catches the error by its kind would miss it."""
    handlers = 0
    for file in (each for name in OURS for each in (ROOT / name).rglob("*.py")):
        for tried in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(tried, ast.TryStar):
                handlers += len(tried.handlers)
                within = [node for handler in tried.handlers for each in handler.body for node in ast.walk(each)]
                assert not any(isinstance(node, ast.Raise) for node in within), f"{file}:{tried.lineno}"
    assert handlers

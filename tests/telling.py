"""Pytest plugin: figures that tests want to be seen are told at the end, also by those that ran in a process beside."""

from collections.abc import Callable
from typing import Any, Final

import pytest

Tell = Callable[[object], None]
"""Takes what is to be told, a line by its str."""

_TOLD: Final = pytest.StashKey[list[str]]()


@pytest.fixture
def tell(pytestconfig: pytest.Config) -> Tell:
    lines = pytestconfig.stash.setdefault(_TOLD, [])
    return lambda what: lines.append(str(what))


def pytest_sessionfinish(session: pytest.Session) -> None:
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)  # pytest-xdist's, in its workers
    if output is not None:
        output["told"] = session.config.stash.get(_TOLD, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash.setdefault(_TOLD, []).extend(getattr(node, "workeroutput", {}).get("told", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(_TOLD, []):
        terminalreporter.write_line(line)

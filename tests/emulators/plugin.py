"""Pytest plugin: `telegram` and `telegram_process`, and at the end how much was held against the published schema."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import pytest

from tests.emulators.conformance import SPEC, Conformance, load
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.remote import RemoteTelegram

_CHECKER: Final = pytest.StashKey[Conformance | None]()


@pytest.fixture(scope="session")
def telegram_checker(pytestconfig: pytest.Config) -> Conformance | None:
    """One count for the whole run; None where the published schema is missing."""
    return pytestconfig.stash.setdefault(_CHECKER, load())


@pytest.fixture
async def telegram(telegram_checker: Conformance | None) -> AsyncIterator[TelegramEmulator]:
    """A Telegram on loopback. The test fails if a bot or the emulator broke the API's rules in it."""
    async with TelegramEmulator(check=telegram_checker is not None, checker=telegram_checker) as telegram:
        yield telegram
    assert telegram.violations == []


@pytest.fixture
async def telegram_process(telegram_checker: Conformance | None) -> AsyncIterator[RemoteTelegram]:
    """The same in a process of its own, for tests that kill the bot's and for those that measure."""
    async with RemoteTelegram.spawned() as telegram:
        yield telegram
        assert await telegram.violations() == []
        if telegram_checker is not None:
            requests, answers = await telegram.checked()
            telegram_checker.requests += requests
            telegram_checker.answers += answers


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _CHECKER not in config.stash:
        return
    checker = config.stash[_CHECKER]
    if checker is None:
        terminalreporter.write_line(f"Bot API schema: nothing checked, {SPEC.name} is not there")
    else:
        terminalreporter.write_line(
            f"Bot API schema: {checker.requests} requests and {checker.answers} answers checked"
        )

"""Pytest plugin: an emulator of each platform, here and in a process; at the end how much was held against schemas."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from tests.emulators import conformance, discord_conformance
from tests.emulators.discord import DiscordEmulator
from tests.emulators.discord.remote import RemoteDiscord
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.remote import RemoteTelegram

_TELEGRAM: Final = pytest.StashKey[conformance.Conformance | None]()
_DISCORD: Final = pytest.StashKey[discord_conformance.Conformance | None]()


@pytest.fixture(scope="session")
def telegram_checker(pytestconfig: pytest.Config) -> conformance.Conformance | None:
    """One count for the whole run; None where the published schema is missing."""
    return pytestconfig.stash.setdefault(_TELEGRAM, conformance.load())


@pytest.fixture(scope="session")
def discord_checker(pytestconfig: pytest.Config) -> discord_conformance.Conformance | None:
    return pytestconfig.stash.setdefault(_DISCORD, discord_conformance.load())


@pytest.fixture
async def telegram(telegram_checker: conformance.Conformance | None) -> AsyncIterator[TelegramEmulator]:
    """A Telegram on loopback. The test fails if a bot or the emulator broke the API's rules in it."""
    async with TelegramEmulator(check=telegram_checker is not None, checker=telegram_checker) as telegram:
        yield telegram
    assert telegram.violations == []


@pytest.fixture
async def telegram_process(telegram_checker: conformance.Conformance | None) -> AsyncIterator[RemoteTelegram]:
    """The same in a process of its own, for tests that kill the bot's and for those that measure."""
    async with RemoteTelegram.spawned() as telegram:
        yield telegram
        assert await telegram.violations() == []
        if telegram_checker is not None:
            requests, answers = await telegram.checked()
            telegram_checker.requests += requests
            telegram_checker.answers += answers


@pytest.fixture
async def discord(discord_checker: discord_conformance.Conformance | None) -> AsyncIterator[DiscordEmulator]:
    """A Discord on loopback. The test fails if a bot or the emulator broke the API's rules in it."""
    async with DiscordEmulator(check=discord_checker is not None, checker=discord_checker) as discord:
        yield discord
    assert discord.violations == []


@pytest.fixture
async def discord_process(discord_checker: discord_conformance.Conformance | None) -> AsyncIterator[RemoteDiscord]:
    """The same in a process of its own."""
    async with RemoteDiscord.spawned() as discord:
        yield discord
        assert await discord.violations() == []
        assert await discord.unanswered() == []
        if discord_checker is not None:
            requests, answers = await discord.checked()
            discord_checker.requests += requests
            discord_checker.answers += answers


_CHECKERS: Final[tuple[tuple[pytest.StashKey[Any], str, Any], ...]] = (
    (_TELEGRAM, "Bot API schema", conformance),
    (_DISCORD, "Discord schema", discord_conformance),
)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands in what it counted."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is None:
        return
    for key, schema, _ in _CHECKERS:
        checker = session.config.stash.get(key, None)
        if checker is not None:
            output[schema] = [checker.requests, checker.answers]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for key, schema, module in _CHECKERS:
        counted = getattr(node, "workeroutput", {}).get(schema)
        if counted is None:
            continue
        checker = node.config.stash.setdefault(key, module.load())
        if checker is not None:
            checker.requests += counted[0]
            checker.answers += counted[1]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for key, schema, module in _CHECKERS:
        if key in config.stash:
            _tell(terminalreporter, schema, module.SPEC.name, config.stash[key])


def _tell(
    reporter: pytest.TerminalReporter,
    schema: str,
    file: str,
    checker: conformance.Conformance | discord_conformance.Conformance | None,
) -> None:
    if checker is None:
        reporter.write_line(f"{schema}: nothing checked, {file} is not there")
    else:
        reporter.write_line(f"{schema}: {checker.requests} requests and {checker.answers} answers checked")

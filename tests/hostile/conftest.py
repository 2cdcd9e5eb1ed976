"""A town's database, as the tests of the bot have it."""

from tests.bot.conftest import brief_logs, ground, stores

__all__ = ["brief_logs", "ground", "stores"]

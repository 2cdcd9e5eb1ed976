"""After a stop in the middle of many conversations everything said meanwhile arrives, at a pace Discord bears."""

from pathlib import Path

from tests.e2e.caught_up import caught_up
from tests.emulators.discord import DiscordEmulator


async def test_twenty_chats_are_caught_up_while_a_newcomer_is_answered(
    discord: DiscordEmulator, tmp_path: Path
) -> None:
    outcome = await caught_up(discord, tmp_path, rooms=10, rate=45.0)
    assert outcome.read >= 0.1 * (outcome.chats - 1) - 0.05, "ten chats a second at the most"

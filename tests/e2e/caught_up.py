"""Open rooms on Discord whose people went on writing while Bauta was down, and what becomes of it when it is back."""

import asyncio
import time
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.messages import Sender
from bot.opening import open_database, open_keys
from bot.stores.turn import open_turn
from bot.turn import Turn
from config.ids import MemberId
from config.settings import Settings
from tests.e2e.living import DISCORD_TOKEN, PATIENCE, living, settings_for
from tests.emulators.discord import BotAccount, DiscordEmulator, Person

COUNTED = ("list_messages", "create_message")
MISSED = 2
"""Messages each person wrote into the dark."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What it took, in seconds since the connection: `told` until everything had arrived, `newcomer` until somebody
    without a past was answered. `read`: from the first request for history to the last.

    `busiest`: requests that count towards the account's rate, in the second in which most were made.
    """

    chats: int
    read: float
    told: float
    newcomer: float
    busiest: int


async def _met(turn: Turn, bot: BotAccount, person: Person) -> MemberId:
    sender = Sender("discord", str(bot.id), str(person.id), str(person.dm(bot).id), "en")
    return (await turn.members.meet(sender, "en", turn.now)).id


async def _in_rooms(settings: Settings, bot: BotAccount, pairs: Sequence[tuple[Person, Person]]) -> None:
    """As it was before the stop: everybody talks, by a shorter way than asking them to search."""
    database = await open_database(settings, await open_keys(settings))
    try:
        async with database.unit() as unit:
            turn = open_turn(unit, time.time())
            for one, other in pairs:
                await turn.rooms.open(await _met(turn, bot, one), await _met(turn, bot, other), (), turn.now)
    finally:
        await database.close()


async def caught_up(discord: DiscordEmulator, folder: Path, rooms: int, rate: float) -> Outcome:
    """All of it. Raises AssertionError unless everything arrives once, in order, in its room."""
    bot = discord.add_bot(DISCORD_TOKEN)
    pairs = [(discord.person(f"A{number}"), discord.person(f"B{number}")) for number in range(rooms)]
    both = [person for pair in pairs for person in pair]
    for person in both:
        person.writes(bot, "before")
    settings = settings_for(folder, discord=discord, discord_rate=rate, web_chat="off")
    await _in_rooms(settings, bot, pairs)
    for number in range(MISSED):
        for person in both:
            person.writes(bot, f"{number} from {person.name}")
    patience = PATIENCE + len(both)
    async with living(settings):
        await discord.connected(bot, timeout=patience)
        started = time.perf_counter()
        newcomer = discord.person("Newcomer")
        await newcomer.uses(bot, "start")
        await newcomer.hears(bot, "", timeout=PATIENCE)
        answered = time.perf_counter() - started
        for person in both:
            person.writes(bot, f"live from {person.name}")
        for one, other in pairs:
            await asyncio.gather(
                one.hears(bot, f"live from {other.name}", timeout=patience),
                other.hears(bot, f"live from {one.name}", timeout=patience),
            )
        told = time.perf_counter() - started
    for one, other in (*pairs, *(pair[::-1] for pair in pairs)):
        wanted = [f"{number} from {other.name}" for number in range(MISSED)] + [f"live from {other.name}"]
        assert [text for text in one.heard(bot) if " from " in text] == wanted
    reads = discord.ledger.calls("list_messages")
    moments = sorted(call.at for method in COUNTED for call in discord.ledger.calls(method))
    busiest = max(bisect_left(moments, at + 1) - place for place, at in enumerate(moments))
    assert len(reads) == len({call.channel for call in reads}) == len(both)
    return Outcome(len(both), reads[-1].at - reads[0].at, told, answered, busiest)

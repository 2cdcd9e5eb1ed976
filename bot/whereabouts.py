"""Takes in where Discord's bots are, in turns that no update causes: said twice, it is the same."""

from collections.abc import Awaitable, Callable, Collection

from bot.commands.base import House
from bot.commands.moderators.places import left
from bot.messages import Outgoing
from bot.servers import Whereabouts
from bot.turn import Turn
from bot.turns import Turns


def noted_by(turns: Turns, house: House) -> Callable[[Whereabouts], Awaitable[None]]:
    """Returns once it is committed; raises when it could not be."""

    async def note(where: Whereabouts) -> None:
        async def noted(turn: Turn) -> list[Outgoing]:
            return await left(house, turn, await turn.servers.told(where, turn.now))

        await turns.act(noted)

    return note


async def only_these(running: Collection[tuple[str, str]], house: House, turn: Turn) -> list[Outgoing]:
    """No other bots (platform and account) are run any more: the servers that had only others are left."""
    bots = [account for platform, account in running if platform == "discord"]
    return await left(house, turn, await turn.servers.served_by(bots, turn.now))

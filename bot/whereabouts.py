"""Takes in where Discord's bots are, in turns that no update causes: said twice, it is the same."""

from collections.abc import Awaitable, Callable

from bot.messages import Outgoing
from bot.servers import Whereabouts
from bot.turn import Turn
from bot.turns import Turns


def noted_by(turns: Turns) -> Callable[[Whereabouts], Awaitable[None]]:
    """Returns once it is committed; raises when it could not be."""

    async def note(where: Whereabouts) -> None:
        async def noted(turn: Turn) -> list[Outgoing]:
            await turn.servers.told(where, turn.now)
            return []

        await turns.act(noted)

    return note

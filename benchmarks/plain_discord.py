"""The reference on Discord: pairs joined in memory by a discord.py program, as its documentation leads to.

The library waits for rate limits and tries again what failed; a lock for each chat keeps the order.

`python -m benchmarks.plain_discord API_URL GATEWAY_URL TOKEN CHANNEL:CHANNEL…`
"""

import asyncio
import sys
from collections import defaultdict

import discord
from discord.gateway import DiscordWebSocket
from yarl import URL


class Relay(discord.Client):
    """Passes on what people write in their direct messages."""

    def __init__(self, pairs: tuple[str, ...]) -> None:
        super().__init__(intents=discord.Intents(dm_messages=True), allowed_mentions=discord.AllowedMentions.none())
        self.partners: dict[int, int] = {}
        for pair in pairs:
            one, _, other = pair.partition(":")
            self.partners |= {int(one): int(other), int(other): int(one)}
        self.locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def on_message(self, message: discord.Message) -> None:
        partner = self.partners.get(message.channel.id)
        if message.author == self.user or partner is None:
            return
        async with self.locks[partner]:
            await self.get_partial_messageable(partner).send(message.content)


def main(api_url: str, gateway_url: str, token: str, *pairs: str) -> None:
    discord.http.Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
    Relay(pairs).run(token)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The reference on Discord: the barest discord.py program, which says back what it hears, as it comes.

`python -m benchmarks.echo_discord API_URL GATEWAY_URL TOKEN`
"""

import sys

import discord
from discord.gateway import DiscordWebSocket
from yarl import URL


class Echo(discord.Client):
    """Says back what people write in their direct messages."""

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            await message.channel.send(message.content)


def main(api_url: str, gateway_url: str, token: str) -> None:
    discord.http.Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
    nobody = discord.AllowedMentions.none()
    Echo(intents=discord.Intents(dm_messages=True), allowed_mentions=nobody).run(token)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3])

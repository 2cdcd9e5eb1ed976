"""Asking Discord whose a token is, and the links by which a bot is added."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from bot.platforms.base import Checked
from bot.platforms.discord.account import Account
from bot.platforms.discord.gateway import wrong_token
from bot.platforms.discord.rest import Refused, RestError

AUTHORIZE: Final = "https://discord.com/oauth2/authorize"


def invitations(application: str) -> tuple[str, str]:
    """The links that add the bot to a server and to one's own account.

    They ask for no permission at all: it needs none, except to see a moderators' channel and write in it, which that
    channel's own settings give it.
    """
    link = f"{AUTHORIZE}?client_id={application}"
    return (
        f"{link}&integration_type=0&scope=bot+applications.commands&permissions=0",
        f"{link}&integration_type=1&scope=applications.commands",
    )


async def check(account: Account, api_url: str) -> Checked:
    """Never raises for what Discord answers, or when it doesn't."""
    try:
        found = await account.identify()
    except RestError as error:
        if isinstance(error, Refused) and error.status == 401:
            return Checked(account.id, problem=wrong_token(account), wrong=True)
        host = urlsplit(api_url).hostname or api_url
        return Checked(
            account.id,
            problem=f"Discord cannot be reached at {host} ({error}): look at the network, or at BAUTA_DISCORD_API_URL.",
        )
    return Checked(account.id, found.name, links=invitations(found.application))


async def check_tokens(tokens: Sequence[str], api_url: str) -> list[Checked]:
    """The same for tokens of bots that need not be running."""
    found = []
    for token in tokens:
        account = Account(token, api_url)
        await account.rest.open()
        try:
            found.append(await check(account, api_url))
        finally:
            await account.rest.close()
    return found

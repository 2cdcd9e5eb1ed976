"""One bot account on Discord: the requests Bauta makes, each in the words of Discord's API v10."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from bot.platforms.base import Keep
from bot.platforms.discord.breaker import Breaker
from bot.platforms.discord.rest import Refused, Rest, Route, Unclear
from bot.posts import Attachment
from config.tokens import discord_bot

CDN: Final = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
STILL, MOVING = "https://cdn.discordapp.com", "https://media.discordapp.net"
"""Where stickers lie; those that are GIFs elsewhere (API reference, Image Formatting)."""
PAGE: Final = 100
"""Messages of one page of history, the most Discord gives."""
EPHEMERAL: Final = 64
NO_EMBEDS: Final = 4
"""A message flag: no previews of links. A preview makes Discord fetch the page, and may tell who shared it."""
NOBODY: Final = {"parse": [], "replied_user": False}
"""Whom a message of ours may notify, whatever it says."""
IDENTIFY_SECONDS: Final = 5.0
TYPING_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 5.0
"""Three tries fit into the time that an answer has."""
ACKNOWLEDGE_SECONDS: Final = 3.0
"""An interaction not acknowledged by then has failed for the person."""

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a token belongs to, as Discord tells."""

    user: str
    name: str
    application: str


class Account:
    """A bot of Discord's, known by its user id. Raises ValueError for a token that cannot be one.

    Every method raises RestError.
    """

    def __init__(self, token: str, api_url: str, breaker: Breaker | None = None, cdn_url: str = "") -> None:
        found = discord_bot(token)
        if found is None:
            raise ValueError("a Discord token looks like MTIz….Gxxxxx.…, as the Developer Portal gives it")
        self.id = found
        self.application = found  # the same for all but the oldest bots; `identify` asks
        self.rest = Rest(token, api_url, breaker)
        self._cdn = cdn_url
        self._hosts = CDN | {urlsplit(url).netloc for url in (api_url, cdn_url) if url}

    def __repr__(self) -> str:
        return "Account()"

    async def identify(self) -> Identity:
        """Ask Discord whose token this is."""
        user = await self.rest.ask(Route("GET", "/users/@me"), seconds=IDENTIFY_SECONDS)
        application = await self.rest.ask(Route("GET", "/oauth2/applications/@me"), seconds=IDENTIFY_SECONDS)
        if not isinstance(user, dict) or not isinstance(application, dict):
            raise Refused(200)
        self.application = str(application.get("id", self.id))
        return Identity(str(user.get("id", self.id)), str(user.get("username", "")), self.application)

    async def gateway(self) -> tuple[str, int]:
        """Where the gateway is, and into how many shards Discord wants the bot split."""
        found = await self.rest.ask(Route("GET", "/gateway/bot"))
        try:
            return str(found["url"]), max(1, int(found["shards"]))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise Refused(200) from None

    async def register(self, commands: Sequence[Payload]) -> None:
        """Make these the bot's global commands, and no others."""
        await self.rest.ask(Route("PUT", "/applications/{app}/commands", {"app": self.application}), list(commands))

    async def direct_messages(self, user: str) -> str:
        """The channel of the direct messages with somebody: made if there was none. Nobody is notified by that."""
        return _id(await self.rest.ask(Route("POST", "/users/@me/channels"), {"recipient_id": user}))

    @staticmethod
    def posting(chat: str) -> Route:
        """The endpoint whose rate limit a lane keeps."""
        return Route("POST", "/channels/{chat}/messages", {"chat": chat}, major=chat)

    async def send(
        self, chat: str, body: Payload, *, nonce: str, files: Sequence[Attachment] = (), reply_to: str | None = None
    ) -> str:
        """Send a message; its id. The same nonce again within minutes gives the same message again."""
        payload = {"flags": NO_EMBEDS, **body, "allowed_mentions": NOBODY, "nonce": nonce, "enforce_nonce": True}
        if reply_to is not None:
            payload["message_reference"] = {"message_id": reply_to, "fail_if_not_exists": False}
        return _id(await self.rest.ask(self.posting(chat), payload, files=files))

    async def react(self, chat: str, message: str, emoji: str, *, on: bool) -> None:
        """Show a feeling at a message, or show it no more."""
        values = {"chat": chat, "message": message, "emoji": quote(emoji)}
        path = "/channels/{chat}/messages/{message}/reactions/{emoji}/@me"
        await self.rest.ask(Route("PUT" if on else "DELETE", path, values, major=chat))

    async def edit(self, chat: str, message: str, body: Payload, *, files: Sequence[Attachment] = ()) -> None:
        route = Route("PATCH", "/channels/{chat}/messages/{message}", {"chat": chat, "message": message}, major=chat)
        await self.rest.ask(route, {**body, "allowed_mentions": NOBODY}, files=files)

    async def delete(self, chat: str, message: str) -> None:
        route = Route("DELETE", "/channels/{chat}/messages/{message}", {"chat": chat, "message": message}, major=chat)
        await self.rest.ask(route)

    async def message(self, chat: str, message: str) -> Any:
        route = Route("GET", "/channels/{chat}/messages/{message}", {"chat": chat, "message": message}, major=chat)
        return await self.rest.ask(route)

    async def history(self, chat: str, after: str) -> list[dict[str, Any]]:
        """The messages that follow one, the oldest first, at most a page of them."""
        route = Route("GET", "/channels/{chat}/messages", {"chat": chat}, major=chat)
        found = await self.rest.ask(route, query={"after": after, "limit": str(PAGE)})
        if not isinstance(found, list):
            raise Unclear("no history")
        messages = [each for each in found if isinstance(each, dict) and str(each.get("id")).isdecimal()]
        follow = [each for each in messages if int(each["id"]) > int(after)]
        return sorted(follow, key=lambda each: int(each["id"]))

    async def typing(self, chat: str) -> None:
        route = Route("POST", "/channels/{chat}/typing", {"chat": chat}, major=chat)
        await self.rest.ask(route, seconds=TYPING_SECONDS)

    def sticker(self, name: str) -> str:
        """Where a sticker's file lies."""
        return f"{self._cdn or (MOVING if name.endswith('gif') else STILL)}/stickers/{name}"

    async def download(self, url: str, limit: int, keep: Keep) -> bool:
        """Hand over a file somebody sent; False if it is larger than `limit` bytes."""
        try:
            place = urlsplit(url)
        except ValueError:
            raise Refused(404) from None
        if place.netloc not in self._hosts or place.scheme not in ("http", "https"):
            raise Refused(404)
        return await self.rest.download(url, limit, keep)

    # --- interactions: their own endpoints, with a token in place of ours -----------------------------------------

    async def acknowledge(self, interaction: str, token: str, body: Payload) -> None:
        """Answer an interaction for the first time."""
        values = {"interaction": interaction, "token": token}
        route = Route("POST", "/interactions/{interaction}/{token}/callback", values, major=interaction, exempt=True)
        await self.rest.ask(route, body, seconds=ACKNOWLEDGE_SECONDS)

    async def answer(self, via: str, body: Payload, *, files: Sequence[Attachment] = ()) -> str:
        """Fill in the answer to an interaction, or change the message whose button was tapped; its id."""
        values = {"via": via, "message": "@original"}
        route = Route("PATCH", "/webhooks/{via}/messages/{message}", values, major=via, exempt=True)
        answer = {**body, "allowed_mentions": NOBODY}
        return _id(await self.rest.ask(route, answer, files=files, seconds=ANSWER_SECONDS))

    async def follow_up(self, via: str, body: Payload, *, aside: bool, files: Sequence[Attachment] = ()) -> str:
        """A further answer in a message of its own; its id."""
        flags = NO_EMBEDS | (EPHEMERAL if aside else 0)
        route = Route("POST", "/webhooks/{via}", {"via": via}, major=via, exempt=True)
        answer = {**body, "allowed_mentions": NOBODY, "flags": flags}
        return _id(await self.rest.ask(route, answer, files=files, seconds=ANSWER_SECONDS))

    async def take_back(self, via: str, message: str) -> None:
        """Delete a further answer, while the token is good."""
        values = {"via": via, "message": message}
        route = Route("DELETE", "/webhooks/{via}/messages/{message}", values, major=via, exempt=True)
        await self.rest.ask(route, seconds=ANSWER_SECONDS)


def _id(made: Any) -> str:
    """The id of what was made. Raises Unclear for an answer that has none."""
    found = made.get("id") if isinstance(made, dict) else None
    if not isinstance(found, str):
        raise Unclear("no id")
    return found

"""Channels and their messages, as a bot reads and writes them."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote

from tests.emulators.discord import objects
from tests.emulators.discord.channels import Channel, Kind, Message, emoji_object
from tests.emulators.discord.content import (
    CREATED,
    EDITED,
    FLAGS,
    NONCE_LIMIT,
    Said,
    composed,
    flags_of,
    mention_trouble,
)
from tests.emulators.discord.errors import (
    CANNOT_SEND,
    DM_ACTION,
    MISSING_PERMISSIONS,
    NO_MUTUAL_GUILDS,
    NOT_THE_AUTHOR,
    TOO_MANY_REACTIONS,
    UNKNOWN_EMOJI,
    UNKNOWN_MESSAGE,
    Refused,
    Violation,
    invalid,
    required,
    too_long,
)
from tests.emulators.discord.routes.base import Answer, Asked, Route, snowflake
from tests.emulators.discord.world import BotAccount, World

FETCHED: Final = 50  # messages, unless a limit is given


def _get(asked: Asked) -> Answer:
    return Answer(asked.world.channel_object(asked.channel()))


def _history(asked: Asked) -> Answer:
    """Newest first, whichever way they were asked for."""
    channel, query = asked.channel(), asked.query
    if len(named := sorted({"before", "after", "around"} & set(query))) > 1:
        raise Violation(f"a history with {' and '.join(named)}")
    limit = query.get("limit", str(FETCHED))
    if not limit.isdigit() or not 1 <= int(limit) <= 100:
        raise invalid("limit", code="NUMBER_TYPE_MAX", message="int value should be between 1 and 100.")
    found, count = list(channel.history()), int(limit)
    if "after" in query:
        after = snowflake(query["after"], "after")
        found = [message for message in found if message.id > after][:count]
    elif "around" in query:
        around = snowflake(query["around"], "around")
        earlier = [message for message in found if message.id < around][-(count // 2) :] if count > 1 else []
        found = earlier + [message for message in found if message.id >= around][: count - count // 2]
    else:
        if "before" in query:
            before = snowflake(query["before"], "before")
            found = [message for message in found if message.id < before]
        found = found[-count:]
    return Answer([channel.full(message, asked.bot.id) for message in reversed(found)])


def _fetch(asked: Asked) -> Answer:
    channel = asked.channel()
    return Answer(channel.full(asked.message(channel), asked.bot.id))


def may_send(world: World, bot: BotAccount, channel: Channel) -> None:
    """Raises Refused when the person cannot or will not be written to, or the guild is closed to the bot."""
    if channel.guild is not None:
        if not channel.guild.writable:
            raise Refused(*MISSING_PERMISSIONS)
        return
    person = channel.people[0]
    if not world.reachable(bot, person):
        raise Refused(*NO_MUTUAL_GUILDS)
    if person in bot.blocked_by or not world.people[person].open_dms:
        raise Refused(*CANNOT_SEND)


def _create(asked: Asked) -> Answer:
    world, bot, channel = asked.world, asked.bot, asked.channel()
    said = Said(asked.json, asked.body.uploads)
    said.check_names(CREATED)
    scold_mentions(asked, said)
    nonce = _nonce(said.body)
    flags = flags_of(said.body, (), FLAGS)
    if nonce is not None and said.body.get("enforce_nonce"):
        earlier = _repeated(world, bot, str(nonce))
        if earlier is not None:
            return Answer({**earlier, "nonce": nonce})
    may_send(world, bot, channel)
    answered = _answered(said.body, channel)
    fields = composed(world, channel, said)
    now = world.clock()
    raw = objects.message(world.snowflakes.mint(), channel.id, bot.user, now, **{"flags": flags, **answered, **fields})
    message = Message(int(raw["id"]), bot.id, True, raw)
    if nonce is not None:
        bot.nonces[str(nonce)] = world.monotonic(), channel.id, message.id
    world.post(channel, message, nonce)
    return Answer({**channel.full(message), **({"nonce": nonce} if nonce is not None else {})})


def scold_mentions(asked: Asked, said: Said) -> None:
    if "mentions" in asked.world.settings.strict and (trouble := mention_trouble(said.body)):
        asked.scold(trouble)


def _nonce(body: Any) -> str | int | None:
    nonce = body.get("nonce")
    if nonce is not None and (isinstance(nonce, bool) or not isinstance(nonce, str | int)):
        raise invalid("nonce", code="STRING_TYPE_CONVERT", message="Could not interpret value as string.")
    if isinstance(nonce, str) and len(nonce) > NONCE_LIMIT:
        raise too_long("nonce", limit=NONCE_LIMIT)
    return nonce


def _repeated(world: World, bot: BotAccount, nonce: str) -> Any:
    """The message this author sent with this nonce not long ago; raises Refused when it is gone."""
    at, channel_id, message_id = bot.nonces.get(nonce, (float("-inf"), 0, 0))
    if world.monotonic() - at > world.settings.nonce_window:
        return None
    channel = world.channels[channel_id]
    message = channel.public(message_id)
    if message is None:
        raise Refused(*UNKNOWN_MESSAGE)
    return channel.full(message, bot.id)


def _answered(body: Any, channel: Channel) -> objects.Object:
    """The fields of a reply; none if what it answers is gone and that is no matter."""
    reference = body.get("message_reference")
    if reference is None:
        return {}
    if unknown := sorted(set(reference) - {"message_id", "channel_id", "guild_id", "fail_if_not_exists", "type"}):
        raise Violation(f"a message_reference with {', '.join(unknown)}")
    if reference.get("type") not in (None, 0):
        raise Violation("forwards are not spoken here")
    if reference.get("message_id") is None:
        raise required("message_reference", "message_id")
    elsewhere = reference.get("channel_id") is not None and int(reference["channel_id"]) != channel.id
    message = channel.public(snowflake(reference["message_id"], "message_reference", "message_id"))
    if message is None or elsewhere:
        if reference.get("fail_if_not_exists", True) is False and not elsewhere:
            return {}
        raise invalid("message_reference", code="REPLIES_UNKNOWN_MESSAGE", message="Unknown message")
    link = {"type": 0, "channel_id": str(channel.id), "message_id": str(message.id)}
    return {"type": objects.REPLY, "message_reference": link}


def _edit(asked: Asked) -> Answer:
    world, channel = asked.world, asked.channel()
    message = asked.message(channel)
    if message.author != asked.bot.id:
        raise Refused(*NOT_THE_AUTHOR)
    said = Said(asked.json, asked.body.uploads)
    said.check_names(EDITED)
    scold_mentions(asked, said)
    edit(world, channel, message, said)
    return Answer(channel.full(message, asked.bot.id))


def edit(world: World, channel: Channel, message: Message, said: Said) -> None:
    """Change a bot's message as the body says; raises Refused."""
    fields = composed(world, channel, said, message.raw, ephemeral=message.ephemeral)
    if "flags" in said.body:
        kept = message.raw["flags"] & ~objects.SUPPRESS_EMBEDS
        fields["flags"] = kept | flags_of(said.body, said.path, FLAGS | objects.EPHEMERAL) & objects.SUPPRESS_EMBEDS
    message.edits += 1
    world.change(channel, message, **fields, edited_timestamp=objects.moment(world.clock()))


def _delete(asked: Asked) -> Answer:
    channel = asked.channel()
    message = asked.message(channel)
    if message.author != asked.bot.id:
        raise Refused(*(DM_ACTION if channel.kind is Kind.DM else MISSING_PERMISSIONS))
    asked.world.remove(channel, message)
    return Answer(status=204)


def _typing(asked: Asked) -> Answer:
    channel = asked.channel()
    may_send(asked.world, asked.bot, channel)
    channel.typed += 1
    channel.changed.notify()
    return Answer(status=204)


def _react(asked: Asked) -> Answer:
    channel = asked.channel()
    message = asked.message(channel)
    emoji = _emoji(asked)
    if emoji not in message.reactions and emoji.isascii():
        raise Refused(*UNKNOWN_EMOJI)  # a guild's own, which the bot can only join others in
    if emoji not in message.reactions and len(message.reactions) >= 20:
        raise Refused(*TOO_MANY_REACTIONS)
    react(asked.world, channel, message, emoji, asked.bot.id, add=True)
    return Answer(status=204)


def _unreact(asked: Asked) -> Answer:
    channel = asked.channel()
    react(asked.world, channel, asked.message(channel), _emoji(asked), asked.bot.id, add=False)
    return Answer(status=204)


def _emoji(asked: Asked) -> str:
    emoji = unquote(asked.path["emoji_name"])
    own = emoji.isascii() and emoji.rpartition(":")[2].isdigit()
    if not emoji or not (own or not (emoji.isascii() or any(letter.isalpha() for letter in emoji))):
        raise Refused(*UNKNOWN_EMOJI)
    return emoji


def react(
    world: World, channel: Channel, message: Message, emoji: str, who: int, *, add: bool, burst: bool = False
) -> None:
    """Add or take back a reaction, and tell the bots if that changed anything."""
    people = message.reactions.setdefault(emoji, [])
    if add is not (who in people):
        people.append(who) if add else people.remove(who)
        event = {
            "user_id": str(who), "channel_id": str(channel.id), "message_id": str(message.id),
            "emoji": emoji_object(emoji), "burst": burst, "type": int(burst),
        }  # fmt: skip
        if add:
            event |= {"message_author_id": str(message.author), "burst_colors": ["#5a286e"] if burst else []}
        world.dispatch(channel, f"MESSAGE_REACTION_{'ADD' if add else 'REMOVE'}", event)
        channel.changed.notify()
    if not people:
        del message.reactions[emoji]


_ONE: Final = "/channels/{channel_id}/messages/{message_id}"
ROUTES: Final = (
    Route("get_channel", "GET", "/channels/{channel_id}", _get),
    Route(
        "list_messages", "GET", "/channels/{channel_id}/messages", _history,
        frozenset({"limit", "before", "after", "around"}), limit=(5, 5.0),
    ),
    Route("create_message", "POST", "/channels/{channel_id}/messages", _create, limit=(5, 5.0)),
    Route("get_message", "GET", _ONE, _fetch, limit=(5, 5.0)),
    Route("update_message", "PATCH", _ONE, _edit, limit=(5, 5.0)),
    Route("delete_message", "DELETE", _ONE, _delete, limit=(5, 1.0)),
    Route("add_my_message_reaction", "PUT", _ONE + "/reactions/{emoji_name}/@me", _react, limit=(1, 0.25)),
    Route("delete_my_message_reaction", "DELETE", _ONE + "/reactions/{emoji_name}/@me", _unreact, limit=(1, 0.25)),
    Route("trigger_typing_indicator", "POST", "/channels/{channel_id}/typing", _typing, limit=(5, 5.0)),
)  # fmt: skip

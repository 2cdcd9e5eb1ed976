"""Answers to interactions: the callback, the original response, follow-ups."""

from __future__ import annotations

from typing import Any, Final

from tests.emulators.discord import commands, components, objects
from tests.emulators.discord.channels import Kind, Message
from tests.emulators.discord.content import FLAGS, HOOKED, Said, composed, flags_of
from tests.emulators.discord.errors import (
    ALREADY_ACKNOWLEDGED,
    EMPTY_MESSAGE,
    INVALID_WEBHOOK_TOKEN,
    TOO_MANY_FOLLOWUPS,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    Refused,
    Violation,
    choices,
)
from tests.emulators.discord.interactions import ALLOWED, Callback, Interaction, InteractionKind
from tests.emulators.discord.objects import EPHEMERAL, LOADING, Object
from tests.emulators.discord.routes.base import Answer, Asked, Route
from tests.emulators.discord.routes.channels import edit, scold_mentions

FOLLOWUPS_OF_USER_APPS: Final = 5


def _callback(asked: Asked) -> Answer:
    interaction = _find(asked)
    if interaction is None or interaction.id != asked.snowflake("interaction_id"):
        raise Refused(*UNKNOWN_INTERACTION)
    if interaction.callback is not None:
        raise Refused(*ALREADY_ACKNOWLEDGED)
    if interaction.late:
        raise Refused(*UNKNOWN_INTERACTION)
    body = asked.json
    if unknown := sorted(set(body) - {"type", "data"}):
        raise Violation(f"a callback with {', '.join(unknown)}")
    kind = body.get("type")
    if kind not in list(Callback):
        raise choices("type", of=sorted(Callback))
    callback = Callback(kind)
    from_message = interaction.kind is not InteractionKind.MODAL or interaction.source is not None
    update = callback in (Callback.DEFERRED_UPDATE, Callback.UPDATE)
    if callback not in ALLOWED[interaction.kind] or (update and not from_message):
        raise choices("type", of=sorted(ALLOWED[interaction.kind]))
    _CALLBACKS[callback](asked, interaction, body.get("data"))
    interaction.callback = callback
    interaction.changed.notify()
    if asked.query.get("with_response", "0").lower() in ("1", "true"):
        return Answer(_response(interaction))
    return Answer(status=204)


def _say(asked: Asked, interaction: Interaction, data: Any) -> None:
    if not isinstance(data, dict):
        raise Refused(*EMPTY_MESSAGE)
    said = Said(data, asked.body.uploads, ("data",))
    said.check_names(HOOKED)
    scold_mentions(asked, said)
    flags = flags_of(data, ("data",), FLAGS | EPHEMERAL)
    fields = composed(asked.world, interaction.channel, said, ephemeral=bool(flags & EPHEMERAL))
    interaction.original = _post(asked, interaction, {"flags": flags, **fields})


def _think(asked: Asked, interaction: Interaction, data: Any) -> None:
    said = Said(data or {}, {}, ("data",))
    said.check_names({"flags"})
    flags = flags_of(said.body, ("data",), FLAGS | EPHEMERAL)
    interaction.original = _post(asked, interaction, {"flags": flags | LOADING})


def _leave(asked: Asked, interaction: Interaction, data: Any) -> None:
    if data:
        raise Violation("a deferred update with data")


def _update(asked: Asked, interaction: Interaction, data: Any) -> None:
    assert interaction.source is not None
    if interaction.source.id not in interaction.channel.messages:
        raise Refused(*UNKNOWN_MESSAGE)
    _edit(asked, interaction, interaction.source, Said(data or {}, asked.body.uploads, ("data",)))
    interaction.original = interaction.source


def _offer(asked: Asked, interaction: Interaction, data: Any) -> None:
    interaction.suggested = commands.suggestions(data)


def _open(asked: Asked, interaction: Interaction, data: Any) -> None:
    interaction.form = components.modal(data)


_CALLBACKS: Final = {
    Callback.MESSAGE: _say,
    Callback.DEFERRED_MESSAGE: _think,
    Callback.DEFERRED_UPDATE: _leave,
    Callback.UPDATE: _update,
    Callback.CHOICES: _offer,
    Callback.MODAL: _open,
}


def _response(interaction: Interaction) -> Object:
    """What with_response=true asks for."""
    about: Object = {
        "id": str(interaction.id),
        "type": int(interaction.kind),
        "channel_id": str(interaction.channel.id),
    }
    if interaction.channel.guild is not None:
        about["guild_id"] = str(interaction.channel.guild.id)
    body: Object = {"interaction": about}
    message = interaction.original
    if message is not None:
        about["response_message_id"] = str(message.id)
        about["response_message_loading"] = message.loading
        about["response_message_ephemeral"] = message.ephemeral
        if interaction.callback in (Callback.MESSAGE, Callback.UPDATE):
            full = interaction.channel.full(message, interaction.bot.id)
            body["resource"] = {"type": int(interaction.callback), "message": full}
    return body


def _post(asked: Asked, interaction: Interaction, fields: Object, answers: Message | None = None) -> Message:
    """A message of the bot's that an interaction brought about."""
    world, bot = asked.world, interaction.bot
    metadata = interaction.metadata
    command = interaction.kind is InteractionKind.COMMAND
    kind: Object = {"type": objects.CHAT_INPUT_COMMAND if command else objects.DEFAULT}
    if answers is not None:
        metadata["original_response_message_id"] = str(answers.id)
        kind = {"type": objects.DEFAULT}
    elif command:
        user = world.user(interaction.person)
        kind["interaction"] = {"id": str(interaction.id), "type": 2, "name": interaction.name, "user": user}
    raw = objects.message(
        world.snowflakes.mint(), interaction.channel.id, bot.user, world.clock(),
        **{
            **kind, "application_id": str(bot.id), "webhook_id": str(bot.id), "interaction_metadata": metadata,
            **fields,
        },
    )  # fmt: skip
    seen_by = interaction.person if raw["flags"] & EPHEMERAL else None
    message = Message(int(raw["id"]), bot.id, True, raw, seen_by)
    world.post(interaction.channel, message)
    return message


def _edit(asked: Asked, interaction: Interaction, message: Message, said: Said) -> None:
    """Change a message through the webhook; a "thinking…" becomes the answer."""
    said.check_names(HOOKED)
    scold_mentions(asked, said)
    if message.loading:
        fields = composed(asked.world, interaction.channel, said, message.raw, ephemeral=message.ephemeral)
        asked.world.change(interaction.channel, message, **fields, flags=message.raw["flags"] & ~LOADING)
    else:
        edit(asked.world, interaction.channel, message, said)
    interaction.changed.notify()


# --- the webhook of an interaction ---------------------------------------------------------------------------------


def _find(asked: Asked) -> Interaction | None:
    token = asked.path.get("interaction_token") or asked.path["webhook_token"]
    return next((bot.interactions[token] for bot in asked.world.bots.values() if token in bot.interactions), None)


def _hooked(asked: Asked) -> Interaction:
    """The interaction whose token this is, if it was answered and the token is good still."""
    interaction = _find(asked)
    if interaction is None or interaction.bot.id != asked.snowflake("webhook_id") or interaction.callback is None:
        raise Refused(*UNKNOWN_WEBHOOK)
    if interaction.expired:
        raise Refused(*INVALID_WEBHOOK_TOKEN)
    if "thread_id" in asked.query:
        raise Violation("threads are not spoken here")
    return interaction


def _original(asked: Asked) -> tuple[Interaction, Message]:
    interaction = _hooked(asked)
    message = interaction.target
    if message is None or message.id not in interaction.channel.messages:
        raise Refused(*UNKNOWN_MESSAGE)
    return interaction, message


def _get_original(asked: Asked) -> Answer:
    interaction, message = _original(asked)
    return Answer(interaction.channel.full(message, interaction.bot.id))


def _edit_original(asked: Asked) -> Answer:
    interaction, message = _original(asked)
    _edit(asked, interaction, message, Said(asked.json, asked.body.uploads))
    interaction.original = message
    interaction.changed.notify()
    return Answer(interaction.channel.full(message, interaction.bot.id))


def _delete_original(asked: Asked) -> Answer:
    interaction, message = _original(asked)
    asked.world.remove(interaction.channel, message)
    interaction.original = None
    return Answer(status=204)


def _follow_up(asked: Asked) -> Answer:
    interaction = _hooked(asked)
    said = Said(asked.json, asked.body.uploads)
    said.check_names(HOOKED)
    first = interaction.original
    if first is not None and first.loading:  # the first one takes the place of "thinking…"
        _edit(asked, interaction, first, Said({k: v for k, v in said.body.items() if k != "tts"}, said.uploads))
        return Answer(interaction.channel.full(first, interaction.bot.id))
    scold_mentions(asked, said)
    only_user = "0" not in interaction.owners and interaction.channel.kind is not Kind.DM
    if only_user and len(interaction.later) >= FOLLOWUPS_OF_USER_APPS:
        raise Refused(*TOO_MANY_FOLLOWUPS)
    flags = flags_of(said.body, (), FLAGS | EPHEMERAL)
    fields = composed(asked.world, interaction.channel, said, ephemeral=bool(flags & EPHEMERAL))
    message = _post(asked, interaction, {"flags": flags, **fields}, answers=first or interaction.source)
    interaction.later.append(message)
    interaction.changed.notify()
    return Answer(interaction.channel.full(message, interaction.bot.id))


def _later(asked: Asked) -> tuple[Interaction, Message]:
    interaction = _hooked(asked)
    wanted = asked.snowflake("message_id")
    for message in (*interaction.later, interaction.target):
        if message is not None and message.id == wanted and wanted in interaction.channel.messages:
            return interaction, message
    raise Refused(*UNKNOWN_MESSAGE)


def _get_later(asked: Asked) -> Answer:
    interaction, message = _later(asked)
    return Answer(interaction.channel.full(message, interaction.bot.id))


def _edit_later(asked: Asked) -> Answer:
    interaction, message = _later(asked)
    _edit(asked, interaction, message, Said(asked.json, asked.body.uploads))
    return Answer(interaction.channel.full(message, interaction.bot.id))


def _delete_later(asked: Asked) -> Answer:
    interaction, message = _later(asked)
    asked.world.remove(interaction.channel, message)
    return Answer(status=204)


_HOOK: Final = "/webhooks/{webhook_id}/{webhook_token}"
_READ: Final = frozenset({"thread_id"})
_WRITTEN: Final = frozenset({"thread_id", "with_components"})
_LIMIT: Final = (5, 5.0)
ROUTES: Final = (
    Route(
        "create_interaction_response", "POST", "/interactions/{interaction_id}/{interaction_token}/callback",
        _callback, frozenset({"with_response"}), limit=None, exempt=True,
    ),
    Route("get_original_webhook_message", "GET", _HOOK + "/messages/@original", _get_original, _READ, _LIMIT, True),
    Route(
        "update_original_webhook_message", "PATCH", _HOOK + "/messages/@original", _edit_original, _WRITTEN, _LIMIT,
        True,
    ),
    Route(
        "delete_original_webhook_message", "DELETE", _HOOK + "/messages/@original", _delete_original, _READ, _LIMIT,
        True,
    ),
    Route("execute_webhook", "POST", _HOOK, _follow_up, _WRITTEN | {"wait"}, _LIMIT, True),
    Route("get_webhook_message", "GET", _HOOK + "/messages/{message_id}", _get_later, _READ, _LIMIT, True),
    Route("update_webhook_message", "PATCH", _HOOK + "/messages/{message_id}", _edit_later, _WRITTEN, _LIMIT, True),
    Route("delete_webhook_message", "DELETE", _HOOK + "/messages/{message_id}", _delete_later, _READ, _LIMIT, True),
)  # fmt: skip

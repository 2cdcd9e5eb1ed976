"""Using a bot: commands, buttons, menus and forms, as somebody with the Discord app can."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from tests.emulators.discord.channels import Channel, Kind, Message
from tests.emulators.discord.commands import (
    BOOLEAN,
    CHAT_INPUT,
    INTEGER,
    MESSAGE,
    NUMBER,
    STRING,
    SUBCOMMAND,
    SUBCOMMAND_GROUP,
)
from tests.emulators.discord.guilds import ADMINISTRATOR
from tests.emulators.discord.interactions import Interaction, InteractionKind
from tests.emulators.discord.objects import Object
from tests.emulators.discord.views import ChatMessage, view
from tests.emulators.discord.world import Account, BotAccount, Guild, World
from tests.emulators.errors import CannotDo

Place = Guild | Channel | Literal["dm", "private"]  # of a guild its first channel, or one that it opened
_TYPES: Mapping[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}


class Using:
    """The part of a Person that makes interactions. Each returns the interaction, to wait for its answer."""

    def __init__(self, world: World, account: Account) -> None:
        self._world = world
        self._account = account

    async def uses(
        self, bot: BotAccount, command: str, options: Mapping[str, Any] | None = None, *, place: Place = "dm"
    ) -> Interaction:
        """Use a registered slash command (`"find"`, or `"settings language"` for a sub-command)."""
        found, chain, known = self._command(bot, command, place)
        given = []
        for name, value in (options or {}).items():
            option = known.get(name)
            if option is None:
                raise CannotDo(f"/{command} has no option {name!r}, only {sorted(known)}")
            _fits(command, option, value)
            given.append({"name": name, "type": option["type"], "value": value})
        if missing := [
            name for name, option in known.items() if option.get("required") and name not in (options or {})
        ]:
            raise CannotDo(f"/{command} needs {', '.join(missing)}")
        return self._command_interaction(bot, InteractionKind.COMMAND, found, chain, given, place)

    async def uses_on(self, message: ChatMessage, command: str) -> Interaction:
        """Choose a command from the menu of a message."""
        channel, found = self._component_message(message)
        bot = channel.bot or self._world.bot(found.author)
        if bot is None:
            raise CannotDo("no bot has a say in this channel")
        place: Place = channel if channel.guild is not None else "dm"
        known = next((each for each in bot.commands if (each["type"], each["name"]) == (MESSAGE, command)), None)
        if known is None:
            raise CannotDo(f"{bot.name} has no {command!r} in the menu of messages")
        self._allowed(bot, known, place)
        bot.acquainted.add(self._account.id)
        interaction = Interaction(self._world, bot, self._account.id, InteractionKind.COMMAND, channel, command)
        interaction.owners = self._owners(bot, channel)
        target = str(found.id)
        resolved = {"messages": {target: channel.full(found, self._account.id)}}
        interaction.send(
            {"id": known["id"], "name": command, "type": MESSAGE, "target_id": target, "resolved": resolved}
        )
        return interaction

    async def autocompletes(
        self, bot: BotAccount, command: str, option: str, typed: str, *, place: Place = "dm",
        others: Mapping[str, Any] | None = None, timeout: float = 5.0,
    ) -> list[tuple[str, Any]]:  # fmt: skip
        """What the bot offers while one types into an option (`others`: those filled in before): names and values."""
        found, chain, known = self._command(bot, command, place)
        if not known.get(option, {}).get("autocomplete"):
            raise CannotDo(f"/{command} completes no option {option!r}")
        given = [{"name": name, "type": known[name]["type"], "value": value} for name, value in (others or {}).items()]
        given.append({"name": option, "type": known[option]["type"], "value": typed, "focused": True})
        interaction = self._command_interaction(bot, InteractionKind.AUTOCOMPLETE, found, chain, given, place)
        return await interaction.offered(timeout)

    async def presses(self, message: ChatMessage | Interaction, button: str) -> Interaction:
        """Press a button by its label, or by how its custom_id begins. It must be there now."""
        channel, found = self._component_message(message)
        shown = self._view(channel, found)
        pressed = shown.button(button)
        if pressed is None or pressed.custom_id is None or pressed.disabled:
            raise CannotDo(
                f"{self._account.user['global_name']} sees no button {button!r} to press, only {shown.labels}"
            )
        return self._component(channel, found, {"custom_id": pressed.custom_id, "component_type": 2})

    async def chooses(
        self, message: ChatMessage | Interaction, *options: str, select: str | None = None
    ) -> Interaction:
        """Choose from a menu, by labels or values. `select`: which, if there are several."""
        channel, found = self._component_message(message)
        menu = self._view(channel, found).select(select)
        if menu is None or menu.disabled:
            raise CannotDo("there is no such menu to choose from")
        values = [
            next((value for label, value in menu.options if wanted in (label, value)), None) for wanted in options
        ]
        if None in values:
            raise CannotDo(f"the menu has no such option, only {[label for label, _ in menu.options]}")
        if not menu.least <= len(values) <= menu.most:
            raise CannotDo(f"the menu takes {menu.least} to {menu.most} options")
        data = {"custom_id": menu.custom_id, "component_type": 3, "values": values}
        return self._component(channel, found, data)

    async def submits(self, opened: Interaction, texts: Mapping[str, str]) -> Interaction:
        """Fill in the form an interaction opened, by labels or custom_ids, and send it."""
        form = opened.modal
        if form is None or opened.form is None:
            raise CannotDo("there is no form to fill in")
        values: dict[str, str] = {}
        for field in form.fields:
            text = texts.get(field.label, texts.get(field.custom_id, field.value or ""))
            if (field.required or text) and not max(field.least, int(field.required)) <= len(text) <= field.most:
                raise CannotDo(f"the field {field.label!r} takes {field.least} to {field.most} characters")
            values[field.custom_id] = text
        if unknown := set(texts) - {name for field in form.fields for name in (field.label, field.custom_id)}:
            raise CannotDo(f"the form has no field {sorted(unknown)}")
        interaction = Interaction(
            self._world, opened.bot, self._account.id, InteractionKind.MODAL, opened.channel, form.custom_id,
            source=opened.source, opened_by=opened,
        )  # fmt: skip
        interaction.owners = opened.owners
        rows = [_filled(row, place, values) for place, row in enumerate(opened.form["components"])]
        interaction.send({"custom_id": form.custom_id, "components": rows})
        return interaction

    # --- within -------------------------------------------------------------------------------------------------

    def _command(self, bot: BotAccount, command: str, place: Place) -> tuple[Object, list[Object], dict[str, Object]]:
        """The command, the sub-commands on the way, and the options at its end, by name."""
        name, *steps = command.split()
        found = next((each for each in bot.commands if (each["type"], each["name"]) == (CHAT_INPUT, name)), None)
        if found is None:
            raise CannotDo(f"{bot.name} has no command /{name}, only {[each['name'] for each in bot.commands]}")
        self._allowed(bot, found, place)
        chain, options = [], found.get("options", [])
        for step in steps:
            inner = next((each for each in options if each["name"] == step), None)
            if inner is None or inner["type"] not in (SUBCOMMAND, SUBCOMMAND_GROUP):
                raise CannotDo(f"/{name} has no sub-command {step!r}")
            chain.append(inner)
            options = inner.get("options", [])
        if any(option["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP) for option in options):
            raise CannotDo(f"/{command} is used through its sub-commands only")
        return found, chain, {option["name"]: option for option in options}

    def _allowed(self, bot: BotAccount, command: Object, place: Place) -> None:
        """CannotDo unless the app shows the command there."""
        person, types = self._account.id, command["integration_types"]
        if place == "dm" and not self._world.reachable(bot, person):
            bot.installed_by.add(person)  # the way to a bot's DM without a server
        installed = 1 in types and person in bot.installed_by
        guild = place.guild if isinstance(place, Channel) else place
        if isinstance(guild, Guild):
            if person not in guild.people:
                raise CannotDo(f"{self._account.user['global_name']} is not in {guild.name}")
            shown = (0 in types and bot in guild.bots) or installed
            needed = int(command["default_member_permissions"] or 0)
            has = guild.permissions(person)
            if command["default_member_permissions"] is not None and not (
                has & ADMINISTRATOR or (needed and has & needed == needed)
            ):
                shown = False  # admins may offer it to others, too; here none does
            context = 0
        else:
            shown = installed or (place == "dm" and 0 in types)
            context = 1 if place == "dm" else 2
        contexts = command["contexts"]
        if contexts is None:
            contexts = [0, 1] if command["dm_permission"] else [0]
        if not shown or context not in contexts:
            raise CannotDo(f"/{command['name']} is not shown there")

    def _place(self, bot: BotAccount, place: Place) -> Channel:
        if isinstance(place, Channel):
            return place
        if isinstance(place, Guild):
            return place.channel
        return self._world.dm(bot, self._account.id) if place == "dm" else self._world.private(self._account)

    def _owners(self, bot: BotAccount, channel: Channel) -> Object:
        """authorizing_integration_owners: through which installations the interaction came."""
        person = self._account.id
        owners: Object = {}
        if channel.guild is not None and bot in channel.guild.bots:
            owners["0"] = str(channel.guild.id)
        elif channel.kind is Kind.DM and (person not in bot.installed_by or self._world.mutual(bot, person)):
            owners["0"] = "0"
        if person in bot.installed_by:
            owners["1"] = str(person)
        return owners

    def _command_interaction(
        self, bot: BotAccount, kind: InteractionKind, command: Object, chain: list[Object], given: list[Object],
        place: Place,
    ) -> Interaction:  # fmt: skip
        channel = self._place(bot, place)
        bot.acquainted.add(self._account.id)
        name = " ".join([command["name"], *(step["name"] for step in chain)])
        interaction = Interaction(self._world, bot, self._account.id, kind, channel, name)
        interaction.owners = self._owners(bot, channel)
        for step in reversed(chain):
            given = [{"name": step["name"], "type": step["type"], "options": given}]
        data: Object = {"id": command["id"], "name": command["name"], "type": 1}
        interaction.send(data | ({"options": given} if given else {}))
        return interaction

    def _component_message(self, given: ChatMessage | Interaction) -> tuple[Channel, Message]:
        """The channel and message of something seen, if it is still there and shown to this person."""
        if isinstance(given, Interaction):
            answer = given.answer
            if answer is None:
                raise CannotDo("the interaction has no answer yet")
            given = answer
        channel = self._world.channels[int(given.raw["channel_id"])]
        found = channel.messages.get(given.id)
        if found is None or found.seen_by not in (None, self._account.id):
            raise CannotDo("the message is gone")
        return channel, found

    def _component(self, channel: Channel, message: Message, data: Object) -> Interaction:
        bot = self._world.bot(message.author)
        assert bot is not None
        bot.acquainted.add(self._account.id)
        kind = InteractionKind.COMPONENT
        interaction = Interaction(self._world, bot, self._account.id, kind, channel, data["custom_id"], source=message)
        interaction.owners = self._owners(bot, channel)
        interaction.send({"id": _number(message.raw, data["custom_id"]), **data})
        return interaction

    def _view(self, channel: Channel, message: Message, raw: Object | None = None) -> ChatMessage:
        who = {emoji: tuple(people) for emoji, people in message.reactions.items()}
        full = channel.full(message, self._account.id) if raw is None else raw
        return view(full, self._world.files.content, who, from_bot=message.by_bot)


def _fits(command: str, option: Object, value: Any) -> None:
    """CannotDo if the app would not let this be given."""
    name, types = option["name"], _TYPES[option["type"]]
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise CannotDo(f"/{command} {name} takes no {type(value).__name__}")
    if option.get("choices") and value not in [choice["value"] for choice in option["choices"]]:
        raise CannotDo(f"/{command} {name} offers {[choice['value'] for choice in option['choices']]}")
    size = len(value) if isinstance(value, str) else value
    limits = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    least, most = (option.get(limit) for limit in limits)
    if (least is not None and size < least) or (most is not None and size > most):
        raise CannotDo(f"/{command} {name} takes {least} to {most}")
    if isinstance(value, str) and not 1 <= len(value) <= 6000:
        raise CannotDo(f"/{command} {name} takes 1 to 6000 characters")


def _number(raw: Object, custom_id: str) -> int:
    parts = (part for row in raw["components"] for part in row["components"])
    return next((int(part["id"]) for part in parts if part.get("custom_id") == custom_id), 1)


def _filled(row: Object, place: int, values: Mapping[str, str]) -> Object:
    """A row of a form as it is sent back."""

    def part(of: Object) -> Object:
        return {
            "type": 4,
            "id": of.get("id") or place * 2 + 2,
            "custom_id": of["custom_id"],
            "value": values[of["custom_id"]],
        }

    if row["type"] == 18:
        return {"type": 18, "id": row.get("id") or place * 2 + 1, "component": part(row["component"])}
    return {"type": 1, "id": row.get("id") or place * 2 + 1, "components": [part(of) for of in row["components"]]}

"""/help, /rules, /privacy, and the answer to a command that does not exist."""

from bot.commands.base import Call, button
from bot.messages import Command, Outgoing
from bot.texts.keys import Text

LONGEST_NAME = 32


async def help_(call: Call) -> list[Outgoing]:
    """/help: everything one can do."""
    return [call.say(Text.HELP)]


async def rules(call: Call) -> list[Outgoing]:
    """/rules."""
    return [call.say(Text.RULES)]


async def privacy(call: Call) -> list[Outgoing]:
    """/privacy: what is stored, and for how long."""
    return [call.say(Text.PRIVACY)]


def unknown(call: Call, command: Command) -> list[Outgoing]:
    """A hint; the command's name is shown without what could be mistaken for markup, and not at length."""
    name = "".join(each for each in command.name if each.isalnum() or each in "_-")[:LONGEST_NAME]
    return [call.say(Text.UNKNOWN_COMMAND, {"command": f"/{name}"}, ((button(Text.B_HELP, "help"),),))]

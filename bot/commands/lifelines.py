"""Help for those who are in danger, or worried about somebody: a private card, whatever becomes of a report."""

from bot.commands.base import Call
from bot.messages import Outgoing
from bot.texts.keys import Text
from moderation.model import Detail, Reason


def card(call: Call, reason: Reason, detail: Detail) -> list[Outgoing]:
    """The card for somebody who reports this; nothing where nobody is in danger."""
    if reason is not Reason.SELF_HARM and (reason, detail) != (Reason.THREATS, Detail.VIOLENCE):
        return []
    everywhere = call.house.help.everywhere
    lines = call.house.help.of(_spoken(call))
    return [
        call.say(
            Text.HELP_CARD,
            {
                "emergency": " / ".join(everywhere.emergency),
                "directory": everywhere.directory,
                "lines": "".join(f"\n· {line.told}" for line in lines),
            },
        )
    ]


def _spoken(call: Call) -> list[str]:
    """The languages somebody surely reads: that of the bot, those they chat in, that of their client."""
    client = (call.client_language or "").replace("_", "-").split("-")[0].casefold()
    return [call.member.language, client, *call.member.profile.languages]

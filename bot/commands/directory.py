"""Who answers which command, and which tap."""

from bot.commands import (
    account,
    alerts,
    appeals,
    guard,
    profile,
    report,
    reveal,
    safety,
    search,
    settings,
    waiting,
)
from bot.commands import help as helping
from bot.commands.base import Handler

COMMANDS: dict[str, Handler] = {
    "start": account.start,
    "find": search.find,
    "next": search.next_partner,
    "stop": search.stop,
    "interests": profile.interests,
    "settings": settings.settings,
    "block": safety.block,
    "report": report.report,
    "status": account.status,
    "rules": helping.rules,
    "privacy": helping.privacy,
    "export": account.export,
    "delete": account.ask_delete,
    "language": profile.language,
    "help": helping.help_,
    **reveal.COMMANDS,
}

TAPS: dict[str, Handler] = {
    "find": search.find,
    "tell": alerts.tell,
    "keep-looking": waiting.keep_looking,
    "interests": profile.interests,
    "language": profile.language,
    "set": settings.tapped,
    "block": safety.block_tapped,
    "report": report.tapped,
    "words": report.words_tapped,
    "appeal": appeals.tapped,
    "delete": account.delete_tapped,
    "keep": account.keep,
    "rules": helping.rules,
    "help": helping.help_,
    **guard.TAPS,
}
ROOM_TAPS: dict[str, Handler] = {
    "next": search.next_partner,
    "stop": search.stop,
    **guard.ROOM_TAPS,
    **reveal.ROOM_TAPS,
}
"""These act on the room they were shown for, and on no later one."""

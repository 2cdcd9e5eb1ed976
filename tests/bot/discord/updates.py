"""Updates of three people, by names that a test can read."""

from typing import Final

from bot.content import Content
from bot.messages import Command, Incoming, Said, Sender

TALKING: Final = ("ann", "bob")
"""Chats whose past is read; the other one's is not."""
ALL: Final = (*TALKING, "eve")


def message(chat: str, number: int) -> Incoming:
    said = Said(Content(f"{chat} {number}"))
    key = f"discord:77:m:{2 * number}:{chat}"
    return Incoming(key, Sender("discord", "77", f"user {chat}", chat), said, str(number))


def command(chat: str, number: int) -> Incoming:
    """One that was used before message `number` was written."""
    key = f"discord:77:i:{2 * number - 1}:{chat}"
    return Incoming(key, Sender("discord", "77", f"user {chat}", chat), Command("next"))


def name(incoming: Incoming) -> str:
    chat = incoming.sender.chat
    return f"{chat}:{incoming.message}" if isinstance(incoming.what, Said) else f"/{chat}"


def no_wait(failures: int) -> float:
    return 0.0

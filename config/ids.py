"""The names things have inside Bauta: random, opaque, and different types so that they cannot be mixed up."""

import secrets
from typing import NewType

MemberId = NewType("MemberId", str)
RoomId = NewType("RoomId", str)
TicketId = NewType("TicketId", str)
MessageId = NewType("MessageId", str)
"""One original message of a member or one notice of the bot, whatever copies of it platforms hold."""


def new_id() -> str:
    """96 random bits as 16 URL-safe characters: a collision among a billion ids has a chance below 10^-11."""
    return secrets.token_urlsafe(12)

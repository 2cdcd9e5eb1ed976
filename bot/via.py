"""How a command or a tap is answered directly, where the platform waits for that."""

from dataclasses import dataclass, field
from enum import StrEnum


class Spot(StrEnum):
    """Where a direct answer appears."""

    ANSWER = "answer"  # in the place the platform holds free for it, or in the message whose button was tapped
    BESIDE = "beside"  # in a message of its own, after that


@dataclass(frozen=True, slots=True)
class Via:
    """A way to answer a command or a tap directly, beside the lane: Discord's interactions, toasts of Telegram.

    `token` is the platform's own, `until` (epoch seconds) when it ends. `aside`: the command was used elsewhere than in
    the chat with the bot, or concerns moderators, and only the one who used it sees the answer. `tap`: a button, whose
    message can change. `brief`: it takes a few words, and no buttons. `only`: an answer that is shown this way or not
    at all, and never in a lane.
    """

    token: str = field(repr=False)
    until: float
    aside: bool = False
    tap: bool = False
    spot: Spot = Spot.ANSWER
    brief: bool = False
    only: bool = False

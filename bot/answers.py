"""Which of the bot's words answer a command or a tap directly, where the platform waits for an answer. Pure.

In the chat with the bot the first notice takes the place the platform holds free for it, the others follow in the lane.
Elsewhere (in a server) everything is answered there, seen by the one who asked only; but a conversation happens in the
chat alone, so what belongs to it goes there and the answer says so.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.commands.base import button
from bot.messages import Buttons, Disclosed, Export, Notice, Outgoing, Reworded, Spot, Via
from bot.texts.keys import Text
from config.ids import MemberId, MessageId

CONVERSATION = frozenset(
    {
        Text.SEARCHING,
        Text.SEARCHING_SHARED,
        Text.SEARCHING_WIDE,
        Text.SEARCHING_ALONE,
        Text.SEARCHING_NOBODY_FITS,
        Text.SEARCH_STOPPED,
        Text.PAIRED,
        Text.PAIRED_NEAR,
        Text.PAIRED_WIDENED,
        Text.PAIRED_NOTHING_SHARED,
        Text.YOU_LEFT,
        Text.YOU_WENT_ON,
        Text.REVEAL_NOTED,
        Text.REVEAL_WRITE,
        Text.REVEALED,
    }
)
"""What is said in the chat, wherever it was asked for."""

IN_ITS_SERVER = frozenset(
    {
        Text.IN_DIRECT_MESSAGES,
        Text.SERVER_PAGE,
        Text.SERVER_MEET,
        Text.SERVER_ROLES,
        Text.SERVER_MODERATORS,
        Text.SERVER_ALLIES,
        Text.SERVER_INVITED,
        Text.SERVER_LEAVE,
        Text.SERVER_WORDS,
        Text.SERVER_LANGUAGE,
    }
)
"""What means something only where it was asked for: menus of a server's roles, its codes."""

OPEN_CHAT: Buttons = ((button(Text.B_OPEN_CHAT, "chat"),),)


def pointless_in_lane(item: Outgoing) -> bool:
    """Whether an answer says nothing to somebody who reads it in the chat, or may not be read there."""
    via = getattr(item, "via", None)
    return (via is not None and via.only) or (isinstance(item, Notice | Reworded) and item.text in IN_ITS_SERVER)


def directed(
    items: Sequence[Outgoing], via: Via | None, member: MemberId, bearer: MessageId | None = None
) -> list[Outgoing]:
    """The same items, with the way for those that answer `member` directly. `bearer`: the notice that was tapped."""
    if via is None:
        return list(items)
    out: list[Outgoing] = []
    answers = 0
    elsewhere = False
    shown = False
    for item in items:
        if item.to != member or not isinstance(item, Notice | Reworded | Export | Disclosed):
            out.append(item)
        elif isinstance(item, Reworded):
            here = via.tap and item.of == bearer and not shown
            shown = shown or here
            out.append(replace(item, via=via) if here else item)
        elif via.aside and isinstance(item, Notice) and item.text in CONVERSATION:
            elsewhere = True
            out.append(item)
        elif answers and not via.aside:
            out.append(item)
        else:
            out.append(replace(item, via=_spot(via, answers)))
            answers += 1
    if elsewhere or (not answers and not via.tap):
        out.append(Notice(member, Text.IN_DIRECT_MESSAGES, {}, OPEN_CHAT, via=_spot(via, answers)))
    return out


def _spot(via: Via, before: int) -> Via:
    """The place held free goes to the first answer of a command; after a tap it is the message that was tapped."""
    return replace(via, spot=Spot.BESIDE if before or via.tap else Spot.ANSWER)

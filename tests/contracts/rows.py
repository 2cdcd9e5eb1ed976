"""What is put on the way in the journal's tests."""

from bot.content import Content, FileRef, Kind, Media
from bot.journal import Queued
from bot.messages import Notice, Outgoing, Relayed
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId, MessageId, RoomId
from tests.contracts.stores import NOW, Ground

ROOM = RoomId("room")


def notice(to: MemberId) -> Notice:
    return Notice(to, Text.RULES)


def relayed(to: MemberId, text: str, *, room: RoomId = ROOM, file: str = "", author: str = "author") -> Relayed:
    media = (Media(Kind.PHOTO, FileRef("bauta", "", file)),) if file else ()
    return Relayed(to, Content(text, media=media), MessageId(f"of {text}"), room, MemberId(author))


async def appended(ground: Ground, *items: Outgoing) -> list[Queued]:
    async with ground.turn() as turn:
        return await turn.journal.append(items, NOW)


async def lane_of(ground: Ground, who: MemberId) -> str:
    async with ground.turn() as turn:
        return await lane_of_in(turn, who)


async def lane_of_in(turn: Turn, who: MemberId) -> str:
    known = await turn.members.get(who)
    assert known is not None
    assert known.lane is not None
    return known.lane

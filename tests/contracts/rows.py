"""What is put on the way in the journal's tests."""

from bot.content import Content, FileRef, Kind, Media, Poll, Span, Style
from bot.journal import Queued
from bot.messages import (
    Amended,
    Button,
    Disclosed,
    Export,
    Notice,
    Outgoing,
    Reaction,
    Relayed,
    Retracted,
    Reworded,
    Tongues,
    Topics,
    Word,
)
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


def one_of_each(ann: MemberId) -> list[Outgoing]:
    """Everything that can be on its way to somebody, with all that can be in it."""
    button = Button(Text.B_THAT_ROOM, "block", "tag", {"minutes": 3, "label": Word(Text.AGES, {"from": 18, "to": 24})})
    return [
        Notice(
            ann,
            Text.SETTINGS,
            {
                "languages": Tongues(("en", "de")),
                "gender": Word(Text.UNSTATED),
                "wish-gender": (Word(Text.GENDER_MAN), Word(Text.GENDER_OTHER)),
                "interests": Topics(("chess", "שחמט")),
                "age": 27,
                "rate": 0.5,
                "label": "x",
            },
            ((button,), (Button(Text.B_HELP, "help"),)),
            MessageId("m1"),
            MessageId("m0"),
        ),
        Reworded(ann, MessageId("m1"), Text.SEARCH_DONE, {"waiting": 1}),
        Relayed(
            ann,
            Content(
                "hi \U0001f600 \u202a",
                (Span(Style.LINK, 0, 2, "https://e.org"), Span(Style.SPOILER, 3, 4)),
                (
                    Media(Kind.PHOTO, FileRef("telegram", "77", "file", 10), spoiler=True),
                    Media(Kind.VIDEO_NOTE, FileRef("bauta", "", "another")),
                ),
                Poll("Tea?", ("Yes", "שחמט"), several=True),
                quote="a part",
                album="55",
                forwarded=True,
            ),
            MessageId("m2"),
            ROOM,
            MemberId("author"),
            MessageId("m3"),
        ),
        Amended(
            ann,
            Content("ho", media=(Media(Kind.VOICE, FileRef("discord", "77", "1 2 0 https://cdn.example/a", 5)),)),
            MessageId("m2"),
            ROOM,
            MemberId("author"),
            replaced=True,
        ),
        Retracted(ann, MessageId("m2"), ROOM, MemberId("author")),
        Reaction(ann, MessageId("m2"), ROOM, MemberId("author"), ("👍", ":blob:"), ("🔥",)),
        Export(ann),
        Disclosed(ann, "7K2F", MessageId("m4"), 2, "7K2F.3.mark"),
    ]


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

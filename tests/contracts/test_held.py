"""Held messages keep their promises: for as long as was said, nobody else's, and gone with their room and author."""

import pytest
from sqlalchemy import select, update

from bot.content import Content, FileRef, Kind, Media, Poll, Span, Style
from bot.held import LASTS, Held
from bot.rooms import Offer
from bot.stores.schema import held as rows
from bot.stores.schema import seats
from bot.turn import Turn
from config.ids import MemberId, MessageId, RoomId
from config.keys import Unsealable
from tests.contracts.stores import NOW, BrokenOff, Ground, people

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = Content("0171 2345678", (Span(Style.BOLD, 0, 4),), quote="your number?", forwarded=True)


async def seated(ground: Ground) -> tuple[MemberId, MemberId, RoomId]:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        seat, _ = await turn.rooms.open(ann, bob, (), NOW)
    return ann, bob, seat.room


def held(member: MemberId, room: RoomId, name: str = "message", content: Content = WORDS, at: float = NOW) -> Held:
    return Held(MessageId(name), member, room, content, MessageId("answered"), MessageId(f"notice of {name}"), at)


def photo(file: str) -> Content:
    return Content("@anna", media=(Media(Kind.PHOTO, FileRef("bauta", "", file), spoiler=True),))


async def test_what_is_held_comes_back_as_it_went_in(ground: Ground) -> None:
    ann, _, room = await seated(ground)
    contents = (WORDS, photo("f"), Content(poll=Poll("who?", ("@anna", "me"), several=True), album="a"))
    for number, content in enumerate(contents):
        one = held(ann, room, f"m{number}", content, NOW + number)
        async with ground.turn() as turn:
            await turn.held.put(one)
        async with ground.turn() as turn:
            assert await turn.held.get(one.message, NOW + number) == one
    async with ground.turn() as turn:
        assert [one.content for one in await turn.held.of(ann)] == list(contents), "the oldest first"


async def test_it_can_be_changed_while_it_is_held(ground: Ground) -> None:
    ann, _, room = await seated(ground)
    async with ground.turn() as turn:
        await turn.held.put(held(ann, room))
        await turn.held.put(held(ann, room, content=Content("nothing")))
        assert [one.content.text for one in await turn.held.of(ann)] == ["nothing"]


async def test_what_was_never_held_is_not_there(ground: Ground) -> None:
    ann, bob, room = await seated(ground)
    async with ground.turn() as turn:
        await turn.held.put(held(ann, room))
        for forged in ("", "forged", "notice of message", "messagex"):
            assert await turn.held.get(MessageId(forged), NOW) is None
        assert await turn.held.of(bob) == []
        assert not await turn.held.drop(MessageId("forged"))
        assert not await turn.held.let_go(MessageId("forged"))


async def test_it_is_let_go_or_dropped_once(ground: Ground) -> None:
    ann, _, room = await seated(ground)
    async with ground.turn() as turn:
        for take in (turn.held.let_go, turn.held.drop):
            await turn.held.put(held(ann, room))
            assert [await take(MessageId("message")) for _ in range(2)] == [True, False]
            assert await turn.held.get(MessageId("message"), NOW) is None


async def test_its_files_go_on_with_it_and_go_when_it_is_dropped(ground: Ground) -> None:
    ann, _, room = await seated(ground)
    async with ground.turn() as turn:
        sent, dropped = [await turn.journal.keep_file(data, NOW) for data in (b"sent", b"dropped")]
        await turn.held.put(held(ann, room, "a", photo(sent)))
        await turn.held.put(held(ann, room, "b", photo(dropped)))
        await turn.held.let_go(MessageId("a"))
        await turn.held.drop(MessageId("b"))
        assert [await turn.journal.file(name) for name in (sent, dropped)] == [b"sent", None]


async def test_after_an_hour_it_counts_as_gone_and_is_cleaned_up_in_shares(ground: Ground) -> None:
    ann, _, room = await seated(ground)
    async with ground.turn() as turn:
        file = await turn.journal.keep_file(b"photo", NOW)
        for number in range(5):
            await turn.held.put(held(ann, room, f"m{number}", photo(file), NOW + number))
        assert await turn.held.get(MessageId("m0"), NOW + LASTS - 0.01) is not None
        assert await turn.held.get(MessageId("m0"), NOW + LASTS) is None
        assert not await turn.held.any_over(NOW + LASTS - 0.01)
        assert await turn.held.any_over(NOW + LASTS)
        assert [await turn.held.clean_up(NOW + LASTS + 3, 3) for _ in range(3)] == [3, 1, 0]
        assert [one.message for one in await turn.held.of(ann)] == ["m4"]
        assert await turn.journal.file(file) is None


async def test_it_goes_with_its_room(ground: Ground) -> None:
    ann, bob, room = await seated(ground)
    async with ground.turn() as turn:
        file = await turn.journal.keep_file(b"photo", NOW)
        await turn.held.put(held(ann, room, "a", photo(file)))
        await turn.held.put(held(bob, room, "b"))
        await turn.rooms.close(room, NOW)
        assert [*await turn.held.of(ann), *await turn.held.of(bob)] == []
        assert await turn.journal.file(file) is None


async def test_it_goes_with_its_author(ground: Ground) -> None:
    ann, bob, room = await seated(ground)
    async with ground.turn() as turn:
        await turn.held.put(held(ann, room, "a"))
        await turn.held.put(held(bob, room, "b"))
        await turn.members.erase(ann, NOW)
        assert await turn.held.of(ann) == []
        assert len(await turn.held.of(bob)) == 1


async def test_a_turn_that_breaks_off_holds_nothing_and_lets_nothing_go(ground: Ground) -> None:
    ann, _, room = await seated(ground)
    with pytest.raises(BrokenOff):
        await ground.breaks_off(lambda turn: turn.held.put(held(ann, room)))
    async with ground.turn() as turn:
        assert await turn.held.of(ann) == []
        await turn.held.put(held(ann, room))
    with pytest.raises(BrokenOff):
        await ground.breaks_off(lambda turn: turn.held.drop(MessageId("message")))
    async with ground.turn() as turn:
        assert len(await turn.held.of(ann)) == 1


async def test_it_lies_in_the_database_sealed_and_bound_to_its_row(ground: Ground) -> None:
    ann, _, room = await seated(ground)
    async with ground.turn() as turn:
        await turn.held.put(held(ann, room, "a"))
        await turn.held.put(held(ann, room, "b", Content("another")))
        ordered = select(rows.c.body).order_by(rows.c.id)
        first, second = (await turn.unit.connection.execute(ordered)).scalars()
        assert b"2345678" not in first
        await turn.unit.connection.execute(update(rows).where(rows.c.id == "a").values(body=second))
        with pytest.raises(Unsealable):
            await turn.held.get(MessageId("a"), NOW)


# --- what the two in a room agree to ---


async def guarded(turn: Turn, *both: MemberId) -> list[bool]:
    found = [await turn.rooms.seat(member) for member in both]
    return [seat.guarded for seat in found if seat is not None]


async def test_a_room_is_guarded_until_both_agree_and_the_next_one_is_again(ground: Ground) -> None:
    ann, bob, room = await seated(ground)
    async with ground.turn() as turn:
        assert await guarded(turn, ann, bob) == [True, True]
        await turn.rooms.unguard(ann)
        assert await guarded(turn, ann, bob) == [True, True]
        seats_ = [await turn.rooms.seat(member) for member in (ann, bob)]
        assert [seat.unguarded for seat in seats_ if seat] == [True, False]
        await turn.rooms.unguard(bob)
        assert await guarded(turn, ann, bob) == [False, False]
        await turn.rooms.close(room, NOW)
        await turn.rooms.open(ann, bob, (), NOW)
        assert await guarded(turn, ann, bob) == [True, True]


async def test_an_offer_is_replaced_and_taken_back_and_goes_with_the_room(ground: Ground) -> None:
    ann, bob, room = await seated(ground)
    offer = Offer("I am Anna", MessageId("noted"), MessageId("asked"))
    other = Offer("ערן", MessageId("n"), MessageId("a"))
    async with ground.turn() as turn:
        assert await turn.rooms.offers(room) == {}
        await turn.rooms.offer(ann, offer)
        assert await turn.rooms.offers(room) == {ann: offer}
        await turn.rooms.offer(ann, other)
        await turn.rooms.offer(bob, offer)
        assert await turn.rooms.offers(room) == {ann: other, bob: offer}
        await turn.rooms.offer(ann, None)
        assert await turn.rooms.offers(room) == {bob: offer}
        await turn.rooms.close(room, NOW)
        assert await turn.rooms.offers(room) == {}
        await turn.rooms.offer(bob, offer)  # who is seated nowhere offers nothing
        seat, _ = await turn.rooms.open(ann, bob, (), NOW)
        assert await turn.rooms.offers(seat.room) == {}


async def test_an_offer_lies_in_the_database_sealed_and_bound_to_its_seat(ground: Ground) -> None:
    ann, bob, room = await seated(ground)
    async with ground.turn() as turn:
        await turn.rooms.offer(ann, Offer("I am Anna", MessageId("noted"), MessageId("asked")))
        sealed = (await turn.unit.connection.execute(select(seats.c.reveal).where(seats.c.member == ann))).scalar_one()
        assert sealed is not None
        assert b"Anna" not in sealed
        await turn.unit.connection.execute(update(seats).where(seats.c.member == bob).values(reveal=sealed))
        with pytest.raises(Unsealable):
            await turn.rooms.offers(room)

"""Whatever is relayed is franked in the turn that relays it, and kept for a while: guarded words, changes, albums."""

import base64
from pathlib import Path

import pytest

from bot.content import Content, FileRef, Kind, Media, Span, Style
from bot.mediums import media_of
from bot.messages import Edited, Relayed, Said
from config.ids import MemberId, MessageId, RoomId
from moderation.bundle import Exhibit
from moderation.evidence import Frozen, Shown, frank_of
from moderation.franking import Entry
from moderation.ring import LASTS
from moderation.stores.tags import LAST
from tests.bot.keeping import keeping
from tests.bot.people import Person
from tests.bot.town import Town
from tests.moderation.said import tags_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

CASE = "7K2F"
CANARY = "Kanarienvogel"


async def room_of(town: Town, person: Person) -> tuple[RoomId, MemberId, MemberId]:
    """Where they talk, or talked last; who they are, and who the other is."""
    member = (await person.member()).id
    async with town.look() as turn:
        past = (await turn.rooms.past(member, 0.0))[0]
    return past.room, member, past.partner


async def reports(town: Town, reporter: Person, pointed: MessageId | None = None, shown: Shown | None = None) -> Frozen:
    """What the one who reports their latest partner has frozen."""
    room, who, subject = await room_of(town, reporter)
    async with town.database.unit() as unit:
        return await town.evidence.freeze(
            unit, case=CASE, room=room, subject=subject, reporter=who, pointed=pointed, shown=shown
        )


async def exhibits(town: Town) -> list[Exhibit]:
    async with town.database.read() as unit:
        return list(await town.evidence.view(unit, CASE))


async def lines(town: Town) -> list[str]:
    """As a moderator reads it."""
    return [f"{each.role}{'' if each.verified else ' (not verified)'}: {each.text}" for each in await exhibits(town)]


def last_relayed(town: Town) -> Relayed:
    return [row.item for row in town.committed if isinstance(row.item, Relayed)][-1]


async def test_what_two_say_to_each_other_is_evidence_from_then_on(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("hello")
    await bob.says("hi")
    await ann.says("I will find you")
    assert await reports(town, bob) == Frozen(3, 3, None)
    assert await lines(town) == ["reported: hello", "reporter: hi", "reported: I will find you"]


async def test_messages_of_one_group_are_one_chain_in_their_order(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    cleo, _ = await town.paired("cleo", "dan")
    burst = [update for at in range(8) for who in (ann, bob, cleo) for update in who.lines(f"{at} {who.name}")]
    await town.hand_in(*burst)
    assert (await reports(town, bob)).verified == 16
    assert [each.text for each in await exhibits(town)] == [f"{at} {who}" for at in range(8) for who in ("ann", "bob")]
    room, *_ = await room_of(town, ann)
    async with town.look() as turn:
        tags = await tags_of(turn.unit, room)
        notes = await town.evidence.ring.read(room, turn.now) if town.evidence.ring else ()
    assert frank_of(town.database.keys).whole([each for each in notes if isinstance(each, Entry)], tags)


async def test_guarded_words_are_evidence_once_they_go_on_and_no_sooner(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("call me at 0171 2345678")
    assert await reports(town, bob) == Frozen()
    await ann.presses("send")
    await reports(town, bob)
    assert await lines(town) == ["reported: call me at 0171 2345678"]


async def test_former_and_deleted_words_stay_for_a_report(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    first, second = await ann.says("you bitch"), await ann.says("and more")
    await town.hand_in(ann.update(Edited(Content("you beauty")), message=first))
    await ann.takes_back(second)
    await reports(town, bob)
    one, other = await exhibits(town)
    assert (one.text, [each.text for each in one.former], one.edited, one.verified) == (
        *("you beauty", ["you bitch"], True),
        True,
    )
    assert (other.text, other.deleted) == ("and more", True)


async def test_every_file_of_an_album_is_told_of_and_can_be_found_again(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    files = [Media(Kind.PHOTO, FileRef("telegram", "77", f"file {at}", 100 + at)) for at in range(2)]
    for at, file in enumerate(files):
        town.mailbox.files[f"file {at}"] = b""
        await town.turns.accept(
            [ann.update(Said(Content("look" * (not at), media=(file,), album="a")), message=f"{at}")]
        )
    await reports(town, bob)
    shown = await exhibits(town)
    assert [(each.text, each.media[0].kind, each.media[0].size) for each in shown] == [
        ("look", "photo", 100),
        ("", "photo", 101),
    ]
    assert [media_of(each.media[0], town.database.keys) for each in shown] == files
    assert all("file" not in each.media[0].ref for each in shown), "sealed"
    assert all(each.verified for each in shown)


async def test_where_a_link_leads_is_part_of_the_words(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says(Said(Content("click here", (Span(Style.LINK, 6, 10, "https://evil.example/"),))))
    await reports(town, bob)
    assert await lines(town) == ["reported: click here (https://evil.example/)"]


async def test_what_is_refused_is_no_evidence(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("x" * 5000)
    await ann.says("\u200b")
    assert await reports(town, bob) == Frozen()
    assert town.rows("tags") == []


async def test_a_turn_that_fails_leaves_no_tag_and_the_chain_goes_on(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("one")
    twice = ann.lines("two")
    await town.hand_in(*twice)
    await town.hand_in(*twice, *ann.lines("three"))  # the group stumbles over what came before, and is repeated
    await reports(town, bob)
    assert await lines(town) == ["reported: one", "reported: two", "reported: three"]
    assert [row["seq"] for row in town.rows("tags")] == [0, 1, 2]


# --- time ---


async def test_the_ring_goes_half_an_hour_after_the_room_and_not_before(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("I will find you")
    said = last_relayed(town)
    for _ in range(50):  # nobody says anything for 50 minutes, and still the room is open
        town.clock.passes(minutes=1)
        await town.vigil.look()
    assert (await reports(town, bob)).messages == 1
    await bob.says("/stop")
    town.clock.passes(seconds=LASTS - 1)
    await town.vigil.look()
    assert (await reports(town, bob)).messages == 1
    town.clock.passes(seconds=1)
    await town.vigil.look()
    assert await reports(town, bob) == Frozen()
    assert await reports(town, bob, said.of, Shown(("I will find you",))) == Frozen(1, 1, True)


async def test_tags_go_after_72_hours_when_the_house_is_kept(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("hi")
    town.clock.passes(seconds=LAST - 60)
    await keeping(town).clean()
    assert len(town.rows("tags")) == 1
    town.clock.passes(seconds=120)
    await keeping(town).clean()
    assert town.rows("tags") == []
    await ann.says("still here")
    assert [row["seq"] for row in town.rows("tags")] == [1], "and the chain goes on"


async def test_erasing_a_member_takes_no_evidence_with_it(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("I will find you")
    await ann.says("/delete")
    await ann.presses("delete")
    await town.goes_round(minutes=2)
    assert (await reports(town, bob)).verified == 1, (
        "or whoever wants to get away with it would just delete the account"
    )


@pytest.mark.parametrize("person", ["ann", "bob"])
async def test_no_table_of_evidence_names_anybody(town: Town, person: str) -> None:
    await town.paired("ann", "bob")
    await town.people["ann"].says("hi")
    await reports(town, town.people["bob"])
    member = (await town.people[person].member()).id
    for table in ("tags", "evidence"):
        assert town.rows(table)
        assert member not in repr(town.rows(table))


async def test_no_page_of_the_database_no_key_and_no_log_holds_what_was_said(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    file = town.file
    ann, bob = await town.paired("ann", "bob")
    said = await ann.says(f"{CANARY} one")
    await town.hand_in(ann.update(Edited(Content(f"{CANARY} two")), message=said))
    await reports(town, bob, MessageId("m"), Shown((f"{CANARY} three",)))
    await town.goes_round(seconds=1)
    assert [each.text for each in await exhibits(town)] == [f"{CANARY} two", f"{CANARY} three"], "it is kept, though"
    kept = b"".join(
        each.read_bytes() for each in (file, Path(f"{file}-wal"), *town.evidence.case_keys.folder.iterdir())
    )
    assert len(kept) > 100_000
    printed = capsys.readouterr()
    for form in (CANARY.encode(), CANARY.encode("utf-16-le"), base64.b64encode(CANARY.encode())[:-4]):
        assert form not in kept
    assert CANARY not in printed.out + printed.err
    assert CANARY not in repr(town.evidence.ring) + repr(town.evidence.__dict__)

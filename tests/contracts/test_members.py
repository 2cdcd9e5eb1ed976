"""Members keep their promises: who somebody is, where they are reached, and that they are forgotten when they ask."""

from dataclasses import replace

import pytest

from bot.members import Pending, Profile, Seated
from bot.posts import Address
from bot.rooms import Waiting
from config.ids import MemberId
from tests.contracts.known import TOLD, member, member_in
from tests.contracts.stores import NOW, Ground, people, sender
from tests.matching.tickets import ticket

pytestmark = pytest.mark.asyncio(loop_scope="session")


# --- meeting ---


async def test_at_first_contact_somebody_new_is_made(ground: Ground) -> None:
    async with ground.turn() as turn:
        ann = await turn.members.meet(sender("ann"), "de", NOW)
        assert (ann.language, ann.agreed_at, ann.locked, ann.profile, ann.pending) == (
            "de",
            None,
            False,
            Profile(),
            None,
        )
        assert ann.lane is not None
        assert await turn.members.get(ann.id) == ann
        assert await turn.members.known(sender("ann")) == ann


async def test_the_next_time_they_are_the_same_and_keep_their_language(ground: Ground) -> None:
    async with ground.turn() as turn:
        ann = await turn.members.meet(sender("ann", language="en"), "en", NOW)
    async with ground.turn() as turn:
        assert await turn.members.meet(sender("ann", language="de"), "de", NOW + 1) == ann


async def test_people_of_different_platforms_and_users_are_different(ground: Ground) -> None:
    async with ground.turn() as turn:
        met = [
            await turn.members.meet(each, "en", NOW)
            for each in (sender("ann"), sender("bob"), sender("ann", platform="web"))
        ]
    assert len({each.id for each in met}) == 3
    assert len({each.lane for each in met}) == 3


async def test_the_same_person_at_another_bot_is_reached_where_they_wrote_last(ground: Ground) -> None:
    async with ground.turn() as turn:
        first = await turn.members.meet(sender("ann"), "en", NOW)
        second = await turn.members.meet(sender("ann", account="88"), "en", NOW)
        assert second.id == first.id
        assert second.lane != first.lane
        assert (await turn.members.known(sender("ann"))) == second
        assert await turn.members.lane(sender("ann")) == first.lane
        assert await turn.members.lane(sender("ann", account="88")) == second.lane
        assert (await turn.members.meet(sender("ann"), "en", NOW)).lane == first.lane


async def test_asking_who_somebody_is_makes_nobody_up(ground: Ground) -> None:
    async with ground.turn() as turn:
        assert await turn.members.known(sender("ann")) is None
        assert await turn.members.lane(sender("ann")) is None
        assert await turn.members.get(MemberId("nobody")) is None
    async with ground.turn() as turn:
        ann = await turn.members.meet(sender("ann"), "en", NOW)
        await turn.members.known(sender("ann", account="88"))
        assert await turn.members.lane(sender("ann", account="88")) is None
        assert (await turn.members.get(ann.id)) == ann


async def test_all_that_a_member_told_is_kept(ground: Ground) -> None:
    await people(ground, "ann", "bob")
    pending = Pending("report", name="R-7K2F", words="ругался \U0001f600", until=NOW + 600)
    changed = replace(
        await member(ground, "ann"), language="de", agreed_at=NOW + 0.5, locked=True, profile=TOLD, pending=pending
    )
    before = await member(ground, "bob")
    async with ground.turn() as turn:
        await turn.members.save(changed)
    assert await member(ground, "ann") == changed
    assert await member(ground, "bob") == before


async def test_the_server_somebody_writes_from_is_remembered_as_a_fingerprint(ground: Ground) -> None:
    there = replace(sender("ann"), server="900000077")
    async with ground.turn() as turn:
        ann = await turn.members.meet(there, "en", NOW)
        server = ann.profile.server
        assert server is not None
        assert "900000077" not in server
        assert await turn.members.meet(sender("ann"), "en", NOW) == ann, "the chat with the bot is no server"
        bob = await turn.members.meet(replace(sender("bob"), server="900000077"), "en", NOW)
        cleo = await turn.members.meet(replace(sender("cleo"), server="900000078"), "en", NOW)
        assert (bob.profile.server == server, cleo.profile.server == server) == (True, False)
    assert await member(ground, "ann") == ann


async def test_of_the_locked_no_server_is_remembered(ground: Ground) -> None:
    await people(ground, "ann")
    async with ground.turn() as turn:
        await turn.members.save(replace(await member_in(turn, "ann"), locked=True))
        ann = await turn.members.meet(replace(sender("ann"), server="900000077"), "en", NOW)
        assert ann.profile.server is None


async def test_saving_changes_neither_who_nor_where(ground: Ground) -> None:
    await people(ground, "ann")
    ann = await member(ground, "ann")
    async with ground.turn() as turn:
        await turn.members.save(replace(ann, lane="elsewhere"))
    assert await member(ground, "ann") == ann


async def test_what_was_asked_can_be_dropped_for_several_at_once(ground: Ground) -> None:
    for name in ("ann", "bob", "cleo"):
        await people(ground, name)
        async with ground.turn() as turn:
            await turn.members.save(replace(await member_in(turn, name), pending=Pending("words")))
    ann, bob = [(await member(ground, name)).id for name in ("ann", "bob")]
    async with ground.turn() as turn:
        await turn.members.answered([ann, bob])
    assert [(await member(ground, name)).pending for name in ("ann", "bob", "cleo")] == [None, None, Pending("words")]


async def test_what_is_stored_is_told_in_words_json_knows(ground: Ground) -> None:
    await people(ground, "ann")
    async with ground.turn() as turn:
        known = replace(await member_in(turn, "ann"), agreed_at=NOW, profile=TOLD, pending=Pending("words", "R-1"))
        await turn.members.save(known)
        stored = dict(await turn.members.stored(known.id))
    profile = stored.pop("profile")
    assert isinstance(profile, dict)
    assert profile.pop("fingerprint_of_the_server_of_your_last_command") == "ab" * 16
    assert sorted(profile.pop("wish_genders")) == ["man", "other"]
    assert profile == {
        "interests": ["chess", "שחמט"],
        "languages": ["en", "de"],
        "gender": "woman",
        "age": 27,
        "wish_ages": [25, 35],
        "near": "server",
    }
    assert stored == {
        "first_seen": NOW,
        "interface_language": "en",
        "rules_accepted": NOW,
        "age_locked": False,
        "pending_answer": {"kind": "words", "name": "R-1", "words": "", "until": 0.0},
        "addresses": [{"platform": "telegram", "bot": "77", "chat": "chat ann"}],
        "people_blocked_at": [],
    }


# --- addresses ---


async def test_a_lane_leads_to_an_address_and_its_member(ground: Ground) -> None:
    await people(ground, "ann")
    ann = await member(ground, "ann")
    assert ann.lane is not None
    async with ground.turn() as turn:
        assert await turn.members.address(ann.lane) == (Address(ann.lane, "telegram", "77", "chat ann"), ann.id)
        assert await turn.members.address("nowhere") is None


async def test_those_who_wait_or_talk_are_reachable_and_nobody_else(ground: Ground) -> None:
    ann, bob, cleo, _ = await people(ground, "ann", "bob", "cleo", "dan")
    async with ground.turn() as turn:
        await turn.rooms.open(ann, bob, (), NOW)
        await turn.tickets.put(Waiting(ticket(cleo), None, NOW))
        await turn.members.meet(sender("cleo", account="88"), "en", NOW)
        visitor = await turn.members.meet(sender("eve", platform="web"), "en", NOW)
        await turn.tickets.put(Waiting(ticket(visitor.id), None, NOW))
    async with ground.turn() as turn:
        found = {who: where.account for who, where in await turn.members.reachable("telegram")}
        assert found == {ann: "77", bob: "77", cleo: "88"}
        assert [who for who, _ in await turn.members.reachable("web")] == [visitor.id]


async def test_those_who_wait_or_talk_where_nothing_runs_are_stranded(ground: Ground) -> None:
    ann, bob, cleo, _ = await people(ground, "ann", "bob", "cleo", "dan")
    async with ground.turn() as turn:
        await turn.rooms.open(ann, bob, (), NOW)
        await turn.tickets.put(Waiting(ticket(cleo), None, NOW))
        moved = await turn.members.meet(sender("bob", account="88"), "en", NOW)
        visitor = await turn.members.meet(sender("eve", platform="web"), "en", NOW)
        await turn.tickets.put(Waiting(ticket(visitor.id), None, NOW))
        running = {("telegram", "77"), ("web", "web")}
        assert dict(await turn.members.stranded(running)) == {bob: moved.lane, visitor.id: visitor.lane}
        assert await turn.members.stranded({("telegram", "77"), ("telegram", "88"), ("web", "77")}) == []
        assert {who for who, _ in await turn.members.stranded(set())} == {ann, bob, cleo, visitor.id}


# --- seated ---


async def test_those_who_talk_are_found_in_one_look(ground: Ground) -> None:
    ann, bob, _ = await people(ground, "ann", "bob", "cleo")
    async with ground.turn() as turn:
        seat, bobs = await turn.rooms.open(ann, bob, (), NOW)
        found = await turn.members.seated([sender("ann"), sender("cleo"), sender("nobody"), sender("bob")])
    lanes = [(await member(ground, name)).lane or "" for name in ("ann", "bob")]
    assert found == {
        sender("ann"): Seated(ann, lanes[0], seat.room, bob, lanes[1], seat.tag),
        sender("bob"): Seated(bob, lanes[1], seat.room, ann, lanes[0], bobs.tag),
    }
    async with ground.turn() as turn:
        assert await turn.members.seated([]) == {}


async def test_who_agreed_to_be_asked_no_more_is_found_so_once_both_did(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        await turn.rooms.open(ann, bob, (), NOW)
        for agreeing, guarded in ((ann, True), (bob, False)):
            await turn.rooms.unguard(agreeing)
            found = await turn.members.seated([sender("ann"), sender("bob")])
            assert [seated.guarded for seated in found.values()] == [guarded, guarded]


async def test_whoever_writes_from_another_address_is_met_first(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    elsewhere = sender("ann", account="88")
    async with ground.turn() as turn:
        await turn.rooms.open(ann, bob, (), NOW)
        assert await turn.members.seated([elsewhere]) == {}
        met = await turn.members.meet(elsewhere, "en", NOW)
        assert list(await turn.members.seated([elsewhere])) == [elsewhere]
        assert await turn.members.seated([sender("ann")]) == {}
        assert (await turn.members.seated([sender("bob")]))[sender("bob")].partner_lane == met.lane


async def test_whoever_is_asked_something_is_not_among_the_seated(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        await turn.rooms.open(ann, bob, (), NOW)
        await turn.members.save(replace(await member_in(turn, "ann"), pending=Pending("words")))
        assert list(await turn.members.seated([sender("ann"), sender("bob")])) == [sender("bob")]


async def test_a_partner_who_cannot_be_reached_is_no_partner(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        await turn.rooms.open(ann, bob, (), NOW)
        await turn.members.erase(bob, NOW)
        await turn.members.forget(NOW, frozenset({bob}))
        assert await turn.members.seated([sender("ann")]) == {}


# --- blocks ---


async def test_a_block_keeps_both_apart_whoever_asks(ground: Ground) -> None:
    ann, bob, cleo = await people(ground, "ann", "bob", "cleo")
    async with ground.turn() as turn:
        await turn.members.block(ann, bob, NOW)
        await turn.members.block(ann, bob, NOW + 1)
        await turn.members.block(cleo, ann, NOW)
        assert await turn.members.kept_apart(ann) == {bob, cleo}
        assert await turn.members.kept_apart(bob) == {ann}
        assert await turn.members.kept_apart(cleo) == {ann}
        stored = await turn.members.stored(ann)
    assert stored["people_blocked_at"] == [NOW], "blocking twice is blocking once"

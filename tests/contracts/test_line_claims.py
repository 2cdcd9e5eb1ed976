"""The promises of the waiting line about those it has claimed, those who leave and those who come back."""

from dataclasses import replace

import pytest

from config.ids import MemberId
from matching.line import Line, LineStats
from matching.ticket import Match
from tests.contracts.lines import LINES, NOW, how_many, paired, paired_alike, waits, who
from tests.matching.tickets import ticket

# leave


async def test_whoever_leaves_is_met_by_nobody(line: Line) -> None:
    await line.find(ticket("ann"), NOW)
    assert await line.leave(MemberId("ann")) is True
    assert await line.find(ticket("bob"), NOW) is None
    assert await line.tick(NOW + 60) == []


async def test_leaving_twice_or_without_being_there_does_nothing(line: Line) -> None:
    assert await line.leave(MemberId("ann")) is False
    await line.find(ticket("ann"), NOW)
    assert await line.leave(MemberId("ann")) is True
    assert await line.leave(MemberId("ann")) is False


async def test_leaving_a_claim_lets_only_the_other_return(line: Line) -> None:
    match = await paired(line, "ann", "bob")
    assert await line.leave(MemberId("ann")) is True
    assert not await waits(line, "bob")
    await line.release(match)
    assert await waits(line, "bob")
    assert not await waits(line, "ann")


async def test_a_claim_both_have_left_is_gone(line: Line) -> None:
    match = await paired(line, "ann", "bob")
    assert [await line.leave(MemberId(name)) for name in ("ann", "bob", "ann")] == [True, True, False]
    await line.release(match)
    await line.tick(NOW + 60)
    assert await how_many(line) == 0


async def test_after_a_rollback_a_new_seeker_leaves_and_the_partner_waits_on(line: Line) -> None:
    match = await paired(line, "ann", "bob")
    await line.leave(match.seeker.member)
    await line.release(match)
    assert await waits(line, "ann")
    assert not await waits(line, "bob")


# settle and release


async def test_the_settled_are_out(line: Line) -> None:
    match = await paired(line, "ann", "bob")
    await line.settle(match)
    await line.settle(match)
    await line.release(match)
    assert await line.tick(NOW + 60) == []
    assert await line.leave(MemberId("ann")) is False
    assert await line.leave(MemberId("bob")) is False


async def test_a_room_opened_late_takes_its_tickets_out_of_the_line(line: Line) -> None:
    match = await paired(line, "ann", "bob")
    again = await line.tick(NOW + 10)  # stale: they return, and are paired anew
    await line.release(again[0])
    await line.settle(match)
    assert await how_many(line) == 0
    assert await line.tick(NOW + 60) == []


async def test_a_room_opened_late_takes_its_tickets_out_of_a_newer_match(line: Line) -> None:
    match = await paired(line, "ann", "bob")
    (again,) = await line.tick(NOW + 10)
    await line.settle(match)
    await line.release(again)
    assert await how_many(line) == 0


async def test_settling_late_leaves_newer_tickets_alone(line: Line) -> None:
    match = await paired(line, "ann", "bob")
    await line.find(ticket("ann", number=2), NOW + 1)
    await line.settle(match)
    assert await waits(line, "ann")
    assert await line.leave(MemberId("bob")) is False


async def test_the_released_wait_again_as_long_as_before(line: Line) -> None:
    await line.restore([ticket("ann", since=1.0)])
    match = await line.find(ticket("bob", since=2.0), 3.0)
    assert match is not None
    await line.find(ticket("cleo", languages=("de",), since=1.5), 3.0)
    await line.release(match)
    await line.release(match)
    assert await how_many(line) == 3
    assert who(await line.find(ticket("dan", languages=("en", "de")), 4.0)) == ("dan", "ann")
    assert who(await line.find(ticket("eve", languages=("en", "de")), 4.0)) == ("eve", "cleo")
    assert who(await line.find(ticket("fay", languages=("en", "de")), 4.0)) == ("fay", "bob")


async def test_the_released_are_tried_again_by_the_next_tick(line: Line) -> None:
    match = await paired(line, "ann", "bob")
    await line.release(match)
    (again,) = await line.tick(NOW + 1)
    assert {again.seeker, again.partner} == {match.seeker, match.partner}
    assert again.id != match.id


async def test_an_unknown_match_is_settled_and_released_in_silence(line: Line) -> None:
    stray = Match("stray", ticket("ann"), ticket("bob"), (), 0.0, NOW)
    await line.find(ticket("ann", number=7), NOW)
    await line.release(stray)
    await line.settle(stray)
    assert await waits(line, "ann")
    assert not await waits(line, "bob")


# tick


async def test_after_a_while_anyone_eligible_will_do(choosy: Line) -> None:
    for name, interest in (("ann", "chess"), ("bob", "go"), ("cleo", "tea")):
        await choosy.find(ticket(name, interest, since=NOW), NOW)
    assert await choosy.tick(NOW + 9.4) == []
    (match,) = await choosy.tick(NOW + 9.5)
    assert who(match) == ("ann", "bob")
    assert match.waits == (9.5, 9.5)
    assert await waits(choosy, "cleo")


async def test_a_patient_one_takes_also_those_who_just_came(choosy: Line) -> None:
    await choosy.find(ticket("ann", "chess", since=NOW), NOW)
    await choosy.find(ticket("bob", "go", since=NOW + 9.2), NOW + 9.2)
    assert list(map(who, await choosy.tick(NOW + 9.5))) == [("ann", "bob")]


async def test_a_tick_serves_the_longest_wait_first_and_everyone_once(line: Line) -> None:
    people = [ticket(f"m{number}", since=NOW - number) for number in range(7)]
    await line.restore(people)
    matches = await line.tick(NOW)
    assert list(map(who, matches)) == [("m6", "m5"), ("m4", "m3"), ("m2", "m1")]
    assert await waits(line, "m0")
    assert await line.tick(NOW) == []


async def test_claims_nobody_settles_return(line: Line) -> None:
    match = await paired(line, "ann", "bob")
    assert await line.tick(NOW + 9.9) == []
    (again,) = await line.tick(NOW + 10)
    assert {again.seeker, again.partner} == {match.seeker, match.partner}
    await line.release(match)  # too late: these are claimed in the newer match
    assert await how_many(line) == 0


async def test_of_a_stale_claim_only_those_who_stayed_return(line: Line) -> None:
    await paired(line, "ann", "bob")
    await line.leave(MemberId("bob"))
    assert await line.tick(NOW + 10) == []
    assert await waits(line, "ann")
    assert not await waits(line, "bob")


async def test_a_pair_of_a_tick_is_undone_by_who_leaves_before_its_turn(choosy: Line) -> None:
    await choosy.find(ticket("ann", "chess", since=NOW), NOW)
    await choosy.find(ticket("bob", "go", since=NOW), NOW)
    (match,) = await choosy.tick(NOW + 9.5)
    assert await choosy.leave(MemberId("bob")) is True
    await choosy.release(match)
    assert who(await choosy.find(ticket("cleo", "tea"), NOW + 13)) == ("cleo", "ann")


# restore


async def test_the_restored_wait_and_are_paired_by_the_next_tick(line: Line) -> None:
    ann, bob = ticket("ann", "chess", since=1.0), ticket("bob", "chess", since=2.0)
    await line.restore([bob, ann])
    assert (await line.stats(ticket("onlooker", "chess"))) == LineStats(2, 2, 2, ("chess",))
    (match,) = await line.tick(3.0)
    assert (match.seeker, match.partner) == (ann, bob)


async def test_the_restored_are_held_back_from_nobody(choosy: Line) -> None:
    """Nobody knows how busy it is after a start; and they have waited long enough."""
    await choosy.restore([ticket("ann", "chess", since=NOW), ticket("bob", "go", since=NOW)])
    assert list(map(who, await choosy.tick(NOW + 1))) == [("ann", "bob")]


async def test_the_released_ask_for_as_much_as_before(choosy: Line) -> None:
    match = await paired_alike(choosy, "ann", "bob")
    await choosy.release(match)
    await choosy.leave(MemberId("bob"))
    assert await choosy.find(ticket("cleo", "chess", since=NOW + 1), NOW + 1) is None


async def test_restoring_what_is_there_changes_nothing(line: Line) -> None:
    ann = ticket("ann", since=NOW)
    await line.find(ann, NOW)
    await line.restore([ann, ann])
    assert await how_many(line) == 1
    match = await line.find(ticket("bob", since=NOW), NOW)
    assert match is not None
    await line.restore([ann])
    assert not await waits(line, "ann")
    await line.settle(match)
    assert await line.leave(ann.member) is False


async def test_the_restored_ticket_replaces_another_of_the_same_member(line: Line) -> None:
    match = await paired(line, "ann", "bob")
    older = replace(ticket("bob", "go", number=1), since=NOW - 60)
    await line.restore([ticket("bob", number=2), older])
    assert await waits(line, "bob")
    await line.release(match)
    assert (await line.stats(ticket("onlooker", "go"))) == LineStats(2, 2, 1, ("go",))


@pytest.mark.parametrize("open_line", [name for name in LINES if name != "redis, long"], indirect=True)
async def test_a_thousand_are_restored_and_paired_in_bounded_ticks(line: Line) -> None:
    """Which is a long line in Redis, too."""
    await line.restore([ticket(f"m{number}", "tea", f"own {number}", since=float(number)) for number in range(1000)])
    met: set[str] = set()
    for _ in range(100):
        for match in await line.tick(1e6):
            met.update(one.member for one in match.tickets)
            await line.settle(match)
    assert len(met) == 1000

"""The promises of the waiting line about whom one finds and when, and about what it tells."""

import pytest

from config.ids import MemberId
from matching.appraisal import Appraiser
from matching.line import Line, LineStats
from matching.policy import Policy
from matching.ticket import Gender, Ticket
from tests.contracts.lines import NOW, Open, how_many, paired, waits, who
from tests.matching.tickets import ELSEWHERE, busy, ticket

# find: whom


async def test_the_first_waits_and_the_second_is_paired(line: Line) -> None:
    ann, bob = ticket("ann", "chess", since=NOW), ticket("bob", "chess", "go", since=NOW + 3)
    assert await line.find(ann, NOW) is None
    assert await waits(line, "ann")
    match = await line.find(bob, NOW + 3)
    assert match is not None
    assert (match.seeker, match.partner, match.shared) == (bob, ann, ("chess",))
    assert match.claimed_at == NOW + 3
    assert match.waits == (0.0, 3.0)
    assert 0 < match.score < 1
    assert not await waits(line, "ann")
    assert not await waits(line, "bob")


async def test_nobody_meets_themselves(line: Line) -> None:
    assert await line.find(ticket("ann"), NOW) is None
    assert await line.find(ticket("ann", number=2), NOW) is None
    assert await line.tick(NOW) == []


@pytest.mark.parametrize(
    "other",
    [
        ticket("bob", pool=ELSEWHERE),
        ticket("bob", languages=("de",)),
        ticket("bob", avoid=("ann",)),
        ticket("bob", wants=(Gender.MAN,)),
        ticket("bob", ages=(18, 99)),
    ],
    ids=["pool", "language", "avoided", "gender unstated", "age unstated"],
)
async def test_the_hard_rules_hold_however_long_it_takes(line: Line, other: Ticket) -> None:
    await line.find(ticket("ann", "chess"), 0.0)
    assert await line.find(other, 0.0) is None
    assert await line.tick(1e6) == []
    assert await line.find(ticket("ann", "chess", number=2), 2e6) is None
    assert await line.tick(2e6) == []


async def test_who_fits_better_comes_before_who_waited_longer(line: Line) -> None:
    await line.restore([ticket("ann", "go", "tea", since=1.0), ticket("bob", "chess", since=2.0)])
    assert who(await line.find(ticket("cleo", "chess"), 9.0)) == ("cleo", "bob")


async def test_among_equals_the_longest_wait_comes_first(line: Line) -> None:
    ann, bob = ticket("ann", "tea", "go", since=5.0), ticket("bob", "go", "tea", since=4.0)
    await line.restore([ann, bob, ticket("cleo", "go", "tea", since=4.5), ticket("dan", since=1.0)])
    matches = [await line.find(ticket(name, "go", "tea", "jazz"), 9.0) for name in ("eve", "fay", "gil", "hal")]
    assert list(map(who, matches)) == [("eve", "bob"), ("fay", "cleo"), ("gil", "ann"), ("hal", "dan")]


async def test_different_interests_that_weigh_the_same_are_equals(line: Line) -> None:
    await line.restore([ticket("ann", "go", since=5.0), ticket("bob", "tea", since=4.0)])
    assert who(await line.find(ticket("cleo", "go", "tea"), 9.0)) == ("cleo", "bob")


async def test_among_equals_on_different_terms_the_longest_wait_comes_first(line: Line) -> None:
    await line.restore([ticket("ann", "go", age=30, since=5.0), ticket("bob", "go", age=30, since=6.0)])
    await line.restore([ticket("cleo", "go", age=40, since=4.0)])
    matches = [await line.find(ticket(name, "go"), 9.0) for name in ("dan", "eve", "fay")]
    assert list(map(who, matches)) == [("dan", "cleo"), ("eve", "ann"), ("fay", "bob")]


async def test_without_anything_in_common_the_longest_wait_comes_first(line: Line) -> None:
    await line.restore([ticket("ann", "tea", since=5.0), ticket("bob", "go", since=4.0), ticket("cleo", since=6.0)])
    match = await line.find(ticket("dan", "chess"), 9.0)
    assert match is not None
    assert (who(match), match.shared, match.score) == (("dan", "bob"), (), 0.0)


async def test_a_rare_interest_in_common_beats_a_frequent_one(line: Line) -> None:
    for number in range(40):
        await line.find(ticket(f"m{number}", "music", languages=(str(number),)), NOW)
        await line.leave(MemberId(f"m{number}"))
    await line.restore([ticket("ann", "music", since=NOW - 2), ticket("bob", "go", since=NOW - 1)])
    assert who(await line.find(ticket("cleo", "music", "go"), NOW)) == ("cleo", "bob")


async def test_what_both_named_is_told_rarest_first(line: Line) -> None:
    for number in range(40):
        await line.find(ticket(f"m{number}", "music", "jazz", languages=(str(number),)), NOW)
    await line.find(ticket("ann", "go", "music", "tea", "jazz", since=NOW), NOW)
    match = await line.find(ticket("bob", "music", "jazz", "go"), NOW)
    assert match is not None
    assert match.shared == ("go", "music", "jazz")


async def test_the_best_of_hundreds_is_found(line: Line) -> None:
    await line.restore(
        [ticket(f"m{number}", "tea", f"own {number}", since=NOW + number / 100) for number in range(300)]
    )
    assert who(await line.find(ticket("ann", "tea", "own 222"), NOW)) == ("ann", "m222")


# find: when


async def test_whoever_searches_is_the_seeker_however_many_are_out_of_the_question(line: Line) -> None:
    """Their turn asks for the partner's row, and drops a match whose partner has none: as a seeker has, at first."""
    for number in range(400):
        await line.find(ticket(f"m{number}", since=NOW, wants=(Gender.WOMAN,), gender=Gender.MAN), NOW)
    assert await line.find(ticket("ann", "chess", since=NOW + 1), NOW + 1) is None
    match = await line.find(ticket("bob", since=NOW + 2), NOW + 2)
    assert who(match) == ("bob", "ann")


async def test_where_many_come_people_are_held_for_an_interest_in_common(choosy: Line) -> None:
    assert await choosy.find(ticket("ann", "chess", since=NOW), NOW) is None
    assert await choosy.find(ticket("bob", "go", since=NOW + 5), NOW + 5) is None
    assert who(await choosy.find(ticket("cleo", "go", since=NOW + 6), NOW + 6)) == ("cleo", "bob")


async def test_what_is_asked_of_a_partner_fades_with_the_wait(choosy: Line) -> None:
    """They share the frequent one of two interests: too little at first, and enough after some seconds."""
    await choosy.find(ticket("ann", "opera", "go", since=NOW), NOW)
    assert await choosy.find(ticket("bob", "opera", "tea", since=NOW + 1), NOW + 1) is None
    assert await choosy.tick(NOW + 5) == []
    (match,) = await choosy.tick(NOW + 9)
    assert (who(match), match.shared) == (("ann", "bob"), ("opera",))


async def test_only_those_who_are_held_are_choosy(choosy: Line) -> None:
    ann, bob = ticket("ann", "chess", since=NOW), ticket("bob", since=NOW, languages=("de",))
    await choosy.find(ann, NOW)
    await choosy.find(bob, NOW)
    assert [(await choosy.stats(one)).choosy for one in (ann, bob, ticket("cleo", "go"))] == [True, False, False]


async def test_whoever_is_due_is_paired_however_many_were_met_before_they_were_due(choosy: Line) -> None:
    for at in range(300):
        assert await choosy.find(ticket(f"a{at}", f"thing {at}", since=NOW), NOW) is None
        match = await choosy.find(ticket(f"b{at}", f"thing {at}", since=NOW), NOW)
        assert who(match) == (f"b{at}", f"a{at}")
        assert match is not None
        await choosy.settle(match)
    assert await choosy.find(ticket("ann", "chess", since=NOW + 1), NOW + 1) is None
    assert await choosy.find(ticket("bob", "go", since=NOW + 1), NOW + 1) is None
    assert [who(each) for each in await choosy.tick(NOW + 20)] == [("ann", "bob")]


async def test_whoever_has_waited_very_long_is_met_before_anybody_who_fits_better(line: Line) -> None:
    await line.restore([ticket("ann", "go", since=NOW - 31), ticket("bob", "chess", since=NOW - 29)])
    await line.restore([ticket("cleo", "chess", since=NOW - 32, languages=("de",))])
    assert who(await line.find(ticket("dan", "chess"), NOW)) == ("dan", "ann")


async def test_many_who_come_to_another_pool_hold_nobody_back(choosy: Line) -> None:
    await choosy.restore([ticket("dan", "tea", pool=ELSEWHERE, since=NOW)])
    ann, bob = [ticket(name, name, pool=ELSEWHERE, since=NOW, languages=("de",)) for name in ("ann", "bob")]
    assert await choosy.find(ann, NOW) is None
    assert who(await choosy.find(bob, NOW)) == ("bob", "ann")
    assert await choosy.stats(ticket("cleo")) == LineStats(waiting=0, fit=0, sharing=0)


async def test_whoever_comes_to_somebody_patient_is_taken_at_once(choosy: Line) -> None:
    await choosy.find(ticket("ann", "chess", since=NOW), NOW)
    assert who(await choosy.find(ticket("bob", "go", since=NOW + 9.5), NOW + 9.5)) == ("bob", "ann")


async def test_two_without_interests_do_not_hold_out(choosy: Line) -> None:
    await choosy.find(ticket("ann", "chess", since=NOW), NOW)
    assert await choosy.find(ticket("bob", since=NOW + 1), NOW + 1) is None
    assert who(await choosy.find(ticket("cleo", since=NOW + 2), NOW + 2)) == ("cleo", "bob")


# find: again


async def test_a_seeker_who_waits_is_moved_not_doubled(line: Line) -> None:
    await line.find(ticket("ann", "chess", since=NOW), NOW)
    moved = ticket("ann", "go", since=NOW, number=2)
    assert await line.find(moved, NOW + 5) is None
    assert (await line.stats(ticket("onlooker", "chess", "go"))) == LineStats(1, 1, 1, ("go",))
    match = await line.find(ticket("bob"), NOW + 6)
    assert match is not None
    assert match.partner == moved
    assert match.waits == (NOW + 6, 6.0)
    assert await line.find(ticket("cleo"), NOW + 7) is None


async def test_a_seeker_can_be_moved_to_another_pool(line: Line) -> None:
    await line.find(ticket("ann"), NOW)
    await line.find(ticket("ann", pool=ELSEWHERE, number=2), NOW)
    assert await line.find(ticket("bob"), NOW) is None
    assert who(await line.find(ticket("cleo", pool=ELSEWHERE), NOW)) == ("cleo", "ann")


async def test_a_claimed_seeker_is_taken_out_of_the_claim_and_searches(line: Line) -> None:
    match = await paired(line, "ann", "bob")
    assert await line.find(ticket("ann", "chess", number=2), NOW) is None
    assert await waits(line, "ann")
    assert not await waits(line, "bob")
    await line.release(match)
    assert await waits(line, "bob")
    assert await how_many(line) == 2


async def test_a_seeker_whose_match_fell_through_finds_another(line: Line) -> None:
    """The partner's row was gone: the turn drops the dead ticket and searches again, with the very same ticket."""
    match = await paired(line, "ann", "bob")
    await line.find(ticket("cleo", since=NOW + 1), NOW + 1)
    await line.settle(match)
    assert who(await line.find(match.seeker, NOW + 2)) == ("bob", "cleo")
    assert await line.leave(MemberId("ann")) is False


async def test_who_is_put_back_waits_on_from_where_they_were(line: Line) -> None:
    ann, bob = ticket("ann", "go", since=NOW - 5), ticket("bob", "chess", since=NOW - 3)
    match = await line.find(ann, NOW - 5) or await line.find(bob, NOW)
    if match is None:
        (match,) = await line.tick(NOW + 30)
    await line.settle(match)
    await line.requeue([bob, ann])
    assert who(await line.find(ticket("cleo", "music", since=NOW + 60), NOW + 60)) == ("cleo", "ann")


# stats


async def test_stats_tell_who_waits_who_fits_and_who_shares_what(line: Line) -> None:
    await line.restore(
        [
            ticket("ann", "chess", "go", number=1),
            ticket("bob", "chess", since=1.0, number=1),
            ticket("cleo", "jazz"),
            ticket("dan", "chess", languages=("de",)),
            ticket("eve", "chess", avoid=("gil",)),
            ticket("fay", "chess", pool=ELSEWHERE),
        ]
    )
    assert await line.stats(ticket("gil", "go", "chess", "tea")) == LineStats(5, 3, 2, ("chess", "go"))
    assert await line.stats(ticket("gil", avoid=("ann",))) == LineStats(5, 2, 0, ())
    assert await line.stats(ticket("bob", "go", number=1)) == LineStats(4, 3, 1, ("go",))


async def test_stats_of_an_empty_line(line: Line) -> None:
    assert await line.stats(ticket("ann", "chess")) == LineStats(0, 0, 0, ())


# interests that are close


async def test_interests_that_are_close_count_for_a_part(open_line: Open) -> None:
    near = {"football": ("futsal",), "futsal": ("football",)}
    line = await open_line(Policy(), Appraiser(Policy(), related=lambda name: near.get(name, ())))
    crowd = [ticket("ann", "chess", since=NOW - 3), ticket("bob", "futsal", "tea", since=NOW - 2)]
    await line.restore([*crowd, ticket("cleo", "football", "go", since=NOW - 1)])
    first = await line.find(ticket("dan", "football", since=NOW), NOW)
    assert first is not None
    assert (first.partner.member, first.shared, first.near) == ("cleo", ("football",), ())
    second = await line.find(ticket("eve", "football", since=NOW), NOW)
    assert second is not None
    assert (second.partner.member, second.shared, second.near) == ("bob", (), (("football", "futsal"),))
    assert 0 < second.score < first.score


async def test_whoever_is_to_be_left_to_others_is_met_all_the_same(open_line: Open) -> None:
    policy = Policy(modesty=50.0)
    line = await open_line(policy, busy(policy, NOW))
    await line.find(ticket("ann", "opera", since=NOW), NOW)
    assert who(await line.find(ticket("bob", "opera", since=NOW + 1), NOW + 1)) == ("bob", "ann")

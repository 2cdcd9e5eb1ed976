"""The use cases, told over the line in memory."""

from config.ids import MemberId
from matching.appraisal import Appraiser
from matching.line import LineStats
from matching.lines.memory import MemoryLine
from matching.matchmaker import Matchmaker
from matching.policy import Policy
from tests.matching.tickets import busy, ticket

NOW = 1_700_000_000.0
POLICY = Policy()


def matchmaker(appraiser: Appraiser | None = None) -> Matchmaker:
    return Matchmaker(MemoryLine(POLICY, appraiser), POLICY)


async def test_two_find_each_other_and_are_settled() -> None:
    matching = matchmaker()
    assert await matching.find(ticket("ann", "chess", since=NOW), NOW) is None
    match = await matching.find(ticket("bob", "chess", since=NOW), NOW)
    assert match is not None
    await matching.settle(match)
    assert await matching.leave(MemberId("ann")) is False


async def test_a_match_undone_is_made_again_by_the_next_tick() -> None:
    matching = matchmaker()
    await matching.restore([ticket("ann", since=NOW), ticket("bob", since=NOW)])
    (match,) = await matching.tick(NOW)
    await matching.release(match)
    assert len(await matching.tick(NOW)) == 1


async def test_people_hear_when_the_search_widens_only_where_it_does() -> None:
    matching = matchmaker(busy(POLICY, NOW))
    dan, eve = ticket("dan", "chess", since=NOW), ticket("eve", since=NOW, languages=("de",))
    await matching.restore([ticket("ann", "chess", avoid=("dan",)), ticket("bob", "go", languages=("fr",))])
    assert await matching.find(dan, NOW) is None
    stats = await matching.stats(dan)
    assert stats == LineStats(waiting=2, fit=0, sharing=0, choosy=True)
    assert matching.widens_in(dan, stats, NOW + 2) == 7.5
    assert matching.widens_in(dan, stats, NOW + 9.5) is None
    assert await matching.find(eve, NOW) is None
    assert matching.widens_in(eve, await matching.stats(eve), NOW + 2) is None

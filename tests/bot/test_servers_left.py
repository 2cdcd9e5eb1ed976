"""Thirty days after the last bot has left a server, all that was set there goes, and others hear of it."""

import pytest

from bot.hooks import ServerHooks
from bot.servers import INVITED, KEPT, Whereabouts
from bot.texts.catalogue import Catalogue
from bot.turn import Turn
from bot.whereabouts import noted_by
from tests.bot.keeping import keeping
from tests.bot.lagoon import MURANO, VENEZIA, Lagoon, picks
from tests.bot.town import Town
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")
TABLES = ("servers", "server_bots", "alliances", "alliance_codes")


async def test_what_was_set_goes_with_its_time_and_the_desk_hears_of_it(ground: Ground, catalogue: Catalogue) -> None:
    gone: list[str] = []

    async def removed(_: Turn, servers: object) -> None:
        assert isinstance(servers, list)
        gone.extend(servers)

    async with Town(ground.database, catalogue, hooks=ServerHooks(removed=removed)) as town:
        lagoon = Lagoon(town)
        await lagoon.sets(VENEZIA, "meet.server", "invite")
        name = (await lagoon.server(VENEZIA)).id
        tell = noted_by(town.turns, town.house)
        await tell(Whereabouts("77", here=(MURANO,), shard=(0, 1)))
        town.clock.passes(seconds=KEPT - 1)
        await keeping(town).clean()
        assert gone == []
        assert [len(town.rows(table)) for table in TABLES] == [1, 0, 1, 0], "the code went after a day"
        town.clock.passes(seconds=1)
        await keeping(town).clean()
        assert gone == [name]
        assert [len(town.rows(table)) for table in TABLES] == [0, 0, 0, 0]
        assert town.metrics.registry.get_sample_value("bauta_removed_total", {"what": "servers"}) == 1


async def test_the_desk_of_its_moderators_goes_with_it(town: Town) -> None:
    lagoon = Lagoon(town)
    await picks(await lagoon.admin(VENEZIA), "channel", "7")
    assert len(town.rows("desks")) == 1
    await noted_by(town.turns, town.house)(Whereabouts("77", gone=(VENEZIA,)))
    town.clock.passes(seconds=KEPT)
    await keeping(town).clean()
    assert (town.rows("desks"), town.rows("servers")) == ([], [])


async def test_coming_back_in_time_keeps_everything(town: Town) -> None:
    lagoon = Lagoon(town)
    await lagoon.sets(VENEZIA, "meet.server")
    tell = noted_by(town.turns, town.house)
    await tell(Whereabouts("77", gone=(VENEZIA,)))
    assert (await lagoon.server(VENEZIA)).left_at == town.clock()
    town.clock.passes(seconds=INVITED)
    await tell(Whereabouts("77", here=(VENEZIA,)))
    town.clock.passes(seconds=KEPT)
    await keeping(town).clean()
    assert (await lagoon.server(VENEZIA)).left_at is None

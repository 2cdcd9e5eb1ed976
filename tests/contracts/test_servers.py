"""The servers' settings, alliances, and where the bots are: what holds for every store."""

from dataclasses import replace

import pytest

from bot.servers import INVITED, KEPT, MOST_ALLIES, Joined, Meet, Server, ServerSettings, Whereabouts
from bot.turn import Turn
from tests.contracts.stores import NOW, Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")

BOT, OTHER_BOT = "1180000000000000001", "1180000000000000002"
VENEZIA, MURANO, BURANO = "900000000000000077", "900000000000000078", "900000000000000079"
SET = ServerSettings(
    on=False, meet=Meet.ALLIED, roles=("5", "6"), channel="7", moderators="8", language="de", restricted=True
)


async def named(turn: Turn, native: str, settings: ServerSettings | None = None) -> Server:
    """A server of which something was set."""
    server = Server(turn.servers.fingerprint(native), native, settings or ServerSettings())
    await turn.servers.save(server, BOT)
    return server


async def left(ground: Ground, native: str) -> float | None:
    async with ground.turn() as turn:
        server = await turn.servers.get(turn.servers.fingerprint(native))
    assert server is not None
    return server.left_at


async def test_what_was_set_is_read_again(ground: Ground) -> None:
    async with ground.turn() as turn:
        server = Server(turn.servers.fingerprint(VENEZIA), VENEZIA, SET, ("gold", "/silver+/"))
        assert await turn.servers.get(server.id) is None
        await turn.servers.save(server, BOT)
    async with ground.turn() as turn:
        assert await turn.servers.get(server.id) == server
        plain = Server(server.id, VENEZIA)
        await turn.servers.save(plain, BOT)
    async with ground.turn() as turn:
        assert await turn.servers.get(server.id) == plain


async def test_several_are_read_at_once(ground: Ground) -> None:
    async with ground.turn() as turn:
        every = [await named(turn, VENEZIA, SET), await named(turn, MURANO)]
        names = [each.id for each in every]
        found = await turn.servers.some([*names, turn.servers.fingerprint(BURANO)])
        assert sorted(found, key=lambda each: names.index(each.id)) == every
        assert await turn.servers.some([]) == []


async def test_settings_are_adjusted_where_no_bot_is_and_none_is_there_by_that(ground: Ground) -> None:
    async with ground.turn() as turn:
        server = await named(turn, VENEZIA, SET)
        await turn.servers.adjust(Server(turn.servers.fingerprint(MURANO), MURANO))
        assert await turn.servers.get(turn.servers.fingerprint(MURANO)) is None
    await tell(ground, Whereabouts(BOT, gone=(VENEZIA,)))
    async with ground.turn() as turn:
        await turn.servers.adjust(replace(server, settings=replace(SET, channel=None)))
        found = await turn.servers.get(server.id)
    assert found == replace(server, settings=replace(SET, channel=None), left_at=NOW)


async def test_nothing_that_is_stored_tells_which_server_it_is(ground: Ground) -> None:
    async with ground.turn() as turn:
        server = await named(turn, VENEZIA, SET)
        assert server.id == turn.servers.fingerprint(VENEZIA) != turn.servers.fingerprint(MURANO)
        rows = (await turn.unit.connection.exec_driver_sql("SELECT * FROM servers")).all()
    assert VENEZIA.encode() not in b"".join(bytes(each) for row in rows for each in row if isinstance(each, bytes))
    assert VENEZIA not in str(rows) + repr(server)


async def test_an_alliance_is_entered_by_a_code_that_opens_once(ground: Ground) -> None:
    async with ground.turn() as turn:
        venezia, murano, burano = [await named(turn, each) for each in (VENEZIA, MURANO, BURANO)]
        await turn.servers.invite(venezia.id, "CODE", NOW)
        assert await turn.servers.join(murano.id, "EDOC", NOW) is Joined.NO_SUCH_CODE
        assert await turn.servers.join(venezia.id, "CODE", NOW) is Joined.ALLIED_ALREADY
        assert await turn.servers.join(murano.id, "CODE", NOW) is Joined.DONE
        assert await turn.servers.join(burano.id, "CODE", NOW) is Joined.NO_SUCH_CODE
    async with ground.turn() as turn:
        ours, theirs = await turn.servers.get(venezia.id), await turn.servers.get(murano.id)
        assert ours is not None
        assert theirs is not None
        assert ours.alliance == theirs.alliance is not None
        assert set(await turn.servers.allies(ours.alliance or "")) == {venezia.id, murano.id}


async def test_who_is_allied_invites_into_the_same_alliance_and_must_leave_it_to_enter_another(ground: Ground) -> None:
    async with ground.turn() as turn:
        venezia, murano, burano = [await named(turn, each) for each in (VENEZIA, MURANO, BURANO)]
        await turn.servers.invite(venezia.id, "one", NOW)
        await turn.servers.join(murano.id, "one", NOW)
        await turn.servers.invite(murano.id, "two", NOW)
        await turn.servers.invite(burano.id, "three", NOW)
        assert await turn.servers.join(burano.id, "two", NOW) is Joined.ALLIED_ALREADY
        assert await turn.servers.leave(burano.id)
        assert not await turn.servers.leave(burano.id)
        assert await turn.servers.join(burano.id, "three", NOW) is Joined.NO_SUCH_CODE, "that one is dissolved"
        assert await turn.servers.join(burano.id, "two", NOW) is Joined.DONE, "a code that was refused is not used up"
        assert await turn.servers.leave(venezia.id), "the others stay allied"
        there = await turn.servers.get(murano.id)
        assert there is not None
        assert set(await turn.servers.allies(there.alliance or "")) == {murano.id, burano.id}


async def test_a_code_is_good_for_a_day(ground: Ground) -> None:
    async with ground.turn() as turn:
        venezia, murano = [await named(turn, each) for each in (VENEZIA, MURANO)]
        await turn.servers.invite(venezia.id, "code", NOW)
        assert not await turn.servers.any_over(NOW + INVITED - 1)
        assert await turn.servers.join(murano.id, "code", NOW + INVITED) is Joined.NO_SUCH_CODE
        assert await turn.servers.any_over(NOW + INVITED)
        assert await turn.servers.clean_up(NOW + INVITED, 5) == []
        assert not await turn.servers.any_over(NOW + INVITED)


async def test_an_alliance_is_bounded(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.stores.servers.MOST_ALLIES", 2)
    assert MOST_ALLIES > 2
    async with ground.turn() as turn:
        servers = [await named(turn, each) for each in (VENEZIA, MURANO, BURANO)]
        for code in "ab":
            await turn.servers.invite(servers[0].id, code, NOW)
        assert await turn.servers.join(servers[1].id, "a", NOW) is Joined.DONE
        assert await turn.servers.join(servers[2].id, "b", NOW) is Joined.FULL


async def test_saving_changes_neither_the_alliance_nor_is_it_changed_by_it(ground: Ground) -> None:
    async with ground.turn() as turn:
        venezia = await named(turn, VENEZIA)
        await turn.servers.invite(venezia.id, "code", NOW)
        await turn.servers.save(venezia, BOT)
        allied = await turn.servers.get(venezia.id)
        assert allied is not None
        assert allied.alliance is not None


# --- where the bots are ---


async def tell(ground: Ground, where: Whereabouts, now: float = NOW) -> list[str]:
    """Those that were left by it."""
    async with ground.turn(now) as turn:
        return list(await turn.servers.told(where, now))


async def test_a_server_counts_as_left_when_its_last_bot_has_gone(ground: Ground) -> None:
    async with ground.turn() as turn:
        server = await named(turn, VENEZIA)
        await turn.servers.save(server, OTHER_BOT)
    assert await tell(ground, Whereabouts(BOT, gone=(VENEZIA,))) == []
    assert await left(ground, VENEZIA) is None
    assert await tell(ground, Whereabouts(OTHER_BOT, gone=(VENEZIA,)), NOW + 5) == [server.id]
    assert await left(ground, VENEZIA) == NOW + 5
    assert await tell(ground, Whereabouts(OTHER_BOT, gone=(VENEZIA,)), NOW + 9) == [], "said twice, it is no news"
    assert await left(ground, VENEZIA) == NOW + 5, "it counts from when it went"
    assert await tell(ground, Whereabouts(BOT, here=(VENEZIA,)), NOW + 10) == []
    assert await left(ground, VENEZIA) is None


async def test_setting_something_shows_that_the_bot_is_there(ground: Ground) -> None:
    async with ground.turn() as turn:
        server = await named(turn, VENEZIA)
    await tell(ground, Whereabouts(BOT, gone=(VENEZIA,)))
    async with ground.turn() as turn:
        await turn.servers.save(server, BOT)
    assert await left(ground, VENEZIA) is None


async def test_servers_of_which_nothing_was_set_leave_no_trace(ground: Ground) -> None:
    await tell(ground, Whereabouts(BOT, here=(VENEZIA,), gone=(MURANO,)))
    async with ground.turn() as turn:
        for table in ("servers", "server_bots"):
            assert (await turn.unit.connection.exec_driver_sql(f"SELECT * FROM {table}")).all() == []  # noqa: S608


async def test_what_happened_while_nobody_listened_shows_in_the_list_of_all(ground: Ground) -> None:
    async with ground.turn() as turn:
        for each in (VENEZIA, MURANO, BURANO):
            await named(turn, each)
    await tell(ground, Whereabouts(BOT, gone=(MURANO,)))
    await tell(ground, Whereabouts(BOT, here=(MURANO, BURANO), shard=(0, 1)))
    assert [await left(ground, each) for each in (VENEZIA, MURANO, BURANO)] == [NOW, None, None]


async def test_a_shard_speaks_for_its_own_servers_only(ground: Ground) -> None:
    even, odd = str(4 << 22), str(5 << 22)
    async with ground.turn() as turn:
        for each in (even, odd):
            await named(turn, each)
    await tell(ground, Whereabouts(BOT, shard=(0, 2)))
    assert [await left(ground, each) for each in (even, odd)] == [NOW, None]
    await tell(ground, Whereabouts(OTHER_BOT, shard=(1, 2)))
    assert await left(ground, odd) is None, "that bot never was there"


async def test_a_bot_that_is_not_run_any_more_is_nowhere(ground: Ground) -> None:
    async with ground.turn() as turn:
        server, deserted = await named(turn, VENEZIA), await named(turn, MURANO)
        await turn.servers.save(server, OTHER_BOT)
        assert await turn.servers.served_by([OTHER_BOT], NOW) == [deserted.id]
        assert not await turn.servers.served_by([OTHER_BOT], NOW)
    assert [await left(ground, each) for each in (VENEZIA, MURANO)] == [None, NOW]


async def test_thirty_days_later_nothing_of_it_is_left(ground: Ground) -> None:
    async with ground.turn() as turn:
        venezia, murano = await named(turn, VENEZIA), await named(turn, MURANO)
        await turn.servers.invite(venezia.id, "code", NOW)
    await tell(ground, Whereabouts(BOT, gone=(VENEZIA,)))
    async with ground.turn() as turn:
        await turn.servers.clean_up(NOW + INVITED, 5)
        assert not await turn.servers.any_over(NOW + KEPT - 1)
        assert await turn.servers.clean_up(NOW + KEPT - 1, 5) == []
        assert await turn.servers.any_over(NOW + KEPT)
        assert await turn.servers.clean_up(NOW + KEPT, 5) == [venezia.id]
        assert not await turn.servers.any_over(NOW + KEPT)
        assert await turn.servers.get(venezia.id) is None
        assert await turn.servers.get(murano.id) is not None
        for table in ("alliances", "alliance_codes"):
            assert (await turn.unit.connection.exec_driver_sql(f"SELECT * FROM {table}")).all() == []  # noqa: S608


async def test_no_more_go_at_once_than_asked_for(ground: Ground) -> None:
    async with ground.turn() as turn:
        for number in range(5):
            await named(turn, str(number))
        await turn.servers.served_by([], NOW)
        shares = [len(await turn.servers.clean_up(NOW + KEPT, 2)) for _ in range(4)]
    assert shares == [2, 2, 1, 0]

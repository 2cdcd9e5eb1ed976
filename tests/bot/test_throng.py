"""Whatever people say and do, no room opens for two whom a rule keeps apart."""

from random import Random

import pytest

from config.ids import MemberId
from tests.bot.throng import Throng
from tests.bot.town import Town
from tests.telling import Tell

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_no_room_opens_for_two_whom_a_rule_keeps_apart(town: Town, tell: Tell) -> None:
    throng = Throng(town, Random(1))
    await throng.steps(500)
    tell(f"{throng.outcome}.")
    assert throng.outcome.rooms > 40
    assert min(throng.outcome.blocks, throng.outcome.bans) > 0


async def test_tickets_that_name_nobody_to_avoid_are_found_out(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(*_: object) -> frozenset[MemberId]:
        return frozenset()

    monkeypatch.setattr("bot.commands.tickets.to_avoid", nobody)
    with pytest.raises(AssertionError, match=r"^(block|cool-down):"):
        await Throng(town, Random(1)).steps(2_000)


async def test_a_sanction_that_is_not_looked_at_is_found_out(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The round that carries it out comes too late for whoever is found before."""

    async def anybody(*_: object) -> bool:
        return True

    monkeypatch.setattr("bot.commands.pairing.may_talk", anybody)
    with pytest.raises(AssertionError, match=r"^sanction:"):
        await Throng(town, Random(8)).steps(4_000)

"""The head of the audit log stands in Bauta's own log once a day: whoever keeps that one can prove the other."""

import pytest
from structlog.testing import capture_logs

from bot.heads import DailyHead
from moderation.model import Reason
from tests.bot.justice import reported
from tests.bot.keeping import keeping
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def told(town: Town, heads: DailyHead) -> list[int]:
    with capture_logs() as logs:
        async with town.look() as turn:
            await heads.tell(turn.unit, turn.now)
    return [entry["seq"] for entry in logs if entry["event"] == "audit.head"]


async def test_the_head_is_told_at_the_start_and_once_a_day(town: Town) -> None:
    heads = DailyHead(town.moderation)
    assert await told(town, heads) == [], "there is no line yet"
    await town.paired("ann", "bob")
    await reported(town, "ann", "bob", Reason.SPAM)
    first = await told(town, heads)
    assert first == [len(town.rows("audit"))]
    assert await told(town, heads) == []
    town.clock.passes(hours=24)
    await reported(town, "bob", "ann", Reason.SPAM)
    assert await told(town, heads) == [len(town.rows("audit"))]
    assert await told(town, DailyHead(town.moderation)) == [len(town.rows("audit"))], "a start tells it, too"


async def test_what_is_told_proves_the_log(town: Town) -> None:
    await town.paired("ann", "bob")
    await reported(town, "ann", "bob", Reason.SPAM)
    with capture_logs() as logs:
        await keeping(town).clean()
    (entry,) = [entry for entry in logs if entry["event"] == "audit.head"]
    async with town.look() as turn:
        head = await town.moderation.team.head(turn.unit)
        assert head is not None
        assert (entry["seq"], entry["mac"]) == (head.seq, head.mac.hex())
        assert (await town.moderation.team.verify_log(turn.unit, head)).flaw is None

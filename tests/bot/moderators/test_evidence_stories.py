"""From what was said to what a moderator reads of it: where Redis is away, and where no words are kept at all."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.content import Content
from bot.exhibits import Showing
from bot.messages import Command, Pointed
from bot.showcase import Showcase
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from config.ids import MemberId
from moderation.stores.redis_ring import RedisRing
from tests.bot.moderators.office import Office
from tests.bot.people import Person
from tests.contracts.stores import Ground
from tests.servers import RedisServer, client, redis_server

pytestmark = pytest.mark.asyncio(loop_scope="session")

FORGETS, HANGS = "it forgets everything", "it hangs"


class Real(Office):
    """What is shown is what was kept."""

    async def show(self, case: str, member: MemberId) -> Showing | None:
        return await Showcase(self.database, self.moderation, self.evidence.view)(case, member)


@pytest_asyncio.fixture(loop_scope="session")
async def real(ground: Ground, catalogue: Catalogue) -> AsyncIterator[Real]:
    office = Real(ground.database, catalogue)
    office.furnish()
    async with office:
        yield office


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def shared(real: Real, server: RedisServer) -> AsyncIterator[Real]:
    """Its ring lies in Redis, and is brought there."""
    async with client(server.url, timeout=0.3) as redis:
        real.evidence.ring = RedisRing(redis, real.database.keys, rests=0.01)
        bringing = asyncio.create_task(real.evidence.ring.run())
        yield real
        bringing.cancel()
        with suppress(asyncio.CancelledError):
            await bringing


async def brought(server: RedisServer) -> None:
    """What was said lies in Redis."""
    async with client(server.url) as redis, asyncio.timeout(10):
        while not await redis.keys("*:first"):  # noqa: ASYNC110 - another process is asked
            await asyncio.sleep(0.01)


async def reported(office: Office, ann: Person) -> str:
    """Ann reports whom she talked with; her receipt has come. The case."""
    await ann.says("/report")
    await ann.reports("harassment", "insults")
    assert ann.sees_changed()[-1] == Text.REPORTED
    await office.goes_round()
    (case,) = office.rows("cases")
    return str(case["id"])


async def viewed(office: Office, mo: Person, case: str) -> str:
    """What the moderator reads, who has the case in hand from now on."""
    before = len(office.discreet.secrets)
    await office.taps(mo, office.group, case, "mod-view")
    return "\n".join(each.post.text for each in office.discreet.secrets[before:])


async def decides(office: Office, mo: Person, case: str) -> None:
    """A warning, in four taps."""
    await office.taps(mo, office.group, case, "mod-decide")
    await office.goes_on(mo, "mod-rule", "Insults or harassment")
    await office.goes_on(mo, "mod-plan", "Warning")
    await office.goes_on(mo, "mod-do")
    await office.goes_round()


# --- Redis ---


@pytest.mark.parametrize("way", [FORGETS, HANGS])
async def test_redis_is_away_in_a_chat_and_when_it_is_reported(shared: Real, server: RedisServer, way: str) -> None:
    _, mo = await shared.staffed()
    ann, bob = await shared.paired("ann", "bob")
    await bob.says("before it went")
    await brought(server)
    assert server.process is not None
    if way == HANGS:
        server.process.send_signal(signal.SIGSTOP)
    else:
        server.kill()
    await bob.says("while it was away")
    assert ann.hears() == ["before it went", "while it was away"], "nobody waits for it"
    case = await reported(shared, ann)
    text = await viewed(shared, mo, case)
    assert "while it was away" in text
    assert "before it went" not in text
    assert "✔ verified" in text

    if way == HANGS:
        server.process.send_signal(signal.SIGCONT)
    else:
        server.start()
    await asyncio.sleep(0.05)
    await shared.vigil.look()
    assert ("before it went" in await viewed(shared, mo, case)) is (way == HANGS), "as far as Redis still has it"
    await decides(shared, mo, case)
    assert bob.hears()[-1] == Text.SANCTION_WARNING
    assert not shared.evidence.owing()


# --- no words at all ---


async def answered(office: Office, ann: Person, words: str, shown: str) -> str:
    """Ann answers what she heard with /report; her chat shows it so at this moment. The case."""
    update = ann.update(Command("report"), reply_to=ann.number_of(words))
    await office.hand_in(replace(update, pointed=Pointed(Content(shown), by_bot=True)))
    await ann.reports("harassment", "insults")
    await office.goes_round()
    (case,) = office.rows("cases")
    return str(case["id"])


@pytest.mark.parametrize(("shown", "told"), [("you fool", "✔ verified"), ("you bastard", "not verified")])
async def test_without_any_words_what_is_pointed_at_is_held_against_its_tag(real: Real, shown: str, told: str) -> None:
    real.evidence.ring = None
    _, mo = await real.staffed()
    ann, bob = await real.paired("ann", "bob")
    for words in ("hello", "you fool", "bye"):
        await bob.says(words)
    case = await answered(real, ann, "you fool", shown)
    text = await viewed(real, mo, case)
    assert shown in text
    assert told in text
    assert not any(words in text for words in ("hello", "bye"))
    await decides(real, mo, case)
    assert bob.hears()[-1] == Text.SANCTION_WARNING
    await real.goes_round(hours=1)
    assert ann.hears()[-1] == Text.OUTCOME_ACTED


async def test_without_any_words_and_nothing_pointed_at_there_is_nothing_to_see_and_still_a_decision(
    real: Real,
) -> None:
    real.evidence.ring = None
    _, mo = await real.staffed()
    ann, bob = await real.paired("ann", "bob")
    await bob.says("you fool")
    case = await reported(real, ann)
    text = await viewed(real, mo, case)
    assert "Nothing is kept of what was said" in text
    assert "you fool" not in text
    await real.taps(mo, real.group, case, "mod-decide")
    await real.goes_on(mo, "mod-plan", "Can't be verified")
    await real.goes_on(mo, "mod-do")
    await real.goes_round(hours=1)
    assert await real.state(case) == ("decided", "unverified")
    assert ann.hears()[-1] == Text.OUTCOME_UNVERIFIED

"""How a process shares its database with others: nothing to do for SQLite, leases and a bell for PostgreSQL."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from bot import messengers
from bot.bell import Bell, NoBell
from bot.duty import ALONE, Duty
from bot.lines import redis_client
from bot.pace import Bucket, Shared, Tokens, of_its_own
from bot.platforms.base import Fatal
from bot.stores.bell import RedisBell
from bot.stores.leases import SqlLeases
from bot.stores.tokens import SharedBucket
from bot.tenure import Tenure
from config.database import Database
from config.ids import new_id
from config.settings import Settings

NEEDS_REDIS = (
    "Another Bauta works on the same database: set BAUTA_REDIS_URL, the same one for all of them, so that their people "
    "can meet."
)


@asynccontextmanager
async def open_duty(
    settings: Settings, database: Database, clock: Callable[[], float]
) -> AsyncIterator[tuple[Duty, Tenure | None]]:
    """What this process is to serve; with a tenure that has to be taken first, if others may serve the same."""
    if settings.database_file is not None:
        yield ALONE, None
        return
    accounts = messengers.accounts(settings) | ({("web", "web")} if settings.chat_on_web else set())
    tenure = Tenure(database, SqlLeases, sorted(accounts), new_id(), time.monotonic, clock)
    async with AsyncExitStack() as stack:
        bell: Bell = NoBell()
        shared: Shared = of_its_own
        if settings.redis_url.get_secret_value():
            redis = await stack.enter_async_context(redis_client(settings))
            bell = rung = RedisBell(redis)
            ringing = asyncio.create_task(rung.run(), name="bell")
            stack.callback(ringing.cancel)

            def shared(name: str, bucket: Bucket) -> Tokens:
                return SharedBucket(redis, name, bucket)

        yield Duty(frozenset(accounts), bell, tenure.sure, tenure.surely, tenure.check, shared), tenure


async def check_company(settings: Settings, tenure: Tenure) -> None:
    """Raises Fatal where several processes have a line each."""
    if not settings.redis_url.get_secret_value() and await tenure.others():
        raise Fatal(NEEDS_REDIS)

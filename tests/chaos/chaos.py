"""One run: everybody talks while Bauta dies again and again, at named moments and at random ones, in bad weather."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from random import Random

from tests.chaos import judgement
from tests.chaos.cast import Cast
from tests.chaos.deaths import Death, after_death, provoke
from tests.chaos.meetings import Meetings
from tests.chaos.outcome import Outcome
from tests.chaos.passes import Passes
from tests.chaos.weather import POLLING, Receiving, Weather
from tests.e2e.living import DISCORD_TOKEN, PATIENCE, TOKEN
from tests.e2e.processes import Deployment, Process
from tests.emulators.discord.remote import RemoteDiscord
from tests.emulators.telegram.remote import RemoteTelegram

HELD = 5.5
"""Seconds for which the database is held where that is to be too long."""


class Chaos:
    """Within `talking` the pairs talk, `dies` is one life and its end, `outcome` ends all of it and judges.

    The first life is started from the very beginning, the others from where imports are done.
    """

    def __init__(self, cast: Cast, deployment: Deployment, passes: Passes, receiving: Receiving, seed: int) -> None:
        self._cast = cast
        self._deployment = deployment
        self._passes = passes
        self._random = Random(seed)
        self._meetings = Meetings(cast, self._random)
        self._weather = Weather(cast, receiving, deployment.data / "bauta.db", self._random)
        self._over = asyncio.Event()
        self._died: list[Death] = []
        self._process: Process | None = None
        self._began = time.monotonic()

    @property
    def _running(self) -> Process:
        assert self._process is not None
        return self._process

    @asynccontextmanager
    async def talking(self) -> AsyncIterator[None]:
        """Everybody has come and is paired; from now on they talk, until `outcome`."""
        cast = self._cast
        async with AsyncExitStack() as stack, cast.listening(), asyncio.TaskGroup() as group:
            await self._start(fresh=True)
            await cast.discord.connected(cast.discord_bot, timeout=PATIENCE)
            await cast.gather(stack, self._deployment.port)
            for direction in cast.directions:
                group.create_task(direction.flow(cast.changed, self._random, self._over))
            meeting = group.create_task(self._meetings.run())
            yield
            meeting.cancel()

    async def dies(self, death: Death) -> None:
        """Live, in whatever weather, and die. Where it is to die at its start it has been armed before."""
        if not death.at_stop:  # which gives what waits its time, up to three seconds
            await self._weather.turns(gateway=not death.on_discord)
        if not death.at_start:
            await self._cast.until(lambda: self._cast.sent >= death.after, 4 * PATIENCE)
        if death.on_discord and not death.at_start:
            await self._cast.discord.connected(self._cast.discord_bot, timeout=PATIENCE)
        self._meetings.want()
        await (self._killed(death) if death.name is None else self._dies_at(death.name, death))
        self._passes.disarm()
        await self._weather.settled()
        await self._cast.discord.disconnected(self._cast.discord_bot, timeout=PATIENCE)
        judgement.left_behind(self._deployment.data)
        self._died.append(death)

    async def begins(self, following: Death | None) -> None:
        """Start again, armed if the next death is at the start itself."""
        if following is not None and following.name is not None and following.at_start:
            self._passes.arm(following.name)
        await self._start()

    async def outcome(self) -> Outcome:
        """Let everything arrive, stop as an operator would, and check what everybody heard."""
        cast, deployment, passes = self._cast, self._deployment, self._passes
        before = passes.of("doubt.repeated")
        await self._weather.clears()
        await cast.until(lambda: self._meetings.over)
        self._over.set()
        cast.changed.notify()
        for direction in cast.directions:
            await direction.arrived(cast.changed)
        await cast.discord.connected(cast.discord_bot, timeout=PATIENCE)
        await cast.quits_searching()
        await cast.telegram.drained(cast.telegram_bot, timeout=PATIENCE)
        for direction in cast.directions:
            await direction.agreed()
        await judgement.counted(deployment.port, passes, before)
        self._running.send(signal.SIGTERM)
        assert await self._running.ended() == 0
        not_arrived = await judgement.words(cast, passes)
        repeats, after_faults, most = judgement.copies(cast, passes)
        self._meetings.check()
        deaths = after_death(self._died)
        judgement.notices(cast, self._meetings, passes, deaths.get("send.gone", 0))
        judgement.at_rest(deployment.data, cast.casts)
        judgement.logs(cast, deployment, held=any(death.held for death in self._died))
        return Outcome(
            kills=len(self._died),
            messages=sum(len(direction.said) for direction in cast.directions),
            repeats=repeats,
            after_faults=after_faults,
            most_of_a_kill=most,
            undelivered=not_arrived,
            changed=sum(len(direction.wrote) for direction in cast.directions),
            resent=sum(page.visitor.repeats for page in cast.pages),
            recognised=cast.recognised,
            seconds=round(time.monotonic() - self._began, 1),
            deaths=deaths,
            troubles=dict(self._weather.counts),
        )

    # --- within --------------------------------------------------------------------------------------------------

    async def _start(self, *, fresh: bool = False) -> None:
        await self._cast.begins()
        self._process = await self._deployment.start("run", fresh=fresh)

    async def _killed(self, death: Death) -> None:
        """From outside: at some moment after so many messages, or so soon that it may not even have started."""
        if death.held:
            await self._weather.holds(HELD)
            await self._weather.settled()
        elif self._random.random() < 0.2:
            await self._weather.bans()
        if self._random.random() < 0.25:
            await asyncio.sleep(self._random.uniform(0, 0.3))
        else:
            wanted = self._cast.events + self._random.randrange(1, 30)
            await self._cast.until(lambda: self._cast.events >= wanted)
            await asyncio.sleep(self._random.uniform(0, 0.01))
        assert self._running.code is None, f"it ended by itself: {self._running.err}"
        await self._running.kill()
        await self._weather.clears()  # a ban that befell nobody would shut the next life out for a minute

    async def _dies_at(self, name: str, death: Death) -> None:
        """Of itself, at a failpoint."""
        provoking = None
        if not death.at_start:
            self._passes.arm(name, death.nth)
            provoking = asyncio.create_task(provoke(name, self._cast, self._meetings, self._running))
        try:
            code = await self._running.ended()
        except TimeoutError:
            raise AssertionError(
                f"nothing passed {name}; {self._meetings.stage}: {self._running.err[-3000:]}"
            ) from None
        finally:
            if provoking is not None:
                provoking.cancel()  # what brought it about need not be over
                with suppress(asyncio.CancelledError):
                    await provoking
        assert code == -signal.SIGKILL, f"it ended with {code} before {name}: {self._running.err}"


async def through(
    telegram: RemoteTelegram,
    discord: RemoteDiscord,
    deployment: Deployment,
    deaths: Sequence[Death],
    *,
    seed: int,
    casts: int = 1,
    in_flight: int = 3,
    receiving: Receiving = POLLING,
) -> Outcome:
    """All these deaths, one life after the other. Raises AssertionError for whatever somebody noticed."""
    telegram_bot = await telegram.add_bot(deployment.settings["BAUTA_TELEGRAM_TOKEN"])
    discord_bot = await discord.add_bot(deployment.settings["BAUTA_DISCORD_TOKEN"])
    passes = Passes(deployment.directory / "passes")
    deployment.settings |= {**receiving.settings, **passes.settings}
    cast = Cast(telegram, telegram_bot, discord, discord_bot, casts, in_flight)
    chaos = Chaos(cast, deployment, passes, receiving, seed)
    async with chaos.talking():
        for death, following in zip(deaths, [*deaths[1:], None], strict=True):
            await chaos.dies(death)
            await chaos.begins(following)
        return await chaos.outcome()


def mortal(telegram: RemoteTelegram, discord: RemoteDiscord) -> dict[str, str]:
    """The environment of a Bauta that is to be killed."""
    return {
        "BAUTA_TELEGRAM_TOKEN": TOKEN, "BAUTA_TELEGRAM_API_URL": telegram.url, "BAUTA_TELEGRAM_RATE": "0",
        "BAUTA_DISCORD_TOKEN": DISCORD_TOKEN, "BAUTA_DISCORD_API_URL": discord.api_url, "BAUTA_DISCORD_RATE": "0",
        "BAUTA_WEB_CHAT": "on",
    }  # fmt: skip

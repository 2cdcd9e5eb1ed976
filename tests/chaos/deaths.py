"""Where Bauta dies, and what has to happen so that it comes there."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from config.failpoints import NAMES
from tests.chaos.cast import Cast
from tests.chaos.meetings import Meetings
from tests.chaos.voices import OnTelegram
from tests.e2e.living import PATIENCE
from tests.e2e.processes import Process
from tests.e2e.strangers import PAIRED
from tests.emulators.discord import faults as discord
from tests.emulators.telegram import faults as telegram

AT_START: Final = frozenset(
    {"start.before_interrupted", "start.after_interrupted", "catchup.chats_known",
     "catchup.chat_read"}
)  # fmt: skip
"""Passed before anybody could arm them."""
RARE: Final = frozenset(
    {"alone.before_commit", "answer.after_request", "answer.before_request", "answer.refused", "back.after_commit",
     "back.before_commit", "door.knocked", "doubt.dropped", "doubt.repeated", "end.before_commit", "find.claimed",
     "interaction.acknowledged", "interaction.before_acknowledged", "room.before_commit", "room.before_settled",
     "send.asked_to_wait", "send.given_up", "send.gone", "send.in_doubt", "stop.begun", "stop.sent", "stop.written",
     *AT_START}
)  # fmt: skip
"""Passed once for each time they are brought about; the others in any talk."""
OF_DISCORD: Final = ("discord.", "interaction.", "answer.", "door.", "catchup.")
"""Not passed while Discord is away."""
IN_A_MEETING: Final = ("find.", "room.", "end.", "alone.")


@dataclass(frozen=True, slots=True)
class Death:
    """At the `nth` pass of a failpoint, or (None) at some moment from outside; after so many messages of its life."""

    name: str | None
    after: int
    nth: int = 1
    held: bool = False
    """The database is held meanwhile, for longer than Bauta waits for it."""

    @property
    def at_start(self) -> bool:
        return self.name in AT_START

    @property
    def at_stop(self) -> bool:
        return self.name is not None and self.name.startswith("stop.")

    @property
    def on_discord(self) -> bool:
        return self.name is not None and self.name.startswith(OF_DISCORD)


def everywhere(random: Random, outside: int, after: int, names: Sequence[str] = NAMES) -> list[Death]:
    """Each failpoint once, and so many deaths from outside, in some order; none at a start comes first."""
    deaths = [_at(name, random, random.randrange(after)) for name in names]
    deaths += [Death(None, random.randrange(after), held=number == 0) for number in range(outside)]
    return _begun(deaths, random)


def anywhere(slice_: int, count: int, after: int, names: Sequence[str] = NAMES) -> list[Death]:
    """So many, a third of them from outside; slice by slice all failpoints in their turn."""
    random = Random(slice_)
    names = list(names)
    Random(0).shuffle(names)
    inside = count - count // 3
    turn = [names[(slice_ * inside + place) % len(names)] for place in range(inside)]
    deaths = [_at(name, random, after) for name in turn]
    deaths += [Death(None, after, held=random.random() < 0.05) for _ in range(count // 3)]
    return _begun(deaths, random)


def _begun(deaths: list[Death], random: Random) -> list[Death]:
    """In some order; none at a start comes first."""
    random.shuffle(deaths)
    first = next(death for death in deaths if not death.at_start)
    return [first, *(death for death in deaths if death is not first)]


def _at(name: str, random: Random, after: int) -> Death:
    return Death(name, after, 1 if name in RARE else random.randint(1, 5))


async def provoke(name: str, cast: Cast, meetings: Meetings, process: Process) -> None:
    """Bring about what passes a failpoint, unless it is passed in any talk."""
    ann = next(each for each in cast.talkers if isinstance(each, OnTelegram))
    ill = cast.telegram.faults
    match name:
        case "stop.begun" | "stop.sent" | "stop.written":
            await process.tells("Ctrl-C")
            process.send(signal.SIGTERM)
        case "send.in_doubt" | "doubt.repeated":
            while True:  # what was in doubt once already is given up now, and not sent again
                fault = await ill.add(kind=telegram.lost_answer(), method="sendMessage", chat=ann.chat)
                await fault.befell(timeout=PATIENCE)
                await asyncio.sleep(0.2)  # within which it has died of this one
        case "send.given_up":
            await ill.add(kind=telegram.lost_request(), method="sendMessage", chat=ann.chat, times=2)
        case "send.asked_to_wait" | "back.before_commit" | "back.after_commit":
            await ill.add(kind=telegram.rate_limited(1), method="sendMessage", chat=ann.chat)
        case "doubt.dropped":
            await ill.add(kind=telegram.lost_answer(), method="sendMessage", chat=cast.quinn.chat)
            await cast.quinn.asks("rules")
        case "send.gone":
            await _loses_their_partner(cast, meetings)
        case "answer.refused":
            over = discord.error(10015, "Unknown Webhook", status=404)
            await cast.discord.faults.add(kind=over, method="update_original_webhook_message", channel=cast.olga.chat)
            await cast.olga.asks("rules")
        case "door.knocked":
            await cast.quits_searching()
            await cast.olga.asks("find")
        case "web.before_accept" | "web.accepted":
            for page in cast.pages:
                page.may_go_on()
            cast.changed.notify()
        case _ if name.startswith(("interaction.", "answer.")):
            await cast.olga.asks("rules")
        case _ if name.startswith(IN_A_MEETING):
            await cast.until(lambda: meetings.over)
            meetings.want()


async def _loses_their_partner(cast: Cast, meetings: Meetings) -> None:
    """Quinn talks to somebody who closes their account, of which Telegram tells nobody."""
    await cast.until(lambda: meetings.over)
    ghost = await cast.on_telegram(f"ghost{cast.life}")
    await cast.admitted(ghost)
    await ghost.asks("find")
    await cast.quinn.asks("find")
    await cast.told(ghost, PAIRED)
    await ghost.person.leaves_telegram()  # for good, however often Bauta dies before it has taken note of that
    await cast.quinn.says(f"quinn to {ghost.name}")


def after_death(deaths: Sequence[Death]) -> dict[str, int]:
    """How often Bauta died where; "outside" for those that no failpoint brought."""
    counts: dict[str, int] = {}
    for death in deaths:
        counts[death.name or "outside"] = counts.get(death.name or "outside", 0) + 1
    return counts

"""One slice of the long proof: so many strings, half of them end to end, and what came of them."""

import asyncio
import io
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PIL import Image

from bot.texts.catalogue import Catalogue
from tests.bot.town import Town
from tests.contracts.stores import in_sqlite
from tests.emulators.discord import DiscordEmulator
from tests.emulators.telegram import TelegramEmulator
from tests.hostile.ends import BATCH, ends
from tests.hostile.families import FAMILIES, strings
from tests.hostile.middle import Middle
from tests.hostile.roles import ROLES, role_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """`through`: strings that went through readers, stores and renderers; `ends`: from platform to platform.

    `arrived` and `told` are of the latter: what came through, and what its sender was told not to have. `posts`:
    messages that were judged as all three platforms would show them.
    """

    through: int = 0
    ends: int = 0
    arrived: int = 0
    told: int = 0
    posts: int = 0
    families: dict[str, int] = field(default_factory=dict)

    @property
    def strings(self) -> int:
        return self.through + self.ends

    def __add__(self, other: "Outcome") -> "Outcome":
        both, more = asdict(self), asdict(other)
        families = dict(Counter(self.families) + Counter(other.families))
        return Outcome(families=families, **{name: both[name] + more[name] for name in both if name != "families"})

    def __str__(self) -> str:
        least = min(self.families.values(), default=0)
        return (
            f"{self.strings:,} strings in {len(self.families)} families, each at least {least:,} times:"
            f" {self.ends:,} from one platform to another ({self.arrived:,} arrived as they should read,"
            f" of {self.told:,} the sender was told why not),"
            f" {self.through:,} through readers, stores and renderers ({self.posts:,} messages judged);"
            " no turn failed, nobody was mentioned, nobody else was reached"
        )


def hostile(seed: int, count: int) -> Outcome:
    """Raises AssertionError for whatever is not as it should be."""
    made = list(strings(seed, count))
    # Halves by rounds of families, so that each has its share of every string's kind.
    halves = [[each for at, each in enumerate(made) if at // len(FAMILIES) % 2 == half] for half in (0, 1)]
    outcome = asyncio.run(_through(halves[0])) + asyncio.run(_end_to_end(halves[1]))
    return outcome + Outcome(families=dict(Counter(family for family, _ in made)))


async def _through(made: list[tuple[str, str]]) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        async with in_sqlite(Path(folder)) as ground, Town(ground.database, Catalogue.load()) as town:
            middle = Middle(town, picture())
            await middle.open()
            for at, (_, string) in enumerate(made):
                await middle.goes(string, ROLES[role_of(at // len(FAMILIES))])
    return Outcome(through=len(made), posts=middle.judged)


async def _end_to_end(made: list[tuple[str, str]]) -> Outcome:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        telegram = await stack.enter_async_context(TelegramEmulator(check=False))
        discord = await stack.enter_async_context(DiscordEmulator(check=False))
        there = await stack.enter_async_context(ends(Path(folder), telegram, discord))
        for at in range(0, len(made), BATCH):
            await there.batch([string for _, string in made[at : at + BATCH]])
        return Outcome(ends=len(made), arrived=there.arrived, told=there.told)


def picture() -> bytes:
    """A small JPEG."""
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "JPEG")
    return drawn.getvalue()

"""`python -m tests.moderation.dying FOLDER MOMENT`: freezes and shreds a case, and is killed at a moment in between."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from config.database import UnitOfWork
from tests.contracts.stores import in_sqlite
from tests.moderation.archive import Archive
from tests.moderation.said import says

MOMENTS = ("key written", "evidence committed", "shred begun", "shred committed", "key overwritten")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def dies(unit: UnitOfWork) -> None:
    """The first thing after the commit."""
    unit.after_commit.insert(0, _die)


async def _die() -> None:
    die()


async def live(folder: Path, moment: str) -> None:
    async with in_sqlite(folder) as ground:
        archive = Archive(ground, folder)
        await archive.hears(says("I will find you"))
        await freeze(archive, moment)
        await shred(archive, moment)


async def freeze(archive: Archive, moment: str) -> None:
    async with archive.ground.database.unit() as unit:
        await archive.freezes(unit)
        if moment == "key written":
            die()
        if moment == "evidence committed":
            await dies(unit)


async def shred(archive: Archive, moment: str) -> None:
    if moment == "key overwritten":
        Path.unlink = lambda *_: die()  # type: ignore[method-assign,assignment]
    async with archive.ground.database.unit() as unit:
        await archive.evidence.shred(unit, "7K2F")
        if moment == "shred begun":
            die()
        if moment == "shred committed":
            await dies(unit)


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), sys.argv[2]))

"""Wherever a death comes between a key and its evidence: what is in the database opens, or what is left goes."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.contracts.stores import NOW, in_sqlite
from tests.moderation.archive import Archive
from tests.moderation.dying import MOMENTS

LEFT = {
    "key written": ([], True),
    "evidence committed": (["reported -0 ✔ I will find you"], True),
    "shred begun": (["reported -0 ✔ I will find you"], True),
    "shred committed": ([], True),
    "key overwritten": ([], True),
}
"""What there is to be read after it, and whether a file is left."""


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_death_leaves_evidence_that_opens_or_a_key_to_nothing(moment: str, tmp_path: Path) -> None:
    died = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.moderation.dying", str(tmp_path), moment)
    assert await died.wait() == -signal.SIGKILL
    folder = tmp_path / "case-keys"
    read, left = LEFT[moment]
    async with in_sqlite(tmp_path) as ground:
        archive = Archive(ground, tmp_path)
        assert await archive.read() == read
        assert (folder / "7K2F.key").exists() is left
        os.utime(folder / "7K2F.key", (NOW - 7200, NOW - 7200))
        async with ground.database.unit() as unit:
            assert await archive.evidence.sweep(unit) == int(not read)
        assert await archive.read() == read
        assert (folder / "7K2F.key").exists() is bool(read)

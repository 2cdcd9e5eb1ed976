"""What the tests of cleaning share: a place for files, and a cleaner without processes."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.content import Kind
from bot.media.cleaner import GOALS, InProcess, Spool
from bot.posts import Attachment, Bytes

Clean = Callable[..., Awaitable[Attachment]]


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", 200_000_000)


@pytest.fixture
def clean(spool: Spool) -> Clean:
    """Cleans bytes as a kind of file for a platform, in this process."""
    cleaner = InProcess(spool)

    async def clean(data: bytes, kind: Kind, platform: str = "telegram") -> Attachment:
        return await cleaner.clean(Bytes(data), kind, GOALS[platform])

    return clean

"""What a town keeps for reports: a ring in memory, and case keys in a folder of its own."""

from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

from bot.duty import Duty
from bot.metrics import Metrics
from bot.notary import Notary
from config.database import Database
from config.ids import new_id
from moderation.casekeys import CaseKeys
from moderation.evidence import Evidence
from moderation.stores.memory_ring import MemoryRing


def archive(database: Database, clock: Callable[[], float], metrics: Metrics, duty: Duty) -> tuple[Evidence, Notary]:
    """Beside the database where that is a file."""
    file = database.writing.url.database if database.writing.dialect.name == "sqlite" else None
    folder = Path(file).parent if file else Path(gettempdir()) / f"bauta-{new_id()}"
    evidence = Evidence(clock, CaseKeys(folder / "case-keys"), MemoryRing())
    return evidence, Notary(database.keys, evidence, duty, metrics)

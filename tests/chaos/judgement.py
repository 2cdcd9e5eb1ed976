"""What must be true in the end: of what everybody heard, of the database, of what was logged."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.chaos.cast import PAIRS, Cast
from tests.chaos.meetings import Meetings
from tests.chaos.passes import Passes
from tests.chaos.talk import Direction
from tests.e2e.living import fetched, series
from tests.e2e.processes import Deployment
from tests.e2e.strangers import PAIRED

UNREACHABLE = "Your partner can't be reached any more"
UNDER_A_LOCK = frozenset({"database.unwell"})
"""What is logged as an error when somebody else holds the database for longer than Bauta waits for it."""


async def words(cast: Cast, passes: Passes) -> int:
    """Nothing lost, nothing out of order, every reply where it belongs, nothing overheard.

    How many messages did not arrive, as their senders were told: no more than were given up.
    """
    told: set[str] = set()
    for direction in cast.directions:
        told |= await direction.speaker.not_arrived()
    for direction in cast.directions:
        await _heard(direction, told)
    assert len(told) <= passes.of("send.given_up"), "given up without a reason"
    return len(told)


async def _heard(direction: Direction, told: set[str]) -> None:
    whose = f"{direction.speaker.name} → {direction.listener.name}"
    missing = direction.missing()
    assert missing <= told, f"{whose}: {len(missing - told)} lost, and nobody was told"
    arrived = [text for text in direction.said if text not in missing]
    assert direction.listener.ears.order == arrived, f"{whose}: out of order, or not meant for them"
    reads = await direction.listener.reads()
    assert reads.keys() == set(arrived), f"{whose}: the chat reads otherwise"
    for text, answered in direction.wanted().items():
        # Of two copies one can be answered, and of what was given up, though it arrived, none.
        unknown = answered in told or answered in direction.speaker.ears.late
        assert text in missing or reads[text] == answered or (unknown and not reads[text]), (
            f"{whose}: {text!r} answers {answered!r} and points at {reads[text]!r}; "
            f"{direction.listener.about(text)}, {direction.speaker.about(answered)}"
        )
    # What was given up may have arrived all the same, but nothing is known of it that could be changed.
    stale = {text: reads for text, reads in (await direction.stale()).items() if text not in told}
    assert not stale, f"{whose}: reads {stale}, and was last written as {[direction.wrote[text] for text in stale]}"
    assert await direction.listener.pictures() == direction.shown - missing


def copies(cast: Cast, passes: Passes) -> tuple[int, int, int]:
    """Nowhere but on Telegram, each flagged; of one kill at most one in a chat.

    How many there were, those among them that a fault explains, and the most after one kill.
    """
    for direction in cast.directions:
        ears = direction.listener.ears
        assert direction.listener.may_hear_twice or not ears.copies, f"{direction.listener.name} reads something twice"
    heard = [copy for voice in cast.by_chat.values() for copy in voice.ears.copies]
    for voice in cast.by_chat.values():
        unexcused = [copy for copy in voice.ears.copies if not copy.fault]
        by_kill = Counter(copy.life for copy in unexcused)
        assert max(by_kill.values(), default=0) <= 1, (
            f"{voice.name}: more than one in a chat after one kill: "
            f"{[voice.about(copy.text) for copy in unexcused if by_kill[copy.life] > 1]}"
        )
    assert len(heard) <= passes.of("doubt.repeated"), "sent again without being counted"
    kills = Counter(copy.life for copy in heard if not copy.fault)
    return len(heard), sum(copy.fault for copy in heard), max(kills.values(), default=0)


def notices(cast: Cast, meetings: Meetings, passes: Passes, lost_partners: int) -> None:
    """Pairs heard of their room once; seekers at most once of each thing that happened to them."""
    for direction in cast.directions:
        assert len([text for text in direction.listener.ears.notices if PAIRED in text]) == 1
    for seeker in cast.seekers:
        for text in (PAIRED, "You left the chat", "Your partner left the chat", "I'll keep looking for"):
            times = len([notice for notice in seeker.ears.notices if text in notice])
            assert times <= meetings.held[seeker.name], f"{text!r} {times} times"
    unreachable = len([text for text in cast.quinn.ears.notices if UNREACHABLE in text])
    dropped = passes.of("doubt.dropped")
    assert unreachable <= lost_partners <= unreachable + dropped, (
        f"{lost_partners} partners were lost, {unreachable} of it told, {dropped} notices dropped in doubt; the last "
        f"ones: {cast.quinn.ears.notices[-8:]}"
    )


async def counted(port: int, passes: Passes, before: int) -> None:
    """What is sent again is on /metrics: here, since the last start."""
    page = await fetched(port, "/metrics")
    again = sum(series(page, "bauta_sent_again_total", platform=name) for name in ("telegram", "discord", "web"))
    assert again == passes.of("doubt.repeated") - before


def left_behind(data: Path) -> None:
    """In a copy of the database, so that the next life finds what the last one left: at most one row in doubt."""
    doubtful = "SELECT count(*) FROM outbox WHERE state = 'sending' GROUP BY lane"
    with tempfile.TemporaryDirectory() as folder:
        for part in data.glob("bauta.db*"):
            if not part.name.endswith("-shm"):
                shutil.copy(part, folder)
        with closing(sqlite3.connect(Path(folder) / "bauta.db")) as database:
            assert database.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            assert max(database.execute(doubtful).fetchall(), default=(0,)) <= (1,), "two rows of a lane in doubt"


def at_rest(data: Path, casts: int) -> None:
    """Nothing is left on its way; the pairs still sit together and nobody else does."""
    with closing(sqlite3.connect(data / "bauta.db")) as database:
        counts = {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("outbox", "tickets", "seats", "files")
        }
    assert counts == {"outbox": 0, "tickets": 0, "seats": 2 * len(PAIRS) * casts, "files": 0}, counts


def logs(cast: Cast, deployment: Deployment, *, held: bool) -> None:
    """No life complained of itself, or told anything about anybody. `held`: the database was, for long."""
    for process in deployment.processes:
        assert "Traceback" not in process.err
        for line in process.err.splitlines():
            # The last line may have been cut short by the kill.
            told = json.loads(line) if line.startswith("{") and line.endswith("}") else {}
            bad = told.get("level") in ("error", "critical")
            assert not bad or (held and told["event"] in UNDER_A_LOCK), line
        for word in cast.secrets:
            assert word not in process.err + process.out

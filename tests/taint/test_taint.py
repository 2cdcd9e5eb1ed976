"""Of whoever writes nothing reaches anybody, nor is it kept: not a name, not an id, not a field of a message or a file.

One Bauta runs as its operator runs it, between both emulated messengers and the page, and everybody there sends
everything there is (telegram_messages.py, discord_messages.py) in every direction, out of accounts full of markers.
Then all that Bauta let out is looked through (evidence.py says for what).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.anybody import OnDiscord, OnTelegram, OnTheWeb
from tests.e2e.living import fetched
from tests.e2e.processes import Spawner, deployment
from tests.emulators.discord import DiscordEmulator, faults
from tests.emulators.telegram import TelegramEmulator
from tests.taint import evening
from tests.taint.disk import nameless
from tests.taint.evidence import Search, all_of, discord_request, telegram_request
from tests.taint.markers import spoken
from tests.taint.street import Page, Street, brought, settings, street
from tests.telling import Tell

LEAST = 300
"""Markers."""

UNCERTAIN = ("to be taken back", "before the change", "waiting")
"""Words that may have been withdrawn before they were sent, or that were not to arrive in time."""


@pytest.fixture
async def outside(
    telegram: TelegramEmulator, discord: DiscordEmulator, spawner: Spawner, tmp_path: Path
) -> AsyncIterator[Street]:
    async with (
        deployment(spawner, tmp_path, **settings(telegram, discord)) as deployed,
        street(telegram, discord, deployed) as outside,
    ):
        yield outside


async def test_no_marker_no_name_no_id_and_no_token_gets_out(outside: Street, tell: Tell) -> None:
    kept: dict[str, bytes] = {}
    spooled: dict[str, bytes] = {}
    messages = 0
    for first, second in evening.pairs():
        one, other = await evening.meet(outside, first, second)
        messages += await evening.tells_all(outside, one, other)
        if first[0] != second[0]:
            messages += await evening.tells_all(outside, other, one)
        messages += await evening.carries_on(outside, one, other)
        messages += await evening.carries_on(outside, other, one)
        await evening.holds_back(one, other)
        if isinstance(one, OnTelegram) and isinstance(other, OnDiscord):
            closed = outside.discord.faults.add(
                kind=faults.rate_limited(600), method="create_message", channel=other.chat
            )
            await evening.waits_in_a_lane(outside, one, other, closed)
            spooled |= nameless(outside.process.pid)
            kept |= {f"{path} while a lane was closed": data for path, data in outside.disk.read().items()}
        await evening.reports(one)
    metrics = await fetched(outside.deployed.port, "/metrics")
    kept |= {f"{path} after all": data for path, data in outside.disk.read().items()}
    await outside.process.kill()
    kept |= {f"{path} after the end": data for path, data in outside.disk.read().items()}

    search = Search(outside.natives(), meant(outside))
    requests = [telegram_request(each) for each in outside.telegram.ledger]
    requests += [discord_request(each) for each in outside.discord.ledger]
    frames = [(frame, outside.owner(who)) for who in outside.people.values() for frame in framed(who)]
    logs = {"stderr": outside.process.err, "stdout": outside.process.out.replace(f"client_id={outside.app.id}", "")}
    places = {
        "requests": [search.in_request(each) for each in requests],
        "frames": [search.in_frame(*each) for each in frames],
        "logs": [search.in_words(text, place) for place, text in logs.items()],
        "metrics": [search.in_words(metrics, "/metrics")],
        "disk": [search.in_bytes(data, path) for path, data in kept.items()],
        "spool": [search.in_bytes(data, path) for path, data in spooled.items()],
    }
    assert {place: all_of(told) for place, told in places.items() if any(told)} == {}

    assert missing(outside, search) == [], "what people said arrived"
    for file in ("bauta.db ", "bauta.db-wal "):
        assert len(b"".join(data for path, data in kept.items() if path.startswith(file))) > 100_000
    assert any(len(data) > 100_000 for data in spooled.values()), "the long file was there to be looked at"
    assert outside.process.err.count('"level": "debug"') > 10, "the log tells all it has"
    planted, written = brought(outside)
    assert len(planted) >= LEAST
    searched = sum(map(len, places.values()))
    tell(
        f"taint: {len(planted):,} markers in {messages} messages of all kinds ({written} with others besides),"
        f" {searched:,} places searched ({len(requests):,} requests, {len(frames):,} frames, {len(kept)} files on disk"
        f" among them), 0 found"
    )


def framed(who: object) -> list[bytes]:
    return who.visitor.frames if isinstance(who, OnTheWeb) and isinstance(who.visitor, Page) else []


def meant(outside: Street) -> dict[str, set[str]]:
    """For whom words were meant, by their marker. Names begin with the way; what is quoted comes back."""
    owners = {name: outside.owner(who) for name, who in outside.people.items()}
    found = {}
    for what, marker in spoken().items():
        sender, _, receiver = what.partition(" ")[0].partition("→")
        if receiver in owners:
            found[marker] = {owners[receiver], *([owners[sender]] if what.endswith("quoted") else [])}
    return found


def missing(outside: Street, search: Search) -> list[str]:
    """What was said and did not come to whom it was meant for."""
    words = meant(outside)
    return [
        what
        for what, marker in spoken().items()
        if marker in words
        and not any(what in search.arrived.get(owner, ()) for owner in words[marker])
        and not any(part in what for part in UNCERTAIN)
    ]

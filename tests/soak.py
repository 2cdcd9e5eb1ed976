"""`python -m tests.soak`: the long proofs, in slices that add up in a file, so that they go on where they stopped.

    python -m tests.soak                 as many kills as are missing of 200
    python -m tests.soak --kills 1000    of 1000

What was proven of other code does not count: a change of any module begins anew.
"""

import argparse
import asyncio
import hashlib
import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.e2e.chaos import Outcome, killed_settings, through_kills
from tests.e2e.processes import Spawner, deployment
from tests.emulators.discord.remote import RemoteDiscord
from tests.emulators.telegram.remote import RemoteTelegram

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".soak" / "kills.json"
PROVEN = ("bot", "matching", "moderation", "config", "tests/e2e", "tests/emulators")
SLICE = 25


@dataclass(slots=True)
class Tally:
    """What the slices so far add up to. `code` names the code they were run on."""

    code: str
    slices: int = 0
    outcome: Outcome = field(default_factory=Outcome)

    def add(self, outcome: Outcome) -> None:
        self.slices += 1
        self.outcome += outcome

    def save(self, path: Path) -> None:
        """Never half: the file is whole or the one from before."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n")
        os.replace(draft, path)


def code_of(root: Path) -> str:
    """A name for the code as it is: it changes with any module."""
    digest = hashlib.sha256((root / "uv.lock").read_bytes())
    for folder in PROVEN:
        for file in sorted((root / folder).rglob("*.py")):
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def resumed(path: Path, code: str) -> Tally:
    """What was proven of this code so far."""
    try:
        kept = json.loads(path.read_text())
        found = Tally(kept["code"], kept["slices"], Outcome(**kept["outcome"]))
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return Tally(code)
    return found if found.code == code else Tally(code)


async def kill_slice(spawner: Spawner, seed: int, kills: int) -> Outcome:
    """One conversation through so many kills, on emulators and in a directory of its own."""
    async with RemoteTelegram.spawned() as telegram, RemoteDiscord.spawned() as discord:
        with tempfile.TemporaryDirectory() as folder:
            async with deployment(spawner, Path(folder), **killed_settings(telegram, discord)) as deployed:
                outcome = await through_kills(telegram, discord, deployed, kills=kills, seed=seed)
        assert await telegram.violations() == []
        assert await discord.violations() == []
        assert await discord.unanswered() == []
    return outcome


def soak(kills: int, path: Path = KEPT) -> Outcome:
    """Run what is missing of `kills`. Raises whatever a slice fails with; what came before it is kept."""
    tally = resumed(path, code_of(ROOT))
    say(f"{tally.outcome.kills} of {kills} kills were survived before.")
    with Spawner() as spawner:
        while tally.outcome.kills < kills:
            seed = 1000 + tally.slices
            say(f"Slice {tally.slices + 1}, seed {seed}:")
            outcome = asyncio.run(kill_slice(spawner, seed, min(SLICE, kills - tally.outcome.kills)))
            tally.add(outcome)
            tally.save(path)
            say(f"  {outcome}.")
    return tally.outcome


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="The long proofs, in slices.")
    parser.add_argument("--kills", type=int, default=200, help="how many kills are to be survived in all (200)")
    say(f"In all: {soak(parser.parse_args().kills)}.")


if __name__ == "__main__":
    main()

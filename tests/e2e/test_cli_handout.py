"""`bauta mod export`: whatever dies or fails on the way, nothing of a case is handed out without a line in the log."""

import os
import signal
from pathlib import Path

import pytest

from bot.handout import Handout
from bot.terminal import Refused
from moderation.filing import Filed
from moderation.roles import Action, Role
from moderation.team import OPERATOR
from tests.chaos.passes import Passes
from tests.e2e.bench import SENIOR, Inside
from tests.e2e.processes import Deployment, Process

WORDS = "he shouts, and that is long enough to be found"


async def agreed(bench: Inside) -> Filed:
    """A case of which somebody agreed that it is handed out."""
    filed = await bench.reported(await bench.meets("4711"), words=WORDS)
    async with bench.unit() as unit:
        await bench.moderation.team.grant(unit, OPERATOR, SENIOR.member, Role.SENIOR)
        asked = await bench.moderation.team.ask(unit, OPERATOR, filed.case, Action.EXPORT, "a court asks")
        await bench.moderation.team.answer(unit, SENIOR, asked.id, granted=True)
    return filed


async def dies(deployed: Deployment, passes: Passes, place: str, *command: str) -> Process:
    """A command that dies at the last of its units."""
    before = passes.of(place)
    assert (await deployed.does("mod", "pending", settings=passes.settings, fresh=True)).code == 0
    passes.arm(place, passes.of(place) - before)
    died = await deployed.does(*command, settings=passes.settings, fresh=True)
    passes.disarm()
    assert died.code == -signal.SIGKILL, died.err
    return died


@pytest.mark.parametrize("place", ["unit.before_commit", "unit.after_commit"])
async def test_a_death_around_the_commit_hands_nothing_out_that_is_not_on_record(
    deployed: Deployment, bench: Inside, place: str
) -> None:
    filed = await agreed(bench)
    file = deployed.directory / f"case-{filed.case}.json"
    await dies(deployed, Passes(deployed.directory / "passes"), place, "mod", "export", filed.case)
    part = file.with_name(f"{file.name}.part")
    assert not file.exists()
    assert set(part.read_bytes()) == {0}, "room, and nothing in it"
    log = (await deployed.does("audit", "show", "--case", filed.case)).out
    assert ("exported" in log) is (place == "unit.after_commit")
    again = await deployed.does("mod", "export", filed.case)
    assert (again.code, again.out) == (1, "")
    assert again.err.startswith(f"{part.name} is left of an export that broke off")
    part.unlink()
    again = await deployed.does("mod", "export", filed.case)
    if place == "unit.before_commit":
        assert again.code == 0, "the agreement is not used up"
        assert WORDS in file.read_text("utf-8")
        assert list(deployed.directory.glob("*.part")) == []
    else:
        assert "takes a second person" in again.err


# --- the file itself ---


def test_a_file_is_filled_after_it_is_on_record_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = Handout(tmp_path / "case.json")
    file.check()
    file.make_room(WORDS)
    assert not file.path.exists()
    assert WORDS.encode() not in file.part.read_bytes()
    file.fill(WORDS)
    assert (file.path.read_text("utf-8"), file.part.exists()) == (WORDS, False)
    assert file.path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused, match="is there already"):
        file.check()


def test_what_is_given_up_leaves_no_file(tmp_path: Path) -> None:
    file = Handout(tmp_path / "case.json")
    file.make_room(WORDS)
    file.give_up()
    assert list(tmp_path.iterdir()) == []
    file.check()


def test_a_full_disk_refuses_before_anything_is_on_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    file = Handout(tmp_path / "case.json")
    with pytest.raises(Refused, match="can't be written"):
        file.make_room(WORDS)
    assert list(tmp_path.iterdir()) == []


def test_what_is_on_record_and_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    file = Handout(tmp_path / "case.json")
    file.make_room(WORDS)
    file.part.unlink()
    with pytest.raises(Refused, match="on record that the case was handed out"):
        file.fill(WORDS)

"""`bauta mod`: operators see reports and act on them, and the running Bauta carries it out within seconds."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from moderation.model import Measure
from tests.e2e.bench import inside
from tests.e2e.living import TOKEN
from tests.e2e.processes import Deployment, Spawner, deployment
from tests.e2e.strangers import ALONE, PAIRED, Stranger, paired
from tests.emulators.telegram import BotAccount, TelegramEmulator


@pytest.fixture
async def deployed(
    telegram: TelegramEmulator, bot: BotAccount, spawner: Spawner, tmp_path: Path
) -> AsyncIterator[Deployment]:
    settings = {"BAUTA_TELEGRAM_TOKEN": bot.token, "BAUTA_TELEGRAM_API_URL": telegram.url, "BAUTA_TELEGRAM_RATE": "0"}
    async with deployment(spawner, tmp_path, **settings) as deployed:
        yield deployed


async def reported(by: Stranger, words: str = "") -> str:
    """The receipt number of a report about the current partner."""
    await by.says(f"/report {words}".strip())
    await by.presses(await by.hears("What is it about?"), "Insults or harassment")
    await by.presses(await by.hears("more exactly?"), "Insults")
    found = re.search(r"R-\w+", (await by.hears("Thank you. Report R-")).text)
    assert found is not None
    return found[0]


async def test_a_ban_ends_what_goes_on_holds_at_the_gate_and_can_be_lifted(
    telegram: TelegramEmulator, bot: BotAccount, deployed: Deployment
) -> None:
    await deployed.runs()
    ann, bob, cleo = (Stranger(telegram, bot, name) for name in ("Ann", "Bob", "Cleo"))
    nothing = await deployed.does("mod", "reports")
    assert (nothing.code, nothing.out) == (0, "No open reports.\n")
    await paired(ann, bob)
    number = await reported(ann, "he [red]shouts[/red] 🌋")
    await bob.hears("Your partner left the chat")
    await bob.says("/find")
    await bob.hears(ALONE)
    await cleo.admitted("/find")
    for each in (bob, cleo):
        await each.hears(PAIRED)

    listed = await deployed.does("mod", "reports")
    assert listed.code == 0
    row = next(line for line in listed.out.splitlines() if number in line)
    assert "harassment" in row
    assert "he [red]shouts[/red] 🌋" in row, "words are words"
    assert str(ann.id) not in listed.out
    assert str(bob.id) not in listed.out

    banned = await deployed.does("mod", "ban", number.lower(), "--days", "7")
    assert banned.code == 0
    assert re.match(r"Banned until \d{4}-\d\d-\d\d \d\d:\d\d UTC \(harassment\)", banned.out)
    await bob.hears("You can't search or talk until ")
    await cleo.hears("The chat has ended")
    for command in ("/find", "/status", "hello?"):
        await bob.says(command)
        assert "Insults, rule 2" in (await bob.hears("You can't search or talk until ")).text
    await bob.says("/privacy")
    await bob.hears("What is stored, and for how long")
    assert (await deployed.does("mod", "reports")).out == "No open reports.\n"

    lifted = await deployed.does("mod", "unban", number)
    assert (lifted.code, lifted.out) == (0, "Lifted.\n")
    await bob.hears("What held against you is over")
    assert (await deployed.does("mod", "unban", number)).out == "Nothing was in force against them.\n"
    await bob.says("/find")
    await bob.hears(ALONE)

    forever = await deployed.does("mod", "ban", number)
    assert forever.out.startswith("Held. A ban takes two")
    await bob.hears("You can't search or talk")
    await cleo.says("/find")
    await cleo.hears(ALONE)  # whoever is banned has left the line too
    await cleo.says("/status")
    await cleo.hears("Nobody else is waiting")
    async with inside(deployed) as bench:
        case = (await bench.reports())[0].case
        assert case is not None
        assert not (await bench.decides(case, Measure.BAN)).waits
    await bob.hears("You can't search or talk")


async def test_a_report_can_be_dismissed_and_a_ban_survives_restart_and_deletion(
    telegram: TelegramEmulator, bot: BotAccount, deployed: Deployment
) -> None:
    process = await deployed.runs()
    ann, bob = Stranger(telegram, bot, "Ann"), Stranger(telegram, bot, "Bob")
    await paired(ann, bob)
    number = await reported(ann)
    dismissed = await deployed.does("mod", "dismiss", number)
    assert (dismissed.code, dismissed.out) == (0, "Closed without a sanction.\n")
    assert (await deployed.does("mod", "reports")).out == "No open reports.\n"
    await process.kill()

    assert (await deployed.does("mod", "ban", number, "--days", "30")).code == 0, "also while nobody runs"
    await deployed.runs()
    await bob.hears("You can't search or talk")
    await bob.says("/delete")
    await bob.presses(await bob.hears("Erase your account here?"), "Yes, erase it")
    await bob.hears("Erased.")
    await bob.says("/find")
    await bob.hears("You can't search or talk")


async def test_a_number_that_nobody_was_given(deployed: Deployment) -> None:
    for command in ("ban", "unban", "dismiss"):
        process = await deployed.does("mod", command, "R-XXXX")
        assert (process.code, process.out) == (1, "")
        assert process.err == "There is no report R-XXXX. `bauta mod reports` lists those that are open.\n"
    assert TOKEN not in process.err
    misused = await deployed.does("mod", "ban", "R-XXXX", "--days", "0")
    assert misused.code == 2
    assert "Traceback" not in misused.err

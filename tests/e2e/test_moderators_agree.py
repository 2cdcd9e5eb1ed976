"""“An authority asks”, as the handbook has it: asked for on the machine, agreed to in the chat, done on the machine."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App
from moderation.roles import Action, Role
from moderation.team import OPERATOR
from tests.e2e.anybody import OnDiscord
from tests.e2e.conftest import MeetOnDiscord
from tests.e2e.processes import Deployment, Spawner, deployment
from tests.e2e.strangers import Stranger, paired
from tests.e2e.test_cli_mod import reported
from tests.e2e.test_cli_mod_cases import cells, refused
from tests.e2e.test_moderators_discord import Desk, staffed
from tests.e2e.test_moderators_discord import reported as reported_on_discord
from tests.emulators.discord import BotAccount as DiscordBot
from tests.emulators.discord import DiscordEmulator, Guild
from tests.emulators.telegram import BotAccount, TelegramEmulator

WHY = "file 7 of a *court* in <Ulm>"


@pytest.fixture
async def deployed(
    telegram: TelegramEmulator, bot: BotAccount, spawner: Spawner, tmp_path: Path
) -> AsyncIterator[Deployment]:
    settings = {"BAUTA_TELEGRAM_TOKEN": bot.token, "BAUTA_TELEGRAM_API_URL": telegram.url, "BAUTA_TELEGRAM_RATE": "0"}
    async with deployment(spawner, tmp_path, **settings) as deployed:
        yield deployed


@pytest.fixture
def guild(discord: DiscordEmulator, discord_bot: DiscordBot) -> Guild:
    guild = discord.guild("Venezia")
    guild.add(discord_bot)
    return guild


async def test_an_authority_asks_who_it_is_and_what_was_said(
    telegram: TelegramEmulator, bot: BotAccount, deployed: Deployment
) -> None:
    await deployed.runs()
    ann, bob, sue = (Stranger(telegram, bot, name) for name in ("Ann", "Bob", "Sue"))
    added = await deployed.does("mod", "add", "--role", "senior")
    await sue.says(re.findall(r"(?m)^/mod \S+$", added.out)[0])
    await sue.hears("You are a senior moderator now")
    await sue.says("/mod here")
    await sue.hears("Cards of cases come here")
    await paired(ann, bob)
    await bob.says("you will be sorry")
    await ann.hears("sorry")
    await reported(ann)
    case = cells(await deployed.does("mod", "cases"))[0][0]
    await sue.hears(f"Case {case} ·")

    assert (await deployed.does("mod", "hold", case, "on")).code == 0
    asked = await deployed.does("mod", "unmask", case, "--why", WHY)
    assert "Somebody who is senior has to agree within seven days" in asked.out
    assert "nobody has answered yet" in refused(await deployed.does("mod", "unmask", case))
    question = await sue.hears("a second person is needed")
    assert "Ulm" not in question.text
    await sue.presses(question, "Agree")
    step = await sue.hears("do you agree?")
    assert f"The reason: {WHY}" in step.text
    await sue.presses(step, "Yes, I agree")
    await sue.hears("you agreed. It can be done once")
    assert "agreed: it can be done once" in (await sue.hears("a second person was needed")).text
    told = await deployed.does("mod", "unmask", case)
    assert [row[2] for row in cells(told)] == [f"user id {bob.id}"]

    assert (await deployed.does("mod", "export", case, "--why", WHY)).code == 0
    await sue.hears("to write all that is kept of it into a file")
    await sue.says("/mod")
    listed = await sue.hears("Something waits for a second person")
    await sue.presses(listed, f"{case} · into a file")
    await sue.presses(await sue.hears("do you agree?"), "Yes, I agree")
    await sue.hears("you agreed")
    assert (await deployed.does("mod", "export", case)).code == 0
    written = json.loads((deployed.directory / f"case-{case}.json").read_text("utf-8"))
    assert "you will be sorry" in json.dumps(written)
    assert (await deployed.does("mod", "hold", case, "off")).code == 0
    kinds = [row[3] for row in cells(await deployed.does("audit", "show", "--case", case))]
    assert [kinds.count(each) for each in ("approval-asked", "approved", "unmasked")] == [2, 2, 1]
    assert "exported" in kinds
    who = {row[3]: row[2] for row in cells(await deployed.does("audit", "show", "--case", case))}
    assert (who["unmasked"], who["filed"]) == ("operator", "a member")
    assert telegram.violations == []


async def test_on_discord_the_reason_is_shown_to_who_answers_alone(
    discord: DiscordEmulator, discord_bot: DiscordBot, discord_app: App, guild: Guild, meet_on_discord: MeetOnDiscord,
    discord_pair: tuple[OnDiscord, OnDiscord],
) -> None:  # fmt: skip
    mo, desk = await staffed(discord_app, discord_bot, guild, meet_on_discord)
    await reported_on_discord(discord_bot, *discord_pair)
    await desk.hears("Nobody is on it")
    async with discord_app.database.unit() as unit:
        (case,) = await discord_app.moderation.cases.open_ones(unit, None, 5)
        await discord_app.moderation.team.ask(unit, OPERATOR, case, Action.UNMASK, WHY)
    question = await desk.hears("a second person is needed")
    assert question.labels == ["Agree", "Decline"]
    others = await desk.presses(question, "Agree", "for others to answer")
    assert others.ephemeral
    async with discord_app.database.unit() as unit:
        (moderator,) = {
            member
            for member, role in await discord_app.moderation.team.members(unit, OPERATOR)
            if role is Role.MODERATOR
        }
        await discord_app.moderation.team.grant(unit, OPERATOR, moderator, Role.SENIOR)
    step = await desk.presses(question, "Agree", "do you agree?")
    assert step.ephemeral
    assert "Ulm" in step.text
    agreed = await desk.presses(step, "Yes, I agree", "you agreed")
    assert agreed.ephemeral
    assert "Ulm" not in agreed.text
    done = await desk.hears("a second person was needed")
    assert (done.id, done.labels) == (question.id, [])
    guest = meet_on_discord("Guest")
    guild.add(guest.person)
    assert "Ulm" not in "\n".join(Desk(discord_bot, desk.channel, guest).texts())
    assert mo.name == "Mo"
    assert discord.violations == []

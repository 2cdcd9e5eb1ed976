"""Every keyboard the bot shows anywhere, as Discord is given it: within its limits in all languages, and whole."""

from collections.abc import Sequence

import pytest

from bot.answers import OPEN_CHAT
from bot.commands.menu import ORDER
from bot.commands.settings import MOST_LANGUAGES, PAGES
from bot.messages import Buttons, Notice, Reworded
from bot.platforms.discord.render import components
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.texts.wording import labels
from moderation.model import Reason
from tests.bot.judges import paused
from tests.bot.lagoon import MURANO, VENEZIA, Lagoon, submits
from tests.bot.town import Town
from tests.emulators.discord.components import message_rows

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHAT = "1190000000000000001"


def shown(town: Town) -> list[Buttons]:
    """All keyboards of a town so far."""
    items = [row.item for row in town.committed]
    return [item.buttons for item in items if isinstance(item, Notice | Reworded) and item.buttons]


def taken(rows: Sequence[dict[str, object]]) -> list[str]:
    """What one can tap or choose there, if Discord takes it."""
    found = []
    for row in message_rows(list(rows), ("components",)):
        for part in row["components"]:
            found += [each["value"] for each in part.get("options", ())] or [part.get("custom_id", "chat")]
    return found


async def talks(town: Town) -> None:
    """Past every question: the rules, searching, chats, past ones, erasure, a report, a sanction."""
    ann = await town.person("ann", admitted=False)
    await ann.says("/start")
    await ann.taps("agree")
    await ann.says("/find chess")
    await ann.says("hello?")
    await town.goes_round(minutes=26)
    await town.goes_round(minutes=14)
    await ann.presses("tell")
    for number in range(8):
        _, other = await town.paired("ann", f"stranger {number}")
        await (other if number % 2 else ann).says("/stop")
        town.clock.passes(hours=1)
    for name in ORDER:
        await ann.says(f"/{name}")
        await ann.says("/stop")
    await shows_and_tells(town)
    await ann.says("/report")
    await ann.presses("report")
    await ann.reports("spam")
    await ann.presses("words")
    await town.paired("ann", "another stranger")
    await ann.says("look here")
    await ann.says("/report", reply_to="look here")
    await ann.presses("report")
    await ann.reports("spam")
    assert ann.sees_changed()[-1] == Text.REPORT_TOO_OFTEN
    await paused(town, town.rows("reports")[0]["number"], 1)
    for other in list(town.people.values()):
        await other.says("/find")


async def shows_and_tells(town: Town) -> None:
    """What is asked before something that tells goes on, and before both show who they are."""
    one, other = await town.paired("one", "other")
    await one.says("my number: 0171 2345678")
    await one.presses("unguard")
    await one.says("/reveal")
    await one.says("I am Anna")
    assert [data.partition(":")[0] for data in other.last.data] == ["reveal", "refuse"]


async def settings(town: Town) -> None:
    """Every page, untouched and with all that can be chosen."""
    ann = await town.person("settled")
    for choices in (
        (),
        ("languages is, mt, cy, ga, eu, gl, lb, fo", "age 83", "ages 22-77", "gender woman", "meet woman, man"),
    ):
        for choice in choices:
            await ann.says(f"/settings {choice}")
        await ann.says("/settings")
        for page in PAGES:
            await ann.taps(f"set:{page}", on=ann.chat()[-1].native)
    assert len((await ann.member()).profile.languages) == MOST_LANGUAGES


async def servers(town: Town) -> None:
    """What an admin of a server sees, and somebody who came from there."""
    lagoon = Lagoon(town)
    admin = await lagoon.admin(VENEZIA)
    await admin.says("/bauta")
    for data in admin.last.data:
        await admin.taps(data)
    await admin.taps("server:on.no")
    await submits(admin, "edit", "gold")
    await lagoon.sets(VENEZIA, "on.yes", "restricted.yes", "restricted.no", "meet.server", "words")
    await (await lagoon.member("one of them", VENEZIA)).says("/find")
    await lagoon.ally(VENEZIA, MURANO)
    for page in ("allies", "leave"):
        await admin.taps(f"server:{page}")


async def test_every_keyboard_passes_whole_in_every_language(town: Town, catalogue: Catalogue) -> None:
    await talks(town)
    await settings(town)
    await servers(town)
    keyboards = [*shown(town), OPEN_CHAT]
    offered = {button.label for buttons in keyboards for row in buttons for button in row}
    peoples = {key for key in Text if key.value.startswith("button-") and not key.value.startswith("button-mod-")}
    assert peoples <= offered, "a button was not looked at"
    for language in catalogue.tags:
        for buttons in keyboards:
            rows = components(labels(catalogue, buttons, language), CHAT)
            meant = [button.data for row in buttons for button in row]
            assert taken(rows) == meant, f"in {language}"


async def test_the_largest_of_them_were_among_these(town: Town) -> None:
    await talks(town)
    await settings(town)

    def most(action: str) -> int:
        return max(sum(button.action == action for row in buttons for button in row) for buttons in shown(town))

    assert most("report") == len(Reason), "the reasons of a report"
    assert most("block") == 6, "the choice of past chats"
    assert most("set") > 25, "the page of ages"

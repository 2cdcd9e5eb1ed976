"""Every keyboard that moderators are shown, as Discord and Telegram are given it: within their limits, and whole."""

import pytest

from bot.messages import Notice, Reworded
from bot.platforms.discord.render import components
from bot.platforms.telegram.render import keyboard
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.texts.wording import labels
from moderation.model import Measure, Reason
from moderation.roles import Action, Role
from tests.bot.discord.test_keyboards import taken
from tests.bot.moderators.office import Office

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_keyboard_passes_whole_in_every_language(office: Office, catalogue: Catalogue) -> None:
    await office.staffed()
    boss = await office.moderator("boss", Role.SENIOR, Role.CHILD_SAFETY)
    bad = await office.person("bad")
    await office.banned()
    await office.years_pass()
    case, other = await office.reported(Reason.SPAM, subject=bad), await office.reported(Reason.HATE, subject=bad)
    for action in (Action.UNMASK, Action.EXPORT):
        await office.requested(case, action)
    await boss.says("/mod")
    await boss.says(f"/mod {case}")
    await office.taps(boss, office.group, case, "mod-decide")
    await office.goes_round()
    await boss.says("/mod")
    await office.goes_on(boss, "mod-agree", f"{case} · whose account")
    await office.goes_on(boss, "mod-review")
    await office.goes_on(boss, "mod-ends")
    await boss.says(f"/mod {await office.reported(Reason.MINOR)}")
    await boss.says(f"/mod {other}")
    await office.goes_on(boss, "mod-merge")
    await boss.says(f"/mod {case}")
    await office.taps(boss, office.group, case, "mod-decide")
    await office.goes_on(boss, "mod-rule")
    await office.goes_on(boss, "mod-plan", "Ban")
    async with office.database.unit() as unit:
        await office.moderation.settle(unit, case, Measure.WARNING)
        member = (await bad.member()).id
        sanction = await office.moderation.appeals.appealable(unit, member)
        assert sanction is not None
    await boss.says(f"/mod {case}")
    async with office.database.unit() as unit:
        await office.moderation.appeals.file(unit, member, sanction.id, "it was not me")
    await office.goes_round()
    await office.taps(boss, office.group, case, "mod-decide")
    await office.goes_on(boss, "mod-rule")
    items = [row.item for row in office.committed]
    keyboards = [item.buttons for item in items if isinstance(item, Notice | Reworded) and item.buttons]
    offered = {button.label for buttons in keyboards for row in buttons for button in row}
    ours = {key for key in Text if key.value.startswith("button-mod-")}
    assert ours <= offered, "a button was not looked at"
    for language in catalogue.tags:
        for buttons in keyboards:
            worded = labels(catalogue, buttons, language)
            meant = [button.data for row in buttons for button in row]
            assert taken(components(worded, "1190000000000000001")) == meant
            shown = keyboard(worded)
            assert shown is not None
            assert [each.callback_data for row in shown.inline_keyboard for each in row] == meant

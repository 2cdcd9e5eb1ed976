"""Buttons that were made up, copied, kept too long or sent by others: refused, counted, and nothing changes."""

import random
import string
from typing import Any

import pytest

from bot.commands.moderators.handle import STEPS
from bot.messages import Command, Pressed
from bot.servers import MANAGE_SERVER
from bot.taps import CLAIM, CLOSE, DECIDE, DO, NOTE, PLAN, RULE, VIEW
from bot.texts.keys import Text
from bot.tokens import AT_DESK, opened, token
from moderation.model import Reason
from moderation.roles import Role
from tests.bot.moderators.office import CHANNEL, GROUP, SERVER, Office, pressed, toast
from tests.bot.people import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

ACTIONS = tuple(STEPS)
KEPT = (
    *("cases", "decisions", "sanctions", "appeals", "reports", "approvals", "notes"),
    *("moderators", "desks", "cards", "fleeting"),
)


def everything(office: Office) -> dict[str, list[dict[str, object]]]:
    return {table: office.rows(table) for table in KEPT}


async def ready(office: Office) -> tuple[Person, str]:
    _, mo = await office.staffed()
    return mo, await office.reported()


async def test_ten_thousand_made_up_buttons_do_nothing(office: Office) -> None:
    mo, case = await ready(office)
    before, chance = everything(office), random.Random(7)
    signs = string.ascii_letters + string.digits + ".-_:é\0 "
    async with office.database.unit() as unit:
        turn = office.open_turn(unit, office.clock())
        keys, holders = turn.unit.keys, ((await mo.member()).id, AT_DESK)
        for _ in range(10_000):
            made_up = "".join(chance.choice(signs) for _ in range(chance.randrange(40)))
            given = chance.choice((made_up, f"{case}.{made_up}", f"{case}.1.{made_up[:8]}"))
            assert opened(keys, chance.choice(ACTIONS), holders, given) is None
    for action in (*ACTIONS, "mod", "mod-", "mod-ban"):
        for given in ("", case, f"{case}.", f"{case}.AAAAAAAA", "." * 64, "x" * 100_000, "7K2F\0.x", "💥"):
            await office.does(mo, Pressed(action, given), GROUP, via=toast("press"))
    assert {name for _, name in office.discreet.toasts} == {"mod-forged"}
    assert everything(office) == before
    assert office.refused() == {"forged": len(office.discreet.toasts)}


async def test_a_token_of_one_action_is_good_for_no_other(office: Office) -> None:
    mo, case = await ready(office)
    before = everything(office)
    keys, member = office.database.keys, (await mo.member()).id
    for made_for in ACTIONS:
        for used_for in set(ACTIONS) - {made_for}:
            held = token(keys, made_for, member, case)
            assert opened(keys, used_for, (member, AT_DESK), held) is None
    await office.does(mo, Pressed(CLOSE, token(keys, CLAIM, AT_DESK, case)), GROUP)
    assert mo.hears() == [Text.MOD_FORGED]
    assert everything(office) == before


async def test_a_button_shown_to_one_moderator_is_worth_nothing_to_another(office: Office) -> None:
    mo, case = await ready(office)
    other = await office.moderator("other", Role.MODERATOR)
    await mo.says(f"/mod {case}")
    for data in mo.last.data:
        await office.does(other, pressed(data))
    assert set(other.hears()) == {Text.MOD_FORGED}
    assert (await office.state(case)) == ("queued", None)


async def test_the_number_of_another_case_in_the_token_breaks_its_mark(office: Office) -> None:
    mo, case = await ready(office)
    grave = await office.reported(Reason.THREATS)
    data = next(each for each in office.group.card(case).data if each.startswith(CLOSE))
    await office.does(mo, pressed(data.replace(case, grave)), GROUP)
    assert mo.hears() == [Text.MOD_FORGED]


async def test_a_case_that_one_may_not_know_of_does_not_exist(office: Office) -> None:
    _, mo = await office.staffed()
    helper = await office.moderator("helper", Role.TRIAGE)
    child, threats = await office.reported(Reason.MINOR), await office.reported(Reason.THREATS)
    for number in (child, threats, "ZZZZ", "'; DROP TABLE cases; --", "7K2F" * 4):
        await helper.says(f"/mod {number}")
    await mo.says(f"/mod {child}")
    assert set(helper.hears()) == {Text.MOD_NO_SUCH_CASE}
    assert mo.hears() == [Text.MOD_NO_SUCH_CASE]
    for case in (child, threats):
        for action in (CLAIM, VIEW, CLOSE, DECIDE):
            await office.taps(helper, office.group, case, action)
    assert set(helper.hears()) == {Text.MOD_NO_SUCH_CASE}
    assert {(await office.state(each))[1] for each in (child, threats)} == {None}


async def test_strangers_who_tap_are_told_over_the_chat_and_never_met(office: Office) -> None:
    _, case = await ready(office)
    stranger = office._newcomer("stranger", "en", office.mailbox)
    before, members = everything(office), office.rows("members")
    posts = len(office.mailbox.ledger)
    for action in ("mod-claim", "mod-view", "mod-close", "mod-decide"):
        await office.taps(stranger, office.group, case, action, toast(action))
    assert [name for _, name in office.discreet.toasts] == ["mod-not-you"] * 4
    assert (everything(office), office.rows("members")) == (before, members)
    assert len(office.mailbox.ledger) == posts, "nothing was written, neither there nor in private"
    assert office.refused() == {"stranger": 4.0}


async def test_members_without_a_role_are_refused_too(office: Office) -> None:
    _, case = await ready(office)
    ann = await office.person("ann")
    before = everything(office)
    for action in ("mod-claim", "mod-view", "mod-close", "mod-decide", "mod-note"):
        await office.taps(ann, office.group, case, action)
    assert ann.hears() == [Text.MOD_NOT_YOU] * 5
    assert everything(office) == before


async def test_whoever_is_no_moderator_any_more_is_refused_at_their_own_old_buttons(office: Office) -> None:
    mo, case = await ready(office)
    await mo.says(f"/mod {case}")
    mo.hears()
    async with office.database.unit() as unit:
        await office.moderation.erase(unit, (await mo.member()).id)
    await office.goes_on(mo, "mod-close")
    assert mo.hears() == [Text.MOD_NOT_YOU]


async def test_no_button_is_longer_than_a_messenger_takes(office: Office) -> None:
    keys, member = office.database.keys, "m" * 16
    longest = token(keys, NOTE, member, "ABCDEFGH", "d", "999", "d", "i", "g", "2592000")
    assert len(f"{NOTE}:{longest}") <= 64
    assert "m" * 16 not in longest


async def test_the_sanctioned_and_those_under_no_rules_moderate_only_by_their_role(office: Office) -> None:
    """A moderator need not have taken the rules of those who talk."""
    _, case = await ready(office)
    fresh = await office.person("fresh", admitted=False)
    await fresh.says("/start")
    fresh.hears()
    await office.does(fresh, Command("mod"), GROUP)
    await office.taps(fresh, office.group, case, "mod-claim")
    assert fresh.hears() == [Text.MOD_NOT_YOU, Text.MOD_NOT_YOU]


async def test_whoever_moderates_a_server_moderates_nothing_beside_it(office: Office) -> None:
    """Neither what is everybody's nor what is another server's, wherever they tap and whatever they copied."""
    await office.staffed()
    owner = await office.person("owner")
    here, there = (office.database.keys.hash("server", "telegram", each).hex() for each in (SERVER, "900000099"))
    manages: dict[str, Any] = {"server": SERVER, "permissions": str(MANAGE_SERVER)}
    await office.does(owner, Command("mod", "here"), CHANNEL, **manages)
    own, other, everybodys = (
        await office.reported(server=here),
        await office.reported(server=there),
        await office.reported(),
    )
    keys = office.database.keys
    owner.hears()
    for case in (other, everybodys):
        for action in (CLAIM, VIEW, CLOSE, DECIDE):
            await office.does(owner, Pressed(action, token(keys, action, AT_DESK, case)), CHANNEL, **manages)
        await office.does(owner, Command("mod", case), CHANNEL, **manages)
    assert set(owner.hears()) == {Text.MOD_NO_SUCH_CASE}
    await office.does(owner, Pressed(CLAIM, token(keys, CLAIM, AT_DESK, own)), CHANNEL, **manages)
    assert owner.hears() == [Text.MOD_CLAIMED]
    elsewhere: dict[str, Any] = {"server": "900000099", "permissions": str(MANAGE_SERVER)}
    await office.does(owner, Pressed(VIEW, token(keys, VIEW, AT_DESK, own)), CHANNEL, **elsewhere)
    await office.does(owner, Pressed(VIEW, token(keys, VIEW, AT_DESK, own)), CHANNEL, server=SERVER)
    assert owner.hears() == [Text.MOD_NO_SUCH_CASE, Text.MOD_NOT_YOU]
    assert office.discreet.secrets == []


async def test_whoever_moderates_a_server_excludes_from_its_pool_and_does_no_more(office: Office) -> None:
    owner = await office.person("owner")
    here = office.database.keys.hash("server", "telegram", SERVER).hex()
    manages: dict[str, Any] = {"server": SERVER, "permissions": str(MANAGE_SERVER)}
    await office.does(owner, Command("mod", "here"), CHANNEL, **manages)
    case = await office.reported(server=here)
    card = office.channel.card(case).post
    assert "Quick close" not in [label.text for row in card.labels for label in row]
    data = next(each for each in office.channel.card(case).data if each.startswith(DECIDE))
    await office.does(owner, pressed(data), CHANNEL, **manages)
    assert "No violation" not in [label.text for row in owner.chat()[-1].post.labels for label in row]
    await office.does(owner, Pressed(CLOSE, token(office.database.keys, CLOSE, AT_DESK, case)), CHANNEL, **manages)
    assert owner.hears()[-1] == Text.MOD_FORBIDDEN
    assert (await office.state(case)) == ("claimed", None)
    for action in (RULE, PLAN):
        shown = owner.chat()[-2]  # the last one says what was refused
        data = next(each for each in shown.data if each.startswith(action))
        await office.does(owner, pressed(data), CHANNEL, message=shown.native, **manages)
        if action == RULE:
            labels = [label.text for row in owner.chat()[-2].post.labels for label in row]
            assert labels == ["Out of this server's pool", "Back"]
    shown = owner.chat()[-2]
    data = next(each for each in shown.data if each.startswith(DO))
    await office.does(owner, pressed(data), CHANNEL, message=shown.native, **manages)
    (sanction,) = office.rows("sanctions")
    assert (sanction["measure"], sanction["server"]) == ("exclusion", here)

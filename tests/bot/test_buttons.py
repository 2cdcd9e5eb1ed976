"""Buttons come from clients and may be old or forged: none crashes anything, or acts on a room it was not shown for."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Pressed
from bot.texts.keys import Text
from moderation.model import DETAILS, Reason
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

JUNK = [
    "next:deadbeef",
    "stop:deadbeef",
    "next:",
    "stop",
    "report:x.y",
    "report:deadbeef",
    "report:deadbeef.spam",
    "report:.spam",
    "report:.spam.ads",
    "report:deadbeef.spam.ads",
    "report:deadbeef.spam.insults",
    "report:...",
    "report:" + "x" * 100_000,
    "words:" + "x" * 100_000,
    "words:R-" + "9" * 100_000,
    "appeal",
    "appeal:1",
    "appeal:" + "x" * 100_000,
    "report:.",
    "block:deadbeef",
    "words:R-0000",
    "words",
    "set:",
    "set:nonsense",
    "set:menu.x",
    "set:gender.dragon",
    "set:age.17",
    "set:age.999",
    "set:age.00182",
    "set:age.-1",
    "set:age.١٨",
    "set:ages.35-25",
    "set:ages.junk",
    "set:ages.18-",
    "set:languages.qq",
    "set:languages.en.de",
    "set:meet.dragon",
    "language:xx",
    "language:../../etc/passwd",
    "find:" + ",".join("abcdefghijkl"),
    "delete",
    "delete:no",
    "keep:nothing",
    "keep-looking:junk",
    "tell:junk",
    "set:near.moon",
    "set:near.",
    "agree:twice",
    "",
    ":",
    ":::",
    "\x00",
    "\ud800:\udfff",
    "next:\ud800",
    "a" * 64,
    "next:" + "ff" * 29,
    "continue:1",
    "reveal:1",
    "'; DROP TABLE members; --",
]


@pytest.mark.parametrize("state", ["idle", "waiting", "talking"])
async def test_no_junk_crashes_or_changes_anything(town: Town, state: str) -> None:
    ann, bob = await town.paired("ann", "bob")
    if state != "talking":
        await ann.says("/stop")
    if state == "waiting":
        await ann.says("/find")
    before, tables = await ann.member(), what_junk_could_change(town)
    ann.hears()
    for data in JUNK:
        if state != "talking" and data in ("next:", "next:\ud800", "stop"):
            continue  # what the buttons send that one has who doesn't talk
        await ann.taps(data)
        assert Text.WENT_WRONG not in ann.hears(), data
    after = await ann.member()
    assert replace(after, pending=None) == before
    assert what_junk_could_change(town) == tables
    assert await town.in_room(ann, bob) is (state == "talking")
    assert town.metrics.failed_turns._value.get() == 0


TABLES = ("seats", "tickets", "alerts", "rooms", "blocks", "reports", "cases", "sanctions", "appeals", "decisions")


def what_junk_could_change(town: Town) -> list[list[dict[str, object]]]:
    return [town.rows(table) for table in TABLES]


async def test_an_unknown_button_says_that_it_no_longer_works(town: Town) -> None:
    ann = await town.person("ann")
    for data in ("reveal:1", "", "nonsense", "block:deadbeef", "report:deadbeef.spam"):
        await ann.taps(data)
        assert ann.hears() == [Text.OLD_BUTTON], data


async def test_the_buttons_of_another_person_act_on_nothing(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    cleo, dan = await town.paired("cleo", "dan")
    report = ann.last.data[2]
    reports = [f"{report}.{reason}.{detail}" for reason, details in DETAILS.items() for detail in details]
    for data in [*ann.last.data, *(f"{report}.{reason.value}" for reason in Reason), *reports]:
        await cleo.taps(data)
        assert cleo.hears() == [Text.OLD_BUTTON], data
    assert town.metrics.refused.labels("report")._value.get() == 1 + len(Reason) + len(reports)
    assert await town.in_room(ann, bob)
    assert await town.in_room(cleo, dan)
    assert town.rows("reports") == []


async def test_no_button_holds_an_id_of_a_person_or_a_room(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.presses("report")
    await ann.reports("spam")
    await bob.says("/settings")
    held = {row["id"] for table in ("members", "rooms", "addresses") for row in town.rows(table)}
    held |= {each.sender.user for each in (ann, bob)}
    pressed = [data for each in (ann, bob) for sent in each.mail() for data in sent.data]
    assert pressed
    assert not any(name in data for name in held for data in pressed)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    actions=st.lists(
        st.tuples(
            st.sampled_from(["next", "stop", "report", "block", "words", "set", "language", "find", "keep", "rules"])
            | st.sampled_from(["tell", "keep-looking", "appeal"])
            | st.text(max_size=8),
            st.text(max_size=24) | st.from_regex(r"\A(languages|gender|meet|ages|age)\.[a-z0-9-]{0,8}\Z"),
        ),
        max_size=6,
    )
)
async def test_any_tap_is_answered_and_none_goes_wrong(town: Town, actions: list[tuple[str, str]]) -> None:
    ann = town.people.get("ann") or await town.person("ann")
    for action, token in actions:
        out = await town.decide(ann.update(Pressed(action, token)))
        assert out, (action, token)

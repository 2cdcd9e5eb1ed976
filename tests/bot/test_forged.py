"""Whoever forges buttons, forms and answers: about somebody they never talked to, nothing is ever filed or changed."""

from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Command, Outgoing, Pressed, Reworded
from bot.texts.keys import Text
from moderation.model import DETAILS, Measure
from tests.bot.judges import holding, reported, settle
from tests.bot.people import Person
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

TABLES = ("seats", "rooms", "blocks", "reports", "cases", "decisions", "sanctions", "appeals", "news")
ENDS = [f".{reason}.{detail}" for reason, details in DETAILS.items() for detail in details]
WRONG = [".spam.insults", ".hate.", "..", ".spam.ads.ads", ".SPAM.ADS", ".spam ads", "\x00", ".x" * 50_000]
ASKS = ("..", ".hate.", "\x00")
"""Those of them that are half a report and are asked about, as if the rest had not been tapped yet."""

REFUSALS = {Text.OLD_BUTTON, Text.REPORT_WORDS, Text.REPORT_WORDS_LATE, Text.NOBODY_TO_REPORT, Text.NOTHING_LEFT}


def records(town: Town) -> list[list[dict[str, Any]]]:
    return [town.rows(table) for table in TABLES]


def refused(town: Town) -> float:
    counted = [town.metrics.refused.labels(what)._value.get() for what in ("report", "block", "words", "appeal")]
    return float(sum(counted))


@pytest_asyncio.fixture(loop_scope="session")
async def others(town: Town) -> tuple[Person, list[str]]:
    """Somebody who never talked to anybody, and the names that belong to those who did: rooms, a report, a sanction."""
    ann, bob = await town.paired("ann", "bob")
    tags = [data.partition(":")[2] for data in (*ann.last.data, *bob.last.data)]
    await ann.says("/stop")
    number = await reported(town, about="cleo")
    await settle(town, number, Measure.PAUSE, 7)
    (sanction,) = await holding(town, town.people["cleo"])
    eve = await town.person("eve")
    return eve, [*tags, number, sanction.id, (await bob.member()).id, *(row["id"] for row in town.rows("rooms"))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(data=st.data())
async def test_nothing_forged_files_a_report_or_changes_anything(
    town: Town, others: tuple[Person, list[str]], data: st.DataObject
) -> None:
    eve, names = others
    token = data.draw(
        st.one_of(
            st.sampled_from(names),
            st.from_regex(r"[0-9a-f]{16}", fullmatch=True),
            st.text(max_size=40),
            st.just("9" * 100_000),
        )
    )
    action = data.draw(st.sampled_from(["report", "report", "report", "block", "words", "appeal"]))
    end = data.draw(st.sampled_from(["", ".", *ENDS, *WRONG])) if action == "report" else ""
    form = data.draw(st.sampled_from([None, "lies", "x" * 100_000])) if action in ("words", "appeal") else None
    before = records(town)
    out = await town.decide(eve.update(Pressed(action, f"{token}{end}", form)))
    assert [_text(item) for item in out] != []
    assert {_text(item) for item in out} <= REFUSALS | {Text.REPORT_WORDS_TOO_LONG}
    assert records(town) == before


async def test_everything_refused_is_counted_by_what_it_was(town: Town, others: tuple[Person, list[str]]) -> None:
    eve, names = others
    for name in names:
        for data in (f"report:{name}", f"report:{name}.spam.ads", f"block:{name}", f"appeal:{name}"):
            before = refused(town)
            await eve.taps(data)
            assert refused(town) == before + 1, data
    assert eve.hears() == [Text.OLD_BUTTON] * 4 * len(names)


@pytest.mark.parametrize("end", WRONG)
async def test_what_no_report_can_be_about_is_refused_in_ones_own_chat_too(town: Town, end: str) -> None:
    ann, bob = await town.paired("ann", "bob")
    before, counted = records(town), refused(town)
    await ann.taps(f"{ann.last.data[2]}{end}")
    if end not in ASKS:
        assert ann.hears() == [Text.OLD_BUTTON]
        assert refused(town) == counted + 1
    assert records(town) == before
    assert await town.in_room(ann, bob)
    assert town.metrics.failed_turns._value.get() == 0


async def test_the_message_of_others_is_nobodys_to_report(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    eve, _ = await town.paired("eve", "fred")
    await bob.says("for ann only")
    number = ann.number_of("for ann only")
    before = records(town)
    await town.hand_in(eve.update(Command("report"), reply_to=number, message="m"))
    await town.hand_in(eve.update(Command("report"), reply_to="9" * 100_000, message="n"))
    assert eve.hears() == [Text.REPORT_UNKNOWN_MESSAGE] * 2
    assert records(town) == before


def _text(item: Outgoing) -> object:
    return getattr(item, "text", None) if not isinstance(item, Reworded) else item.text

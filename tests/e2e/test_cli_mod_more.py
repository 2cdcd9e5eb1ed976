"""`bauta mod merge | reopen | preserve | lift | reviews`, and what `show` says is on record."""

from sqlalchemy import update

from bot.cli_books import SENTENCES
from moderation import cases
from moderation.cases import State
from moderation.model import Measure, Reason
from moderation.stores.schema import sanctions
from tests.e2e.bench import SENIOR, Inside
from tests.e2e.processes import Deployment
from tests.e2e.test_cli_mod_cases import cells, refused

YEAR = 366 * 86_400_000
"""Milliseconds."""


async def test_two_cases_about_one_person_become_one(deployed: Deployment, bench: Inside) -> None:
    bad = await bench.meets("4711")
    one, other = await bench.reported(bad), await bench.reported(bad, Reason.THREATS)
    strange = await bench.reported(await bench.meets("4712"))
    assert refused(await deployed.does("mod", "merge", one.case, strange.case)) == SENTENCES[cases.NotNow]
    assert (await bench.case(one.case)).state is State.QUEUED, "refused, and not taken in hand"
    merged = await deployed.does("mod", "merge", one.number.lower(), other.case.lower())
    assert merged.out == f"Case {one.case} goes on in {other.case}, with all that was reported.\n"
    assert (await bench.case(one.case)).merged_into == other.case


async def test_what_is_decided_is_lifted_or_opened_again_with_a_note(deployed: Deployment, bench: Inside) -> None:
    filed = await bench.reported(await bench.meets("4711"))
    assert (await deployed.does("mod", "ban", filed.case, "--days", "3")).code == 0
    for command in ("lift", "reopen"):
        assert refused(await deployed.does("mod", command, filed.case)) == SENTENCES[cases.NeedsWords]
    lifted = await deployed.does("mod", "lift", filed.case, "--note", "he said sorry")
    assert lifted.out == f"Lifted: what case {filed.case} led to. The person hears of it.\n"
    assert refused(await deployed.does("mod", "lift", filed.case, "--why", "x")) == SENTENCES[cases.AlreadyThere]
    sheet = {row[0]: row[1] for row in cells(await deployed.does("mod", "show", filed.case))}
    assert sheet["On record"].startswith("pause ")
    assert sheet["On record"].endswith(" (lifted)")
    opened = await deployed.does("mod", "reopen", filed.case, "--note", "there is more")
    assert opened.out.startswith(f"Case {filed.case} waits again, in the queue standard.")
    assert (await deployed.does("mod", "dismiss", filed.case)).code == 0
    sheet = {row[0]: row[1] for row in cells(await deployed.does("mod", "show", filed.case))}
    assert sheet["On record"] == "nothing", "what was overturned does not count"


async def test_an_open_case_is_kept_for_the_authorities(deployed: Deployment, bench: Inside) -> None:
    filed = await bench.reported(await bench.meets("4711"), Reason.MINOR)
    kept = await deployed.does("mod", "preserve", filed.case)
    assert kept.out.startswith(f"Case {filed.case} is kept until 20")
    case = await bench.case(filed.case)
    assert (case.state, case.legal_hold) == (State.LEGAL_HOLD, True)
    spam = await bench.reported(await bench.meets("4712"))
    other = refused(await deployed.does("mod", "preserve", spam.case))
    assert other.endswith(f"Any other is kept with: bauta mod hold {spam.case} on")
    assert (await bench.case(spam.case)).state is State.QUEUED


async def test_what_is_to_be_looked_at_again_is_listed(deployed: Deployment, bench: Inside) -> None:
    assert (await deployed.does("mod", "reviews")).out == "Nothing is to be looked at again.\n"
    filed = await bench.reported(await bench.meets("4711"))
    assert (await deployed.does("mod", "ban", filed.case)).code == 0
    await bench.decides(filed.case, Measure.BAN, SENIOR)
    async with bench.unit() as unit:
        earlier = {name: sanctions.c[name] - YEAR for name in ("since", "review_at")}
        await unit.connection.execute(update(sanctions).where(sanctions.c.measure == "ban").values(earlier))
        assert await bench.moderation.reviews.ask(unit) == 1
    ((case, measure, reason, *_),) = cells(await deployed.does("mod", "reviews"))
    assert (case, measure, reason) == (filed.case, "ban", "harassment")
    assert (await deployed.does("mod", "lift", filed.case, "--note", "long ago")).code == 0
    assert (await deployed.does("mod", "reviews")).out == "Nothing is to be looked at again.\n"

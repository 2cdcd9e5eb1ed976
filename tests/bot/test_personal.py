"""Every table that tells of people says how it is shown, erased and kept; and it is as it says."""

import pytest
from sqlalchemy import Boolean, Column, LargeBinary, MetaData, String, Table

import config.proof  # noqa: F401 - adds its table to the metadata
from bot.export import gather
from bot.personal import EVERYTHING, NOBODYS, what_stays
from bot.retention import schedule
from config.database import metadata
from config.ids import MemberId
from config.personal import Gone, Personal, Stays, What, Withheld, Within, telling
from config.retention import look
from moderation.books import Books
from moderation.personal import PERSONAL, Office
from moderation.policy import usual
from tests.bot import belongings
from tests.bot.justice import who
from tests.bot.keeping import keeping
from tests.bot.town import Town

SENTENCE = 4
"""Words that a reason has at least."""

EMPTY: tuple[object, ...] = (None, [], {}, 0, "")


def unlisted(tables: MetaData, listed: dict[str, Personal], nobodys: set[str]) -> list[str]:  # type: ignore[type-arg]
    """Columns that could tell of somebody, and of which nobody has said what they tell."""
    found = []
    for table in tables.sorted_tables:
        if table.name in nobodys:
            continue
        said = listed[table.name].columns if table.name in listed else {}
        found += [f"{table.name}.{column.name}" for column in table.c if telling(column) and column.name not in said]
    return found


LISTED = {each.name: each for each in EVERYTHING}


def test_no_column_of_any_table_could_tell_of_somebody_without_being_listed() -> None:
    assert unlisted(metadata, LISTED, set(NOBODYS)) == []
    assert {table.name for table in metadata.sorted_tables} == {*LISTED, *NOBODYS}, "a new table: what does it tell?"
    assert len(LISTED) == len(EVERYTHING)
    assert not set(LISTED) & set(NOBODYS)


def test_a_new_table_with_a_members_id_fails_until_it_is_listed() -> None:
    tables = MetaData()
    Table("diaries", tables, Column("member", String(24)), Column("page", LargeBinary), Column("shut", Boolean))
    assert unlisted(tables, LISTED, set(NOBODYS)) == ["diaries.member", "diaries.page"]


@pytest.mark.parametrize("each", EVERYTHING, ids=lambda each: each.name)
def test_every_table_says_how_it_is_shown_erased_and_kept(each: Personal) -> None:  # type: ignore[type-arg]
    assert set(each.columns) <= set(each.table.c.keys())
    assert each.erased is not None or each.forgets is not None
    reasons = [part.why for part in (each.shows, each.erased) if isinstance(part, Withheld | Stays)]
    assert all(len(why.split()) >= SENTENCE or why == "It names nobody." for why in reasons)
    assert [kept for kept in schedule(0.0, usual()) if kept.table is each.table], "how long is it kept?"
    if isinstance(each.erased, Stays):
        assert set(each.erased.without) <= set(each.columns)


async def told(town: Town, member: MemberId) -> dict[str, object]:
    async with town.look() as turn:
        return await gather(member, turn, town.moderation)


@pytest.mark.asyncio(loop_scope="session")
async def test_the_export_shows_what_each_table_says_it_shows_and_nothing_of_it_to_others(town: Town) -> None:
    await belongings.talk(town)
    await belongings.moderation(town)
    stranger = await town.person("stranger")
    assert [each.name for each in EVERYTHING if not town.rows(each.name)] == ["audit_heads"], "all have something"
    shown = await told(town, await who(town, "ann"))
    others = await told(town, (await stranger.member()).id)
    keys = {"made_at", "what_outlasts_delete_and_why"}
    for each in EVERYTHING:
        match each.shows:
            case Within(under, key):
                assert shown[under][key] not in EMPTY, each.name  # type: ignore[index]
            case Withheld():
                pass
            case shows:
                async with town.look() as turn:
                    own = await _shown(town, each, turn, await who(town, "ann"))
                for key, value in own.items():
                    assert shown[key] == value
                    assert value not in EMPTY, (each.name, key)
                    assert key == "account" or others[key] in EMPTY, (each.name, key)
                assert shows is not None
                keys |= set(own)
    assert set(shown) == keys
    assert shown["what_outlasts_delete_and_why"] == what_stays()
    text = str(shown)
    for what in ("an interest", "what is held", "what would be shown", "words in a report", "an appeal"):
        assert belongings.WORDS[what] in text, what
    for what in ("words about her", "a note", "why to unmask"):
        assert belongings.WORDS[what] not in text, "somebody else's, or the moderators'"
    for name in ("bob", "cleo", "dan", "eve"):
        assert await who(town, name) not in text


async def _shown(town: Town, each: Personal, turn: object, member: MemberId) -> dict[str, object]:  # type: ignore[type-arg]
    """What one table's function tells, whatever it works on."""
    source = Office(Books(turn.unit), town.moderation._bench) if each in PERSONAL else turn  # type: ignore[attr-defined]
    return dict(await each.shows(source, member))  # type: ignore[operator]


def naming(town: Town, each: Personal, names: set[str], rooms: set[str], without: tuple[str, ...] = ()) -> int:  # type: ignore[type-arg]
    """Rows of a table that name the member, an address of theirs, or a room."""
    people = [name for name in each.of(What.MEMBER, What.PLACE) if name not in without]
    return sum(
        any(row[name] in names for name in people) or any(row[name] in rooms for name in each.of(What.ROOM))
        for row in town.rows(each.name)
    )


async def erased(town: Town) -> tuple[set[str], set[str]]:
    """Ann erases her account, and a minute passes: what named her, and what was said in which rooms."""
    ann = town.people["ann"]
    member = await who(town, "ann")
    names = {member} | {row["id"] for row in town.rows("addresses") if row["member"] == member}
    rooms = {row["room"] for row in town.rows("seats") if row["member"] == member}
    await ann.taps("delete:yes")
    await town.goes_round(seconds=60)
    return names, rooms


@pytest.mark.asyncio(loop_scope="session")
async def test_erasing_takes_what_is_to_go_from_every_table_within_a_minute(town: Town) -> None:
    await belongings.talk(town)
    names, _ = await erased(town)
    for each in EVERYTHING:
        left = naming(town, each, names, set())
        assert bool(left) is (each.name in ("members", "identities", "rooms")), f"{each.name}: of a chat of today"
    town.clock.passes(hours=73)
    for _ in range(2):
        await keeping(town).clean()
    for each in EVERYTHING:
        assert naming(town, each, names, set()) == 0, each.name


@pytest.mark.asyncio(loop_scope="session")
async def test_what_outlasts_erasing_does_so_for_the_reason_it_names_and_has_lost_its_words(town: Town) -> None:
    await belongings.talk(town)
    await belongings.moderation(town)
    before = {each.name: len(town.rows(each.name)) for each in EVERYTHING}
    names, rooms = await erased(town)
    for each in EVERYTHING:
        match each.erased:
            case Stays(_, without):
                people = [name for name in each.of(What.MEMBER) if name not in without]
                assert naming(town, each, names, rooms, without) or not people, f"{each.name}: nothing has stayed"
                for row in town.rows(each.name):
                    assert not any(row[name] in names for name in without if name in each.of(What.MEMBER)), each.name
                    if any(row[name] in names for name in people) and each.name in ("reports", "appeals"):
                        author = row["reporter" if each.name == "reports" else "member"]
                        assert author not in names or row["words"] is None
                assert each.name == "moderators" or len(town.rows(each.name)) >= min(1, before[each.name])
            case Gone() if each.name in ("members", "identities", "rooms"):
                assert naming(town, each, names, set()), "her sanction needs it"
            case _:
                assert naming(town, each, names, set()) == 0, each.name
    (row,) = [row for row in town.rows("members") if row["id"] in names]
    assert (row["profile"], row["pending"], row["agreed_at"], row["lane"]) == (None,) * 4
    async with town.look() as turn:
        verdict = await town.moderation.team.verify_log(turn.unit)
    assert verdict.flaw is None
    assert [row["kind"] for row in town.rows("audit")].count("left") == 2, "that she moderates no more is on record"


@pytest.mark.asyncio(loop_scope="session")
async def test_a_moderator_who_leaves_gives_back_what_they_had_in_hand(town: Town) -> None:
    await belongings.moderation(town)
    (held,) = [row for row in town.rows("cases") if row["state"] == "claimed"]
    await erased(town)
    (row,) = [row for row in town.rows("cases") if row["id"] == held["id"]]
    assert (row["state"], row["holder"]) == ("queued", None)


@pytest.mark.asyncio(loop_scope="session")
async def test_time_takes_everything_that_has_a_time(town: Town) -> None:
    await belongings.talk(town)
    await belongings.moderation(town)
    async with town.look() as turn:
        begun = {seen.kept.what for seen in await look(turn.unit, schedule(turn.now, usual()), turn.now) if seen.rows}
    await belongings.settle(town)
    house = keeping(town)
    for at, days in enumerate([1] * 40 + [5] * 172):  # what follows from a decision follows within days
        if at == 1:
            for name in ("ann", "bob"):
                await town.people[name].says("/stop")
            await belongings.settle(town)
        town.clock.passes(hours=24 * days)
        await town.rounds.patience(town.clock())
        await town.rounds.decisions(town.clock())
        await house.clean()
    async with town.look() as turn:
        seen = await look(turn.unit, schedule(turn.now, usual()), turn.now, strict=True)
    assert [each.kept.what for each in seen if each.over] == []
    left = {each.kept.what for each in seen if each.rows}
    assert left <= {
        "people", "accounts, as fingerprints", "addresses", "blocks", "who moderates", "the audit log",
        "the head of what left the audit log", "other messages on their way", "the end of the audit log",
        "places where moderators' cards go",
    }  # fmt: skip
    assert len(begun) > 20, "there was something to take"

"""A server's word list: its people are asked before what touches it goes on; they decide, and nobody learns of it."""

import pytest

from bot.content import Content
from bot.messages import Edited
from bot.texts.keys import Text
from bot.turn import Turn
from bot.wordlists import FORGIVEN, FRESH, SLOW, WordLists
from tests.bot.lagoon import MURANO, VENEZIA, Lagoon, enters, submits
from tests.bot.people import Person, said
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def lagoon(town: Town) -> Lagoon:
    return Lagoon(town)


async def talking(lagoon: Lagoon, first: str | None, second: str | None) -> tuple[Person, Person]:
    """Two who came from there, in a chat; they write in the direct messages."""
    ann, bob = await lagoon.member("ann", first), await lagoon.member("bob", second)
    for each in (ann, bob):
        await each.says("/find")
    for each in (ann, bob):
        enters(each, None)
        each.hears()
    assert await lagoon.town.in_room(ann, bob)
    return ann, bob


async def lists(lagoon: Lagoon, server: str, *rules: str) -> Person:
    admin = await lagoon.admin(server)
    await submits(admin, "edit", "\n".join(rules))
    return admin


async def test_who_came_from_there_is_asked_and_decides(lagoon: Lagoon) -> None:
    await lists(lagoon, VENEZIA, "gold", "/silver+/")
    ann, bob = await talking(lagoon, VENEZIA, VENEZIA)
    await ann.says("I sell GOLD")
    assert (ann.hears(), bob.hears()) == ([Text.SERVER_ASKS], [])
    assert [data.partition(":")[0] for data in ann.last.data] == ["send", "dont"], "it is asked about in every chat"
    await ann.presses("send")
    assert bob.hears() == ["I sell GOLD"]
    await ann.says("and silverrr")
    await ann.presses("dont")
    await ann.says("and bread")
    assert bob.hears() == ["and bread"]


async def test_it_is_no_rule_for_those_who_came_from_elsewhere(lagoon: Lagoon) -> None:
    await lists(lagoon, VENEZIA, "gold")
    ann, bob = await talking(lagoon, VENEZIA, None)
    await bob.says("gold")
    assert ann.hears() == ["gold"], "a question would tell where the other came from"
    await ann.says("gold")
    assert ann.hears() == [Text.SERVER_ASKS]


async def test_the_server_they_came_from_when_the_chat_began_counts(lagoon: Lagoon) -> None:
    await lists(lagoon, VENEZIA, "gold")
    await lists(lagoon, MURANO, "silver")
    ann, bob = await talking(lagoon, VENEZIA, None)
    enters(ann, MURANO)
    await ann.says("/status")
    enters(ann, None)
    ann.hears()
    for text, asked in (("silver", False), ("gold", True)):
        await ann.says(text)
        assert (ann.hears() == [Text.SERVER_ASKS]) == asked
        assert (bob.hears() == [text]) != asked


async def test_a_list_that_is_changed_holds_at_once(lagoon: Lagoon) -> None:
    ann, bob = await talking(lagoon, VENEZIA, VENEZIA)
    await ann.says("gold")
    assert bob.hears() == ["gold"]
    admin = await lists(lagoon, VENEZIA, "gold")
    await ann.says("gold")
    assert ann.hears() == [Text.SERVER_ASKS]
    await admin.taps("server:words.none")
    await ann.says("gold again")
    assert bob.hears() == ["gold again"]


async def test_agreeing_to_be_asked_no_more_about_oneself_does_not_change_the_servers_rules(lagoon: Lagoon) -> None:
    await lists(lagoon, VENEZIA, "gold")
    ann, bob = await talking(lagoon, VENEZIA, VENEZIA)
    async with lagoon.town.database.unit() as unit:
        turn = lagoon.town.open_turn(unit, lagoon.town.clock())
        for each in (ann, bob):
            await turn.rooms.unguard((await each.member()).id)
    await ann.says("write to me@example.org")
    assert bob.hears() == ["write to me@example.org"]
    await ann.says("gold")
    assert ann.hears() == [Text.SERVER_ASKS]


async def test_what_may_tell_who_they_are_is_the_graver_question(lagoon: Lagoon) -> None:
    await lists(lagoon, VENEZIA, "gold")
    ann, _ = await talking(lagoon, VENEZIA, VENEZIA)
    await ann.says("gold: me@example.org")
    assert ann.hears() == [Text.GUARD_ASKS]


async def test_a_change_that_touches_it_is_not_passed_on(lagoon: Lagoon) -> None:
    await lists(lagoon, VENEZIA, "gold")
    ann, bob = await talking(lagoon, VENEZIA, VENEZIA)
    number = await ann.says("bread")
    await lagoon.town.hand_in(ann.update(Edited(Content("gold")), message=number))
    assert ann.hears() == [Text.SERVER_EDIT]
    assert bob.sees_changed() == []


async def test_what_is_held_goes_on_by_itself_once_it_is_rewritten(lagoon: Lagoon) -> None:
    await lists(lagoon, VENEZIA, "gold")
    ann, bob = await talking(lagoon, VENEZIA, VENEZIA)
    number = await ann.says("gold")
    for text, heard in (("more gold", []), ("bread", ["bread"])):
        await lagoon.town.hand_in(ann.update(Edited(Content(text)), message=number))
        assert bob.hears() == heard


async def test_lines_written_quickly_keep_their_order_around_one_that_is_asked_about(lagoon: Lagoon) -> None:
    await lists(lagoon, VENEZIA, "gold")
    ann, bob = await talking(lagoon, VENEZIA, VENEZIA)
    await lagoon.town.hand_in(*ann.lines("one", said("gold"), "two"))
    assert bob.hears() == ["one", "two"]
    await ann.presses("send")
    assert bob.hears() == ["gold"]


# --- the lists in memory ---


class Watch:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_a_list_is_read_once_a_minute_also_where_there_is_none(lagoon: Lagoon) -> None:
    await lists(lagoon, VENEZIA, "gold")
    watch = Watch()
    words = WordLists(watch)
    reads: list[str] = []
    async with lagoon.town.look() as turn:
        servers = turn.servers
        here, nowhere = servers.fingerprint(VENEZIA), servers.fingerprint(MURANO)
        get = servers.get

        async def counted(server: str) -> object:
            reads.append(server)
            return await get(server)

        object.__setattr__(servers, "get", counted)
        for seconds, expected in ((0.0, 2), (FRESH, 2), (1.0, 4)):
            watch.now += seconds
            for _ in range(3):
                assert await words.touched(turn, here, Content("gold"))
                assert not await words.touched(turn, nowhere, Content("gold"))
            assert len(reads) == expected


async def test_a_list_that_takes_too_long_rests(lagoon: Lagoon, monkeypatch: pytest.MonkeyPatch) -> None:
    await lists(lagoon, VENEZIA, "gold")
    watch = Watch()
    words = WordLists(watch)

    def slow(self: object, content: Content) -> bool:
        watch.now += 2 * SLOW
        return True

    monkeypatch.setattr("bot.wordlist.WordList.touched_by", slow)
    async with lagoon.town.look() as turn:
        asked = [await _touched(words, turn) for _ in range(FORGIVEN + 2)]
        assert asked == [True] * FORGIVEN + [False] * 2
        watch.now += FRESH
        assert await _touched(words, turn), "until it is looked up again"


async def _touched(words: WordLists, turn: Turn) -> bool:
    return await words.touched(turn, turn.servers.fingerprint(VENEZIA), Content("gold"))

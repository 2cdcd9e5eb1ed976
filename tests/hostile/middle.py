"""A town for hostile strings: what goes out is judged, and it arrives as it should read or its author is told why not.

Ann (Telegram) and Bob (Discord) have agreed to be asked no more, Carl and Dora are asked before anything goes on that
may tell who they are, and say: send it. Eve talks with nobody, and is never to hear anything.
"""

import json
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any, Final

from structlog.testing import capture_logs

from bot.messages import Incoming, Said
from bot.plain import LIMIT
from bot.platforms.discord.parse import read_message
from bot.platforms.telegram.parse import read
from bot.posts import Post
from bot.texts.keys import Text
from tests.bot.discord.strategies import NAMES
from tests.bot.mailbox import Mailbox, Sent
from tests.bot.people import Person
from tests.bot.town import Town
from tests.hostile.judge import BLANK, flaws

PICTURE: Final = "a picture"
NO_COMMANDS: Final[frozenset[str]] = frozenset()
EMPTY: Final = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
IGNORED: Final = frozenset(map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000)]))


class Middle:
    """A town of people who mean harm. `judged`: how many messages were; `rooms`: how many were closed by a report."""

    def __init__(self, town: Town, picture: bytes) -> None:
        self.town = town
        self.there = Mailbox("discord")
        town.platforms["discord"] = self.there
        town.mailbox.files[PICTURE] = picture
        self.judged = 0
        self._number = 0
        self.rooms = 0

    async def open(self) -> None:
        self.ann, self.bob = await self.pair("ann", "bob")
        self.carl, self.dora = await self.pair("carl", "dora")
        self.eve = await self.town.person("eve")
        await self.ann.says("@ann_in_person")
        await self.ann.presses("unguard")
        await self.bob.presses("unguard")
        await self.ann.presses("dont")
        self.mark()

    async def goes(self, string: str, role: "Role") -> None:
        """One string in one role. Raises AssertionError for anything that is not as it should be."""
        string = json.loads(json.dumps(string))  # as it comes over the wire: two halves that fit are one character
        with capture_logs() as logs:
            await role(self, string)
        assert not [log for log in logs if log["event"].endswith(("failed", "refused")) or "exc_info" in log], logs
        assert self.town.metrics.failed_turns._value.get() == 0
        assert self.eve.mail() == []
        for sent in (*self.town.mailbox.ledger, *self.there.ledger):
            self._judge(sent.post)
        self.mark()

    # --- within ---

    async def pair(self, one: str, other: str) -> tuple[Person, Person]:
        if one not in self.town.people:
            self.town._newcomer(one, "en", self.town.mailbox)
            self.town._newcomer(other, "en", self.there)
        return await self.town.paired(one, other)

    async def comes(self, incoming: object) -> None:
        assert isinstance(incoming, Incoming), incoming
        await self.town.hand_in(incoming)

    async def relayed(
        self, author: Person, reader: Person, incoming: Incoming, wanted: str, *, asked: bool = False
    ) -> None:
        """It arrives as it should read, or its author is told why not; never both, never neither."""
        await self.comes(incoming)
        if asked and [sent.post.topic for sent in self.of(author)] == [Text.GUARD_ASKS]:
            assert self.of(reader) == []
            await author.presses("send")
            assert {sent.post.topic for sent in self.of(author)} == {Text.GUARD_ASKS, Text.GUARD_SENT}
        else:
            told = {sent.post.topic for sent in self.of(author)}
            text = incoming.what.content.text if isinstance(incoming.what, Said) else ""
            if len(text) > LIMIT:
                assert told == {Text.TOO_LONG}, told
            elif self.blank(wanted):
                assert len(told) == 1, told
            else:
                assert told == set(), told
            if told:
                assert self.of(reader) == []
                return
        (sent,) = self.of(reader)
        assert sent.post.text == wanted
        assert not sent.post.host

    def telegram(self, person: Person, **fields: Any) -> Incoming:
        found = read({"update_id": self.next(), "message": self.raw(person, **fields)}, "77")
        assert isinstance(found, Incoming), found
        return found

    def raw(self, person: Person, number: int = 0, **fields: Any) -> dict[str, Any]:
        chat = {"id": int(person.sender.chat), "type": "private", "first_name": "A"}
        number = number or int(self.write(person))
        return {"message_id": number, "date": 1, "chat": chat, "from": self.user(person), **fields}

    def user(self, person: Person) -> dict[str, Any]:
        return {"id": int(person.sender.user), "is_bot": False, "first_name": "A", "language_code": "en"}

    def discord(self, person: Person, content: str) -> Incoming:
        author = {"id": person.sender.user, "username": "bob"}
        raw = {"id": self.write(person), "channel_id": person.sender.chat, "type": 0, "author": author}
        found = read_message({**raw, "content": content}, "77", NAMES, NO_COMMANDS)
        assert not isinstance(found, str), found
        return found[0]

    def write(self, person: Person) -> str:
        return person._mailbox.number(person.sender.chat)

    def next(self) -> int:
        self._number += 1
        return self._number

    def of(self, person: Person) -> list[Sent]:
        return [sent for sent in person._mailbox.ledger if sent.chat == person.sender.chat]

    def mark(self) -> None:
        for box in (self.town.mailbox, self.there):
            box.ledger.clear()
        for person in self.town.people.values():
            person._heard = person._seen = 0
        self.town.committed.clear()
        self.town._given_out = 0

    def _judge(self, post: Post) -> None:
        found = list(flaws(post))
        assert not found, found
        self.judged += 1

    @staticmethod
    def blank(text: str) -> bool:
        return all(char in BLANK or unicodedata.category(char) in EMPTY or char in IGNORED for char in text)

    @staticmethod
    def bare(text: str) -> str:
        """Without what the catalogue puts around words that are written from right to left."""
        return text.replace("\u2068", "").replace("\u2069", "")


def whole(text: str) -> str:
    """As the reader of Telegram's updates makes it: half characters are replaced, so that a text can be encoded."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


Role = Callable[[Middle, str], Awaitable[None]]
"""How somebody brings a string in, and what is to come of it. Raises AssertionError."""

"""A platform in memory: takes what is sent, keeps a ledger of it, and is in trouble when told to be."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.content import FileRef
from bot.platforms.base import Accept, Keep, Receipt, Rejected, SendKey, TooLarge, Unsure
from bot.posts import Address, Post


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as it stands in a chat, or a change to it (`edit`)."""

    chat: str
    native: str
    post: Post
    key: SendKey
    edit: bool = False

    @property
    def data(self) -> list[str]:
        """What its buttons send."""
        return [label.data for row in self.post.labels for label in row]


class Letterbox:
    """Fills the platform's port, with files. A chat numbers its messages, the person's own among them."""

    def __init__(self, name: str = "telegram") -> None:
        self.name = name
        self.ledger: list[Sent] = []
        self.files: dict[str, bytes] = {}
        self.deleted: list[tuple[str, str]] = []
        """Chats and the numbers of messages in them."""
        self.sending: dict[str, int] = defaultdict(int)
        """How many sends to a chat are under way."""
        self.most_at_once: dict[str, int] = defaultdict(int)
        self._numbers: dict[str, int] = defaultdict(int)
        self._troubles: dict[str, deque[Exception | None]] = defaultdict(deque)
        self._held: dict[str, asyncio.Event] = {}

    def number(self, chat: str) -> str:
        """The id of the chat's next message."""
        self._numbers[chat] += 1
        return str(self._numbers[chat])

    # --- trouble ---

    def fails(self, chat: str, *errors: Exception | None) -> None:
        """The next sends to this chat raise these, one after the other; None is a send that works."""
        self._troubles[chat].extend(errors)

    def hold(self, chat: str) -> None:
        """Sends to this chat hang until `let_go`."""
        self._held[chat] = asyncio.Event()

    def let_go(self, chat: str) -> None:
        self._held.pop(chat).set()

    # --- the port ---

    async def run(self, accept: Accept) -> None:
        await asyncio.Event().wait()

    async def send(self, to: Address, item: Post, key: SendKey) -> Receipt:
        native = self.number(to.chat)
        await self._accept(Sent(to.chat, native, item, key))
        return Receipt((native,))

    async def _accept(self, sent: Sent) -> None:
        chat = sent.chat
        assert len(sent.post.text) <= 4200, "a notice is no longer than a message can be"
        assert all(1 <= len(data.encode()) <= 64 for data in sent.data), "a button's data has a limit"
        assert all(label.text for row in sent.post.labels for label in row)
        await self._attempt(chat, lambda: self.ledger.append(sent))

    async def _attempt(self, chat: str, deed: Callable[[], object]) -> None:
        """One request: held or in trouble if that was asked for, else what it asks is done."""
        self.sending[chat] += 1
        self.most_at_once[chat] = max(self.most_at_once[chat], self.sending[chat])
        try:
            if chat in self._held:
                await self._held[chat].wait()
            error = self._troubles[chat].popleft() if self._troubles[chat] else None
            if error is None or isinstance(error, Arrived):
                deed()
            if error is not None:
                raise error
        finally:
            self.sending[chat] -= 1

    async def fetch(self, file: FileRef, limit: int, keep: Keep) -> None:
        data = self.files.get(file.id)
        if max(file.size, len(data or b"")) > limit:
            raise TooLarge
        if data is None:
            raise Rejected("no such file")
        keep(data)


class Mailbox(Letterbox):
    """One that can change what it sent, take it back, and show feelings about it."""

    def __init__(self, name: str = "telegram") -> None:
        super().__init__(name)
        self.reactions: dict[tuple[str, str], tuple[str, ...]] = {}
        """What is felt about a message, by chat and number."""
        self.feelings: list[tuple[str, ...]] = []
        """All that was ever shown, in order."""
        self.unknown_emoji: frozenset[str] = frozenset()

    async def edit(self, to: Address, native: str, item: Post, key: SendKey) -> None:
        if all(sent.native != native for sent in self.ledger if sent.chat == to.chat):
            raise Rejected("no such message")
        await self._accept(Sent(to.chat, native, item, key, edit=True))

    async def revise(self, to: Address, natives: Sequence[str], item: Post, key: SendKey) -> Receipt:
        await self.edit(to, natives[0], item, key)
        return Receipt(())

    async def delete(self, to: Address, natives: Sequence[str], key: SendKey) -> None:
        await self._attempt(to.chat, lambda: self.deleted.extend((to.chat, native) for native in natives))

    async def react(self, to: Address, native: str, emoji: Sequence[str], gone: Sequence[str]) -> bool:
        if self.unknown_emoji & set(emoji):
            return False
        await self._attempt(to.chat, lambda: self.feelings.append(tuple(emoji)))
        self.reactions[to.chat, native] = tuple(emoji)
        return True


class Arrived(Unsure):
    """The answer got lost on its way, the message did not."""


class Bug(Exception):
    """A mistake in a platform's own code."""

"""The inbox against what was written: whatever happens in whatever order, nothing is lost, doubled or overtaken."""

import asyncio
from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.messages import Command, Incoming
from bot.platforms.discord.inbox import Inbox, Slot
from tests.bot.discord.updates import ALL, TALKING, command, message, name, no_wait


class Sessions(RuleBasedStateMachine):
    """Sessions come and go, the past is read or not, places are kept, commits fail: against what was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: dict[str, list[Incoming]] = {chat: [] for chat in ALL}
        self.live: list[str] = []  # what the gateway told, of the chat whose past is not read
        self.committed: list[str] = []
        self.known: dict[str, int] = {}  # by chat: how many were committed when the list was made
        self.connected = True
        self.reading: set[str] | None = set()
        self.refusals = 0
        self.places: list[tuple[Slot, Incoming]] = []  # kept and not filled yet
        self.used = 0  # commands that came of them
        self.open = False
        self.runner = asyncio.Runner()
        self.runner.get_loop()
        self.inbox: Inbox = self.runner.run(self._begun())

    async def _begun(self) -> Inbox:
        inbox = Inbox(no_wait)
        self.task = asyncio.create_task(inbox.run(self._accept))
        return inbox

    async def _accept(self, batch: Sequence[Incoming]) -> None:
        while not self.open:  # noqa: ASYNC110 - the database is slow until a rule lets it go on
            await asyncio.sleep(0)
        if self.refusals:
            self.refusals -= 1
            raise OSError("the database is locked")
        for each in batch:
            if isinstance(each.what, Command):
                before = int(each.key.split(":")[3]) // 2 + 1
                chat = each.sender.chat
                assert self._of(chat) == [name(said) for said in self.written[chat][:before]]
                self.used -= 1
            elif name(each) not in self.committed:  # as the turns recognise what they have handled
                self.committed.append(name(each))

    def _runs(self) -> None:
        async def turns() -> None:
            for _ in range(20):
                await asyncio.sleep(0)

        self.runner.run(turns())

    def teardown(self) -> None:
        with self.runner:
            self.newly_connected()
            self.list_made()
            for chat in TALKING:
                self.past_read(chat)
            while self.places:
                self.place_is_taken(True)
            self.refusals = 0
            self.time_passes()
            assert self.used == 0, "a command was lost, or came twice"
            for chat in TALKING:
                assert self._of(chat) == [name(each) for each in self.written[chat]], "something was lost"
            assert self._of("eve") == self.live

    def _of(self, chat: str) -> list[str]:
        return [key for key in self.committed if key.startswith(chat)]

    @rule(chat=st.sampled_from(ALL))
    def writes(self, chat: str) -> None:
        said = message(chat, len(self.written[chat]))
        self.written[chat].append(said)
        if self.connected:
            self.inbox.put(said)
            if chat == "eve":
                self.live.append(name(said))

    @precondition(lambda self: self.connected)
    @rule(chat=st.sampled_from(TALKING))
    def command_is_used(self, chat: str) -> None:
        used = command(chat, len(self.written[chat]))
        self.places.append((self.inbox.keep_place(chat, used.sender.user, used.key.split(":")[3]), used))

    @precondition(lambda self: self.places)
    @rule(taken=st.booleans())
    def place_is_taken(self, taken: bool) -> None:
        slot, used = self.places.pop()
        self.used += taken
        self.inbox.fill(slot, used if taken else None)

    @rule()
    def session_is_lost(self) -> None:
        self.connected = False

    @rule()
    def newly_connected(self) -> None:
        """A session begins; what was written before is not replayed."""
        self.connected = True
        self.inbox.hold()
        self.reading = None

    @precondition(lambda self: self.reading is None)
    @rule()
    def list_made(self) -> None:
        self.known = {chat: len(self._of(chat)) for chat in TALKING}
        self.inbox.hold_only(TALKING)
        self.reading = set(TALKING)

    @precondition(lambda self: self.reading and self.connected)
    @rule(chat=st.sampled_from(TALKING))
    def past_read(self, chat: str) -> None:
        if self.reading and chat in self.reading:
            self.reading.discard(chat)
            self.inbox.resume(chat, self.written[chat][self.known[chat] :])

    @rule()
    def time_passes(self) -> None:
        self.open = True
        self._runs()
        self.open = False

    @rule()
    def database_fails(self) -> None:
        self.refusals += 1

    @invariant()
    def nothing_is_skipped_or_out_of_order(self) -> None:
        for chat in TALKING:
            keys = [name(each) for each in self.written[chat]]
            assert self._of(chat) == keys[: len(self._of(chat))]
        assert self._of("eve") == self.live[: len(self._of("eve"))]


TestSessions = Sessions.TestCase
TestSessions.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)

"""What others may see between turns: where somebody is, and that the partner is writing. Reads only."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.commands.base import House
from bot.commands.place import place_of
from bot.messages import Sender
from bot.platforms.base import Platform, ShowsTyping
from bot.platforms.web.state import At, State
from bot.posts import Address
from bot.turn import OpenTurn
from config.database import Database
from config.interests import shown


class Lookout:
    """Looks at the last commit."""

    def __init__(
        self,
        database: Database,
        open_turn: OpenTurn,
        house: House,
        clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._open_turn = open_turn
        self._house = house
        self._clock = clock

    async def state(self, sender: Sender) -> State:
        """Where somebody is, for the header of their page."""
        async with self._database.read() as unit:
            turn = self._open_turn(unit, self._clock())
            member = await turn.members.known(sender)
            if member is None:
                return State(At.NEW)
            sanction = await self._house.moderation.sanction(unit, member.id)
            if member.locked or sanction is not None:
                return State(At.LOCKED)
            if member.agreed_at is None:
                return State(At.NEW)
            named = shown(member.profile.interests, member.language)
            seat = await turn.rooms.seat(member.id)
            if seat is not None:
                return State(At.TALKING, shared=shown(seat.shared, member.language), interests=named, room=seat.tag)
            waiting = await turn.tickets.of(member.id)
        if waiting is None:
            return State(At.IDLE, interests=named)
        stats = await self._house.matchmaker.stats(waiting.ticket)
        return State(At.WAITING, waiting=stats.waiting, interests=named)

    async def open_chats(
        self, platform: str, account: str, since: float
    ) -> Sequence[tuple[str, str | None, float, str]]:
        """Where people of a bot talk, or talked until after `since`, the latest rooms first.

        The chat, their last message there, when the room began, and its tag.
        """
        async with self._database.read() as unit:
            turn = self._open_turn(unit, self._clock())
            talks = await turn.members.talking(platform, account, since)
            return [
                (talk.address.chat, await turn.journal.last_said(talk.address.id, talk.room), talk.opened_at, talk.tag)
                for talk in talks
            ]

    async def may_search(self, sender: Sender) -> bool:
        """Whether somebody could begin a search: took the rules, is not kept out, and neither talks nor searches.

        Nor does the server they write from keep it from them.
        """
        if sender.server is not None:
            async with self._database.read() as unit:
                place = await place_of(self._open_turn(unit, self._clock()), self._house, sender)
            if place.refused is not None:
                return False
        return (await self.state(sender)).at is At.IDLE

    async def word_list(self, sender: Sender) -> Sequence[str]:
        """The rules in the word list of the server somebody writes from."""
        if sender.server is None:
            return ()
        async with self._database.read() as unit:
            servers = self._open_turn(unit, self._clock()).servers
            server = await servers.get(servers.fingerprint(sender.server))
        return () if server is None else server.words

    async def known_chat(self, sender: Sender) -> str | None:
        """The chat in which this bot reached somebody before, whatever chat the sender names."""
        async with self._database.read() as unit:
            return await self._open_turn(unit, self._clock()).members.chat(sender)

    async def linked(self, to: Address, natives: Sequence[str]) -> frozenset[str]:
        """Those of the messages in a chat that stand for something."""
        async with self._database.read() as unit:
            found = await self._open_turn(unit, self._clock()).journal.originals([(to.id, each) for each in natives])
        return frozenset(native for _, native in found)

    def typing(self, platforms: Mapping[str, Platform]) -> Callable[[Sender], Awaitable[None]]:
        """Passes on that somebody writes, to where their partner is."""

        async def pass_on(sender: Sender) -> None:
            async with self._database.read() as unit:
                turn = self._open_turn(unit, self._clock())
                seat = (await turn.members.seated([sender])).get(sender)
                found = None if seat is None else await turn.members.address(seat.partner_lane)
            if found is None:
                return
            platform: object = platforms.get(found[0].platform)
            if isinstance(platform, ShowsTyping):
                await platform.typing(found[0])

        return pass_on

"""The people of a town: what they say, what they tap, and what they hear."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.content import Content, FileRef, Kind, Media, Span
from bot.members import Member
from bot.messages import Command, Deleted, Incoming, Pressed, Reacted, Said, Sender, What
from bot.posts import Post
from bot.texts.catalogue import SIGN
from bot.texts.keys import Text
from moderation.model import DETAILS, Reason
from tests.bot.mailbox import Letterbox, Sent

if TYPE_CHECKING:
    from tests.bot.town import Town


def said(text: str, *spans: Span) -> Said:
    return Said(Content(text, spans))


def photo(name: str, caption: str = "", *, account: str = "77", size: int = 0, spoiler: bool = False) -> Said:
    """A photo that lies at the platform."""
    return Said(Content(caption, media=(Media(Kind.PHOTO, FileRef("telegram", account, name, size), spoiler),)))


class Person:
    """Somebody with one chat on one platform."""

    def __init__(self, town: "Town", name: str, sender: Sender, mailbox: Letterbox) -> None:
        self.town = town
        self.name = name
        self.sender = sender
        self._mailbox = mailbox
        self._own: dict[str, str] = {}  # what they wrote, by its number in the chat
        self._heard = 0
        self._seen = 0
        self._keys = 0

    # --- what they do ---

    def update(
        self, what: What, *, reply_to: str | None = None, message: str | None = None, room: str | None = None
    ) -> Incoming:
        """An update as their platform would make it, not yet handed in."""
        self._keys += 1
        return Incoming(f"{self.sender.user}/{self._keys}", self.sender, what, message, reply_to, room)

    async def says(self, text: str | Said, *, reply_to: str | None = None) -> str:
        """Write: a command if it begins with a slash. `reply_to` is the text of the message answered. Its number."""
        return await self.does(meant(text) if isinstance(text, str) else text, reply_to=reply_to)

    async def does(self, what: What, *, reply_to: str | None = None, room: str | None = None) -> str:
        """Something that stands in the chat as a message of their own; `room`: as their page names where it belongs."""
        number = self._write(what)
        answered = None if reply_to is None else self.number_of(reply_to)
        await self.town.hand_in(self.update(what, reply_to=answered, message=number, room=room))
        return number

    def lines(self, *texts: str | Said) -> list[Incoming]:
        """Updates with what they wrote quickly one after the other, not yet handed in."""
        meant_ = [meant(text) if isinstance(text, str) else text for text in texts]
        return [self.update(what, message=self._write(what)) for what in meant_]

    def _write(self, what: What) -> str:
        number = self._mailbox.number(self.sender.chat)
        self._own[number] = what.content.text if isinstance(what, Said) else ""
        return number

    async def takes_back(self, number: str, *, still_here: bool = False) -> None:
        """Delete a message by its number."""
        await self.town.hand_in(self.update(Deleted(still_here), message=number))

    async def feels(self, number: str, *emoji: str, gone: tuple[str, ...] = ()) -> None:
        """React to a message by its number in the own chat."""
        await self.town.hand_in(self.update(Reacted(emoji, gone), message=number))

    async def happens(self, what: What) -> None:
        """Something about them that is no message: they blocked the bot, or lost the connection."""
        await self.town.hand_in(self.update(what))

    async def presses(self, action: str, detail: str = "") -> None:
        """Tap the latest button that does this; `detail`: its token, or a token's end that begins with a dot."""
        for shown in reversed(self.chat()):
            for data in shown.data:
                does, _, token = data.partition(":")
                if does == action and (detail in ("", token) or (detail[0] == "." and token.endswith(detail))):
                    await self.taps(data, on=shown.native)
                    return
        raise AssertionError(f"{self.name} has no button {action} {detail}")

    async def reports(self, reason: str, detail: str = "") -> None:
        """The two taps of a report that has been begun: the reason, and what exactly (the first there is, if any)."""
        if self.town.outbox is not None:
            await self.town.settled()
        await self.presses("report", f".{reason}")
        if self.town.outbox is not None:
            await self.town.settled()
        await self.presses("report", f".{reason}.{detail or DETAILS[Reason(reason)][0]}")

    async def taps(self, data: str, on: str | None = None) -> None:
        """Send a button's data, whether or not any message bears such a button."""
        action, _, token = data.partition(":")
        await self.town.hand_in(self.update(Pressed(action, token), message=on))

    def enters(self, server: str | None) -> None:
        """Use commands in this server from now on; None: in the chat with the bot."""
        self.sender = replace(self.sender, server=server)

    def moves(self, account: str) -> None:
        """Write to another bot account from now on."""
        self.sender = replace(self.sender, account=account)

    # --- what comes to them ---

    def hears(self) -> list[Text | str]:
        """What came since last asked: a notice as its key, what the partner said as its text. Edits don't count."""
        news = self.mail()[self._heard :]
        self._heard += len(news)
        return [_heard(sent) for sent in news if not sent.edit]

    def sees_changed(self) -> list[Text | str]:
        """What messages were reworded to since last asked."""
        news = self.mail()[self._seen :]
        self._seen += len(news)
        return [_heard(sent) for sent in news if sent.edit]

    def mail(self) -> Sequence[Sent]:
        """All that was ever sent to them, edits too."""
        return [sent for sent in self._mailbox.ledger if sent.chat == self.sender.chat]

    def chat(self) -> list[Sent]:
        """The messages to them as they read now."""
        shown = {sent.native: sent for sent in self.mail()}
        return [sent for sent in shown.values() if (sent.chat, sent.native) not in self._mailbox.deleted]

    @property
    def last(self) -> Sent:
        """The latest message to them, not counting edits."""
        return [sent for sent in self.mail() if not sent.edit][-1]

    @property
    def post(self) -> Post:
        return self.last.post

    def points_at(self) -> str | None:
        """The text of the message that the latest one answers; None if it answers none."""
        native = self.post.reply_to
        if native is None:
            return None
        return self._own[native] if native in self._own else self._text_of(native)

    def number_of(self, text: str) -> str:
        """The number of the latest message with this text, their own or the partner's."""
        own = [number for number, own in self._own.items() if own == text]
        theirs = [sent.native for sent in self.mail() if sent.post.text == text]
        return max([*own, *theirs], key=int)

    def _text_of(self, native: str) -> str:
        return next(sent.post.text for sent in self.mail() if sent.native == native)

    # --- who they are inside ---

    async def member(self) -> Member:
        """As the database has them. Fails for somebody it does not know."""
        async with self.town.look() as turn:
            known = await turn.members.known(self.sender)
        assert known is not None, f"{self.name} is not known"
        return known


def meant(text: str) -> What:
    """A command if it begins with a slash, else something said."""
    if not text.startswith("/"):
        return said(text)
    name, _, argument = text[1:].partition(" ")
    return Command(name.lower(), argument.strip())


def _heard(sent: Sent) -> Text | str:
    if sent.post.host:
        assert sent.post.text.startswith(SIGN)
        return Text(sent.post.topic)
    return sent.post.text

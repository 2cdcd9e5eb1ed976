"""Somebody with the web page open, for the proof of the fidelity table."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from bot.content import Kind, Poll, Style
from bot.fidelity import WEB
from bot.platforms.web.frames import KINDS, REACTIONS
from tests.e2e.shown import Shown
from tests.e2e.visitor import Visitor
from tests.emulators.errors import CannotDo
from tests.fidelity.arrived import Arrived, File, Mark, unheaded

NOTICE: Final = "refused"
"""The page shows at a message itself why it was refused; here that stands as one more notice."""


class OnWeb:
    """A Seat."""

    platform = WEB

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    async def says(self, text: str, marks: Sequence[Mark] = (), *, answers: Any = None, quote: str = "") -> str:
        if marks or quote:
            raise CannotDo("the page takes words as they are, and answers whole messages")
        return await self.visitor.says(text, reply_to=answers)

    async def sends(self, kind: Kind, data: bytes, text: str = "", *, covered: bool = False) -> str:
        if kind not in KINDS:
            raise CannotDo(f"nobody sends a {kind.value} on the page")
        about: dict[str, Any] = {"caption": text, **({"covered": True} if covered else {})}
        return await self.visitor.sends(kind.value, data, **about)

    async def sends_album(self, photos: Sequence[bytes], text: str) -> str:
        album = uuid4().hex
        first, *others = photos
        name = await self.visitor.sends("photo", first, album=album, caption=text)
        for photo in others:
            await self.visitor.sends("photo", photo, album=album)
        return name

    async def sticks(self, data: bytes) -> str:
        raise CannotDo("nobody sends stickers on the page")

    async def asks(self, poll: Poll) -> str:
        raise CannotDo("nobody asks polls on the page")

    async def votes(self, message: Any, option: str) -> None:
        raise CannotDo("nobody votes on the page")

    async def forwards(self, text: str) -> str:
        raise CannotDo("nobody forwards anything on the page")

    async def edits(self, message: Any, text: str, *, kind: Kind | None = None) -> None:
        await self.visitor.edits(message, text, kind=kind.value if kind else None)

    async def deletes(self, message: Any) -> None:
        await self.visitor.deletes(message)

    async def reacts(self, message: Any, *emoji: str) -> None:
        if len(emoji) > 1 or not set(emoji) <= set(REACTIONS):
            raise CannotDo("the page offers one of a few emoji")
        await self.visitor.reacts(message, emoji[0] if emoji else "")

    async def types(self) -> None:
        await self.visitor.types()

    async def taps(self, notice: Arrived, label: str) -> None:
        await self.visitor.presses(notice.native, label)

    async def hears(self, part: str) -> None:
        await self.visitor.hears(part)

    async def sees_typing(self) -> None:
        await self.visitor.until(lambda: self.visitor.typing > 0)

    def chat(self) -> Mapping[Any, Arrived]:
        found = {shown.id: arrived(shown) for shown in self.visitor.page}
        for number, (name, why) in enumerate(self.visitor.refused):
            found[f"{NOTICE} {number}"] = Arrived(f"{NOTICE} {number}", why, host=True, answers=name)
        return found

    def felt(self, message: Any) -> tuple[str, ...]:
        return self.visitor.felt.get(message, ())


def arrived(shown: Shown) -> Arrived:
    marks = frozenset(
        Mark(Style(span["style"]), shown.text[span["start"] : span["end"]], span["detail"]) for span in shown.spans
    )
    text, marks, forwarded = unheaded(shown.text, marks)
    if shown.poll is not None:  # a list to read; nobody can choose in it
        text = "\n".join((shown.poll[0], *shown.poll[1]))
    return Arrived(
        id=shown.id,
        text=text,
        marks=marks,
        files=tuple(File(Kind(file.kind), file.data, file.covered, file.name) for file in shown.files),
        answers=shown.reply,
        quote=shown.quote,
        forwarded=forwarded,
        host=shown.host,
        labels=tuple(shown.labels),
        native=shown,
    )

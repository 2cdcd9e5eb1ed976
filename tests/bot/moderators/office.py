"""A town with moderators: roles, a group where cards go, reports that become cases, a messenger that keeps secrets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.courier import Courier
from bot.exhibits import Showing
from bot.messages import Command, Pressed, What
from bot.platforms.base import Noted, Receipt, SendKey
from bot.posts import Address, Post
from bot.texts.keys import Text
from bot.via import Via
from config.ids import MemberId, RoomId
from moderation.model import Detail, Measure, Reason
from moderation.roles import Action, Actor, Role
from moderation.stores.rulings import Approval
from moderation.team import OPERATOR
from tests.bot.keeping import keeping
from tests.bot.mailbox import Mailbox, Sent
from tests.bot.people import Person
from tests.bot.town import Town

GROUP = "-1007"
SERVER = "900000077"
CHANNEL = "900000078"
WHY = "a court in Ulm, *file* 7"


class Discreet(Mailbox):
    """A messenger that shows secrets, in as many messages as there are lines, and answers presses over the chat."""

    def __init__(self, name: str = "telegram") -> None:
        super().__init__(name)
        self.secrets: list[Sent] = []
        self.toasts: list[tuple[str, str]] = []

    async def disclose(self, to: Address, item: Post, key: SendKey, noted: Noted, there: int = 0) -> None:
        for line in item.text.split("\n")[there:]:
            native = self.number(to.chat)
            sent = Sent(to.chat, native, replace(item, text=line), key)
            await self._attempt(to.chat, partial(self.secrets.append, sent))
            await noted(native)

    async def answer(self, to: Address, via: Via, item: Post) -> Receipt:
        await self._attempt("toast", lambda: self.toasts.append((via.token, item.topic)))
        return Receipt(())

    def stands(self, chat: str) -> list[str]:
        """What of the secrets can be read there."""
        return [
            each.post.text for each in self.secrets if each.chat == chat and (chat, each.native) not in self.deleted
        ]


@dataclass
class Place:
    """What a group or channel shows."""

    mailbox: Mailbox
    chat: str

    def cards(self) -> list[Sent]:
        """Its messages as they read now."""
        shown = {sent.native: sent for sent in self.mailbox.ledger if sent.chat == self.chat}
        return list(shown.values())

    def topics(self) -> list[str]:
        return [each.post.topic for each in self.cards()]

    def card(self, case: str) -> Sent:
        return [each for each in self.cards() if f"Case {case} ·" in each.post.text][-1]

    def question(self, case: str) -> Sent:
        """What is asked about a case beside its card."""
        return [each for each in self.cards() if f"Case {case}:" in each.post.text][-1]


class Office(Town):
    """A town whose courier shows what `kept` holds."""

    def furnish(self) -> None:
        """Before anything happens."""
        self.mailbox = Discreet()
        self.platforms[self.mailbox.name] = self.mailbox
        self.kept: dict[str, Showing] = {}
        before = self.courier
        self.courier = Courier(
            self.platforms,
            self.database,
            self.open_turn,
            self.turns,
            self.conversation,
            self.moderation,
            self.catalogue,
            before._baggage,
            self.clock,
            self.show,
        )

    async def show(self, case: str, member: MemberId) -> Showing | None:
        return self.kept.get(case)

    @property
    def discreet(self) -> Discreet:
        assert isinstance(self.mailbox, Discreet)
        return self.mailbox

    @property
    def group(self) -> Place:
        return Place(self.mailbox, GROUP)

    @property
    def channel(self) -> Place:
        return Place(self.mailbox, CHANNEL)

    # --- who ---

    async def moderator(self, name: str, *roles: Role, language: str = "en") -> Person:
        """Somebody with a chat of their own, who has these roles."""
        person = await self.person(name, language=language)
        member = await person.member()
        async with self.database.unit() as unit:
            for role in roles:
                await self.moderation.team.grant(unit, OPERATOR, member.id, role)
        return person

    async def staffed(self) -> tuple[Person, Person]:
        """An admin who had cards come to the group, and a moderator who works there."""
        chief, mo = await self.moderator("chief", Role.ADMIN), await self.moderator("mo", Role.MODERATOR)
        await self.does(chief, Command("mod", "here"), GROUP)
        for each in (chief, mo):
            each.hears()
        return chief, mo

    # --- what happens ---

    async def reported(
        self, reason: Reason = Reason.HARASSMENT, detail: Detail | None = None, *, server: str | None = None,
        subject: Person | None = None,
    ) -> str:  # fmt: skip
        """A case, with its cards. Its number."""
        number = len(self.people)
        bad = subject or await self.person(f"bad {number}")
        good = await self.person(f"good {number}")
        async with self.database.unit() as unit:
            filed = await self.moderation.report(
                unit,
                reporter=(await good.member()).id,
                subject=(await bad.member()).id,
                room=RoomId(f"room {number}"),
                reason=reason,
                detail=detail,
                server=server,
            )
        await self.goes_round()
        return str(filed.case)

    async def does(
        self, person: Person, what: What, place: str | None = None, *, via: Via | None = None,
        message: str | None = None, server: str | None = None, permissions: str = "",
    ) -> None:  # fmt: skip
        """A command or tap, in a group or channel if there is a place."""
        update = person.update(what, message=message)
        sender = replace(update.sender, place=place, server=server, permissions=permissions)
        await self.hand_in(replace(update, sender=sender, via=via))

    async def requested(self, case: str, action: Action = Action.UNMASK, why: str = WHY) -> Approval:
        """The operator asks for what takes a second person."""
        async with self.database.unit() as unit:
            asked = await self.moderation.team.ask(unit, OPERATOR, case, action, why)
        await self.goes_round()
        return asked

    async def banned(self, subject: Person | None = None) -> str:
        """A ban by the operator and somebody else: the number of its case."""
        case, other = await self.reported(Reason.SPAM, subject=subject), Actor(MemberId("x"), frozenset({Role.SENIOR}))
        async with self.database.unit() as unit:
            assert (await self.moderation.settle(unit, case, Measure.BAN)).waits
            held = await self.moderation.cases.claim(unit, other, case)
            await self.moderation.verdicts.decide(unit, other, case, held.fence, Measure.BAN)
        await self.goes_round()
        return case

    async def years_pass(self, days: float = 365) -> None:
        """Time passes, records are swept, and moderators are asked what they are to be asked."""
        self.clock.passes(hours=24 * days)
        await keeping(self).clean()
        await self.goes_round()

    async def taps(
        self, person: Person, place: Place, case: str, action: str, via: Via | None = None, *, asked: bool = False
    ) -> None:
        """A button under a card, or under what is asked beside it, as it stands there now."""
        card = place.question(case) if asked else place.card(case)
        data = next(each for each in card.data if each.startswith(action))
        await self.does(person, pressed(data), place.chat, via=via, message=card.native)

    async def goes_on(self, person: Person, action: str, detail: str = "") -> None:
        """The latest button of their own chat that does this, and holds this somewhere."""
        for shown in reversed(person.chat()):
            for label in (label for row in shown.post.labels for label in row):
                if label.data.startswith(action) and (not detail or detail in (label.text, label.data)):
                    await self.does(person, pressed(label.data), message=shown.native)
                    return
        raise AssertionError(f"{person.name} has no button {action} {detail}")

    def refused(self) -> dict[str, float]:
        """How often taps were refused, by why."""
        (family,) = self.metrics.moderation_refused.collect()
        return {each.labels["why"]: each.value for each in family.samples if each.name.endswith("_total")}

    async def state(self, case: str) -> tuple[str, str | None]:
        """A case's state, and what came of it."""
        async with self.database.read() as unit:
            found = await self.moderation.case_of(unit, case)
        return found.state.value, found.outcome.value if found.outcome else None


def pressed(data: str) -> Pressed:
    action, _, token = data.partition(":")
    return Pressed(action, token)


def toast(name: str) -> Via:
    """A press in a group that waits for words."""
    return Via(name, 2e9, aside=True, tap=True, brief=True)


def heard(person: Person) -> Sequence[Text | str]:
    return person.hears()

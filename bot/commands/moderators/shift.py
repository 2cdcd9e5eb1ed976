"""One command or tap of a moderator: who they are now, what they meant, and how they are answered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.answers import directed
from bot.commands.base import Call, button
from bot.messages import Arg, Button, Notice, Outgoing, Sender, Via
from bot.texts.keys import Text
from bot.tokens import token
from config.ids import MemberId, MessageId
from moderation.cases import Case
from moderation.roles import Action, Actor


@dataclass(frozen=True, slots=True)
class Shift:
    """`chosen`: what the button held behind the case. `note`: what was written into its form, None without one."""

    call: Call
    actor: Actor
    sender: Sender
    case: str = ""
    chosen: tuple[str, ...] = ()
    note: str | None = None

    def tap(self, label: Text, action: str, case: str, *chosen: str, args: dict[str, Arg] | None = None) -> Button:
        """A button for this moderator alone."""
        held = token(self.call.turn.unit.keys, action, self.call.member.id, case, *chosen)
        made = button(label, action, held)
        return made if args is None else replace(made, args=args)

    def done(self, text: Text, args: dict[str, Arg]) -> Outgoing:
        """That it is done: in place of what was tapped if that is theirs alone, else in a few words."""
        return self.call.say(text, args) if self.call.bearer is None else self.call.show(text, args)

    async def may(self, action: Action) -> None:
        """Whether they may do this to the case: asked before it is taken in hand for that. Raises Refused."""
        await self.call.house.moderation.cases.ready(self.call.turn.unit, self.actor, self.case, action)

    async def in_hand(self, fence: str | None = None) -> Case:
        """The case, held by this moderator: taken in hand if nobody has it, kept in hand if they have.

        `fence`: of the claim under which a choice was begun; under another one it does not count. Raises Refused.
        """
        unit, cases = self.call.turn.unit, self.call.house.moderation.cases
        case = await cases.known(unit, self.actor, self.case)
        if fence is not None:
            number = int(fence) if fence.isdecimal() else -1
            return await cases.heartbeat(unit, self.actor, case.id, number)
        if case.held_by(self.actor.member, case.fence, datetime.fromtimestamp(self.call.turn.now, UTC)):
            return await cases.heartbeat(unit, self.actor, case.id, case.fence)
        return await cases.claim(unit, self.actor, case.id)


def answered(
    items: Sequence[Outgoing], via: Via | None, member: MemberId, bearer: MessageId | None, text: Text
) -> list[Outgoing]:
    """The same items, answering directly where the platform waits for that.

    Over a chat only a few words can be shown: the rest goes to the moderator's own chat, and `text` says so.
    """
    if via is None or not via.brief:
        return directed(items, via, member, bearer)
    out: list[Outgoing] = []
    told = False
    for item in items:
        plain = isinstance(item, Notice) and item.to == member and not item.buttons and item.id is None
        if plain and isinstance(item, Notice) and not told:
            out.append(replace(item, via=replace(via, only=True)))
            told = True
        else:
            out.append(item)
    if not told:
        out.append(Notice(member, text, via=replace(via, only=True)))
    return out

"""What later rows of a lane make of earlier ones: changes nobody need see, and messages in their last wording. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.journal import Queued
from bot.messages import Amended, Outgoing, Reaction, Relayed, Retracted, Reworded
from config.ids import MessageId


def outdated(row: Queued, later: Sequence[Queued]) -> bool:
    """Whether a row need not be sent for what waits behind it.

    That is a change that a later one replaces, and a message that was taken back and certainly has not arrived yet.
    """
    item = row.item
    match item:
        case Reworded():
            return item.via is None and any(_changes(each.item, item.of) for each in later)
        case Amended():
            return any(_makes_void(each.item, item) or _takes_back(each.item, item.of) for each in later)
        case Reaction():
            return any(_replaces(each.item, item) for each in later)
        case Relayed():
            return not row.doubtful and any(_takes_back(each.item, item.of) for each in later)
        case _:
            return False


def as_it_reads(row: Queued, later: Sequence[Queued]) -> tuple[Queued, list[str]]:
    """What a partner said with the changes to it that wait behind it; the ids of these.

    Only where it certainly has not arrived yet: who knows it already would not show it anew.
    """
    said = row.item
    if not isinstance(said, Relayed) or row.doubtful:
        return row, []
    changes = [each for each in later if _changes(each.item, said.of)]
    if not changes or not isinstance(latest := changes[-1].item, Amended):
        return row, []
    content = replace(said.content, text=latest.content.text, spans=latest.content.spans)
    if any(isinstance(each.item, Amended) and each.item.replaced for each in changes):
        content = replace(content, media=latest.content.media)
    return replace(row, item=replace(said, content=content)), [each.id for each in changes]


def _changes(item: Outgoing, message: MessageId) -> bool:
    return isinstance(item, Reworded | Amended) and item.of == message


def _makes_void(later: Outgoing, earlier: Amended) -> bool:
    """Whether a later change leaves nothing of an earlier one: files it has replaced are to be replaced again."""
    return isinstance(later, Amended) and later.of == earlier.of and (later.replaced or not earlier.replaced)


def _takes_back(item: Outgoing, message: MessageId) -> bool:
    return isinstance(item, Retracted) and item.of == message


def _replaces(later: Outgoing, earlier: Reaction) -> bool:
    """Whether a later feeling about the same message leaves nothing of an earlier one to be shown."""
    if not isinstance(later, Reaction) or (later.of, later.author) != (earlier.of, earlier.author):
        return False
    return set(earlier.emoji) <= {*later.emoji, *later.gone} and set(earlier.gone) <= {*later.gone, *later.emoji}

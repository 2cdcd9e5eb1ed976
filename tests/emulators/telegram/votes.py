"""Votes: what a poll counts when somebody chooses, chooses anew or takes a vote back."""

from __future__ import annotations

from collections.abc import Sequence

from tests.emulators.errors import CannotDo
from tests.emulators.telegram.world import Chat, Message


def vote(chat: Chat, message: Message, person: int, options: Sequence[str | int]) -> list[int]:
    """Note what a person chose, by text or place, and count anew; the places chosen."""
    poll = message["poll"]
    texts = [option["text"] for option in poll["options"]]
    try:
        chosen = sorted({each if isinstance(each, int) else texts.index(each) for each in options})
    except ValueError:
        raise CannotDo(f"the poll has no such answer, only {texts}") from None
    if chosen and not 0 <= chosen[0] <= chosen[-1] < len(texts):
        raise CannotDo(f"the poll has only {len(texts)} answers")
    if poll["is_closed"] or (len(chosen) > 1 and not poll["allows_multiple_answers"]):
        raise CannotDo("the poll takes no such vote")
    votes = chat.votes.setdefault(message["message_id"], {})
    if person in votes and not poll["allows_revoting"]:
        raise CannotDo("the poll takes no second vote")
    votes[person] = chosen
    if not chosen:
        del votes[person]
    counted = [
        {**option, "voter_count": sum(place in each for each in votes.values())}
        for place, option in enumerate(poll["options"])
    ]
    new = {**poll, "options": counted, "total_voter_count": len(votes)}
    chat.messages[message["message_id"]] = {**message, "poll": new}
    return chosen

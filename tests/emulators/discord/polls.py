"""Polls: what a bot may ask, what is counted, and what the gateway tells of votes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tests.emulators.discord.channels import Channel, Message
from tests.emulators.discord.errors import (
    Violation,
    bad_length,
    choices,
    invalid,
    required,
)
from tests.emulators.discord.objects import Object, moment
from tests.emulators.discord.world import World
from tests.emulators.errors import CannotDo

LONGEST_QUESTION: Final = 300  # characters
LONGEST_ANSWER: Final = 55
MOST_ANSWERS: Final = 10
LONGEST: Final = 768  # hours
_KNOWN: Final = frozenset({"question", "answers", "duration", "allow_multiselect", "layout_type"})


def created(given: Any, now: float, path: tuple[str, ...]) -> Object:
    """The poll of a new message; raises Refused. `now`: epoch seconds."""
    path = (*path, "poll")
    if not isinstance(given, dict):
        raise invalid(*path, code="DICT_TYPE_CONVERT", message="Only dictionaries may be used in a DictType")
    if unknown := sorted(set(given) - _KNOWN):
        raise Violation(f"a poll with {', '.join(unknown)}")
    for name in ("question", "answers"):
        if given.get(name) is None:
            raise required(*path, name)
    answers = given["answers"]
    if not isinstance(answers, list) or not 1 <= len(answers) <= MOST_ANSWERS:
        raise bad_length(*path, "answers", low=1, high=MOST_ANSWERS)
    hours = given.get("duration") or 24
    if not isinstance(hours, int) or not 1 <= hours <= LONGEST:
        message = f"int value should be between 1 and {LONGEST}."
        raise invalid(*path, "duration", code="NUMBER_TYPE_MAX", message=message)
    if given.get("layout_type") not in (None, 1):
        raise choices(*path, "layout_type", of=(1,))
    medias = [
        _media(each.get("poll_media") if isinstance(each, dict) else None, LONGEST_ANSWER, *path, "answers", place)
        for place, each in enumerate(answers)
    ]
    return {
        "question": _media(given["question"], LONGEST_QUESTION, *path, "question"),
        "answers": [{"answer_id": number, "poll_media": media} for number, media in enumerate(medias, 1)],
        "expiry": moment(now + hours * 3600),
        "allow_multiselect": bool(given.get("allow_multiselect")),
        "layout_type": 1,
        "results": {"answer_counts": [], "is_finalized": False},
    }


def _media(given: Any, limit: int, *path: str | int) -> Object:
    if not isinstance(given, dict):
        raise required(*path)
    if unspoken := sorted(set(given) - {"text"}):
        raise Violation(f"poll media with {', '.join(unspoken)}, unknown or not spoken here")
    text = given.get("text")
    if not isinstance(text, str):
        raise required(*path, "text")
    text = text.strip()
    if not 1 <= len(text) <= limit:
        raise bad_length(*path, "text", low=1, high=limit)
    return {"text": text}


def vote(world: World, channel: Channel, message: Message, person: int, chosen: Sequence[str | int]) -> None:
    """Somebody's choice, by texts or answer ids, takes the place of the one before; the bots are told what changed."""
    poll = message.raw.get("poll")
    if poll is None:
        raise CannotDo(f"message {message.id} is no poll")
    known = {answer["poll_media"]["text"]: answer["answer_id"] for answer in poll["answers"]}
    wanted = {each if isinstance(each, int) else known.get(each, 0) for each in chosen}
    if wanted - set(known.values()):
        raise CannotDo(f"the poll has no such answer, only {list(known)}")
    if len(wanted) > 1 and not poll["allow_multiselect"]:
        raise CannotDo("the poll takes one answer only")
    for answer in known.values():
        voters = message.votes.setdefault(answer, [])
        if (answer in wanted) is not (person in voters):
            voters.append(person) if answer in wanted else voters.remove(person)
            event = {
                "user_id": str(person), "channel_id": str(channel.id), "message_id": str(message.id),
                "answer_id": answer,
            }  # fmt: skip
            world.dispatch(channel, f"MESSAGE_POLL_VOTE_{'ADD' if answer in wanted else 'REMOVE'}", event)

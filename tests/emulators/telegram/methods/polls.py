"""The method that asks a question with answers to choose from."""

from __future__ import annotations

from typing import Any, Final

from tests.emulators.telegram.errors import Violation, bad_request
from tests.emulators.telegram.methods.base import SENDING, Asked, Method, array, draft, open_chat_of
from tests.emulators.telegram.texts import formatted
from tests.emulators.telegram.wire import Wire
from tests.emulators.telegram.world import Message

LONGEST_QUESTION: Final = 300  # characters
LONGEST_OPTION: Final = 100
MOST_OPTIONS: Final = 12


def send_poll(asked: Asked) -> Message:
    if asked.get("type", "regular") != "regular":
        raise Violation("a quiz: only somebody who knows the answer could ask it")
    options = array(asked, "options", "InputPollOption")
    chat = open_chat_of(asked)
    question = _worded(asked.get("question", ""), "question", LONGEST_QUESTION)
    if not options:
        raise bad_request("poll must have at least one answer option")
    if len(options) > MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {MOST_OPTIONS} options")
    texts = [_worded(_text(option), "options", LONGEST_OPTION) for option in options]
    poll: dict[str, Any] = {
        "id": str(asked.world.random.randrange(2**60, 2**63)),
        "question": question,
        "options": [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(texts)],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": asked.get("is_anonymous", True),
        "type": "regular",
        "allows_multiple_answers": asked.get("allows_multiple_answers", False),
        "allows_revoting": asked.get("allows_revoting", True),
        "members_only": False,
    }
    message = draft(asked, chat) | {"poll": poll}
    chat.post(message, by_bot=True)
    return message


def _text(option: Any) -> str:
    """What an InputPollOption says."""
    if not isinstance(option, dict):
        raise bad_request("can't parse options: expected an Object")
    if unspoken := option.keys() - {"text"}:
        raise Violation(f"a poll option with {', '.join(sorted(unspoken))}, unknown or not spoken here")
    text = option.get("text", "")
    if not isinstance(text, str):
        raise bad_request('can\'t parse options: Field "text" must be of type String')
    return text


def _worded(text: str, what: str, limit: int) -> str:
    text, _ = formatted(text, None)
    if len(text) > limit:
        raise bad_request(f"poll {what} length must not exceed {limit}")
    return text


_UNSPOKEN: Final = (
    "question_parse_mode", "question_entities", "shuffle_options", "allow_adding_options", "hide_results_until_closes",
    "members_only", "country_codes", "correct_option_ids", "explanation", "explanation_parse_mode",
    "explanation_entities", "explanation_media", "open_period", "close_date", "is_closed", "description",
    "description_parse_mode", "description_entities", "media",
)  # fmt: skip
_SENDING: Final = {
    name: wire
    for name, wire in SENDING.items()
    if name not in ("direct_messages_topic_id", "parse_mode", "suggested_post_parameters")
}

METHODS: Final = (
    Method(
        "sendPoll",
        {
            **_SENDING,
            **dict.fromkeys(_UNSPOKEN, Wire.UNSPOKEN),
            "question": Wire.STRING,
            "options": Wire.JSON,
            "is_anonymous": Wire.BOOLEAN,
            "type": Wire.STRING,
            "allows_multiple_answers": Wire.BOOLEAN,
            "allows_revoting": Wire.BOOLEAN,
        },
        send_poll,
        messages=True,
    ),
)

"""What a text costs on its way between the platforms in our own code, beside what any bot has to do to copy it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Final

from telegram import Update

from benchmarks.report import Row, at_most
from bot.content import Content
from bot.members import Seated
from bot.messages import Incoming, Relayed, Said
from bot.messengers import names
from bot.platforms.discord.parse import Skip, read_message
from bot.platforms.discord.render import messages
from bot.platforms.telegram.parse import read
from bot.platforms.telegram.render import parts
from bot.posts import Post
from bot.relay import relay
from bot.texts.catalogue import Catalogue
from config.ids import MemberId, MessageId, RoomId

ROUNDS: Final = 400
TIMES: Final = 7
"""Of so many runs the quickest counts: what it was disturbed by is not its cost."""

SEAT: Final = Seated(MemberId("ann"), "a", RoomId("room"), MemberId("bob"), "b", "tag")
WORDS: Final = (
    "I went up the hill this morning and the fog was below me. Have you been there? It takes two hours, "
    "and the path is **steep** at the end; bring *good* shoes. See https://example.org/paths?utm_source=x for a map."
)
USER: Final = {"id": 9_000_000_001, "is_bot": False, "first_name": "Ann", "language_code": "en"}


def update() -> dict[str, Any]:
    """As Telegram tells of a formatted message."""
    entities = [
        {"type": kind, "offset": WORDS.index(word), "length": len(word)}
        for kind, word in (("bold", "fog"), ("italic", "two hours"), ("url", "https://example.org/paths?utm_source=x"))
    ]
    chat = {"id": USER["id"], "type": "private", "first_name": "Ann"}
    message = {"message_id": 7, "date": 1_790_000_000, "chat": chat, "from": USER, "text": WORDS, "entities": entities}
    return {"update_id": 1, "message": message}


def message() -> dict[str, Any]:
    """As Discord tells of the same."""
    author = {"id": "100000000000000001", "username": "ann"}
    return {"id": "100000000000000009", "channel_id": "5", "type": 0, "author": author, "content": WORDS}


def cost(work: Callable[[], object]) -> float:
    """Milliseconds of CPU that one time takes."""
    best = float("inf")
    for _ in range(TIMES):
        begun = time.process_time()
        for _ in range(ROUNDS):
            work()
        best = min(best, time.process_time() - begun)
    return best * 1000 / ROUNDS


def relayed(content: Content) -> Post:
    """From what was said to what a platform is handed."""
    item = relay(content, SEAT, MessageId("m"))[0]
    assert isinstance(item, Relayed)
    return Post(item.content.text, item.content.spans)


def _said(found: Incoming | Skip | object) -> Content:
    assert isinstance(found, Incoming)
    assert isinstance(found.what, Said)
    return found.what.content


def rows() -> list[Row]:
    """The four directions. The reference is the libraries' own part: reading an update, and no more."""
    from_telegram, from_discord, put = update(), message(), names(Catalogue.load())
    raw_telegram, raw_discord = json.dumps(from_telegram), json.dumps(from_discord)

    def telegram() -> Content:
        return _said(read(json.loads(raw_telegram), "77"))

    def discord() -> Content:
        found = read_message(json.loads(raw_discord), "42", put, ())
        assert not isinstance(found, Skip)
        return _said(found[0])

    def copied() -> str:
        taken = Update.de_json(json.loads(raw_telegram), None).message
        assert taken is not None
        return json.dumps({"chat_id": 5, "text": taken.text, "entities": [each.to_dict() for each in taken.entities]})

    plain, plain_discord = cost(copied), cost(lambda: json.dumps({"content": json.loads(raw_discord)["content"]}))
    library = cost(lambda: Update.de_json(json.loads(raw_telegram), None))
    ways: list[tuple[str, Callable[[], object], float, float]] = [
        ("Telegram to Telegram", lambda: parts(relayed(telegram())), library, plain),
        ("Telegram to Discord", lambda: messages(relayed(telegram()), "5"), library, plain),
        ("Discord to Discord", lambda: messages(relayed(discord()), "5"), 0.0, plain_discord),
        ("Discord to Telegram", lambda: parts(relayed(discord())), 0.0, plain_discord),
    ]
    made = []
    for name, work, foreign, reference in ways:
        whole = cost(work)
        made.append(Row(f"text, {name}: CPU of our own code", whole - foreign, "ms", reference, at_most(0.3)))
    return made

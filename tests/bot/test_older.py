"""An update of Bauta: what an earlier version left in the outbox goes out as it was meant."""

import json

from bot.content import Content, FileRef, Kind, Media
from bot.messages import Notice, Relayed
from bot.stores.journal import ITEM
from bot.stores.older import renewed
from bot.texts.keys import Text
from config.ids import MemberId, MessageId, RoomId

FILE = {"platform": "telegram", "account": "77", "id": "f", "size": 9}


def test_a_photo_is_still_there_after_an_update() -> None:
    content = {"text": "look", "spans": [], "photo": {"file": FILE, "spoiler": True}}
    row = {"to": "b", "content": content, "of": "m", "room": "r", "author": "a", "reply_to": None, "kind": "relayed"}
    body = json.dumps(row, separators=(",", ":")).encode()
    media = (Media(Kind.PHOTO, FileRef("telegram", "77", "f", 9), spoiler=True),)
    expected = Relayed(MemberId("b"), Content("look", media=media), MessageId("m"), RoomId("r"), MemberId("a"))
    assert ITEM.validate_json(renewed(body)) == expected


def test_what_has_none_and_what_only_speaks_of_one_is_left_as_it_is() -> None:
    bare: dict[str, object] = {"text": '"photo":{', "spans": [], "photo": None}
    row = {"to": "b", "content": bare, "of": "m", "room": "r", "author": "a", "reply_to": None, "kind": "relayed"}
    said = ITEM.validate_json(renewed(json.dumps(row, separators=(",", ":")).encode()))
    assert isinstance(said, Relayed)
    assert said.content == Content('"photo":{')
    notice = Notice(MemberId("b"), Text.HELP)
    assert renewed(ITEM.dump_json(notice)) == ITEM.dump_json(notice)

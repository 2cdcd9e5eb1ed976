"""Telegram's objects with a marker in every field that could tell of somebody. `of`: where the object stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.emulators.telegram.kinds import Attachment
from tests.taint.markers import date, degree, number, word

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sending:
    """One message. `fields` as `Person.sends` takes them; `says`: the words in it that are meant for the partner.

    `asked`: Bauta asks before it passes this on. `album`: files that come together.
    """

    name: str
    fields: Object = field(default_factory=dict, repr=False)
    caption: str = ""
    says: tuple[str, ...] = ()
    asked: bool = False
    album: tuple[Attachment, ...] = ()


def names(of: str) -> Object:
    """What an account says of somebody, as `TelegramEmulator.person` takes it besides the first name."""
    return {"last_name": word(f"{of}.last_name"), "username": word(f"{of}.username"), "is_premium": True}


def user(of: str, *, bot: bool = False) -> Object:
    return {
        "id": number(f"{of}.id"),
        "is_bot": bot,
        "first_name": word(f"{of}.first_name"),
        "language_code": "en",
        **names(of),
    }


def chat(of: str, kind: str = "channel") -> Object:
    told: tuple[str, ...] = ("first_name", "last_name") if kind == "private" else ("title",)
    fields = {field: word(f"{of}.{field}") for field in (*told, "username")}
    return {"id": number(f"{of}.id"), "type": kind, **fields}


def address(of: str) -> str:
    return f"https://{word(f'{of} host')}.example/{word(f'{of} path')}?{word(f'{of} query')}"


def stored(of: str, **fields: Any) -> Object:
    """A file that is never fetched."""
    return {
        "file_id": word(f"{of}.file_id"),
        "file_unique_id": word(f"{of}.file_unique_id"),
        "file_size": number(f"{of}.file_size"),
        **fields,
    }


def sizes(of: str) -> list[Object]:
    return [stored(f"{of}[0]", width=90, height=60), stored(f"{of}[1]", width=320, height=200)]


def quiet_entities(of: str) -> list[Object]:
    """All kinds that hold more than a style, over the first four characters; but for a date."""
    span = {"offset": 0, "length": 4}
    return [
        {**span, "type": "text_mention", "user": user(f"{of} text_mention.user")},
        {**span, "type": "custom_emoji", "custom_emoji_id": str(number(f"{of} custom_emoji_id"))},
        {**span, "type": "text_link", "url": f"tg://user?id={number(f'{of} text_link to a user')}"},
    ]


def entities(of: str) -> list[Object]:
    """With a date, of which not so many can be told apart."""
    told = {"type": "date_time", "unix_time": date(f"{of} unix_time"), "date_time_format": "r"}
    return [*quiet_entities(of), {"offset": 0, "length": 4, **told}]


def keyboard(of: str) -> Object:
    row = [
        {"text": word(f"{of} button"), "callback_data": word(f"{of} callback_data")},
        {"text": word(f"{of} link"), "url": address(f"{of} url"), "icon_custom_emoji_id": str(number(f"{of} icon"))},
        {"text": "x", "web_app": {"url": address(f"{of} web_app")}},
        {
            "text": "x",
            "login_url": {
                "url": address(f"{of} login_url"),
                "forward_text": word(f"{of} forward_text"),
                "bot_username": word(f"{of} bot_username"),
            },
        },
        {"text": "x", "switch_inline_query": word(f"{of} switch_inline_query")},
        {"text": "x", "switch_inline_query_current_chat": word(f"{of} switch_inline_query_current_chat")},
        {"text": "x", "switch_inline_query_chosen_chat": {"query": word(f"{of} switch_inline_query_chosen_chat")}},
        {"text": "x", "copy_text": {"text": word(f"{of} copy_text")}},
    ]
    return {"inline_keyboard": [row]}


def origins(of: str) -> dict[str, Object]:
    """`forward_origin` of all four kinds."""
    signature = {"author_signature": word(f"{of} origin author_signature")}
    return {
        "user": {"type": "user", "date": date(f"{of} user date"), "sender_user": user(f"{of} origin.sender_user")},
        "hidden user": {
            "type": "hidden_user",
            "date": date(f"{of} hidden date"),
            "sender_user_name": word(f"{of} origin.sender_user_name"),
        },
        "chat": {
            "type": "chat",
            "date": date(f"{of} chat date"),
            "sender_chat": chat(f"{of} origin.sender_chat", "supergroup"),
            **signature,
        },
        "channel": {
            "type": "channel",
            "date": date(f"{of} channel date"),
            "chat": chat(f"{of} origin.chat"),
            "message_id": number(f"{of} origin.message_id"),
            **signature,
        },
    }


def story(of: str) -> Object:
    return {"chat": chat(f"{of}.chat", "private"), "id": number(f"{of}.id")}


def place(of: str) -> Object:
    return {
        "latitude": degree(f"{of}.latitude", 45),
        "longitude": degree(f"{of}.longitude", 12),
        "horizontal_accuracy": 12.5,
        "live_period": 900,
        "heading": 90,
        "proximity_alert_radius": 50,
    }


def venue(of: str) -> Object:
    told = ("title", "address", "foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
    return {"location": place(of), **{field: word(f"{of}.{field}") for field in told}}


def contact(of: str) -> Object:
    card = "\n".join(f"{field}:{word(f'{of}.vcard {field}')}" for field in ("FN", "EMAIL", "ADR", "ORG", "NOTE", "URL"))
    return {
        "phone_number": f"+{number(f'{of}.phone_number')}",
        "first_name": word(f"{of}.first_name"),
        "last_name": word(f"{of}.last_name"),
        "user_id": number(f"{of}.user_id"),
        "vcard": f"BEGIN:VCARD\n{card}\nPHOTO:{word(f'{of}.vcard PHOTO')}\nEND:VCARD",
    }

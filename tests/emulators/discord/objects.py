"""Discord's objects as they go over the wire: users, channels, messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

Object = dict[str, Any]

DEFAULT: Final = 0  # message types
REPLY: Final = 19
CHAT_INPUT_COMMAND: Final = 20
POLL_RESULT: Final = 46
CROSSPOSTED: Final = 1 << 0  # message flags
SUPPRESS_EMBEDS: Final = 1 << 2
EPHEMERAL: Final = 1 << 6
LOADING: Final = 1 << 7
SUPPRESS_NOTIFICATIONS: Final = 1 << 12
IS_VOICE_MESSAGE: Final = 1 << 13
HAS_SNAPSHOT: Final = 1 << 14


def moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def user(user_id: int, username: str, global_name: str | None, *, bot: bool = False, **more: Any) -> Object:
    return {
        "id": str(user_id),
        "username": username,
        "avatar": None,
        "discriminator": "0" if not bot else "0042",
        "public_flags": 0,
        "flags": 0,
        "global_name": global_name,
        "primary_guild": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        **({"bot": True} if bot else {}),
        **more,
    }


def message(message_id: int, channel: int, author: Object, now: float, *, content: str = "", **fields: Any) -> Object:
    return {
        "type": DEFAULT,
        "content": content,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "timestamp": moment(now),
        "edited_timestamp": None,
        "flags": 0,
        "components": [],
        "id": str(message_id),
        "channel_id": str(channel),
        "author": author,
        "pinned": False,
        "mention_everyone": False,
        "tts": False,
        **fields,
    }


def member(of: Mapping[str, Any], joined: float, permissions: int | None = None) -> Object:
    """A guild member; with permissions as interactions carry it."""
    return {
        "user": of,
        "roles": [],
        "joined_at": moment(joined),
        "premium_since": None,
        "nick": None,
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        **({} if permissions is None else {"permissions": str(permissions)}),
    }


def private_channel(channel: int, recipients: list[Object], last_message: int | None, kind: int = 1) -> Object:
    fields: Object = {
        "id": str(channel),
        "type": kind,
        "flags": 0,
        "last_message_id": None if last_message is None else str(last_message),
        "recipients": recipients,
    }
    if kind == 3:
        fields |= {"name": None, "icon": None, "owner_id": recipients[0]["id"]}
    return fields


def role(role_id: int, name: str, permissions: int) -> Object:
    return {
        "id": str(role_id),
        "name": name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": 1,
        "permissions": str(permissions),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def text_channel(channel: int, guild: int, name: str, last_message: int | None, *, nsfw: bool = False) -> Object:
    return {
        "id": str(channel),
        "type": 0,
        "flags": 0,
        "guild_id": str(guild),
        "name": name,
        "position": 0,
        "topic": None,
        "nsfw": nsfw,
        "parent_id": None,
        "permission_overwrites": [],
        "rate_limit_per_user": 0,
        "last_message_id": None if last_message is None else str(last_message),
    }


def application(bot: Object, name: str, owner: Object, guilds: int, installs: int, flags: int) -> Object:
    """As /applications/@me gives it."""
    return {
        "id": bot["id"],
        "name": name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": bot,
        "verify_key": "00" * 32,
        "flags": flags,
        "flags_new": str(flags),
        "bot_public": True,
        "bot_require_code_grant": False,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": owner,
        "approximate_guild_count": guilds,
        "approximate_user_install_count": installs,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
        "rpc_origins": [],
        "integration_types_config": {"0": {}, "1": {}},
    }

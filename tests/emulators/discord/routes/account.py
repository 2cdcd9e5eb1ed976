"""Who the bot is, where its gateway is, and whom it may write to."""

from __future__ import annotations

from typing import Any, Final

from tests.emulators.discord import objects
from tests.emulators.discord.errors import (
    UNKNOWN_USER,
    Refused,
    Violation,
    required,
)
from tests.emulators.discord.routes.base import Answer, Asked, Route, snowflake


def _user(asked: Asked) -> Answer:
    fields = {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}
    return Answer({**asked.bot.user, **fields})


def _other_user(asked: Asked) -> Answer:
    user_id = asked.snowflake("user_id")
    if user_id not in asked.world.people and asked.world.bot(user_id) is None:
        raise Refused(*UNKNOWN_USER)
    return Answer(asked.world.user(user_id))


def _application(asked: Asked) -> Answer:
    bot, world = asked.bot, asked.world
    owner = objects.user(10**17 - 1, "owner", "Owner")
    guilds = sum(bot in guild.bots for guild in world.guilds.values())
    return Answer(objects.application(bot.user, bot.name, owner, guilds, len(bot.installed_by), 0))


def _gateway(asked: Asked) -> Answer:
    return Answer({"url": asked.world.gateway_url})


def _bot_gateway(asked: Asked) -> Answer:
    settings = asked.world.settings
    limit: dict[str, Any] = {
        "total": settings.identifies_per_day,
        "remaining": max(0, settings.identifies_per_day - asked.bot.identifies),
        "reset_after": 14_400_000,
        "max_concurrency": settings.max_concurrency,
    }
    return Answer({"url": asked.world.gateway_url, "shards": settings.shards, "session_start_limit": limit})


def _open_dm(asked: Asked) -> Answer:
    """Open a DM, or find it: the same pair has one channel. Whether it can be written to shows when it is."""
    bot, world = asked.bot, asked.world
    if unknown := sorted(set(asked.json) - {"recipient_id"}):
        raise Violation(f"a DM with {', '.join(unknown)}")
    if asked.json.get("recipient_id") is None:
        raise required("recipient_id")
    person = snowflake(asked.json["recipient_id"], "recipient_id")
    if person not in world.people:
        raise Refused(*UNKNOWN_USER)
    if person not in bot.acquainted and "cold_dms" in world.settings.strict:
        asked.scold("a DM opened with somebody who never wrote nor used a command")
    return Answer(world.channel_object(world.dm(bot, person)))


def _my_guilds(asked: Asked) -> Answer:
    mine = [guild for guild in asked.world.guilds.values() if asked.bot in guild.bots]
    return Answer(
        [
            {
                "id": str(guild.id), "name": guild.name, "icon": None, "banner": None, "owner": False,
                "permissions": "2248473465835073", "features": [],
            }
            for guild in mine
        ]
    )  # fmt: skip


ROUTES: Final = (
    Route("get_my_user", "GET", "/users/@me", _user),
    Route("list_my_guilds", "GET", "/users/@me/guilds", _my_guilds, frozenset({"limit", "before", "after"})),
    Route("create_dm", "POST", "/users/@me/channels", _open_dm),
    Route("get_user", "GET", "/users/{user_id}", _other_user),
    Route("get_my_application", "GET", "/applications/@me", _application),
    Route("get_my_oauth2_application", "GET", "/oauth2/applications/@me", _application),
    Route("get_gateway", "GET", "/gateway", _gateway),
    Route("get_bot_gateway", "GET", "/gateway/bot", _bot_gateway),
)

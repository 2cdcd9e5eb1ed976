"""Methods by which a bot gets updates and files: getUpdates, webhooks, getFile."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from tests.emulators.telegram.errors import Violation, bad_request, conflict
from tests.emulators.telegram.media import LARGEST_DOWNLOAD
from tests.emulators.telegram.methods.base import Asked, Method, array
from tests.emulators.telegram.updates import KINDS, LARGEST_BATCH, LONGEST_POLL, Pending
from tests.emulators.telegram.wire import Wire
from tests.emulators.telegram.world import LOCAL, Webhook

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_PORTS: Final = (443, 80, 88, 8443)
_MOST_CONNECTIONS: Final = 100


async def get_updates(asked: Asked) -> list[Pending]:
    """The server unpacks each Pending into its body."""
    if asked.bot.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    _allow(asked)
    timeout = min(max(asked.get("timeout", 0), 0), LONGEST_POLL)
    return await asked.bot.updates.poll(asked.get("offset", 0), asked.get("limit", LARGEST_BATCH), timeout)


def set_webhook(asked: Asked) -> bool:
    url = asked.get("url", "")
    _allow(asked)
    if asked.get("drop_pending_updates"):
        asked.bot.updates.forget()
    if not url:
        _change(asked, None)
        return True
    _check_address(url)
    secret = asked.get("secret_token", "")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = asked.get("max_connections", 40)
    if not 1 <= connections <= _MOST_CONNECTIONS:
        raise Violation(f"max_connections beyond 1 to {_MOST_CONNECTIONS}")
    asked.bot.updates.interrupt("terminated by setWebhook request")
    _change(asked, Webhook(url, secret, connections))
    return True


def delete_webhook(asked: Asked) -> bool:
    _change(asked, None)
    if asked.get("drop_pending_updates"):
        asked.bot.updates.forget()
    return True


def _check_address(url: str) -> None:
    if url.startswith(LOCAL):
        return
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _change(asked: Asked, webhook: Webhook | None) -> None:
    """The same again changes nothing: what waits for its next attempt goes on waiting."""
    bot = asked.bot
    if webhook != bot.webhook:
        bot.webhook, bot.webhook_error = webhook, None
        asked.world.stirred.set()


def get_webhook_info(asked: Asked) -> dict[str, Any]:
    webhook, error = asked.bot.webhook, asked.bot.webhook_error
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(asked.bot.updates),
    }
    if webhook:
        info["max_connections"] = webhook.max_connections
        info["allowed_updates"] = sorted(asked.bot.updates.allowed)
    if webhook and error:
        info["last_error_date"], info["last_error_message"] = error
    return info


def get_file(asked: Asked) -> dict[str, Any]:
    stored = asked.world.files.get(asked.bot.id, asked.get("file_id", ""))
    if stored is None:
        raise bad_request("invalid file_id")
    if stored.size > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {**stored.fields(), "file_path": asked.world.files.link(asked.bot.id, stored)}


def _allow(asked: Asked) -> None:
    """An absent list leaves the setting as it was."""
    kinds = array(asked, "allowed_updates", "String")
    if kinds is None:
        return
    if unknown := set(kinds) - KINDS:
        raise Violation(f"allowed_updates with unknown {', '.join(sorted(unknown))}")
    asked.bot.updates.allow(kinds)


METHODS: Final = (
    Method(
        "getUpdates",
        {"offset": Wire.INTEGER, "limit": Wire.INTEGER, "timeout": Wire.INTEGER, "allowed_updates": Wire.JSON},
        get_updates,
    ),
    Method(
        "setWebhook",
        {
            "url": Wire.STRING,
            "certificate": Wire.UNSPOKEN,
            "ip_address": Wire.STRING,
            "max_connections": Wire.INTEGER,
            "allowed_updates": Wire.JSON,
            "drop_pending_updates": Wire.BOOLEAN,
            "secret_token": Wire.STRING,
        },
        set_webhook,
    ),
    Method("deleteWebhook", {"drop_pending_updates": Wire.BOOLEAN}, delete_webhook),
    Method("getWebhookInfo", {}, get_webhook_info),
    Method("getFile", {"file_id": Wire.STRING}, get_file),
)

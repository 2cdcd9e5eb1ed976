"""Methods by which a bot gets updates and files: getUpdates, webhooks, getFile."""

from __future__ import annotations

import re
from typing import Any, Final

from tests.emulators.telegram.errors import Violation, bad_request, conflict
from tests.emulators.telegram.media import LARGEST_DOWNLOAD
from tests.emulators.telegram.methods.base import Asked, Method, array
from tests.emulators.telegram.updates import KINDS, LARGEST_BATCH, LONGEST_POLL, Pending
from tests.emulators.telegram.wire import Wire
from tests.emulators.telegram.world import Webhook

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")


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
        asked.bot.webhook = None
        return True
    if not url.startswith(("https://", "http://127.0.0.1:")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = asked.get("secret_token", "")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    asked.bot.updates.interrupt("terminated by setWebhook request")
    asked.bot.webhook = Webhook(url, secret, asked.get("max_connections", 40))
    return True


def delete_webhook(asked: Asked) -> bool:
    asked.bot.webhook = None
    if asked.get("drop_pending_updates"):
        asked.bot.updates.forget()
    return True


def get_webhook_info(asked: Asked) -> dict[str, Any]:
    webhook = asked.bot.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(asked.bot.updates),
    }
    if webhook:
        info["max_connections"] = webhook.max_connections
        info["allowed_updates"] = sorted(asked.bot.updates.allowed)
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

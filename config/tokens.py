"""What tokens of bots look like, and which bot one belongs to as far as it tells."""

import base64
import binascii
import re

TELEGRAM_TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{10,100}")
DISCORD_TOKEN = re.compile(r"([A-Za-z0-9_-]{18,40})\.[A-Za-z0-9_-]{5,10}\.[A-Za-z0-9_-]{25,60}")


def discord_bot(token: str) -> str | None:
    """The user id of the bot a Discord token belongs to; None for what cannot be a token.

    The token's first part is that id in base64, and no secret.
    """
    parts = DISCORD_TOKEN.fullmatch(token)
    if parts is None:
        return None
    try:
        number = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return number if re.fullmatch("[0-9]{15,20}", number) else None

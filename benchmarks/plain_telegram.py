"""The reference on Telegram: pairs joined in memory by a python-telegram-bot program, as its documentation leads to.

It answers flood control by waiting, tries again what failed on the network, and says one thing after the other.

`python -m benchmarks.plain_telegram API_URL TOKEN ID:ID…`
"""

import asyncio
import logging
import sys
from datetime import timedelta

from telegram import Update
from telegram.error import NetworkError, RetryAfter
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

TRIES = 5
log = logging.getLogger("relay")


def main(api_url: str, token: str, *pairs: str) -> None:
    partners: dict[int, int] = {}
    for pair in pairs:
        one, _, other = pair.partition(":")
        partners |= {int(one): int(other), int(other): int(one)}

    async def relay(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is None or update.message.text is None or update.message.chat_id not in partners:
            return
        partner = partners[update.message.chat_id]
        for attempt in range(1, TRIES + 1):
            try:
                await context.bot.send_message(partner, update.message.text)
            except RetryAfter as error:
                wait = error.retry_after
                await asyncio.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
            except NetworkError:
                await asyncio.sleep(0.5 * attempt)
            else:
                return
        log.error("gave up a message")

    application = ApplicationBuilder().token(token).base_url(f"{api_url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, relay))
    application.run_polling(allowed_updates=["message"])


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The reference on Telegram: the barest stateless relay of python-telegram-bot, as it comes: it copies what it hears.

`python -m benchmarks.copy_telegram API_URL TOKEN PARTNERS`; PARTNERS is a JSON file: to which chat what is said in a
chat goes. It remembers nothing and repeats nothing: what fails, or is under way when it dies, is lost.
"""

import json
import sys
from pathlib import Path

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters


def main(api_url: str, token: str, partners: str) -> None:
    leads_to = {int(chat): int(partner) for chat, partner in json.loads(Path(partners).read_text()).items()}

    async def copy(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None:
            await update.message.copy(leads_to[update.message.chat_id])

    application = ApplicationBuilder().token(token).base_url(f"{api_url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, copy))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3])

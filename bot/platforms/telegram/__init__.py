"""Telegram's Bot API as a platform: long polling in, one request at a time out, python-telegram-bot in between."""

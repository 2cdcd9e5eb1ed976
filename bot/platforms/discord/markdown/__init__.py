"""Discord's markdown and our spans: parse reads what people typed, write says it anew, parts cuts what is too long."""

from bot.platforms.discord.markdown.names import Names
from bot.platforms.discord.markdown.parse import parse
from bot.platforms.discord.markdown.parts import parts
from bot.platforms.discord.markdown.write import write

__all__ = ["Names", "parse", "parts", "write"]

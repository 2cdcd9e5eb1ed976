"""The messengers of a deployment, built from its settings: which bots there are, and how fast each may write."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from starlette.routing import BaseRoute

from bot.commands.menu import group_menus, menus
from bot.lookout import Lookout
from bot.metrics import Metrics
from bot.pace import Pace
from bot.platforms.base import Checked, Fatal, Platform
from bot.platforms.discord.catchup import Open
from bot.platforms.discord.gateway import Patience
from bot.platforms.discord.markdown import Names
from bot.platforms.discord.platform import Discord
from bot.platforms.discord.presence import Surroundings
from bot.platforms.discord.residence import OnServers
from bot.platforms.discord.slash import slash_commands
from bot.platforms.telegram.platform import Telegram
from bot.platforms.telegram.webhook import WebhookSetup
from bot.platforms.web.limits import Limits, Times
from bot.platforms.web.platform import Web
from bot.texts.catalogue import FALLBACK, Catalogue
from bot.texts.keys import Text
from bot.web.hosts import hosts
from config.interests import well_known
from config.keys import KeyRing
from config.settings import Settings
from config.tokens import discord_bot

Messenger = Telegram | Discord

CHECKING_LASTS = 12.0
"""Seconds that the start waits for what messengers say about their tokens; each asks again before it receives."""


def telegram(settings: Settings, catalogue: Catalogue, metrics: Metrics, keys: KeyRing) -> Telegram | None:
    """All Telegram bots; None without a token."""
    tokens = [token.get_secret_value() for token in settings.telegram_token]
    if not tokens:
        return None
    skipped = metrics.skipped.labels("telegram")
    base = settings.telegram_webhook_url
    webhook = WebhookSetup(base, keys.hash, lambda why: metrics.refused_calls.labels(why).inc()) if base else None
    return Telegram(
        tokens,
        settings.telegram_api_url,
        menus=menus(catalogue),
        group_menus=group_menus(catalogue),
        on_skipped=lambda _: skipped.inc(),
        webhook=webhook,
    )


def routes(messengers: Iterable[Messenger]) -> list[BaseRoute]:
    """What the messengers call on our web server."""
    return [route for each in messengers if isinstance(each, Telegram) for route in each.routes()]


def discord(
    settings: Settings,
    catalogue: Catalogue,
    metrics: Metrics,
    lookout: Lookout,
    platforms: Mapping[str, Platform],
    pace: Callable[[str, str], Awaitable[None]],
    patience: Patience,
    clock: Callable[[], float],
    on_servers: OnServers,
) -> Discord | None:
    """All Discord bots; None without a token. `platforms`: where signs that somebody writes are passed on to.

    `pace` returns when a platform's account may make one more request. `on_servers` hears where the bots are.
    """
    tokens = [token.get_secret_value() for token in settings.discord_token]
    if not tokens:
        return None
    skipped = metrics.skipped.labels("discord")

    async def open_chats(account: str, since: float) -> list[Open]:
        return [Open(*each) for each in await lookout.open_chats("discord", account, since)]

    around = Surroundings(
        catalogue=catalogue,
        commands=slash_commands(catalogue, menus(catalogue)),
        interests=well_known,
        names=names(catalogue),
        open_chats=open_chats,
        known_chat=lookout.known_chat,
        may_search=lookout.may_search,
        on_typing=lookout.typing(platforms),
        on_skipped=lambda _: skipped.inc(),
        gateway_url=settings.discord_gateway_url,
        pace=lambda account: pace("discord", account),
        patience=patience,
        clock=clock,
        word_list=lookout.word_list,
        on_servers=on_servers,
    )
    return Discord(
        tokens, settings.discord_api_url, around, known=lookout.linked, clock=clock, cdn_url=settings.discord_cdn_url
    )


def page(
    settings: Settings,
    catalogue: Catalogue,
    metrics: Metrics,
    lookout: Lookout,
    platforms: dict[str, Platform],
    times: Times,
    limits: Limits,
) -> Web | None:
    """The web page, which joins the `platforms`; None where its chat is off."""
    if not settings.chat_on_web:
        return None
    web = platforms["web"] = Web(
        lookout.state,
        hosts=hosts(settings.web_host, settings.web_url),
        words=catalogue,
        on_typing=lookout.typing(platforms),
        on_malformed=metrics.skipped.labels("web").inc,
        times=times,
        limits=limits,
    )
    return web


def paces(settings: Settings) -> Mapping[str, Pace]:
    """Telegram: a message a second to each chat in bursts of three, unless there is no limit at all.

    Discord tells with each answer how many more a chat takes; only the account's own rate is kept here.
    """
    rate = settings.telegram_rate
    return {
        "telegram": Pace(account=rate, lane=1.0 if rate else 0.0, lane_burst=3),
        "discord": Pace(account=settings.discord_rate),  # 45 by default, where 50 are allowed
    }


def accounts(settings: Settings) -> set[tuple[str, str]]:
    """All bots that are run, by platform and account."""
    telegrams = {("telegram", token.get_secret_value().split(":")[0]) for token in settings.telegram_token}
    return telegrams | {("discord", discord_bot(token.get_secret_value()) or "") for token in settings.discord_token}


def names(catalogue: Catalogue) -> Names:
    """The words in place of what would lead to somebody. They reach people of any language: English."""

    def word(key: Text) -> str:
        return catalogue.word(key, FALLBACK)

    return Names(
        member=word(Text.SOMEONE),
        role=word(Text.SOME_ROLE),
        channel=word(Text.SOME_CHANNEL),
        message_link=word(Text.SOME_MESSAGE),
        file_link=word(Text.SOME_FILE),
    )


async def check_tokens(messengers: Sequence[Messenger], stop: asyncio.Event) -> None:
    """Raises Fatal for a wrong one. An answer may be slow to come: nobody has to wait for that to stop."""
    checks = [asyncio.create_task(_checked(messenger)) for messenger in messengers]
    stopping = asyncio.create_task(stop.wait())
    until = time.monotonic() + CHECKING_LASTS
    try:
        for check in checks:
            left = max(0.0, until - time.monotonic())
            await asyncio.wait((check, stopping), timeout=left, return_when=asyncio.FIRST_COMPLETED)
            for checked in check.result() if check.done() else ():
                if checked.problem and checked.wrong:
                    raise Fatal(checked.problem)
    finally:
        for task in (*checks, stopping):
            task.cancel()


async def _checked(messenger: Messenger) -> list[Checked]:
    return await messenger.check()

"""What was relayed has the same words after any platform has shown it and any reader has read it: so its tag holds."""

import json

from hypothesis import given, settings

from bot.content import Content, Span, Style
from bot.platforms.discord.markdown import parse
from bot.platforms.web.render import post as on_page
from bot.posts import Post
from bot.spelled import NAMES, presented, spelled
from config.ids import MessageId, RoomId
from moderation.franking import START, Entry, Frank, Utterance, normalised
from tests.bot.discord.test_round_trip import messages, taken, typed
from tests.bot.discord.there_and_back import kept_by_telegram, relayed, to_discord, to_telegram
from tests.emulators.telegram.errors import Refused

FRANK = Frank(lambda day: b"key of day %d" % day)
HEADS = ("Forwarded:\n", "Weitergeleitet:\n")


def holds(content: Content, *copies: Content) -> None:
    """Whether each copy is, for its tag, what was relayed."""
    said = Utterance(RoomId("room"), MessageId("one"), 0, spelled(content))
    made = FRANK.tag(Entry(0, 1, said), START)
    for copy in copies:
        texts = presented(copy, HEADS)
        assert any(FRANK.said(text, made) for text in texts), (normalised(said.text), [*map(normalised, texts)])


def on_telegram(content: Content) -> list[Content]:
    return [Content(*kept_by_telegram(*part)) for part in to_telegram(content)]


def on_discord(content: Content) -> list[Content]:
    return [Content(*parse(part, NAMES)) for part in to_discord(content)]


def on_the_page(content: Content) -> Content:
    frame = json.loads(on_page("d1", Post(content.text, content.spans)).frame)
    spans = [Span(Style(each["style"]), each["start"], each["end"], each["detail"]) for each in frame["spans"]]
    return Content(frame["text"], tuple(spans))


def comes_back(content: Content | None) -> None:
    if content is None:
        return
    copies = [on_the_page(content)]
    for platform in (on_telegram, on_discord):
        try:
            there = platform(content)
        except Refused:
            continue
        copies += there if len(there) == 1 else []
    holds(content, *copies)


@settings(max_examples=300, deadline=None)
@given(messages())
def test_what_was_written_on_telegram_verifies_wherever_it_is_read(case: tuple[str, tuple[Span, ...]]) -> None:
    comes_back(relayed(*case))


@settings(max_examples=300, deadline=None)
@given(typed)
def test_what_was_written_on_discord_verifies_wherever_it_is_read(markdown: str) -> None:
    comes_back(relayed(*parse(taken(markdown).strip(), NAMES)))

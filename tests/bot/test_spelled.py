"""What was relayed has the same words after any platform has shown it and any reader has read it: so its tag holds."""

import json

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.content import Content, Poll, Span, Style
from bot.platforms.discord.markdown import parse
from bot.platforms.web.render import post as on_page
from bot.posts import Post
from bot.spelled import NAMES, joined, presented, spelled
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


# --- what platforms put around it ---


@pytest.mark.parametrize("head", HEADS)
def test_what_stands_above_a_message_that_was_passed_on_is_not_part_of_it(head: str) -> None:
    said = Content("I will find you", (Span(Style.BOLD, 0, 1),))
    moved = tuple(Span(each.style, each.start + len(head), each.end + len(head)) for each in said.spans)
    holds(said, said, Content(head + said.text, moved))


def test_the_part_that_is_answered_stands_above_the_answer_on_discord() -> None:
    said = Content("no, you are")
    quoted = Post(f"you are ugly\n{said.text}", (Span(Style.QUOTE, 0, 12),))
    holds(said, *on_discord(Content(quoted.text, quoted.spans)))


def test_a_quote_of_the_authors_own_is_part_of_it() -> None:
    said = Content("you are ugly\nno, you are", (Span(Style.QUOTE, 0, 12),))
    holds(said, *on_discord(said), *on_telegram(said))
    with pytest.raises(AssertionError):
        holds(said, Content("no, you are"))


def test_a_long_message_verifies_once_its_parts_are_put_together() -> None:
    said = Content(" ".join(f"word{number}" for number in range(550)))
    there = on_discord(said)
    assert len(there) == 3
    holds(said, joined(there))
    with pytest.raises(AssertionError):
        holds(said, there[0])


def test_a_poll_verifies_as_a_poll_and_as_a_list() -> None:
    poll = Poll("Tea?", ("Yes", "No way"))
    holds(Content(poll=poll), Content(poll=poll), Content("📊 Tea?\n1. Yes\n2. No way"))


# --- words are words ---


@settings(max_examples=200, deadline=None)
@given(messages(), st.integers(0, 10_000), st.sampled_from("aеŏ😀!"))
@example(("hello", ()), 2, "e")
def test_no_other_letter_verifies_anywhere(case: tuple[str, tuple[Span, ...]], place: int, letter: str) -> None:
    content = relayed(*case)
    assume(content is not None)
    assert content is not None
    at = place % (len(content.text) + 1)
    changed = Content(content.text[:at] + letter + content.text[at:])
    assume(normalised(spelled(changed)) != normalised(spelled(content)))
    with pytest.raises(AssertionError):
        holds(content, changed)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (Content("the rapist"), Content("therapist")),
        (Content("click", (Span(Style.LINK, 0, 5, "https://a.bc/1"),)), Content("click")),
        (
            Content("click", (Span(Style.LINK, 0, 5, "https://a.bc/1"),)),
            Content("click", (Span(Style.LINK, 0, 5, "https://a.bc/2"),)),
        ),
        (Content("ab"), Content("ab", (Span(Style.QUOTE, 0, 1),))),
        (Content(poll=Poll("Tea?", ("Yes", "No"))), Content(poll=Poll("Tea?", ("No", "Yes")))),
    ],
)
def test_what_says_something_else_does_not_verify(said: Content, shown: Content) -> None:
    with pytest.raises(AssertionError):
        holds(said, shown)

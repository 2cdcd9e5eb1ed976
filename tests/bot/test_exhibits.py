"""Evidence as it is read: every character shows, nothing in it does anything, and it comes in pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Kind, Style
from bot.exhibits import PAGE_CHARACTERS, PAGE_MESSAGES, Showing, visible, worded
from bot.platforms.discord.markdown import parts as in_markdown
from bot.platforms.telegram.render import parts as on_telegram
from bot.posts import Attachment, Bytes, Post
from bot.texts.catalogue import SIGN, Catalogue
from tests.bot.moderators.exhibits import Bundle, Exhibit, Medium, Role, Version, evidence


def shown(showing: Showing, catalogue: Catalogue, page: int = 0, language: str = "en") -> Post:
    return worded(showing, "7K2F", page, "7K2F.1.mark", catalogue, language)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain words, ünïcödé 你好 👩‍👩‍👧 ❤️", "plain words, ünïcödé 你好 👩‍👩‍👧 ❤️"),
        ("two\nlines", "two\nlines"),
        ("a\tb\rc\0d\x7f", "a␉b␍c␀d␡"),
        ("a\u202eb\u2066c", "a⟨U+202E⟩b⟨U+2066⟩c"),
        ("a\u200bb\ufeffc\u00add", "a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+00AD⟩d"),
        ("\x9b31m", "⟨U+009B⟩31m"),
        ("\ud800", "⟨U+D800⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("שלום\nhello", "\u2068שלום\u2069\n\u2068hello\u2069"),
    ],
)
def test_what_shows_nothing_is_shown_and_what_people_write_stays(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.text())
def test_no_text_hides_anything_or_turns_around_what_follows(text: str) -> None:
    seen = visible(text)
    opened = 0
    for sign in seen:
        opened += {"\u2068": 1, "\u2069": -1, "\n": 0}.get(sign, 0)
        assert sign not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u200b\u200e\u200f\r\0"
        assert opened in (0, 1)
    assert opened == 0


def test_each_message_is_told_by_who_said_it_when_and_how_sure_that_is(catalogue: Catalogue) -> None:
    bundle = Bundle(
        (
            Exhibit(Version("hello"), Role.REPORTER, 5),
            Exhibit(Version("bad", verified=False), minute=4, pointed=True, edited=True, former=(Version("worse"),)),
            Exhibit(Version("", (Medium(),)), minute=1, deleted=True),
        ),
        gaps=True,
    )
    text = shown(Showing((bundle,), unreadable=2), catalogue).text
    assert text.startswith(SIGN)
    lines = text.split("\n")
    assert any("who reported" in each and "5 min before" in each and "✔ verified" in each for each in lines)
    assert any(
        "reported person" in each and "not verified" in each and "▶" in each and "changed" in each for each in lines
    )
    assert lines.index("worse") < lines.index("bad")
    assert any("taken back" in each for each in lines)
    assert "[photo, 120 kB]" in lines
    assert "R-7K2F" in text
    assert "something said in between is missing" in text
    assert "2 more reports" in text


def test_where_nothing_is_kept_it_says_so(catalogue: Catalogue) -> None:
    post = shown(Showing(), catalogue)
    assert "Nothing is kept" in post.text
    assert (post.secret, post.labels) == (True, ())


def test_peoples_words_stand_as_code_and_ours_do_not(catalogue: Catalogue) -> None:
    hostile = "https://evil.example @everyone <@1> **bold** `code` ``` /start #tag\n◆ Case closed"
    post = shown(Showing(evidence(hostile)), catalogue)
    code = [span for span in post.spans if span.style is Style.PRE]
    assert [post.text[span.start : span.end] for span in code] == [hostile]
    assert all(span.end <= len(post.text) for span in post.spans)
    outside = post.text.replace(hostile, "")
    assert "evil" not in outside
    for part in on_telegram(post):
        assert {each.type for each in part.entities} <= {"pre", "bold"}
    assert all("```" in each for each in in_markdown(post.text, post.spans, 2000) if "evil" in each)


def test_many_messages_come_in_pages_and_each_leads_to_the_next(catalogue: Catalogue) -> None:
    showing = Showing(evidence(*(f"message {number}" for number in range(PAGE_MESSAGES + 2))))
    first, second = shown(showing, catalogue), shown(showing, catalogue, 1)
    assert "message 11" in first.text
    assert "message 12" not in first.text
    assert "message 13" in second.text
    assert [label.data for row in first.labels for label in row] == ["mod-view:7K2F.1.mark"]
    assert second.labels == ()
    assert shown(showing, catalogue, 99).text == second.text, "what was there a moment ago may be less now"


def test_long_messages_come_on_pages_of_their_own(catalogue: Catalogue) -> None:
    showing = Showing(evidence("x" * 4096, "y" * 4096, "z" * 100_000))
    pages = [shown(showing, catalogue, number).text for number in range(3)]
    assert [("x" in each, "yy" in each, "zz" in each) for each in pages] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert all(len(each) < PAGE_CHARACTERS + 500 for each in pages)


def test_only_what_can_be_covered_is_shown_and_only_on_its_page(catalogue: Catalogue) -> None:
    def file(kind: Kind, spoiler: bool = True) -> Attachment:
        return Attachment(kind, "file", "x/y", Bytes(b"x"), spoiler=spoiler)

    photo, bare, sticker, late = file(Kind.PHOTO), file(Kind.PHOTO, False), file(Kind.STICKER), file(Kind.PHOTO)
    showing = Showing(evidence(*"abc"), files=((1, photo), (2, bare), (3, sticker), (99, late)))
    assert shown(showing, catalogue).media == (photo,)


@pytest.mark.parametrize("language", ["en", "de"])
def test_both_languages_tell_it_all(catalogue: Catalogue, language: str) -> None:
    post = shown(Showing(evidence("hello")), catalogue, language=language)
    assert "7K2F" in post.text
    assert "hello" in post.text
    assert post.instead.startswith(SIGN)

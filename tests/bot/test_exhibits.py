"""Evidence as it is read: every character shows, nothing in it does anything, and it comes in pages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Kind, Style
from bot.exhibits import PAGE_CHARACTERS, PAGE_FILES, PAGE_MESSAGES, Paper, Showing, wanted, worded
from bot.platforms.discord.markdown import parts as in_markdown
from bot.platforms.telegram.render import parts as on_telegram
from bot.posts import Attachment, Bytes, Post
from bot.texts.catalogue import SIGN, Catalogue
from bot.texts.keys import Text
from bot.visible import visible
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
    assert any(each.startswith("[Photo, 120 kB: ") for each in lines)
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


def read(showing: Showing, catalogue: Catalogue) -> list[str]:
    """All pages."""
    pages = [shown(showing, catalogue)]
    while pages[-1].labels:
        pages.append(shown(showing, catalogue, len(pages)))
    return [page.text for page in pages]


def test_what_was_written_comes_in_pages_too_and_before_what_was_said(catalogue: Catalogue) -> None:
    papers = [Paper(Text.EX_WORDS, {"report": f"R-{number:04}"}, f"{number:04}" + "w" * 496) for number in range(100)]
    pages = read(Showing(evidence("the end"), papers=papers), catalogue)
    assert all(len(page) < PAGE_CHARACTERS + 1500 for page in pages)
    assert [re.findall(r"R-(\d{4})", page) for page in pages] == [re.findall(r"(\d{4})w", page) for page in pages]
    assert [number for page in pages for number in re.findall(r"(\d{4})w", page)] == [f"{at:04}" for at in range(100)]
    assert "the end" in pages[-1]


def test_papers_alone_say_at_the_end_that_nothing_that_was_said_is_kept(catalogue: Catalogue) -> None:
    papers = [Paper(Text.EX_NOTE, {}, "w" * 500) for _ in range(PAGE_MESSAGES + 1)]
    assert ["Nothing is kept" in page for page in read(Showing(papers=papers), catalogue)] == [False, True]


def test_no_message_makes_a_page_without_a_bound(catalogue: Catalogue) -> None:
    """Not by thirty changes of the longest kind, nor by what takes eight characters to be seen."""
    former = tuple(Version(f"{at:02}" + "x" * 4000) for at in range(30))
    pages = read(
        Showing((Bundle((Exhibit(Version("\u202e" * 4000 + "end"), former=former, edited=True),)),)), catalogue
    )
    assert all(len(page) < PAGE_CHARACTERS + 1500 for page in pages)
    assert [number for page in pages for number in re.findall(r"(\d\d)x", page)] == [f"{at:02}" for at in range(30)]
    assert sum(page.count("U+202E") for page in pages) == 4000
    assert all("reported person" in page for page in pages), "each page says whose words it shows"
    assert "end" in pages[-1]


def filed(*media: Medium) -> Bundle:
    """A report with a message for each file."""
    return Bundle(tuple(Exhibit(Version("", (each,))) for each in media))


def medium(name: str, kind: Kind = Kind.PHOTO) -> Medium:
    return Medium(kind.value, 120_000, name.encode())


def file(kind: Kind = Kind.PHOTO, spoiler: bool = True) -> Attachment:
    return Attachment(kind, "file", "x/y", Bytes(b"x"), spoiler=spoiler)


def test_only_what_can_be_covered_is_shown_and_each_file_says_where_it_is(catalogue: Catalogue) -> None:
    said = [medium("photo"), medium("bare"), medium("sticker", Kind.STICKER), medium("gone"), medium("photo")]
    there = {b"photo": file(), b"bare": file(spoiler=False), b"sticker": file(Kind.STICKER), b"late": file()}
    showing = Showing((filed(*said, medium("voice", Kind.VOICE)),), files=there)
    assert [each.digest for each in wanted(showing, 0)] == [b"photo", b"bare", b"gone"], "each once"
    post = shown(showing, catalogue)
    assert post.media == (there[b"photo"],)
    told = [line.partition(": ")[2] for line in post.text.split("\n") if line.startswith("[")]
    below, gone, never = "it stands below", "it can't be shown here", "files of this kind are not shown"
    expected = (below, gone, never, gone, below, never)
    assert all(line.startswith(each) for line, each in zip(told, expected, strict=True))


def test_no_picture_of_a_case_about_minors_is_even_asked_for(catalogue: Catalogue) -> None:
    showing = Showing((filed(medium("photo")),), minors=True)
    assert wanted(showing, 0) == ()
    assert "no picture is shown to anybody" in shown(showing, catalogue).text


def test_what_one_answer_cannot_hold_comes_on_the_next_page(catalogue: Catalogue) -> None:
    said = [medium(f"photo {number}") for number in range(PAGE_FILES + 2)]
    showing = Showing((filed(*said),))
    assert [len(wanted(showing, page)) for page in range(2)] == [PAGE_FILES, 2]
    album = Showing((Bundle((Exhibit(Version("", tuple(said))),)),))
    assert len(wanted(album, 0)) == PAGE_FILES, "of one message, what can be held"


@pytest.mark.parametrize("language", ["en", "de"])
def test_both_languages_tell_it_all(catalogue: Catalogue, language: str) -> None:
    post = shown(Showing(evidence("hello")), catalogue, language=language)
    assert "7K2F" in post.text
    assert "hello" in post.text
    assert post.instead.startswith(SIGN)

"""Addresses lose what tracks people and nothing else; all the rest of a text stays as it was, formats too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Content, FileRef, Kind, Media, Span, Style
from bot.tracking import without_tracking

ADDRESSES = [
    ("https://youtu.be/dQw4w9WgXcQ?si=AbC&t=42", "https://youtu.be/dQw4w9WgXcQ?t=42"),
    ("https://www.youtube.com/watch?v=abc_&feature=shared&t=10", "https://www.youtube.com/watch?v=abc_&t=10"),
    ("https://open.spotify.com/track/x?si=abc", "https://open.spotify.com/track/x"),
    ("https://x.com/anna/status/1?s=20&t=abc", "https://x.com/anna/status/1"),
    ("https://twitter.com/anna/status/1?ref_src=twsrc%5Etfw", "https://twitter.com/anna/status/1"),
    ("https://instagram.com/p/x/?igsh=MzRl==", "https://instagram.com/p/x/"),
    ("https://www.tiktok.com/@a/video/7?_t=8&_r=1&share_id=2", "https://www.tiktok.com/@a/video/7"),
    ("https://m.facebook.com/x?mibextid=wwXIfr&sfnsn=mo&story_fbid=1", "https://m.facebook.com/x?story_fbid=1"),
    ("https://a.b/?__cft__[0]=AZ&__tn__=%2C&x=1", "https://a.b/?x=1"),
    ("https://a.b/?utm_source=x&a=1&utm_medium=y&b=2", "https://a.b/?a=1&b=2"),
    ("https://a.b/?utm_source=x&utm_medium=y#top", "https://a.b/#top"),
    ("https://a.b/?a=1#utm_source=x&fbclid=2", "https://a.b/?a=1"),
    ("https://a.b/#top&utm_source=x", "https://a.b/#top&utm_source=x"),
    ("https://a.b?gclid=1", "https://a.b"),
    ("HTTPS://A.B/?UTM_Source=x", "HTTPS://A.B/"),
    ("https://a.b/?utm%5Fsource=x", "https://a.b/"),
    ("https://a.b/?&msclkid=x&", "https://a.b/"),
    ("https://a.b/?f[]=1&fbclid=x", "https://a.b/?f[]=1"),
    ("http://u:p@youtu.be:80/x?si=1", "http://u:p@youtu.be:80/x"),
    ("https://a.b/?q=Käse&utm_source=x", "https://a.b/?q=Käse"),
    # what only looks like it
    ("https://a.b/?t=10&s=3&si=4&feature=x", "https://a.b/?t=10&s=3&si=4&feature=x"),
    ("https://a.b/?utm_source", "https://a.b/?utm_source"),
    ("https://a.b/utm_source=x", "https://a.b/utm_source=x"),
    ("ftp://a.b/?utm_source=x", "ftp://a.b/?utm_source=x"),
]
SENTENCES = [
    ("see https://a.b/?utm_source=x. And", "see https://a.b/. And"),
    ("(https://a.b/?a=1&utm_source=x)", "(https://a.b/?a=1)"),
    ("https://a.b/?utm_source=(x), no", "https://a.b/, no"),
    ("“https://a.b/?utm_source=x”", "“https://a.b/”"),
    ("看https://a.b/?utm_source=x吧", "看https://a.b/吧"),
    ("https://a.b/?utm_source=x吧&a=2", "https://a.b/?utm_source=x吧&a=2"),
    ("https://a.b/?utm_source=x吧?gclid=1", "https://a.b/?utm_source=x吧?gclid=1"),
    ("https://a.b/#gclid=x吧#gclid=1", "https://a.b/#gclid=x吧#gclid=1"),
    ("https://a.b/?gclid=1\nhttps://c.d/?gclid=2&e=3", "https://a.b/\nhttps://c.d/?e=3"),
    ("no address ?utm_source=1", "no address ?utm_source=1"),
]


@pytest.mark.parametrize(("address", "bare"), ADDRESSES + SENTENCES)
def test_only_what_tracks_goes(address: str, bare: str) -> None:
    assert without_tracking(Content(address)).text == bare
    assert without_tracking(Content(f"look: {address} !")).text == f"look: {bare} !"


@pytest.mark.parametrize(("address", "bare"), ADDRESSES)
def test_where_a_word_leads_is_cleaned_too(address: str, bare: str) -> None:
    content = without_tracking(Content("here", (Span(Style.LINK, 0, 4, address), Span(Style.PRE, 0, 4, address))))
    assert content.text == "here"
    assert [span.detail for span in content.spans] == [bare, address]


def test_formats_stay_on_their_words() -> None:
    text = "hi https://a.b/?utm_source=x&c=1 there"
    spans = (
        Span(Style.LINK, 3, 32, "https://a.b/?utm_source=x&c=1"),
        Span(Style.BOLD, 33, 38),
        Span(Style.ITALIC, 0, 2),
    )
    clean = without_tracking(Content(text, spans))
    assert [clean.text[span.start : span.end] for span in clean.spans] == ["https://a.b/?c=1", "there", "hi"]


def test_a_format_of_nothing_but_what_went_goes_with_it() -> None:
    content = Content("https://a.b/?utm_source=x", (Span(Style.BOLD, 12, 25), Span(Style.ITALIC, 20, 25)))
    assert without_tracking(content) == Content("https://a.b/")


def test_the_rest_of_a_message_stays() -> None:
    media = (Media(Kind.PHOTO, FileRef("telegram", "1", "x")),)
    content = Content("https://a.b/?utm_source=x", (), media, quote="https://a.b/?utm_source=x", forwarded=True)
    clean = without_tracking(content)
    assert (clean.media, clean.quote, clean.forwarded) == (media, content.quote, True)


@given(st.text(alphabet="htps:/.?#&=x_ utm1§ä\n", max_size=80))
def test_a_text_without_addresses_is_the_same_object(text: str) -> None:
    content = Content(text.replace("://", ""), (Span(Style.BOLD, 0, 1),))
    assert without_tracking(content) is content


PIECES = st.sampled_from(
    [
        *["https://a.b", "https://youtu.be/x", "/", "?", "#", "&", "utm_source=x", "fbclid=1", "si=2", "a=1", "x", "="],
        *[")", "(", " ", "\n", "吧", "§", "https://", "%75tm_a=1", ",", "]", "[", "a?utm_b=1", "x=https://c.d?gclid=1"],
        ".",
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)


@given(TEXTS)
def test_doing_it_again_changes_nothing(text: str) -> None:
    once = without_tracking(Content(text))
    assert without_tracking(once) is once


@given(TEXTS)
def test_nothing_is_added_and_no_word_outside_of_addresses_is_touched(text: str) -> None:
    clean = without_tracking(Content(text)).text
    rest = iter(text)
    assert all(character in rest for character in clean), "a part of what it was, in the same order"
    for word, kept in zip(text.split(), clean.split(), strict=True):
        assert word == kept or "://" in word


@given(TEXTS, st.data())
def test_every_format_covers_what_is_left_of_its_words(text: str, data: st.DataObject) -> None:
    marks = []
    for _ in range(3 if text else 0):
        start = data.draw(st.integers(0, len(text) - 1))
        marks.append((start, data.draw(st.integers(start + 1, len(text)))))
    content = Content(text, tuple(Span(Style.BOLD, start, end) for start, end in marks))
    clean = without_tracking(content)
    assert all(0 <= span.start < span.end <= len(clean.text) for span in clean.spans)
    pieces = _left(text, clean.text)
    expected = ["".join(text[at] for at in pieces if start <= at < end) for start, end in marks]
    assert [clean.text[span.start : span.end] for span in clean.spans] == [words for words in expected if words]


def _left(text: str, clean: str) -> list[int]:
    """Which characters of a text are left, by marking each of them with one of its own."""
    marks = tuple(Span(Style.BOLD, at, at + 1, str(at)) for at in range(len(text)))
    left = without_tracking(Content(text, marks)).spans
    assert "".join(text[int(span.detail)] for span in left) == clean
    return [int(span.detail) for span in left]

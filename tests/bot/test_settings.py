"""/settings, /language and /interests: by taps in one message, or by words."""

import pytest

from bot.members import Profile
from bot.texts.keys import Text
from matching.ticket import ANY_GENDER, Gender
from tests.bot.people import Person
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def profile(person: Person) -> Profile:
    return (await person.member()).profile


async def test_everything_can_be_set_by_taps_in_one_message(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/settings")
    for page, choice in (
        ("languages", "languages.de"),
        ("gender", "gender.woman"),
        ("age", "age.27"),
        ("meet", "meet.man"),
        ("meet", "meet.other"),
        ("ages", "ages.25-34"),
    ):
        await ann.presses("set", page)
        await ann.presses("set", choice)
        await ann.presses("set", "menu")
    assert await profile(ann) == Profile(
        (), ("en", "de"), Gender.WOMAN, 27, frozenset({Gender.MAN, Gender.OTHER}), (25, 34)
    )
    assert ann.hears() == [Text.SETTINGS], "one message, reworded"
    shown = ann.chat()[-1].post.text
    for words in ("English and German", "woman", "Age: 27", "man and other", "25–34"):
        assert words in shown


async def test_what_was_chosen_is_marked_and_can_be_taken_back(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/settings")
    await ann.presses("set", "gender")
    await ann.presses("set", "gender.man")
    marked = [label.text for row in ann.chat()[-1].post.labels for label in row if label.text.startswith("✓")]
    assert marked == ["✓ man"]
    await ann.presses("set", "gender.none")
    assert (await profile(ann)).gender is None
    await ann.taps("set:age")
    await ann.taps("set:age.44")
    assert "set:age.44" in ann.last.data, "an age of one's own has a button"
    await ann.taps("set:age.none")
    assert (await profile(ann)).age is None


async def test_the_last_language_cannot_be_taken_away(town: Town) -> None:
    ann = await town.person("ann")
    await ann.taps("set:languages.en")
    assert (await profile(ann)).languages == ("en",)
    await ann.taps("set:languages.fr")
    await ann.taps("set:languages.en")
    assert (await profile(ann)).languages == ("fr",)


async def test_wishing_for_everybody_one_by_one_is_wishing_nothing(town: Town) -> None:
    ann = await town.person("ann")
    for gender in ("woman", "man", "other"):
        await ann.taps(f"set:meet.{gender}")
    assert (await profile(ann)).wish_genders == ANY_GENDER
    await ann.taps("set:meet.woman")
    await ann.taps("set:meet.woman")
    assert (await profile(ann)).wish_genders == ANY_GENDER, "nobody at all cannot be wished for"


async def test_everything_can_be_set_by_words(town: Town) -> None:
    ann = await town.person("ann")
    for words in ("languages de, PT;ja", "age 27", "ages 25 – 35", "gender woman", "meet woman,other"):
        await ann.says(f"/settings {words}")
        assert ann.hears() == [Text.SETTINGS], words
    assert await profile(ann) == Profile(
        (), ("de", "pt", "ja"), Gender.WOMAN, 27, frozenset({Gender.WOMAN, Gender.OTHER}), (25, 35)
    )
    for words in ("age -", "ages -", "gender -", "meet -"):
        await ann.says(f"/settings {words}")
    assert await profile(ann) == Profile((), ("de", "pt", "ja"))


REFUSED = [
    ("age 17", Text.SETTINGS_BAD_AGE),
    ("age 121", Text.SETTINGS_BAD_AGE),
    ("age 0025999", Text.SETTINGS_BAD_AGE),
    ("age 0018" + "9" * 5000, Text.SETTINGS_BAD_AGE),
    ("age ١٨", Text.SETTINGS_BAD_AGE),
    ("age twenty", Text.SETTINGS_BAD_AGE),
    ("ages 30-20", Text.SETTINGS_BAD_AGES),
    ("ages 30", Text.SETTINGS_BAD_AGES),
    ("ages 12-30", Text.SETTINGS_BAD_AGES),
    ("ages 30-40-50", Text.SETTINGS_BAD_AGES),
    ("languages", Text.SETTINGS_BAD_LANGUAGE),
    ("languages klingon", Text.SETTINGS_BAD_LANGUAGE),
    ("languages en, qqq", Text.SETTINGS_BAD_LANGUAGE),
    ("languages en de fr es it pt ru uk tr", Text.SETTINGS_BAD_LANGUAGE),
    ("gender dragon", Text.SETTINGS_UNKNOWN),
    ("meet", Text.SETTINGS_UNKNOWN),
    ("meet woman, dragon", Text.SETTINGS_UNKNOWN),
    ("colour blue", Text.SETTINGS_UNKNOWN),
    ("\ud800", Text.SETTINGS),
]


async def test_what_cannot_be_set_is_refused_with_the_reason(town: Town) -> None:
    ann = await town.person("ann")
    before = await profile(ann)
    for words, told in REFUSED:
        await ann.says(f"/settings {words}")
        assert ann.hears() == [told], words[:20]
        assert await profile(ann) == before, words[:20]


async def test_a_forged_wish_changes_no_wish(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/settings ages 25-35")
    await ann.taps("set:ages.junk")
    assert (await profile(ann)).wish_ages == (25, 35)
    await ann.taps("set:ages.any")
    assert (await profile(ann)).wish_ages is None


async def test_the_language_of_the_bot_is_apart_from_the_languages_to_chat_in(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/language")
    await ann.presses("language", "de")
    assert ann.hears() == [Text.LANGUAGE_ASK, Text.LANGUAGE_SET]
    assert "Deutsch" in ann.post.text
    assert (await profile(ann)).languages == ("en",)
    await ann.says("/status")
    assert "Interessen" in ann.post.text


async def test_a_language_is_named_by_tag_or_in_itself(town: Town) -> None:
    ann = await town.person("ann")
    for words in ("de", "English", "DE", "en", " deutsch "):
        await ann.says(f"/language {words}")
        assert ann.hears() == [Text.LANGUAGE_SET]
        assert (await ann.member()).language == ("en" if words.startswith(("e", "E")) else "de"), words


async def test_a_language_that_is_not_there_is_asked_for(town: Town) -> None:
    ann = await town.person("ann")
    for words in ("", "klingon", "web.de", "../de"):
        await ann.says(f"/language {words}")
        assert ann.hears() == [Text.LANGUAGE_ASK], words
        assert ann.last.data == ["language:en", "language:de"]


async def test_each_hears_the_bot_in_their_own_language(town: Town) -> None:
    ann, bernd = await town.person("ann"), await town.person("bernd", language="de")
    await bernd.says("/settings languages en, de")
    await ann.says("/find chess")
    await bernd.says("/find chess")
    assert "You both like chess" in ann.post.text
    assert "Ihr mögt beide Schach" in bernd.post.text
    assert bernd.post.text != ann.post.text

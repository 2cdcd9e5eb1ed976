"""Every word people read: there in every language, with the same arguments, and none too long for anybody."""

import ast as python
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, FluentSerializer, ast

import bot
from bot.commands.directory import COMMANDS
from bot.commands.languages import OFFERED
from bot.commands.menu import ORDER, menus
from bot.commands.reasons import REASONS, RULES, WORDED
from bot.commands.waiting import ALONE_BUTTONS, OVER_BUTTONS, STILL_BUTTONS
from bot.content import Span, Style
from bot.messages import Arg, Button, Notice, Tongues, Topics, Word
from bot.texts.catalogue import SIGN, Catalogue, own_name, tongue
from bot.texts.keys import Text
from bot.texts.wording import labels, post
from config.helplines import MOST
from config.ids import MemberId, new_id
from moderation.model import DETAILS, Detail, Reason

FOLDER = Path(bot.__file__).parent / "texts"
LANGUAGES = ("en", "de")
WIDE = "\ufdfa" * 40
EXTREMES: Mapping[str, Arg] = {
    "interests": Topics(tuple(f"{WIDE}{n}" for n in range(10))),
    "languages": Tongues(OFFERED[:8]),
    "label": "x" * 60,
    "command": "/" + "m" * 32,
    "number": "R-ABCDEFGHJ",
    "kind": "something",
    "words": "\ufdfa" * 300,
    "until": 32503676340,
    "left": 999 * 86400,
    "reason": Word(Text.DETAIL_SEXUAL_DEMANDS),
    "appeal": Word(Text.APPEAL_OPEN, {"last": 32503676340}),
    "emergency": "112 / 911 / 999 / 000",
    "directory": "https://" + "x" * 72,
    "lines": f"\n· {'x' * 100}" * MOST,
    "gender": Word(Text.GENDER_OTHER),
    "age": 120,
    "wish-gender": (Word(Text.GENDER_WOMAN), Word(Text.GENDER_MAN)),
    "wish-age": Word(Text.AGES, {"from": 18, "to": 120}),
    "near": Word(Text.NEAR_PLATFORM),
    "server": "unknown",
    "case": "ABCDEF",
    "queue": Word(Text.QUEUE_CHILD_SAFETY),
    "step": Word(Text.MEASURE_EXCLUSION),
    "measure": Word(Text.MEASURE_PAUSE, {"hours": 720, "days": 30}),
    "due": "2999-12-31 23:59",
    "who": "M-ABCD",
    "state": "claimed-appeal",
}
IN_A_ROW_OF_ITS_OWN = (Text.B_TELL,)
NUMBERS = (0, 1, 2, 21, 1_000_000)


def sources(language: str) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(FOLDER.glob(f"*{language}.ftl")))


@cache
def messages(language: str) -> Mapping[str, ast.Message]:
    body = FluentParser().parse(sources(language)).body
    return {entry.id.name: entry for entry in body if isinstance(entry, ast.Message)}


def arguments(node: object) -> Iterator[str]:
    if isinstance(node, ast.VariableReference):
        yield node.id.name
    for child in vars(node).values() if isinstance(node, ast.BaseNode) else ():
        for each in child if isinstance(child, list) else [child]:
            yield from arguments(each)


@cache
def asked_for(language: str, key: str) -> frozenset[str]:
    return frozenset(arguments(messages(language)[key]))


def given(language: str, key: str, number: int = 2) -> dict[str, Arg]:
    """Extreme arguments for everything a text asks for."""
    return {name: EXTREMES.get(name, number) for name in asked_for(language, key)}


def test_every_file_of_a_language_belongs_to_one_of_ours() -> None:
    assert {path.name.split(".")[-2] for path in FOLDER.glob("*.ftl")} == set(LANGUAGES)
    assert Catalogue.load().tags == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_read_and_stands_there_once(language: str) -> None:
    body = FluentParser().parse(sources(language)).body
    assert [entry.content for entry in body if isinstance(entry, ast.Junk)] == []
    names = [entry.id.name for entry in body if isinstance(entry, ast.Message | ast.Term)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_words_and_no_words_are_left_over(language: str) -> None:
    assert {name for name in messages(language) if not name.startswith("web-")} == {key.value for key in Text}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_the_same_texts_with_the_same_arguments(language: str) -> None:
    ours, first = messages(language), messages(LANGUAGES[0])
    assert set(ours) == set(first)
    for name in first:
        assert asked_for(language, name) == asked_for(LANGUAGES[0], name), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_says_nothing_of_the_code(language: str, catalogue: Catalogue) -> None:
    for key in Text:
        text = catalogue.word(key, language, given(language, key))
        assert not re.search(r"\{|\}|\$|TODO|undefined", text), (key, text)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_sentence_was_left_untranslated(language: str) -> None:
    ours, first = messages(language), messages(LANGUAGES[0])
    sentences = {
        name: FluentSerializer().serialize_entry(entry)
        for name, entry in first.items()
        if "." in FluentSerializer().serialize_entry(entry)
    }
    assert len(sentences) > 60
    assert [
        name for name, sentence in sentences.items() if FluentSerializer().serialize_entry(ours[name]) == sentence
    ] == []


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_notice_is_longer_than_a_message_can_be(language: str, number: int, catalogue: Catalogue) -> None:
    for key in Text:
        text, spans = catalogue.notice(key, language, given(language, key, number))
        assert text.startswith(SIGN)
        assert len(text.encode("utf-16-le")) // 2 <= 4096, key
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert "*" not in text, key


def test_every_text_is_said_somewhere() -> None:
    used: set[str] = set()
    for path in Path(bot.__file__).parent.rglob("*.py"):
        if path.name == "keys.py":
            continue
        for node in python.walk(python.parse(path.read_text("utf-8"))):
            if isinstance(node, python.Attribute) and isinstance(node.value, python.Name) and node.value.id == "Text":
                used.add(node.attr)
    by_name = {f"C_{name.upper()}" for name in ORDER}  # the menu makes these keys from the commands' names
    assert set(Text.__members__) - used - by_name == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_a_line_in_the_menu_that_fits(language: str, catalogue: Catalogue) -> None:
    menu = menus(catalogue)
    assert set(menu) == {"", *LANGUAGES}
    assert menu[""] == menu["en"]
    assert set(menu[language]) == set(COMMANDS) == set(ORDER)
    for name, line in menu[language].items():
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name), "as Telegram takes commands"
        assert 3 <= len(line) <= 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_every_command_but_start(language: str, catalogue: Catalogue) -> None:
    words = catalogue.word(Text.HELP, language)
    assert [name for name in COMMANDS if f"/{name}" not in words] == ["start", "help"]


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(RULES) == set(Reason)
    assert set(WORDED) == set(Detail)


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_fit_on_a_phone(language: str, catalogue: Catalogue) -> None:
    for key in Text:
        if key.value.startswith("button-") and key not in (Text.B_CHOICE, Text.B_CHOSEN):
            limit = 28 if key in IN_A_ROW_OF_ITS_OWN else 24
            assert len(catalogue.word(key, language, given(language, key, 59))) <= limit, key


def test_what_needs_a_row_of_its_own_has_one() -> None:
    for buttons in (ALONE_BUTTONS, STILL_BUTTONS, OVER_BUTTONS):
        assert all(len(row) == 1 for row in buttons if row[0].label in IN_A_ROW_OF_ITS_OWN)


def test_what_a_button_sends_fits_64_bytes(catalogue: Catalogue) -> None:
    tag = "f" * 16
    reports = [f"{tag}.{reason}.{detail}" for reason, details in DETAILS.items() for detail in details]
    held = [Button(Text.B_CHOICE, "report", token, {"label": "x"}) for token in reports]
    held.append(Button(Text.B_APPEAL, "appeal", new_id()))
    (row,) = labels(catalogue, (tuple(held),), "en")
    assert max(len(label.data.encode()) for label in row) <= 64
    assert f"report:{tag}.threats.threat-to-others" in [label.data for label in row]


# --- the catalogue ---


def test_what_people_write_is_neither_markup_nor_formatting(catalogue: Catalogue) -> None:
    text, spans = catalogue.notice(Text.INTERESTS_SET, "en", {"interests": Topics(("*a*", "{ $b }", "c</b>"))})
    assert text == "◆ Noted: *a*, { $b }, and c</b>. /find looks for somebody."
    assert [text[span.start : span.end] for span in spans] == ["*a*", "{ $b }", "c</b>"]
    assert {span.style for span in spans} == {Style.BOLD}


def test_a_persons_words_in_another_direction_do_not_turn_ours_around(catalogue: Catalogue) -> None:
    text = catalogue.word(Text.INTERESTS_SET, "en", {"interests": Topics(("שחמט",))})
    assert "\u2068שחמט\u2069" in text
    assert "\u2068" not in catalogue.word(Text.INTERESTS_SET, "en", {"interests": Topics(("chess",))})


def test_interests_are_named_in_the_readers_language_and_others_as_they_were_typed(catalogue: Catalogue) -> None:
    args = {"interests": Topics(("football", "hip hop", "gartenzwerge"))}
    text, spans = catalogue.notice(Text.INTERESTS_SET, "de", args)
    assert [text[span.start : span.end] for span in spans] == ["Fußball", "Hip-Hop", "gartenzwerge"]
    assert "football, hip hop, and gartenzwerge" in catalogue.word(Text.INTERESTS_SET, "en", args)


def test_numbers_take_the_readers_plural(catalogue: Catalogue) -> None:
    said = [catalogue.word(Text.ALREADY_SEARCHING, "en", {"waiting": count}) for count in (0, 1, 2)]
    assert ["Nobody else" in said[0], "One other person" in said[1], "2 others" in said[2]] == [True] * 3


def test_languages_and_lists_are_named_in_the_readers_language(catalogue: Catalogue) -> None:
    args = {**EXTREMES, "languages": Tongues(("de", "ja"))}
    assert "German and Japanese" in catalogue.word(Text.SETTINGS, "en", args)
    assert "Deutsch und Japanisch" in catalogue.word(Text.SETTINGS, "de", args)
    assert (own_name("de"), tongue("de", "en"), tongue("qqq", "en")) == ("Deutsch", "German", "qqq")


@pytest.mark.parametrize("tag", ["de", "de-AT", "DE_ch", "de-Latn-DE-1996"])
def test_the_nearest_language_is_found(tag: str, catalogue: Catalogue) -> None:
    assert catalogue.nearest(tag) == "de"


@pytest.mark.parametrize("tag", [None, "", "fr", "xx-YY", "-", "🙂"])
def test_everybody_else_reads_english(tag: str | None, catalogue: Catalogue) -> None:
    assert catalogue.nearest(tag) == "en"


def test_a_missing_argument_or_text_is_a_mistake_and_not_silently_worded(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        catalogue.word(Text.REPORTED, "en", {})
    with pytest.raises(KeyError):
        catalogue.word("no-such-text", "en")


def test_a_text_that_a_language_lacks_is_said_in_english() -> None:
    catalogue = Catalogue({"en": "nothing = nothing\nunstated = not told", "de": "nothing = nichts"})
    assert [catalogue.word(key, "de") for key in (Text.NOTHING, Text.UNSTATED)] == ["nichts", "not told"]


def test_a_notice_becomes_a_post_of_the_host(catalogue: Catalogue) -> None:
    notice = Notice(MemberId("ann"), Text.REPORTED, {"number": "R-7K2F"}, ((Button(Text.B_HELP, "help"),),))
    made = post(catalogue, notice, "en", "17")
    assert (made.host, made.topic, made.reply_to) == (True, "reported", "17")
    assert Span(Style.BOLD, 20, 26) in made.spans
    assert [label.data for row in made.labels for label in row] == ["help"]


def test_the_page_gets_its_own_words(catalogue: Catalogue) -> None:
    words = catalogue.page_words("de")
    assert words
    assert all(key.startswith("web-") for key in words)

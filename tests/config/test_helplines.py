"""Where people in danger can turn: every line leads somewhere, and a mistake is named before it is needed."""

import re
from pathlib import Path

import pytest

from bot.commands.languages import known
from config import helplines
from config.helplines import MOST, BrokenHelp, parse, read, usual

HEAD = """
version = 1
[everywhere]
emergency = ["112"]
directory = "https://findahelpline.com"
"""
LINE = """
[[languages.en]]
name = "Samaritans"
number = "116 123"
"""


def test_what_comes_with_bauta_can_be_used_and_helps_everywhere_first() -> None:
    assert usual().everywhere.emergency == ("112", "911")
    assert usual().everywhere.directory == "https://findahelpline.com"


def test_the_languages_most_people_speak_have_lines() -> None:
    assert set(usual().languages) >= {"en", "de", "es", "fr", "it", "pt", "ru", "tr", "uk", "ar", "pl", "nl"}
    assert all(known(tag) for tag in usual().languages), "somebody can say that they speak it"


@pytest.mark.parametrize(("tag", "line"), [(tag, line) for tag, lines in usual().languages.items() for line in lines])
def test_every_line_is_a_number_one_can_dial_or_a_page(tag: str, line: helplines.Line) -> None:
    assert (line.number is None) != (line.url is None)
    if line.number is not None:
        assert re.fullmatch(r"\+?[0-9]+([ -][0-9]+)*", line.number)
        assert 3 <= len(re.sub(r"\D", "", line.number)) <= 15, (
            "what the numbering plan of the world (E.164) has room for"
        )
    assert line.name.strip() == line.name
    assert re.search(r"\(.+\)|[,،]", line.name), "it says for which country"


def test_the_best_known_are_there() -> None:
    told = [line.told.replace("\u00a0", " ") for line in usual().of(["en", "de"])]
    assert any("988" in each for each in told)
    assert "Samaritans (United Kingdom, Ireland): 116 123" in told
    assert "Telefonseelsorge (Deutschland): 0800 1110111" in told


def test_lines_come_in_the_order_of_the_languages_each_once_and_not_too_many() -> None:
    lines = usual().of(["de", "xx", "en", "de"])
    assert lines == (*usual().languages["de"], *usual().languages["en"])
    assert len(usual().of(usual().languages)) == MOST


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("version = ", "not valid TOML"),
        ("version = 2" + HEAD.removeprefix("\nversion = 1") + LINE, "version"),
        (HEAD, "languages"),
        (HEAD + LINE.replace("116 123", "call me"), "languages.en.0.number"),
        (HEAD + LINE.replace("116 123", "1" * 40), "languages.en.0.number"),
        (HEAD + LINE.replace('number = "116 123"', ""), "number or a url"),
        (HEAD + LINE + 'url = "https://samaritans.org"', "and not both"),
        (HEAD + LINE.replace('number = "116 123"', 'url = "http://samaritans.org"'), "url"),
        (HEAD + LINE.replace('number = "116 123"', 'url = "https://x.org/<script>"'), "url"),
        (HEAD + LINE.replace("Samaritans", "Sama\\u202eritans"), "plain characters"),
        (HEAD + LINE.replace("Samaritans", "x" * 71), "name"),
        (HEAD + LINE.replace("languages.en", "languages.english"), "languages"),
        (HEAD + LINE * 5, "languages.en"),
        (HEAD.replace("112", "help") + LINE, "everywhere.emergency"),
        (HEAD + LINE + 'hours = "24"', "hours"),
    ],
)
def test_each_mistake_is_named(text: str, named: str) -> None:
    with pytest.raises(BrokenHelp) as broken:
        parse(text)
    assert named in str(broken.value)


def test_the_operators_own_file_takes_the_place_of_ours(tmp_path: Path) -> None:
    assert read(tmp_path) is usual()
    (tmp_path / "help.toml").write_text(HEAD + LINE)
    assert [line.name for line in read(tmp_path).of(["en", "de"])] == ["Samaritans"]
    (tmp_path / "help.toml").write_bytes(b"\xff")
    with pytest.raises(BrokenHelp, match="cannot be read"):
        read(tmp_path)

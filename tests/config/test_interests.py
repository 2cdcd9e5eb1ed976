"""The table of known interests is in order, and a table that is not says what to mend."""

import pytest

from config.interests import (
    LONGEST,
    MOST_NEAR,
    BrokenTable,
    Table,
    folded,
    plain,
    read,
    related,
    shown,
    table,
    well_known,
)

SPOKEN = ("en", "de", "es", "fr", "pt", "it", "ru")

SMALL = """
[games]
chess = { en = "lichess", de = "Schach", fr = "échecs", near = "go" }
go = { ja = "囲碁" }
[lookalikes]
en = "chest"
"""


@pytest.fixture(scope="module")
def known() -> Table:
    return table()


def test_there_are_hundreds_of_interests_in_seven_languages(known: Table) -> None:
    assert len(known.names) >= 520
    for language in SPOKEN:
        assert len(known.spoken[language]) >= 0.9 * len(known.names), language


def test_canonical_names_are_written_as_they_are_compared(known: Table) -> None:
    for name in known.names:
        assert name == plain(name) == " ".join(name.split())
        assert 1 <= len(name) <= LONGEST


def test_every_name_leads_to_its_interest_whoever_says_it(known: Table) -> None:
    for called in known.spoken.values():
        for name, words in called.items():
            assert len(set(words)) == len(words), name
            for word in words:
                assert known.known(word) == name, word
                assert known.known(word.upper()) == name or "ı" in word, word


def test_what_a_reader_is_shown_means_the_same_when_it_is_typed(known: Table) -> None:
    for language in [*known.spoken, "xx"]:
        assert [known.known(each) for each in shown(known.names, language)] == list(known.names)


def test_near_is_mutual_and_a_handful(known: Table) -> None:
    assert "futsal" in related("football")
    assert related("something of my own") == ()
    for name in known.names:
        others = known.related(name)
        assert len(set(others)) == len(others) <= MOST_NEAR
        assert name not in others
        assert all(name in known.related(other) for other in others)


def test_what_only_looks_like_an_interest_is_none(known: Table) -> None:
    assert len(known.lookalikes) > 500
    assert not [word for word in known.lookalikes if known.known(word)]


def test_accents_hyphens_and_spaces_make_no_difference(known: Table) -> None:
    for name in ("fútbol", "futbol", "FUSSBALL", "Fußball", "футбол", "piłka nozna"):
        assert known.known(name) == "football"
    assert {known.known(name) for name in ("hip hop", "hip-hop", "HipHop")} == {"hip hop"}
    assert {known.known(name) for name in ("Bücher", "bucher", "buecher")} == {"books"}
    assert known.known("the") is None, "the accent of a short word is all that tells it apart"
    assert known.known("thé") == "tea"


def test_folding_is_final_and_keeps_what_other_scripts_mean() -> None:
    for name in ("Fußball", "Łódź", "Ёлка", "œuvre", "rock'n'roll", "ｃｈｅｓｓ", "が", "हिन्दी", "İz"):
        assert folded(folded(name)) == folded(name)
    assert folded("が") != folded("か")
    assert folded("मैं") != folded("म")


def test_names_in_other_languages_are_suggested_too() -> None:
    german = well_known("de")
    assert list(german) == sorted(german, key=folded)
    assert {"football", "soccer", "futbol", "fussball"} <= set(german["Fußball"])
    assert list(well_known("en")) == list(well_known("xx")) == list(well_known())


def test_a_small_table_is_read() -> None:
    small = read(SMALL)
    assert small.names == ("chess", "go")
    assert small.shown("chess", "de") == "Schach"
    assert small.shown("go", "de") == "go"
    assert small.related("go") == ("chess",)
    assert small.lookalikes == {"chest"}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("[games", "Expected"),
        ('names = ["chess"]', "no theme"),
        ("[games]\nchess = 'Schach'", "names in one string"),
        ("[games]\nchess = { de = ['Schach'] }", "names in one string"),
        ("[games]\nChess = {}", "must be written chess"),
        ("[games]\nchess = {}\n[more]\nchess = {}", "two lines"),
        ("[games]\nchess = {}\ngo = { de = 'Chess' }", "leads to both"),
        ("[games]\nchess = {}\ngo = { fr = 'chéss' }", "leads to both"),
        ("[games]\nchess = { near = 'shogi' }", "can't be near shogi"),
        ("[games]\nchess = { near = 'chess' }", "can't be near chess"),
        (f"[games]\nchess = {{ de = '{'x' * 41}' }}", "longer than 40"),
        (
            "[games]\nchess = { near = 'a,b,c,d,e,f,g' }\n" + "\n".join(f"{each} = {{}}" for each in "abcdefg"),
            "is near 7",
        ),
        ("[games]\nchess = {}\n[lookalikes]\nen = ['chest']", "names in one string"),
    ],
)
def test_a_broken_table_says_what_to_mend(source: str, said: str) -> None:
    with pytest.raises(BrokenTable, match=said):
        read(source)

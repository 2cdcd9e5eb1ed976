"""What people type in any language finds the interest they mean, and nothing they don't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.interests import read, related, table
from matching.interests import LONGEST, MOST, Interests, Reason, Refused, canonical, parse_interests
from matching.lexicon import Lexicon, lexicon, meant

KNOWN = lexicon()  # before anybody measures the time

anything = st.text(st.characters(exclude_categories=()), max_size=60)
nearly = st.sampled_from(table().names).flatmap(
    lambda name: st.builds(
        lambda at, signs, cut: name[:at] + signs + name[at + cut :],
        st.integers(0, len(name)),
        st.text(st.sampled_from("aeoskß é-.2я"), max_size=3),
        st.integers(0, 2),
    )
)


def names(text: str) -> tuple[str, ...]:
    parsed = parse_interests(text)
    assert isinstance(parsed, Interests), parsed
    return parsed.names


@pytest.mark.parametrize(
    ("typed", "interest"),
    [
        ("soccer, Fußball, futbol, fútbol, футбол, Fussball, FÚTBOL, サッカー, كرة القدم", "football"),
        ("films, Film, películas, peliculas, фильмы, фильмов", "movies"),
        ("hikings, hike, Wandern, randonnee, senderismo, походы, поход", "hiking"),
        ("Bücher, Buch, libros, livre, книги, книгу", "books"),
        ("perro, perros, Hunde, puppies, собаки, собак", "dogs"),
        ("k-pop, K Pop, kpop, кей-поп", "k-pop"),
        ("guitars, guitares, guitarras, gitarren, гитары", "guitar"),
        ("photograph, photographie, fotografias, foto, фотографию", "photography"),
        ("coding, programmer, programación, Programmierung, программирования", "programming"),
    ],
)
def test_one_interest_has_many_names(typed: str, interest: str) -> None:
    assert names(typed) == (interest,)


@pytest.mark.parametrize(
    ("typed", "interest"),
    [
        ("footbal, fotball, futball, footbll, fussbal", "football"),
        ("guiter, gutiar", "guitar"),
        ("photgraphy, photograhpy, photografy", "photography"),
        ("programing, progamming, programmin", "programming"),
        ("swiming, swimmming", "swimming"),
        ("skatebording, skateboardng", "skateboarding"),
        ("tenis, tennnis", "tennis"),
        ("table tenis, tabel tennis, tabletennis", "table tennis"),
        ("boardgames, bord-games", "board games"),
        ("psycology, pyschology", "psychology"),
        ("програмирование, прогаммирование", "programming"),
    ],
)
def test_a_slip_of_the_finger_is_mended(typed: str, interest: str) -> None:
    assert names(typed) == (interest,)


OTHERS = """
    chest, joker, marathi, dennis, dante, goa, rape, sewine, danke, teen, yogi, wind, beard, rowing, boxes, croquet
    canyoning, curlers, hurling, jockey, sumo, karma, ballot, bullet, desert, stationary, message, medication
    driving, parish, gujarati, haskell, clojure, scala, ruby, libre, como, correo, organism, matilda, county
    banking, haunting, waiting, creating, taking, ring, model, public, turn, city, küche, reis, wand, остров, матч
    beatles, metallica, tetris, post-rock, ps6, f2, 90s, 東京, 将, 囲, math rock, war history, horse music, formula 2
    warhammer 30k, car wash, tee shirt, --, ?!, ""
"""


@pytest.mark.parametrize("word", [word.strip(' "') for word in OTHERS.strip().replace("\n", ",").split(",")])
def test_another_word_is_left_alone(word: str) -> None:
    name = canonical(word)
    assert meant(name) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [("Gartenzwerge", "GARTENZWERGE"), ("street  wear history", "#Street Wear History"), ("ǅemal", "ǆemal")],
)
def test_an_unknown_interest_stays_and_meets_its_own_kind(one: str, other: str) -> None:
    assert names(one) == names(other) == (canonical(one),)


def test_names_of_one_interest_count_once_where_it_was_first_mentioned() -> None:
    assert names("chess, soccer, Schach, tea, Fußball") == ("chess", "football", "tea")


def test_ten_are_counted_by_what_they_mean() -> None:
    many = [f"interest {number}" for number in range(MOST - 1)]
    assert names(", ".join(["soccer", *many, "Fußball", "футбол", "fotball"])) == ("football", *many)
    assert parse_interests(", ".join(["soccer", *many, "Schach"])) == Refused(Reason.TOO_MANY, MOST)


def test_what_can_mean_two_things_means_neither() -> None:
    lexicon = Lexicon(read("[games]\nplanets = { en = 'bowlings' }\nplaners = { en = 'bowled' }"))
    assert lexicon.meant("planeks") == "planeks"
    assert lexicon.meant("bowls") == "bowls"
    assert lexicon.meant("bowling") == "bowling"


def test_every_known_name_finds_its_interest_and_every_interest_itself() -> None:
    for called in table().spoken.values():
        for name, words in called.items():
            assert meant(name) == name
            assert {meant(canonical(word)) for word in words} == {name}


def test_what_is_related_is_known() -> None:
    assert {meant(other) for name in table().names for other in related(name)} <= set(table().names)


@given(st.one_of(anything, nearly).map(canonical).filter(bool))
def test_what_is_meant_means_itself_whenever_one_asks(name: str) -> None:
    found = KNOWN.meant(name)
    assert KNOWN.meant(found) == found
    assert KNOWN.meant(name) == found
    assert found == name or found in table().names


@given(st.one_of(st.text(st.characters(exclude_categories=()), max_size=10_000), st.lists(nearly).map(",".join)))
def test_any_text_becomes_a_few_interests_or_a_reason(text: str) -> None:
    parsed = parse_interests(text)
    if isinstance(parsed, Refused):
        assert len(parsed.which) <= LONGEST
        return
    assert 1 <= len(set(parsed.names)) == len(parsed.names) <= MOST
    assert all(1 <= len(name) <= LONGEST for name in parsed.names)
    assert parse_interests(", ".join(parsed.names)) == parsed


@pytest.mark.parametrize("text", ["x" * 10_000, "fotball," * 1_250, "é" * 10_000, "\U0001f3b2, " * 5_000])
def test_ten_thousand_signs_are_answered(text: str) -> None:
    assert isinstance(parse_interests(text), Interests | Refused)


def test_a_wall_of_slips_is_one_interest_and_a_higher_one_is_refused() -> None:
    word = "photography"
    slips = {word[:at] + letter + word[at:] for at in range(1, len(word)) for letter in "abcdefghijklmnopqrstuvwxyz"}
    many = sorted(slips)
    assert names(",".join(many[:40])) == (word,)
    assert parse_interests(",".join(many[:340])) == Refused(Reason.TOO_MANY, MOST), "nor is more of it read"

"""Strings that mean harm change nothing: they arrive as they should read, or their sender is told why not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import Poll, Span, Style
from bot.posts import Post
from bot.texts.catalogue import Catalogue
from tests.bot.town import Town
from tests.contracts.stores import Ground
from tests.emulators.discord import DiscordEmulator
from tests.emulators.telegram import TelegramEmulator
from tests.hostile.ends import BATCH, ends
from tests.hostile.families import FAMILIES, strings
from tests.hostile.judge import alive, clean, flaws, poses
from tests.hostile.middle import Middle
from tests.hostile.proof import Outcome, hostile, picture
from tests.hostile.roles import ROLES, role_of
from tests.telling import Tell

SEED = 51
THROUGH = 2 * len(ROLES) * 32
END_TO_END = 10 * BATCH


@pytest.mark.asyncio(loop_scope="session")
async def test_through_readers_stores_and_renderers_nothing_goes_wrong(ground: Ground, tell: Tell) -> None:
    async with Town(ground.database, Catalogue.load()) as town:
        middle = Middle(town, picture())
        await middle.open()
        for at, (family, string) in enumerate(strings(SEED, THROUGH)):
            role = role_of(at // len(FAMILIES))
            try:
                await middle.goes(string, ROLES[role])
            except AssertionError as error:
                raise AssertionError(f"{family}, {role}: {string!r}") from error
    tell(
        f"{THROUGH:,} hostile strings in {len(FAMILIES)} families through the middle: {middle.judged:,} messages judged"
    )


async def test_end_to_end_nothing_goes_wrong(tmp_path: Path, tell: Tell) -> None:
    made = [string for _, string in strings(SEED + 1, END_TO_END)]
    async with TelegramEmulator() as telegram, DiscordEmulator() as discord, ends(tmp_path, telegram, discord) as there:
        for at in range(0, END_TO_END, BATCH):
            await there.batch(made[at : at + BATCH])
    assert there.arrived + there.told == END_TO_END
    assert there.told < there.arrived / 4
    tell(
        f"{END_TO_END:,} hostile strings from platform to platform: {there.arrived:,} arrived, {there.told:,} were told"
    )


def test_every_family_has_many_strings_and_the_same_ones_again() -> None:
    made = list(strings(SEED, 100 * len(FAMILIES)))
    assert made == list(strings(SEED, 100 * len(FAMILIES)))
    assert made != list(strings(SEED + 1, 100 * len(FAMILIES)))
    for name in FAMILIES:
        assert len({string for family, string in made if family == name}) > 60, name
    assert {role_of(at) for at in range(2 * len(ROLES))} == set(ROLES)
    assert all(json.loads(json.dumps(string)) or not string for _, string in made)


# --- the judge is none who lets everything pass ---

FLAWED = [
    (Post("◆ You left"), "pose"),
    (Post("a\n\u2800◆ You left"), "pose"),
    (Post("a", quote="⬥ b"), "pose"),
    (Post("◆ They show:\n◆ You left", host=True), "pose"),
    (Post("You left", host=True), "pose"),
    (Post("a\u202eb"), "not wanted"),
    (Post("a\x00"), "not wanted"),
    (Post("a\U0003ffff"), "not wanted"),
    (Post("\n"), "nothing is left"),
]


@pytest.mark.parametrize(("post", "flaw"), FLAWED)
def test_the_judge_sees_what_is_wrong(post: Post, flaw: str) -> None:
    assert any(flaw in each for each in flaws(post)), list(flaws(post))


def test_the_judge_has_nothing_against_what_is_as_it_should_be() -> None:
    spans = (Span(Style.BOLD, 0, 1), Span(Style.LINK, 2, 3, "https://a.bc"))
    post = Post("a b ◆ <@123456789012345678> @everyone\n◇ c", spans, quote="d", poll=None)
    assert list(flaws(post)) == []
    assert list(flaws(replace(post, text="◆ They show: a b", host=True))) == []
    assert list(flaws(Post(poll=Poll("@everyone?", ("<@1>", "b"))))) == []


def test_the_scanner_and_the_eye_see_through_disguises() -> None:
    assert alive("a <@!12> b") == ["<@!12>"]
    assert alive("\\<@!12> \\@everyone") == []
    assert alive("\\\\@here") == ["@here"]
    assert poses("a ◆\n\u0301\u200b⯁ b\n◇") == ["\u0301\u200b⯁ b"]
    assert clean("\u202ea\x00\u200b\n \u2060◆\ufffe ♦\ufe0f") == "a\u200b\n \u2060◇ ♦\ufe0f"
    assert clean("a◆b◆", [Span(Style.QUOTE, 1, 2)]) == "a◇b◆"


# --- the long proof ---


def test_slices_of_the_long_proof_add_up() -> None:
    one = Outcome(through=3, ends=2, arrived=1, told=1, posts=4, families={"sql": 3, "shell": 2})
    assert one + Outcome(ends=1, arrived=1, families={"sql": 1}) == Outcome(3, 3, 2, 1, 4, {"sql": 4, "shell": 2})
    assert str(one).startswith(
        "5 strings in 2 families, each at least 2 times: 2 from one platform to another (1 arrived"
    )
    assert hostile.__doc__

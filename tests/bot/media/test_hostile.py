"""Files that are damaged or made to do damage: the bot lives on, and so do its workers. `make soak` meets many more."""

import sys

from tests.bot.media.ordeal import of_bombs, of_damage, through


async def test_every_bomb_is_refused_and_every_polyglot_is_one_thing() -> None:
    outcome = await through(of_bombs())
    assert outcome.refused >= 45
    sys.stdout.write(f"{outcome}\n")


async def test_damaged_files_are_cleaned_or_refused_soon_and_within_their_memory() -> None:
    outcome = await through(of_damage(seed=1, count=60))
    assert outcome.cleaned >= 10
    assert outcome.refused >= 10
    sys.stdout.write(f"{outcome}\n")

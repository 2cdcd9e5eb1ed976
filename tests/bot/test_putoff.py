"""What is left alone for a while after it failed."""

from bot.putoff import AGAIN, MOST, PutOff


def test_what_is_put_off_is_little_and_not_for_ever() -> None:
    off: PutOff[int] = PutOff()
    for each in range(MOST + 2):
        off.add(each, 1000.0)
    assert off.beside(1000.0) == set(range(2, MOST + 2))
    off.add(2, 1000.0 + AGAIN - 1)
    assert off.beside(1000.0 + AGAIN) == {2}
    assert off.beside(0.0) == set(), "the clock was set back"

"""How much one visitor, one address and all of them may take up."""

from dataclasses import replace

import pytest

from bot.platforms.web.limits import USUAL_LIMITS, Rate
from bot.platforms.web.pace import Bucket
from bot.platforms.web.places import NoPlace, Places


def test_one_subscriber_is_one_address_and_everybody_has_their_own_share() -> None:
    places = Places(replace(USUAL_LIMITS, per_address=1, per_loopback=2, connections=5))
    with places.taken("2001:db8::1"), places.taken("192.0.2.1"), places.taken("127.0.0.1"), places.taken("127.0.0.1"):
        for taken in ("2001:db8::ffff:1", "::ffff:192.0.2.1", "127.0.0.1"):
            with pytest.raises(NoPlace), places.taken(taken):
                pass
        with places.taken("2001:db8:0:1::1"):
            assert len(places) == 5
            with pytest.raises(NoPlace), places.taken("192.0.2.2"):
                pass
    assert len(places) == 0


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    bucket = Bucket(Rate(2, 3), now=100)
    assert [bucket.take(100) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(100.5), bucket.take(100.5)] == [True, False]
    assert [bucket.take(1000) for _ in range(4)] == [True, True, True, False]

"""Who writes next: safety first, and nobody's share is taken by somebody who has more to say."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Content
from bot.messages import Export, Notice, Relayed, Reworded
from bot.ranks import SAFETY, rank
from bot.rota import Rank, Rota
from bot.texts.keys import Text
from config.ids import MemberId, MessageId, RoomId

ANN = MemberId("ann")


def served(rota: Rota[str], busy: dict[str, Rank], times: int) -> list[str]:
    """Who is served in turn, when each of these lanes always has one more message of its rank."""
    for lane, each in busy.items():
        rota.add(lane, each, lane)
    order = []
    for _ in range(times):
        lane = rota.next()
        order.append(lane)
        rota.add(lane, busy[lane], lane)
    return order


def test_lanes_take_turns() -> None:
    assert served(Rota(), dict.fromkeys("abc", Rank.CONTENT), 9) == list("abcabcabc")


def test_nobody_waits_behind_a_lane_that_has_more_to_say() -> None:
    rota: Rota[str] = Rota()
    served(rota, {"chatty": Rank.CONTENT}, 1000)
    rota.add("quiet", Rank.CONTENT, "quiet")
    assert "quiet" in [rota.next() for _ in range(2)]


def test_safety_comes_before_everything_else() -> None:
    rota: Rota[str] = Rota()
    for number in range(100):
        rota.add(f"lane {number}", Rank.CONTENT, "said")
    rota.add("ann", Rank.SAFETY, "blocked")
    rota.add("bob", Rank.SAFETY, "reported")
    assert [rota.next() for _ in range(3)] == ["blocked", "reported", "said"]


def test_changes_pass_half_as_often_as_what_is_said() -> None:
    counts = Counter(served(Rota(), {"editor": Rank.CHANGE, "talker": Rank.CONTENT, "bot": Rank.NOTICE}, 700))
    assert counts == {"bot": 400, "talker": 200, "editor": 100}


def test_what_took_several_messages_is_paid_for() -> None:
    rota: Rota[str] = Rota()
    for lane in ("long", "short", "other"):
        rota.add(lane, Rank.NOTICE, lane)
    counts = Counter[str]()
    for _ in range(300):
        lane = rota.next()
        counts[lane] += 1
        rota.add(lane, Rank.NOTICE, lane)
        if lane == "long":
            rota.charge(lane, Rank.NOTICE, 3)
    assert counts["short"] == pytest.approx(4 * counts["long"], abs=4)


def test_nobody_waiting_is_an_error_for_whoever_asks() -> None:
    with pytest.raises(IndexError):
        Rota[str]().next()


@given(st.dictionaries(st.integers(0, 30), st.sampled_from([Rank.NOTICE, Rank.CONTENT, Rank.CHANGE]), min_size=2))
def test_shares_are_fair_whatever_the_lanes_send(busy: dict[int, Rank]) -> None:
    lanes = {f"lane {number}": each for number, each in busy.items()}
    counts = Counter(served(Rota(), lanes, 40 * len(lanes)))
    spent = {lane: counts[lane] * each for lane, each in lanes.items()}
    assert max(spent.values()) - min(spent.values()) <= 2 * Rank.CHANGE


def test_each_message_has_its_rank() -> None:
    said = Relayed(ANN, Content("hi"), of=MessageId("m"), room=RoomId("r"), author=MemberId("bob"))
    assert rank(said) is Rank.CONTENT
    assert rank(Reworded(ANN, MessageId("m"), Text.SEARCHING)) is Rank.CHANGE
    assert rank(Notice(ANN, Text.HELP)) is Rank.NOTICE
    assert rank(Export(ANN)) is Rank.NOTICE
    assert {rank(Notice(ANN, text)) for text in SAFETY} == {Rank.SAFETY}

"""How often one member may report: held against a window that is counted by hand."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from moderation.limits import wait
from moderation.policy import usual
from tests.moderation.desk import NOW

LIMITS = usual().reports
DAY = 86_400


def free(times: list[float], at: float) -> bool:
    """Whether one more may be filed then: in each window before it there are fewer than so many."""
    return all(sum(at - each < within for each in times) < most for most, within in LIMITS.limits)


@given(st.lists(st.integers(0, DAY), max_size=30), st.integers(0, 200))
def test_after_the_wait_one_more_may_be_filed_and_not_a_moment_before(ages: list[int], least: int) -> None:
    times = [float(-age) for age in ages] + [-least / 10]
    told = wait(LIMITS, [NOW + timedelta(seconds=each) for each in times], NOW)
    assert free(times, told)
    assert told == 0 or not free(times, told - 1e-6)
    assert (told == 0) == free(times, 0)


def test_the_limits_are_those_of_the_policy_file() -> None:
    assert LIMITS.limits == ((1, 5), (3, 300), (10, 3600), (24, DAY))
    assert wait(LIMITS, [], NOW) == 0
    assert wait(LIMITS, [NOW], NOW) == 5
    assert wait(LIMITS, [NOW - timedelta(seconds=each) for each in (10, 20, 30)], NOW) == 270
    assert wait(LIMITS, [NOW - timedelta(seconds=5)], NOW) == 0, "at the edge it is free"

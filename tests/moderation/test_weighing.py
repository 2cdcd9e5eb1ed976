"""What a case weighs: the ladder from strikes to measures, and the priority with its terms."""

from datetime import timedelta
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.ladder import Step, proposed
from moderation.model import DETAILS, Detail, Measure, Reason
from moderation.policy import usual
from moderation.priority import Terms, age_bonus, reporter_weight, terms
from moderation.roles import LONGEST_PAUSE
from tests.moderation.desk import NOW

POLICY = usual()
HOUR, DAY = 3600.0, 86_400.0


@pytest.mark.parametrize(
    ("strikes", "reason", "detail", "measure", "seconds"),
    [
        (0, Reason.SPAM, None, Measure.WARNING, None),
        (0, Reason.HARASSMENT, None, Measure.WARNING, None),  # 3: the first offence is a warning
        (2, Reason.SPAM, None, Measure.PAUSE, HOUR),
        (0, Reason.SEXUAL, None, Measure.PAUSE, HOUR),  # 4: no first offence that is light
        (0, Reason.SPAM, Detail.SCAM, Measure.PAUSE, DAY),
        (2, Reason.SPAM, Detail.SCAM, Measure.LIMIT, 7 * DAY),
        (0, Reason.THREATS, None, Measure.LIMIT, 7 * DAY),
        (0, Reason.THREATS, Detail.BLACKMAIL, Measure.PAUSE, 7 * DAY),
        (0, Reason.OTHER, Detail.BAN_EVASION, Measure.PAUSE, 7 * DAY),
        (8, Reason.PRIVATE_DATA, None, Measure.PAUSE, 30 * DAY),
        (0, Reason.MINOR, None, Measure.BAN, None),
        (12, Reason.THREATS, None, Measure.BAN, None),
        (500, Reason.SPAM, None, Measure.BAN, None),
    ],
)
def test_strikes_lead_up_the_ladder(
    strikes: int, reason: Reason, detail: Detail | None, measure: Measure, seconds: float | None
) -> None:
    step = proposed(POLICY, strikes, reason, detail)
    assert step == Step(measure, seconds, strikes + POLICY.weight(reason, detail))


def test_who_needs_help_is_nobody_to_sanction_however_many_strikes() -> None:
    assert proposed(POLICY, 19, Reason.SELF_HARM, Detail.IN_DANGER) == Step(Measure.NOTHING, None, 19)
    assert proposed(POLICY, 0, Reason.SELF_HARM, Detail.URGES_HARM).measure is Measure.LIMIT


@given(st.integers(0, 60), st.sampled_from(Reason), st.data())
def test_more_strikes_never_lead_to_less(strikes: int, reason: Reason, data: st.DataObject) -> None:
    detail = data.draw(st.sampled_from((None, *DETAILS[reason])))
    order = (Measure.NOTHING, Measure.WARNING, Measure.PAUSE, Measure.LIMIT, Measure.BAN)
    one, more = (proposed(POLICY, each, reason, detail) for each in (strikes, strikes + 1))
    hardness = [(order.index(each.measure), each.seconds or 0) for each in (one, more)]
    if {one.measure, more.measure} != {Measure.LIMIT, Measure.PAUSE}:  # a week's limit and a week's pause: see the file
        assert hardness[0] <= hardness[1]
    assert one.seconds is None or 60 <= one.seconds <= LONGEST_PAUSE, "what a decision would refuse"


# --- priority ---


def test_the_priority_is_the_formula_term_by_term() -> None:
    found = terms(45, [1.0, 0.5], 2)
    assert found == Terms(45, 8 * log(2.5), 10)
    assert found.total == pytest.approx(45 + 8 * log(2.5) + 10)
    assert terms(20, [], 9).strikes == 15
    assert terms(100, [2.0] * 50, 3).total == 100, "100 at the most"
    assert Terms(20, 0, 0, 7).total == 27


@pytest.mark.parametrize(
    ("agreed", "disagreed", "weight"),
    [
        (0, 0, 1.0),
        (0, 1, 0.8),
        (1, 0, 1.2),
        (0, 4, 0.5),  # four: not under half yet
        (0, 5, 4 / 9),
        (0, 96, 0.04),
        (100, 0, 2 * 102 / 104),
        (50, 50, 1.0),
    ],
)
def test_a_word_counts_by_what_was_decided_before(agreed: int, disagreed: int, weight: float) -> None:
    assert reporter_weight(agreed, disagreed) == pytest.approx(weight)


@given(st.integers(0, 100), st.integers(0, 100))
def test_being_right_never_counts_against_anybody(agreed: int, disagreed: int) -> None:
    assert 0 < reporter_weight(agreed, disagreed) < 2
    if agreed + disagreed != 4:  # where four become five the floor of a half goes
        assert reporter_weight(agreed + 1, disagreed) >= reporter_weight(agreed, disagreed)


def test_what_waits_beyond_half_its_time_gains_a_point_an_hour() -> None:
    due = NOW + timedelta(hours=24)
    bonus = [age_bonus(NOW, due, NOW + timedelta(hours=hours)) for hours in (0, 12, 13, 20, 27, 100)]
    assert bonus == [0, 0, 1, 8, 15, 15]


def test_every_kind_has_a_base_and_the_gravest_come_first() -> None:
    bases = {reason: POLICY.base(reason) for reason in Reason}
    assert bases[Reason.MINOR] == 100
    assert bases[Reason.THREATS] > bases[Reason.PRIVATE_DATA] > bases[Reason.SEXUAL] > bases[Reason.HATE]
    assert bases[Reason.HATE] > bases[Reason.HARASSMENT] > POLICY.base(Reason.SPAM, Detail.SCAM) > bases[Reason.SPAM]

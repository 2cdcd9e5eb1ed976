"""policy.toml: what comes with Bauta is whole, and a broken one is told with every mistake."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from moderation.model import Measure, Queue, Reason
from moderation.policy import BrokenPolicy, parse, read, usual
from moderation.roles import MEASURES

TEXT = files("config").joinpath("policy.toml").read_text("utf-8")


def changed(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def mistakes(text: str) -> list[str]:
    with pytest.raises(BrokenPolicy) as caught:
        parse(text)
    return str(caught.value).splitlines()


def test_what_comes_with_bauta_says_what_is_promised() -> None:
    policy = usual()
    assert parse(TEXT) == policy
    assert {reason: policy.weight(reason) for reason in Reason}[Reason.MINOR] == 20
    assert [policy.due(queue).total_seconds() > 0 for queue in Queue] == [True] * len(Queue)
    assert policy.automatic.hold <= 86400
    assert policy.automatic.reporters >= 3
    assert {Measure(rung.measure) for rung in policy.ladder.rungs} <= set(MEASURES)
    assert policy.retention.violation_days == policy.appeals.days + 60


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("version = 1", "version = 2", "version"),
        ("spam = 2\n", "", "weights: spam is missing"),
        ("scam = 6\n", "scam = 6\nslander = 6\n", "weights: slander is no reason and no detail"),
        ("scam = 6\n", "scam = 101\n", "weights.scam"),
        ("scam = 6\n", "scam = 6.5\n", "weights.scam"),
        ("scam = 6\n", 'scam = "6"\n', "weights.scam"),
        ("spam = 20", "spam = true", "priority.spam"),
        ("window_days = 90", "window_days = 0", "ladder.window_days"),
        ("{ at = 6,", "{ at = 3,", "ladder: the rungs must climb"),
        ("days = 30 },", "days = 31 },", "ladder.rungs.5: a pause or limit lasts"),
        ("days = 30 },", "days = inf },", "ladder.rungs.5.days"),
        ("days = 30 },", "days = nan },", "ladder.rungs.5.days"),
        ("hours = 24 },", "hours = 0.01 },", "ladder.rungs.2: a pause or limit lasts"),
        ('measure = "warning" }', 'measure = "warning", days = 1 }', "ladder.rungs.0: a pause or limit has"),
        ('measure = "ban" }', 'measure = "exile" }', "ladder.rungs.6.measure"),
        ("reporters = 3", "reporters = 1", "automatic.reporters"),
        ("hold = 86400", "hold = 86401", "automatic.hold"),
        ("weight = 2.0", "weight = nan", "automatic.weight"),
        ("lease = 600", "lease = 7200", "claims: a lease is no longer"),
        ("[300, 3600]", "[3600, 300]", "reports: outcome_after"),
        ("[[1, 5], [3, 300], [10, 3600], [24, 86400]]", "[]", "reports.limits"),
        ("violation_days = 90 #", "violation_days = 29 #", "policy.toml: retention.violation_days"),
        ("sanctions_days = 365", "sanctions_days = 89", "policy.toml: retention.sanctions_days"),
        ("standard = 86400\n", "", "due: standard is missing"),
        ("senior = 43200\n", "senior = 43200\njunior = 1\n", "due.junior"),
        ('global = ["minor"', 'global = ["manners"', "routing.global.0"),
        ("skips = 3", "skips = 3\nhops = 3", "claims.hops"),
        ("[claims]", "[claims", "policy.toml is not valid TOML"),
    ],
)
def test_each_mistake_is_named_by_its_place(old: str, new: str, told: str) -> None:
    found = mistakes(changed((old, new)) if TEXT.count(old) == 1 else re.sub(re.escape(old), new, TEXT, count=1))
    assert [each for each in found if each.startswith(told)], found
    assert all(each.endswith(".") for each in found)


def test_all_mistakes_are_told_at_once() -> None:
    found = mistakes(
        changed(
            ("scam = 6\n", "scam = 6\nslander = 6\nlibel = 1\n"),
            ("lease = 600", "lease = 7200"),
            ("reporters = 3", "reporters = 1"),
            ("standard = 86400\n", ""),
            ("{ at = 6,", "{ at = 3,"),
        )
    )
    assert [each.split(":")[0] for each in found] == ["weights", "ladder", "automatic.reporters", "due", "claims"]
    assert found[0] == "weights: libel is no reason and no detail; slander is no reason and no detail."


def test_a_mistake_never_tells_what_stands_there() -> None:
    assert "hunter2" not in "".join(mistakes(changed(("version = 1", 'version = "hunter2"'))))


def test_the_operators_own_file_takes_its_place(tmp_path: Path) -> None:
    assert read(tmp_path) is usual()
    (tmp_path / "policy.toml").write_text(changed(("skips = 3", "skips = 7")))
    assert read(tmp_path).claims.skips == 7
    (tmp_path / "policy.toml").write_bytes(b"\xff")
    with pytest.raises(BrokenPolicy, match="cannot be read"):
        read(tmp_path)
    (tmp_path / "policy.toml").unlink()
    (tmp_path / "policy.toml").mkdir()
    with pytest.raises(BrokenPolicy, match="cannot be read"):
        read(tmp_path)

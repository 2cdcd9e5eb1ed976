"""Logs tell what happened, never what was said or by whom, and never a token."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr

import pytest
import structlog

from config import logs

TOKEN = "123456789:AAE-abcdefghijklmnopqrstuvwxyz_0123"
SECRET = "the master's voice"


class Log:
    """What was logged, wherever pytest has its own standard error meanwhile."""

    def __init__(self) -> None:
        self._stream = io.StringIO()

    def set_up(self, level: str = "debug") -> None:
        with redirect_stderr(self._stream):
            logs.setup(level, [SECRET])

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self._stream.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    """Logging set up for one test, and put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.QUIET}
    log = Log()
    log.set_up()
    yield log
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)
    structlog.reset_defaults()


def test_an_event_is_one_line_with_its_level_and_time(log: Log) -> None:
    structlog.get_logger().info("room.closed", messages=3, seconds=4.5)
    (line,) = log.lines()
    assert {key: line[key] for key in ("event", "level", "messages", "seconds")} == {
        "event": "room.closed",
        "level": "info",
        "messages": 3,
        "seconds": 4.5,
    }
    assert str(line["timestamp"]).endswith("Z")


@pytest.mark.parametrize(
    "value",
    [
        f"see {TOKEN}",
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        f"https://api.telegram.org/file/bot{TOKEN}/a.jpg",
        f"quoting {SECRET} here",
        ValueError(f"refused {TOKEN}"),
        [f"in a list {TOKEN}", SECRET],
        {"in": {"a": f"mapping {TOKEN}"}, SECRET: 1},
        (f"{TOKEN}".encode(), SECRET),
    ],
)
def test_no_token_or_secret_passes_wherever_it_stands(log: Log, value: object) -> None:
    structlog.get_logger().warning("something", value=value, note=f"and {TOKEN}")
    text = json.dumps(log.lines(), ensure_ascii=False)
    assert TOKEN not in text
    assert SECRET not in text
    assert "•••" in text


def test_of_an_exception_only_type_and_place_are_told(log: Log) -> None:
    def fails() -> None:
        raise KeyError("what somebody wrote")

    for kind in ("instance", "tuple", "true"):
        try:
            fails()
        except KeyError as error:
            info = {"instance": error, "tuple": (type(error), error, error.__traceback__), "true": True}[kind]
            structlog.get_logger().error("turn.failed", exc_info=info)
    found = log.lines()
    assert [line["error"] for line in found] == ["KeyError"] * 3
    assert all(str(line["at"]).startswith("tests.config.test_logs:") for line in found)
    assert "somebody wrote" not in json.dumps(found)


def test_what_libraries_warn_of_is_told_by_name_and_place_only(log: Log) -> None:
    library = logging.getLogger("aiohttp.client")
    library.warning("cannot reach chat 4242 with %s", TOKEN)
    try:
        raise OSError("host 10.1.2.3")
    except OSError:
        library.exception("said by somebody")
    logging.getLogger("sqlalchemy.engine").info("SELECT secrets")
    first, second = log.lines()
    assert (first["event"], first["library"], first["error"]) == ("library.warning", "aiohttp", None)
    assert second["error"] == "OSError"
    text = json.dumps([first, second])
    assert not [word for word in ("4242", TOKEN, "10.1.2.3", "somebody") if word in text]


def test_what_is_below_the_level_is_not_logged(log: Log) -> None:
    log.set_up("error")
    structlog.get_logger().warning("nothing of interest")
    structlog.get_logger().error("something")
    assert [line["event"] for line in log.lines()] == ["something"]


def test_loggers_made_before_the_setup_are_held_to_it(log: Log) -> None:
    early = structlog.get_logger()
    early.info("before")
    log.set_up("error")
    early.info("quiet")
    early.error("after", value=SECRET)
    assert [line["event"] for line in log.lines()] == ["before", "after"]

"""`python -m bot.media.worker`: in a narrow cell, cleans the files that come through standard input, one by one."""

import json
import os
import signal
import sys
from collections.abc import Mapping
from typing import BinaryIO

from bot.content import Kind
from bot.media import confine, jobs
from bot.media.goals import Goal, Made, NotClean, Refusal
from bot.media.pieces import END, LENGTH, Garbled, framed, length, pieces
from bot.media.unnamed import unnamed


def main() -> None:
    """Work until the parent closes the way in. A worker that does not understand its parent ends."""
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    os.chdir("/")
    signal.signal(signal.SIGTERM, _end)
    confine.confine()
    while job := _frame(given):
        words = json.loads(job)
        confine.allow_seconds(words["seconds"])
        with unnamed() as source:
            while piece := _frame(given):
                source.write(piece)
            size = source.tell()
            source.seek(0)
            try:
                made = jobs.made(source, size, Kind(words["kind"]), Goal(words["platform"], words["limit"]))
            except NotClean as refused:
                _say(answers, {"refusal": refused.refusal.value, "limit": refused.limit})
            except MemoryError:
                _say(answers, {"refusal": Refusal.TOO_MANY_PIXELS.value, "limit": 0})
            else:
                _hand_over(answers, made)
        answers.flush()


def _end(number: int, frame: object) -> None:
    """Leave by way of everything that cleans up."""
    sys.exit(1)


def _frame(given: BinaryIO) -> bytes:
    """The next frame; empty at the end of a file, and of everything."""
    head = given.read(LENGTH.size)
    if not head:
        return b""
    if len(head) < LENGTH.size:
        raise Garbled("half a frame")
    size = length(head)
    data = given.read(size)
    if len(data) < size:
        raise Garbled("half a frame")
    return data


def _say(answers: BinaryIO, words: Mapping[str, object]) -> None:
    answers.write(framed(json.dumps(words).encode()))


def _hand_over(answers: BinaryIO, made: Made) -> None:
    told = {
        "kind": made.kind.value,
        "name": made.name,
        "mime": made.mime,
        "seconds": made.seconds,
        "waveform": made.waveform.hex(),
        "width": made.width,
        "height": made.height,
    }
    _say(answers, told)
    with made.file:
        for piece in pieces(made.file):
            answers.write(framed(piece))
    answers.write(END)


if __name__ == "__main__":
    main()

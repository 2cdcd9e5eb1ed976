"""Named moments at which a test may kill the process: each stands where a death makes a difference of its own.

In every normal run `failpoint` is a function that does nothing. Only a process that is started with VARIABLE in its
environment counts its passes, and may end itself at one of them as `kill -9` would. No setting and no request leads
there, and the variable's name is none that could be misspelt into.
"""

import mmap
import os
import signal
from collections.abc import Callable
from typing import Final

VARIABLE: Final = "TESTS_KILL_BAUTA"
"""Names a file of unsigned 64-bit numbers that outlives the process, and that a test may write to at any time.

First the place in NAMES, counted from 1, at which to die (0: nowhere); then at which of its passes from now on; then
how often each of NAMES was passed, in their order.
"""
HEADER: Final = 2

NAMES: Final = (
    # a start: what an earlier life was sending is in doubt from now on
    "start.before_interrupted",
    "start.after_interrupted",
    # any transaction
    "unit.before_commit",
    "unit.after_commit",
    # a turn: of relayed messages, or one that changes anything else; on its way to the lanes; to be acknowledged
    "group.before_commit",
    "alone.before_commit",
    "turn.after_commit",
    "turn.before_acknowledged",
    # marks of the lanes
    "claim.before_commit",
    "claim.after_commit",
    "back.before_commit",
    "back.after_commit",
    "done.before_commit",
    "done.after_commit",
    # a row on its way: everything that may come of a request
    "send.before_claim",
    "send.before_request",
    "send.after_request",
    "send.asked_to_wait",
    "send.in_doubt",
    "send.given_up",
    "send.gone",
    # a row in doubt, taken up again
    "doubt.repeated",
    "doubt.dropped",
    # an answer to a command or a tap, beside its lane
    "answer.before_request",
    "answer.after_request",
    "answer.refused",
    # what comes in: held in memory, committed, acknowledged
    "telegram.before_accept",
    "telegram.before_confirm",
    "webhook.before_accept",
    "webhook.before_answer",
    "discord.received",
    "discord.before_accept",
    "discord.accepted",
    "interaction.before_acknowledged",
    "interaction.acknowledged",
    "door.knocked",
    "catchup.chats_known",
    "catchup.chat_read",
    "web.before_accept",
    "web.accepted",
    # a match: claimed in the line, written, committed, settled in the line; and its end
    "find.claimed",
    "room.before_commit",
    "room.before_settled",
    "end.before_commit",
    # a stop, as an operator asks for it
    "stop.begun",
    "stop.sent",
    "stop.written",
)


def _nothing(_: str) -> None:
    """A failpoint in every normal run."""


class _Armed:
    """The failpoints of a process under test. The file is opened at the first pass: a forked process has its own."""

    def __init__(self) -> None:
        self._file: memoryview | None = None

    def __call__(self, name: str) -> None:
        """Raises ValueError for a name that is not listed."""
        if self._file is None:
            self._file = opened(os.environ[VARIABLE])
        place = NAMES.index(name)
        self._file[HEADER + place] += 1
        if self._file[0] == place + 1:
            self._file[1] -= 1
            if self._file[1] == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def opened(path: str) -> memoryview:
    """The numbers of an existing file, shared with every process that opens it."""
    file = os.open(path, os.O_RDWR)
    try:
        return memoryview(mmap.mmap(file, 8 * (HEADER + len(NAMES)))).cast("Q")
    finally:
        os.close(file)


failpoint: Callable[[str], None] = _Armed() if VARIABLE in os.environ else _nothing

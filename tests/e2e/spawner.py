"""`python -m tests.e2e.spawner PATH`: forks a process for each `bauta` command that is asked for at the socket PATH.

Importing Bauta takes longer than anything a test wants of it, so it is done once, here. Each command then is a process
of its own, with its own arguments, environment, directory and streams, and goes on where `python -m bot` is after its
imports. A keeper waits for its end; when whoever asked for it hangs up, it is killed.

In the end each gives back its memory as a whole. Python would let go of it object by object, and because it is shared
with the spawner until somebody writes to it, every page would be copied first: that took longer than most commands.

Asked with a line of JSON (`argv`, `env`, `cwd`) and the two ends to write stdout and stderr to; answered with the
process id and, in the end, the exit code (minus the signal's number, where one ended it), each on a line.
"""

import atexit
import gc
import json
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

LONGEST = 1 << 16


@dataclass(frozen=True, slots=True)
class Request:
    """A command to be run, and the descriptors of its stdout and stderr."""

    argv: list[str]
    env: dict[str, str]
    cwd: str
    streams: tuple[int, int]


def next_request(path: str) -> Request:
    """Listen until stdin ends. Returns only in a new process, once for each request."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(64)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are forgotten when they are done
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            if sys.stdin in select.select([listener, sys.stdin], [], [])[0]:
                os._exit(0)
            asking, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                return _begun(asking)
            asking.close()


def _begun(asking: socket.socket) -> Request:
    """The keeper forks the process and stays behind."""
    text, streams, _, _ = socket.recv_fds(asking, LONGEST, 2)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid:
        for stream in streams:
            os.close(stream)
        _keep(pid, asking)
    asking.close()
    request = json.loads(text)
    return Request(request["argv"], request["env"], request["cwd"], (streams[0], streams[1]))


def _keep(pid: int, asking: socket.socket) -> NoReturn:
    over = threading.Event()

    def watch() -> None:
        asking.recv(1)
        if not over.is_set():
            os.kill(pid, signal.SIGKILL)

    asking.sendall(b"%d\n" % pid)
    threading.Thread(target=watch, daemon=True).start()
    _, status = os.waitpid(pid, 0)
    over.set()
    asking.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def become(request: Request) -> None:
    """Put on what the request gives: as if this process had been started with it."""
    os.setsid()
    for stream, standard in zip(request.streams, (1, 2), strict=True):
        os.dup2(stream, standard)
        os.close(stream)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.chdir(request.cwd)
    os.environ.clear()
    os.environ.update(request.env)
    sys.argv = [str(Path(sys.argv[0]).with_name("__main__.py")), *request.argv]


class Ending:
    """The last thing that Python calls at the end, made before anything else: threads and all others are through."""

    def __init__(self) -> None:
        self._code: int | None = None  # of an end that nothing has gone wrong at
        atexit.register(self._end)

    def run(self, command: Callable[[], object]) -> None:
        try:
            command()
        except SystemExit as done:
            self._code = done.code if isinstance(done.code, int) else None
            raise

    def _end(self) -> None:
        if self._code is not None:
            gc.collect()  # complains, as at any end, of what was left open or unawaited
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(self._code)


if __name__ == "__main__":
    ending = Ending()

    import uvloop  # noqa: F401 - the command imports it when it needs it

    from bot.cli import bauta, main
    from bot.texts.catalogue import Catalogue
    from matching.lexicon import lexicon

    bauta()  # imports all of it
    lexicon()  # read at every start, and the same at each
    Catalogue.load()
    gc.freeze()  # what is shared with the forked stays shared
    become(next_request(sys.argv[1]))
    ending.run(main)

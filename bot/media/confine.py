"""What a worker gives up before it looks at the first file: memory, time, the network, and all that is not its own.

Every measure stands by itself. Where a system does not know one, the others hold.
"""

import os
import resource
from contextlib import suppress
from typing import Final

MEMORY: Final = 224 * 1024 * 1024
"""Bytes a process may take for itself (RLIMIT_DATA). The code it maps comes on top: 256 MB in all."""

LARGEST_FILE: Final = 128 * 1024 * 1024
DESCRIPTORS: Final = 64

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_KILL: Final = 9


def confine() -> None:
    """Take everything away but standard input and output, which are the way to the parent."""
    for name in set(os.environ) - {"PATH"}:
        del os.environ[name]
    os.umask(0o077)
    os.closerange(3, 256)
    _no_way_out()
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, LARGEST_FILE)
    _limit(resource.RLIMIT_NOFILE, DESCRIPTORS)
    _limit(resource.RLIMIT_DATA, MEMORY)


def allow_seconds(seconds: int) -> None:
    """From now on so much time of the processor, counted for this process and for each child of its own."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime) + 1 + seconds, hard))


def _limit(which: int, most: int) -> None:
    _, hard = resource.getrlimit(which)
    lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(which, (lower, lower))


def _no_way_out() -> None:
    """Die with the parent, gain no rights, and have no network: on Linux, as far as the system lets one."""
    try:
        import ctypes

        system = ctypes.CDLL(None, use_errno=True)
        prctl, unshare = system.prctl, system.unshare
    except (ImportError, OSError, AttributeError):
        return
    prctl(_PR_SET_PDEATHSIG, _KILL, 0, 0, 0)
    prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if unshare(_CLONE_NEWNET) != 0:
        unshare(_CLONE_NEWUSER | _CLONE_NEWNET)

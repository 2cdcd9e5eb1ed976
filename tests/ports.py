"""Where the servers of tests listen."""

import socket
from contextlib import suppress
from random import Random


def free_port() -> int:
    """A port of 127.0.0.1 that stays free while its server is down for a moment: the system gives it to nobody.

    It lies below the range of outgoing connections: a client that tries again and again could otherwise be given the
    very port it calls, and be connected to itself.
    """
    chance = Random()
    while True:
        port = chance.randrange(15_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port

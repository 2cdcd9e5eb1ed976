"""A Redis for tests that answers as it is told to: late, in pieces, too often or not at all."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from hiredis import Reader

Command = Sequence[bytes]

OK = b"+OK\r\n"

PATIENCE = 20.0


def itself(command: Command) -> bytes:
    """What was asked, last argument, as an answer."""
    return b"$%d\r\n%s\r\n" % (len(command[-1]), command[-1])


async def until(condition: Callable[[], object]) -> None:
    """Wait, turn by turn of the loop, until something has become true."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)


@dataclass(slots=True)
class Imagined:
    """`answers`: what is sent back for a command. `asked`: all commands but those a connection begins with."""

    answers: Callable[[Command], bytes] = itself
    cut: Callable[[bytes], Sequence[bytes]] = lambda answer: [answer]
    port: int = 0
    asked: list[Command] = field(default_factory=list)
    connections: int = 0
    ended: int = 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @asynccontextmanager
    async def listens(self, path: str | None = None, tls: ssl.SSLContext | None = None) -> AsyncIterator["Imagined"]:
        serving: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            serving[task] = writer
            await self._serve(reader, writer)

        if path is None:
            server = await asyncio.start_server(accept, "127.0.0.1", self.port, ssl=tls)
            self.port = server.sockets[0].getsockname()[1]
        else:
            server = await asyncio.start_unix_server(accept, path)
        try:
            yield self
        finally:
            server.close()
            for writer in serving.values():
                writer.close()
            await asyncio.gather(*serving)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        commands = Reader()
        try:
            while data := await reader.read(2**16):
                commands.feed(data)
                answers = b""
                while (command := commands.gets()) is not False:
                    answers += self._answer(command)
                for piece in self.cut(answers):
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0)
        except ConnectionError:
            pass
        finally:
            self.ended += 1
            writer.close()

    def _answer(self, command: Command) -> bytes:
        if command[0] in (b"HELLO", b"CLIENT"):
            return OK
        self.asked.append(command)
        return self.answers(command)

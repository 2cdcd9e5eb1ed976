"""However answers come, everybody is given their own; and a connection on which anything went wrong is given up."""

import asyncio
import socket
import ssl
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from redis.asyncio import BlockingConnectionPool, Redis

import matching.lines.calls
import matching.lines.wire
from matching.lines.calls import Calls, Unreachable
from tests.matching.imagined import OK, Command, Imagined, itself, until
from tests.servers import client, shared_server

KEYS = ["some"] * 6


@pytest.fixture
def restless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis is asked again at once after a failure."""
    monkeypatch.setattr(matching.lines.calls, "RESTS", 0.0)
    monkeypatch.setattr(matching.lines.calls, "RESTS_LONG", 0.0)


async def ask(calls: Calls, *names: str) -> Sequence[object]:
    """What comes back for each, at once."""
    answers: Sequence[object] = await asyncio.gather(
        *[calls.command("ECHO", name) for name in names], return_exceptions=True
    )
    return answers


@pytest.mark.parametrize("seed", range(20))
async def test_everybody_is_given_their_own_answer_however_answers_are_cut(seed: int) -> None:
    random = Random(seed)

    def cut(answers: bytes) -> Sequence[bytes]:
        at = sorted(random.randrange(len(answers) + 1) for _ in range(random.randrange(4)))
        return [answers[start:end] for start, end in zip([0, *at], [*at, len(answers)], strict=True)]

    imagined, lock = Imagined(cut=cut), asyncio.Lock()

    async def some(who: int) -> None:
        for number in range(20):
            name = f"{who} {number}"
            if random.random() < 0.5:
                async with lock:
                    assert await calls.command("ECHO", name) == name.encode()
            else:
                assert await ask(calls, name, name + "!") == [name.encode(), name.encode() + b"!"]

    async with imagined.listens(), client(imagined.url) as redis, asyncio.timeout(20):
        calls = Calls(redis)
        await asyncio.gather(*[some(who) for who in range(4)])
        await calls.close()


async def test_what_breaks_as_it_is_written_to_is_written_to_no_more(caplog: pytest.LogCaptureFixture) -> None:
    imagined = Imagined(answers=lambda _: b"")
    async with imagined.listens(), client(imagined.url) as redis, asyncio.timeout(20):
        calls = Calls(redis)
        first = asyncio.ensure_future(calls.command("ECHO", "first"))
        await until(lambda: imagined.asked)
        assert calls._wire is not None
        calls._wire._transport.get_extra_info("socket").shutdown(socket.SHUT_WR)
        answers = await asyncio.gather(first, ask(calls, *["more"] * 60), return_exceptions=True)
        await calls.close()
    assert isinstance(answers[0], Unreachable)
    assert isinstance(answers[1], list)
    assert {type(each) for each in answers[1]} == {Unreachable}
    assert [each.getMessage() for each in caplog.records if each.name == "asyncio"] == []


async def test_a_connection_that_redis_closed_while_it_lay_idle_is_not_used(restless: None) -> None:
    imagined = Imagined()
    async with client(imagined.url, timeout=30.0) as redis, asyncio.timeout(20):
        async with imagined.listens():
            redis.connection_pool.connection_kwargs["port"] = imagined.port
            calls = Calls(redis)
            assert await ask(calls, "before") == [b"before"]
            await until(lambda: calls._keeper is None)
        (idle,) = redis.connection_pool._available_connections
        assert idle._reader is not None
        await until(idle._reader.at_eof)
        async with imagined.listens():
            assert await ask(calls, "after") == [b"after"]
            await calls.close()


async def test_calls_are_done_in_the_order_in_which_they_are_made(redis: "Redis") -> None:
    calls = Calls(redis)
    numbers = [b"%d" % number for number in range(1000)]
    await asyncio.gather(*[calls.command("RPUSH", "numbers", number) for number in numbers])
    assert await calls.command("LRANGE", "numbers", 0, -1) == numbers
    await calls.close()


async def test_calls_of_functions_that_were_missing_are_repeated_in_their_order() -> None:
    done: list[bytes] = []
    loads: list[Command] = []

    def answers(command: Command) -> bytes:
        if command[0] == b"FUNCTION":
            loads.append(command)
            return OK
        if not loads:
            return b"-ERR Function not found\r\n"
        done.append(command[-1])
        return itself(command)

    imagined = Imagined(answers)
    names = [f"{number}" for number in range(300)]
    async with imagined.listens(), client(imagined.url) as redis:
        calls = Calls(redis)
        asked = []
        for name in names:  # some before it is known that functions are missing, some while they are loaded
            asked.append(calls.call("find", KEYS, name))
            await asyncio.sleep(0)
        assert await asyncio.gather(*asked) == done == [name.encode() for name in names]
        assert len(loads) == 1
        assert len(imagined.asked) < 2 * len(names), "once one was missing, others wait for the functions"
        await calls.close()


async def test_a_function_that_is_missing_though_it_was_loaded_is_a_mistake_of_ours() -> None:
    missing = b"-ERR Function not found\r\n"
    imagined = Imagined(lambda command: OK if command[0] == b"FUNCTION" else missing)
    async with imagined.listens(), client(imagined.url) as redis:
        calls = Calls(redis)
        with pytest.raises(Exception, match="Function not found"):
            await calls.call("find", KEYS)
        await calls.close()


@pytest.mark.usefixtures("restless")
async def test_a_redis_that_cannot_take_the_functions_is_out_of_reach() -> None:
    refused = {b"FUNCTION": b"-OOM command not allowed\r\n", b"FCALL": b"-ERR Function not found\r\n"}
    imagined = Imagined(lambda command: refused.get(command[0], OK))
    async with imagined.listens(), client(imagined.url) as redis:
        calls = Calls(redis)
        answered = await asyncio.gather(*[calls.call("find", KEYS) for _ in range(100)], return_exceptions=True)
        assert {type(each) for each in answered} == {Unreachable}
        assert await calls.command("PING") == b"OK"
        await calls.close()


@pytest.mark.usefixtures("restless")
async def test_a_late_answer_is_nobody_elses() -> None:
    """Redis answers "a", and the others only once it was given up: nobody who asks then hears of those."""
    held = asyncio.Event()
    imagined = Imagined(lambda command: itself(command) if held.is_set() or command[-1] == b"a" else b"")
    async with imagined.listens(), client(imagined.url, timeout=0.1) as redis:
        calls = Calls(redis)
        a, *others = await ask(calls, "a", "b", "c")
        assert a == b"a"
        assert [type(each) for each in others] == [Unreachable, Unreachable]
        held.set()
        assert await ask(calls, "d", "e") == [b"d", b"e"]
        assert imagined.connections == 2
        await calls.close()


async def test_a_redis_that_does_not_answer_is_left_in_peace_for_a_while() -> None:
    imagined = Imagined(lambda _: b"")
    async with imagined.listens(), client(imagined.url, timeout=0.1) as redis:
        calls = Calls(redis)
        names = [f"{number}" for number in range(500)]
        assert {type(each) for each in await ask(calls, *names)} == {Unreachable}
        assert {type(each) for each in await ask(calls, *names)} == {Unreachable}
        assert len(imagined.asked) == matching.lines.wire.MOST
        await calls.close()


@pytest.mark.usefixtures("restless")
@pytest.mark.parametrize("answer", [b"+one\r\n+two\r\n", b"what?\r\n", b"-LOADING data\r\n", b"-READONLY replica\r\n"])
async def test_a_connection_on_which_anything_went_wrong_is_given_up(answer: bytes) -> None:
    imagined = Imagined(lambda command: answer if command[-1] == b"bad" else itself(command))
    async with imagined.listens(), client(imagined.url) as redis:
        calls = Calls(redis)
        good, *others = await ask(calls, "good", "bad")
        assert good == b"good"
        assert others == [b"one"] or type(others[0]) is Unreachable
        for name in ("c", "d"):
            with suppress(Unreachable):  # one answer too many may be found only now
                assert await calls.command("ECHO", name) == name.encode()
        assert await ask(calls, "e", "f") == [b"e", b"f"]
        assert imagined.connections == 2
        await calls.close()


async def test_whoever_stops_waiting_harms_no_other() -> None:
    imagined = Imagined()
    async with imagined.listens(), client(imagined.url) as redis:
        calls = Calls(redis)
        early, late, other = (asyncio.ensure_future(calls.command("ECHO", name)) for name in ("a", "b", "c"))
        early.cancel()
        await until(lambda: imagined.asked)
        late.cancel()
        assert await other == b"c"
        assert [command[-1] for command in imagined.asked] == [b"b", b"c"], "what nobody waits for isn't asked"
        await calls.close()


async def test_nothing_is_under_way_once_calls_are_closed() -> None:
    imagined = Imagined(lambda _: b"")
    async with imagined.listens(), client(imagined.url) as redis:
        calls, before = Calls(redis), asyncio.all_tasks()
        asked = [calls.command("ECHO", "a"), calls.command("ECHO", "b")]
        await calls.close()
        asked.append(calls.command("ECHO", "not sent either"))
        await asyncio.sleep(0)
        await calls.close()
        asked.append(calls.command("ECHO", "c"))
        await until(lambda: imagined.asked)
        await calls.close()
        assert {type(each) for each in await asyncio.gather(*asked, return_exceptions=True)} == {Unreachable}
        await until(lambda: imagined.ended == imagined.connections)
        assert {task for task in asyncio.all_tasks() - before if task.get_name() == "redis"} == set()


async def test_others_come_to_the_only_connection_however_much_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching.lines.wire, "LEASE", 10)
    imagined, over = Imagined(), asyncio.Event()
    async with imagined.listens():
        redis = Redis.from_pool(BlockingConnectionPool.from_url(imagined.url, max_connections=1))
        calls = Calls(redis)

        async def asks() -> None:
            while not over.is_set():
                assert await calls.command("ECHO", "a") == b"a"

        async with asyncio.TaskGroup() as group:
            for _ in range(8):
                group.create_task(asks())
            await until(lambda: imagined.asked)
            for _ in range(5):
                assert await redis.echo("b") == b"b"
            over.set()
        assert imagined.connections == 1
        await calls.close()
        await redis.aclose()


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_a_process_that_was_busy_itself_does_not_blame_redis(loop: str) -> None:
    async def story() -> None:
        async with client(shared_server().url, timeout=0.2) as redis:
            calls = Calls(redis)
            asked = calls.command("BLPOP", "nothing", 0.1)
            while not (await redis.info("clients"))["blocked_clients"]:
                pass
            busy(0.5)
            assert await asked is None
            await calls.close()

    with asyncio.Runner(loop_factory=factory_of(loop)) as runner:
        runner.run(story())


def busy(seconds: float) -> None:
    """This process does something else meanwhile, and nothing of what it should."""
    time.sleep(seconds)


def factory_of(loop: str) -> Callable[[], asyncio.AbstractEventLoop]:
    return asyncio.new_event_loop if loop == "asyncio" else pytest.importorskip("uvloop").new_event_loop


def tls_of(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's secrets, and the certificate that it is known by."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "it")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    known, secret = folder / "known.pem", folder / "secret.pem"
    pem = serialization.Encoding.PEM
    known.write_bytes(certificate.public_bytes(pem))
    secret.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(known, secret)
    return context, known


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
@pytest.mark.parametrize("way", ["tcp", "tls", "unix"])
def test_it_is_the_same_on_every_loop_and_by_every_way(loop: str, way: str, tmp_path: Path) -> None:
    if way == "unix" and sys.platform == "win32":
        pytest.skip("no such sockets here")
    imagined = Imagined()

    async def story() -> None:
        tls, known = tls_of(tmp_path) if way == "tls" else (None, None)
        path = str(tmp_path / "redis") if way == "unix" else None
        async with imagined.listens(path, tls):
            url = {
                "tcp": imagined.url,
                "tls": f"rediss{imagined.url[5:]}?ssl_ca_certs={known}",
                "unix": f"unix://{path}",
            }
            async with client(url[way]) as redis:
                calls = Calls(redis)
                names = ["x" * 10_000 + f"{number}" for number in range(200)]
                for _ in range(2):  # the connection goes back to redis-py in between, and works there
                    assert await ask(calls, *names) == [name.encode() for name in names]
                    await until(lambda: not redis.connection_pool.get_connection_count()[1][0])
                    assert await redis.echo("b") == b"b"
                await calls.close()
        assert imagined.connections == 1

    with asyncio.Runner(loop_factory=factory_of(loop)) as runner:
        runner.run(story())

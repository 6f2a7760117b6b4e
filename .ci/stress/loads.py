"""The loads. Each sends what once stopped the service, scaled to a few seconds; LOADS lists them."""

import asyncio
import dataclasses
import json
import time
from collections.abc import Awaitable, Callable

from client import connect, exchange, for_seconds, head, repeat
from service import BYSTANDER, FORM, TARGET, TOKEN_PATH, connections, form
from setups import (
    create_large,
    create_one_large,
    create_one_small,
    create_with_long_access_lists,
    delete_many_ids,
    large_connection,
    nothing,
)

SECONDS = 3
# About 120 for the largest head: the service joins the pieces of a head when there are 64.
HEAD_PIECE = 256
MANY_CONNECTIONS = 200
MIN_SERVED = 0.95
# For the response to a caller with a new connection.
MAX_WAIT = 2
# The documented times, with a margin for a busy machine.
MAX_STOP = 10 + 3
MAX_WRITE_AHEAD_LOG_MB = 100
MAX_CLOSE = 5


async def deletes(service):
    """Nothing but the probe, whose first requests meet what the setup has deleted."""
    await asyncio.sleep(1)
    return []


async def many_elements(service):
    """60 bodies of 4 MB with more than a million elements at a time, from a client that must not create."""
    body = b'{"ClientIds":[],"x":[' + b"{}," * 1_390_000 + b"{}]}"
    request = head("POST", connections(TARGET), service.guest, len(body)) + body
    await for_seconds(SECONDS, [repeat(service, request) for _ in range(60)])
    return []


async def bodies_without_token(service):
    request = head("POST", connections(TARGET), None, 6_000_000) + b" " * 6_000_000
    await for_seconds(SECONDS, [repeat(service, request) for _ in range(200)])
    return []


async def hold_unread(service, count, path):
    """Requests that are sent, and whose responses nobody reads. Returns the connections."""
    writers = []

    async def one():
        _, writer = await connect(service, receive_buffer=4096, small_segments=True)
        writer.transport.pause_reading()
        writer.write(head("GET", path, service.administrator))
        writers.append(writer)

    await asyncio.gather(*(one() for _ in range(count)), return_exceptions=True)
    return writers


async def close(writers):
    for writer in writers:
        writer.transport.abort()
    await asyncio.sleep(0)


async def unread_responses(service):
    writers = await hold_unread(service, 600, connections(TARGET) + "/" + service.ids[0])
    await asyncio.sleep(SECONDS)
    await close(writers)
    return []


async def unread_errors(service):
    """220 connections without a token, each with 256 requests whose responses nobody reads."""
    # The responses once repeated the method, so that they did not fit into the buffers.
    requests = f"{'X' * 7_000} {TOKEN_PATH} HTTP/1.1\r\nHost: a\r\n\r\n".encode() * 256

    async def pipeline():
        while True:
            try:
                _, writer = await connect(service, receive_buffer=4096, small_segments=True)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.transport.pause_reading()
            try:
                writer.write(requests)
                await writer.drain()
                await asyncio.sleep(SECONDS)
            except OSError:
                pass  # the service has closed the connection
            finally:
                writer.transport.abort()

    await for_seconds(SECONDS, [pipeline() for _ in range(220)])
    return []


async def read_slowly(service, path, part, pause):
    """Sends a request as administrator, and reads a part of its response after each pause."""
    stream, writer = await connect(service, receive_buffer=4096, small_segments=True)
    try:
        writer.write(head("GET", path, service.administrator))
        while await stream.read(part):
            await asyncio.sleep(pause)
    finally:
        writer.transport.abort()


async def slow_lists(service):
    """40 readers of lists, at some kilobytes a second."""
    await for_seconds(SECONDS, [read_slowly(service, connections(TARGET), 1024, 0.2) for _ in range(40)])
    return []


async def slow_gets(service):
    """200 readers of one large connection, fast enough for every limit of time of a write."""
    path = connections(TARGET) + "/" + service.ids[0]
    await for_seconds(SECONDS, [read_slowly(service, path, 4096, 0.05) for _ in range(200)])
    return []


async def slow_bodies(service):
    """A byte each half second, of forms and of bodies."""

    async def trickle(request_head):
        _, writer = await connect(service, small_segments=True)
        try:
            writer.write(request_head)
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.5)
        finally:
            writer.transport.abort()

    heads = [
        head("POST", TOKEN_PATH, None, 10_000, FORM),
        head("POST", connections(TARGET), service.administrator, 10_000),
    ]

    async def again(request_head):
        while True:
            try:
                await trickle(request_head)
            except OSError:
                await asyncio.sleep(0.05)

    await for_seconds(SECONDS, [again(heads[i % 2]) for i in range(220)])
    return []


async def guesses(service):
    """Wrong secrets of a client with a hashed secret, 200 at once."""
    body = form("hashed-of-" + TARGET, "wrong")
    request = head("POST", TOKEN_PATH, None, len(body), FORM) + body
    await for_seconds(SECONDS, [repeat(service, request) for _ in range(200)])
    return []


async def lists(service, callers=40):
    request = head("GET", connections(TARGET), service.administrator)
    await for_seconds(SECONDS, [repeat(service, request) for _ in range(callers)])
    return []


async def readers_beside_writers(service):
    async def writer(number):
        for i in range(1_000_000):
            body = json.dumps(large_connection(f"w{number}-{i}")).encode()
            await exchange(service, head("POST", connections(TARGET), service.administrator, len(body)) + body)

    request = head("GET", connections(TARGET), service.administrator)
    await for_seconds(
        2 * SECONDS, [repeat(service, request) for _ in range(8)] + [writer(number) for number in range(4)]
    )
    return []


def write_ahead_log_is_bounded(service):
    size = service.write_ahead_log()
    return [f"write-ahead log of {size:.0f} MB"] if size > MAX_WRITE_AHEAD_LOG_MB else []


async def unusual_http(service):
    """Requests that are not or hardly HTTP. Each must be answered and closed soon."""
    path = connections(TARGET)
    texts = [
        "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n",
        f"GET {path} HTTP/2.0\r\nHost: a\r\nConnection: close\r\n\r\n",
        f"\r\nGET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        f"GET {path} HTTP/1.1\r\nHost: a\r\nX: a\0b\r\nConnection: close\r\n\r\n",
        f"GET {path} HTTP/1.1\r\nHost: a\r\nX: a\rb\r\nConnection: close\r\n\r\n",
        f"GET {path} HTTP/1.1\r\nHost: [::1]:x\r\nConnection: close\r\n\r\n",
        f"GET http://a:1:2{path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        f"POST {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        "1;x=y\r\n{\r\n0\r\n\r\n",
    ]
    open_too_long = set()

    async def sender(text):
        while True:
            try:
                async with asyncio.timeout(MAX_CLOSE):
                    await exchange(service, text.encode("latin-1"))
            except TimeoutError:
                open_too_long.add(text.split("\r\n")[0])
            await asyncio.sleep(0.05)

    await for_seconds(SECONDS, [sender(text) for text in texts for _ in range(5)])
    return [f"{text!r} is kept open" for text in sorted(open_too_long)]


async def idle_connections(service):
    """More idle connections than the service can have open files."""
    await asyncio.sleep(1)  # the probe opens its connections
    before, start = service.cpu_seconds(), time.monotonic()
    writers = []

    async def one():
        _, writer = await connect(service)
        writers.append(writer)

    await asyncio.gather(*(one() for _ in range(150)), return_exceptions=True)
    await asyncio.sleep(SECONDS)
    used = (service.cpu_seconds() - before) / (time.monotonic() - start)
    await close(writers)
    return [f"uses {used:.1f} processors"] if used > 0.5 else []


async def log_that_nobody_reads(service):
    """More log lines than a pipe holds."""
    request = head("GET", connections(TARGET), service.guest)
    await for_seconds(SECONDS, [repeat(service, request) for _ in range(4)])
    return []


async def stop_beside_unread_responses(service):
    """Clients that never read, which check() leaves open while the service is stopped."""
    service.unread_writers = await hold_unread(service, 100, connections(TARGET) + "/" + service.ids[0])
    service.sockets = [writer.get_extra_info("socket").dup() for writer in service.unread_writers]
    await asyncio.sleep(1)
    return []


def stops_in_time(service):
    seconds = service.terminate()
    for sock in service.sockets:
        sock.close()
    if seconds is None:
        return ["SIGTERM does not stop it"]
    return [f"SIGTERM took {seconds:.0f} s"] if seconds > MAX_STOP else []


async def one_tenant(service):
    """200 callers of one tenant, with small creates and gets that are all valid."""
    create_body = json.dumps({"Name": "valid", "ClientIds": []}).encode()
    create_request = head("POST", connections(TARGET), service.administrator, len(create_body)) + create_body
    get_request = head("GET", connections(TARGET) + "/" + service.ids[0], service.administrator)

    async def caller():
        while True:
            await exchange(service, create_request)
            await exchange(service, get_request)

    await for_seconds(SECONDS, [caller() for _ in range(200)])
    return []


async def silent(service):
    """More connections than the service accepts, which send nothing, or half of a request, and are opened again."""
    starts = [b"", head("GET", connections(TARGET))[:-2], head("POST", TOKEN_PATH, None, 10, FORM)]

    async def connection(start):
        while True:
            try:
                stream, writer = await connect(service)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            try:
                writer.write(start)
                await stream.read()
            except OSError:
                pass  # the service has closed the connection
            finally:
                writer.transport.abort()
            await asyncio.sleep(0.2)

    served = []

    async def new_caller():
        await asyncio.sleep(1)
        while True:
            request = head("GET", connections(BYSTANDER), service.bystander)
            try:
                async with asyncio.timeout(MAX_WAIT):
                    served.append(await exchange(service, request) == 200)
            except TimeoutError:
                served.append(False)

    tasks = [connection(starts[i % len(starts)]) for i in range(3 * MANY_CONNECTIONS)]
    await for_seconds(SECONDS, tasks + [new_caller() for _ in range(4)])
    return [] if sum(served) >= MIN_SERVED * len(served) > 0 else [f"{sum(served)} of {len(served)} new callers served"]


async def heads(service):
    """As many connections as the service accepts, each with almost the largest head, in small pieces."""
    data = head("GET", connections(TARGET))[:-2] + b"".join(b"X%03d: %s\r\n" % (i, b"x" * 330) for i in range(94))

    async def connection():
        _, writer = await connect(service, small_segments=True)
        try:
            for at in range(0, len(data), HEAD_PIECE):
                writer.write(data[at : at + HEAD_PIECE])
                await writer.drain()
                await asyncio.sleep(0.02)
            await asyncio.sleep(SECONDS)
        finally:
            writer.transport.abort()

    await for_seconds(2 * SECONDS, [connection() for _ in range(900)])
    return []


async def pipelined(service):
    """Hundreds of requests in one write, for which nobody waits: half of the connections are closed at once."""
    data = head("GET", "/health/live").replace(b"Connection: close\r\n", b"") * 250

    async def connection(closes):
        _, writer = await connect(service)
        try:
            writer.write(data)
            await writer.drain()
            if not closes:
                await asyncio.sleep(1)
        finally:
            writer.transport.abort()

    await for_seconds(SECONDS, [connection(number % 2) for number in range(300)])
    return []


@dataclasses.dataclass
class Load:
    """A load: its number, its preparation, what is sent while the probe measures, and a check at the end.

    send returns problems that it saw, as texts. pause: seconds between two requests of a caller of the probe. cold: the
    first requests of the probe belong to the load.
    """

    row: str
    name: str
    send: Callable[..., Awaitable[list[str]]]
    setup: Callable[..., Awaitable[None]] = nothing
    check: Callable[..., list[str]] = lambda service: []
    pause: float = 0.02
    cold: bool = False
    max_files: int | None = None
    unread_log: bool = False


LOADS = [
    Load("1", "deletes", deletes, delete_many_ids, cold=True),
    Load("2", "elements", many_elements),
    Load("3", "bodies", bodies_without_token),
    Load("4", "unread", unread_responses, create_one_large),
    Load("4", "unread-errors", unread_errors),
    Load("4", "slow-lists", slow_lists, create_large),
    Load("4", "slow-gets", slow_gets, create_one_large),
    Load("5", "slow-bodies", slow_bodies),
    Load("6", "guesses", guesses),
    Load("7", "large-lists", lists, create_large),
    Load("7", "access-lists", lists, create_with_long_access_lists),
    Load("9", "readers", readers_beside_writers, create_large, write_ahead_log_is_bounded),
    Load("11, 13", "unusual-http", unusual_http),
    # The probe's requests must fit into the connections that it has before the load.
    Load("15", "idle", idle_connections, pause=0.1, max_files=130),
    Load("16", "log", log_that_nobody_reads, unread_log=True),
    Load("18", "one-tenant", one_tenant, create_one_small),
    Load("19", "silent", silent, max_files=MANY_CONNECTIONS + 120),
    Load("20", "heads", heads),
    Load("21", "pipelined", pipelined),
    Load("17", "stop", stop_beside_unread_responses, create_one_large, stops_in_time),
]

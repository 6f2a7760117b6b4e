"""HTTP of callers that do not wait for, or do not read, what they have asked for."""

import asyncio
import http.client
import json
import socket

SMALL_SEGMENT = 536


async def connect(service, receive_buffer=None, small_segments=False):
    """Opens a connection. A small receive buffer makes the service notice that nobody reads.

    small_segments: as in many networks; otherwise, a segment of the loopback interface has up to 64 KB
    """
    sock = socket.socket()
    sock.setblocking(False)
    if receive_buffer:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    if small_segments:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SMALL_SEGMENT)
    try:
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", service.port))
        return await asyncio.open_connection(sock=sock, limit=4096 if receive_buffer else 2**16)
    except OSError:
        sock.close()
        raise


def head(method, path, token=None, length=None, content_type="application/json"):
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if token:
        lines.append("Authorization: Bearer " + token)
    if length is not None:
        lines += [f"Content-Type: {content_type}", f"Content-Length: {length}"]
    lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def exchange(service, request):
    """Sends bytes on a new connection, and reads until its end. Returns the status code, 0 without a response."""
    try:
        reader, writer = await connect(service)
    except OSError:
        return 0
    sending = asyncio.create_task(send(writer, request))
    start = b""
    try:
        while part := await reader.read(2**16):
            start = start or part
    except OSError:
        pass
    finally:
        sending.cancel()
        writer.close()
    return int(start[9:12]) if start.startswith(b"HTTP/1.1 ") else 0


async def send(writer, data):
    try:
        for at in range(0, len(data), 2**16):
            writer.write(data[at : at + 2**16])
            await writer.drain()
    except OSError:
        pass  # the service has closed the connection


async def call(service, method, path, value):
    """Sends a request of a setup, which must succeed. Returns the body as JSON."""

    def blocking():
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
        try:
            headers = {"Authorization": "Bearer " + service.administrator, "Content-Type": "application/json"}
            connection.request(method, path, json.dumps(value), headers)
            response = connection.getresponse()
            body = response.read()
            if response.status not in (200, 202):
                raise RuntimeError(f"setup: {method} {path} returned {response.status}: {body[:300]}")
            return json.loads(body)
        finally:
            connection.close()

    return await asyncio.to_thread(blocking)


async def for_seconds(seconds, tasks):
    """Runs coroutines at the same time, and cancels what is left of them after some seconds.

    They use asyncio.timeout: asyncio.wait_for of Python 3.11 can lose a cancellation.
    """
    running = [asyncio.create_task(task) for task in tasks]
    await asyncio.wait(running, timeout=seconds)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def repeat(service, request):
    """Sends a request again and again, until cancelled."""
    while True:
        if await exchange(service, request) in (0, 429, 503):
            await asyncio.sleep(0.05)

"""A small HTTP client on a socket: http.client would take longer than the service."""

import dataclasses
import socket
import time

TIMEOUT = 120


def connect(server):
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=TIMEOUT)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


@dataclasses.dataclass
class Response:
    """A response: status code, header fields in lower case, body, and size in bytes including the head."""

    status: int
    headers: dict[str, str]
    body: bytes
    size: int


class Client:
    """A connection to a server, kept open between requests. Opens another one when the server closes it."""

    def __init__(self, server):
        self.server = server
        self.socket = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.socket:
            self.socket.close()
            self.socket = None

    def request(self, method, path, body=None, content_type="application/json"):
        """Sends a request. The response must have a status below 400."""
        if not self.socket:
            self.socket = connect(self.server)
        data = (body or "").encode()
        self.socket.sendall(head(self.server, method, path, len(data), content_type) + data)
        response = self.response(f"{method} {path}")
        if response.headers.get("connection", "").lower() == "close":
            self.close()
        return response

    def response(self, request):
        data = self.receive()
        while b"\r\n\r\n" not in data:
            data += self.receive()
        top, body = data.split(b"\r\n\r\n", 1)
        lines = top.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if "content-length" in headers:
            missing = int(headers["content-length"]) - len(body)
            parts = [body]
            while missing > 0:
                parts.append(self.receive())
                missing -= len(parts[-1])
            body = b"".join(parts)
            size = len(top) + 4 + len(body)
        else:
            while not body.endswith(b"0\r\n\r\n"):
                body += self.receive()
            size = len(top) + 4 + len(body)
            body = unchunk(body)
        status = int(lines[0][9:12])
        if status >= 400:
            raise RuntimeError(f"{self.server.name} returned {status} for {request}: {body[:300]}")
        return Response(status, headers, body, size)

    def receive(self):
        part = self.socket.recv(2**16)
        if not part:
            raise ConnectionResetError(f"{self.server.name} closed the connection before the end of a response.")
        return part


def head(server, method, path, length=0, content_type="application/json", connection="keep-alive"):
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Connection: {connection}"]
    if server.token:
        lines.append("Authorization: Bearer " + server.token)
    if length:
        lines += [f"Content-Type: {content_type}", f"Content-Length: {length}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def unchunk(data):
    parts, at = [], 0
    while True:
        line = data.index(b"\r\n", at)
        length = int(data[at:line], 16)
        if length == 0:
            return b"".join(parts)
        parts.append(data[line + 2 : line + 2 + length])
        at = line + 2 + length + 2


@dataclasses.dataclass
class Download:
    """A large response: seconds until its end, size, and the number of matches."""

    seconds: float
    size: int
    matches: int


def download(server, path, word, keep=None):
    """Reads a response to its end without storing it, and counts a word in it. Adds its bytes to keep, if given."""
    start = time.perf_counter()
    with connect(server) as connection:
        part = first_part(server, connection, path)
        size, matches, tail = 0, 0, b""
        while part:
            size += len(part)
            if keep is not None:
                keep += part
            matches += (tail + part).count(word)
            # One byte less than the word, so that no match is counted twice.
            tail = (tail + part)[1 - len(word) :]
            part = connection.recv(2**18)
    return Download(time.perf_counter() - start, size, matches)


def first_byte(server, path):
    """Returns the seconds until the first byte of a response's body, and closes the connection."""
    start = time.perf_counter()
    with connect(server) as connection:
        first_part(server, connection, path)
        return time.perf_counter() - start


def first_part(server, connection, path):
    """Sends a request, and reads its response until a part of the body has arrived. Returns the bytes."""
    connection.sendall(head(server, "GET", path, connection="close"))
    data = b""
    while not data.partition(b"\r\n\r\n")[2]:
        part = connection.recv(2**18)
        if not part:
            raise RuntimeError(f"{server.name} sent no body for {path}.")
        data += part
    if int(data[9:12]) != 200:
        raise RuntimeError(f"{server.name} returned {data[:300]!r} for {path}.")
    return data

"""List of all connections, beside a program that reads the same rows by JDBC and writes the same bytes."""

import statistics

import data
import servers
from client import download, first_byte, unchunk
from rounds import Row, alternate

WORD = b'"Id":'


def measure(settings):
    folder = data.folder(settings.connections)
    with servers.service(folder) as service:
        recorded = bytearray()
        size = list_all(service, settings.connections, keep=recorded).size
        body = service.folder / "body"
        body.write_bytes(body_of(recorded))
        with servers.jdbc("The JDBC program", "JdbcList", folder, body).printed_port() as program:
            expected = list_all(program, settings.connections).size
            service.warm_up(settings.warm_up, lambda: list_all(service, settings.connections, size))
            program.warm_up(settings.warm_up, lambda: list_all(program, settings.connections, expected))
            subject, baseline = alternate(
                settings.rounds,
                lambda number: list_all(service, settings.connections, size),
                lambda number: list_all(program, settings.connections, expected),
            )
            first_bytes = alternate(
                settings.rounds,
                lambda number: first_byte_of_list(service),
                lambda number: first_byte_of_list(program),
            )
    what = f"List of {settings.connections:,} connections, beside reading the rows by JDBC and writing the same bytes"
    return [
        Row("list", what, "MB/s", rates(subject), rates(baseline), 0.5, True),
        Row("list-first-byte", what, "ms", *first_bytes, None, False),
    ]


def list_all(server, count, size=None, keep=None):
    result = download(server, servers.COLLECTION, WORD, keep)
    if result.matches != count or size not in (None, result.size):
        raise RuntimeError(
            f"{server.name} sent a list of {result.matches} connections in {result.size} bytes; expected: {count}"
            f" connections in {size or 'any number of'} bytes."
        )
    return result


def body_of(response):
    head, body = bytes(response).split(b"\r\n\r\n", 1)
    return unchunk(body) if b"transfer-encoding: chunked" in head.lower() else body


def rates(downloads):
    return [each.size / 1e6 / each.seconds for each in downloads]


def first_byte_of_list(server):
    """Returns the milliseconds until the first byte, the median of a few."""
    return 1000 * statistics.median(first_byte(server, servers.COLLECTION) for _ in range(5))

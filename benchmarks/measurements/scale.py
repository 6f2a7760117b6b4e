"""Requests in a namespace with many connections, beside one with 1,000. Both servers have a heap of 256 MB."""

import statistics
import time
import uuid

import data
import servers
from client import Client
from rounds import Row, alternate

from measurements.list_all import first_byte_of_list, list_all

FEW = 1_000
HEAP = ["-Xmx256m"]
# With the default of 30 s, a slow machine would not send a million connections in time.
FLAGS = ["--request-timeout", "PT5M"]
REACH = 1.2


def measure(settings):
    with (
        servers.service(data.folder(settings.many), HEAP, FLAGS) as large,
        servers.service(data.folder(FEW), HEAP, FLAGS) as small,
    ):
        # First, because the other requests change the number of connections.
        row = first_byte(settings, large, small)
        return [*latencies(settings, large, small), row]


def latencies(settings, large, small):
    in_large, in_small = Requests(large, settings), Requests(small, settings)
    for requests in (in_large, in_small):
        requests.server.warm_up(settings.warm_up / 2, requests.get_kept)
        requests.medians()
    results = alternate(settings.rounds, lambda number: in_large.medians(), lambda number: in_small.medians())
    return [
        Row(
            f"scale-{name}",
            f"{name.capitalize()} among {settings.many:,} connections, median time, beside {FEW:,}",
            "ms",
            [medians[name] for medians in results[0]],
            [medians[name] for medians in results[1]],
            REACH,
            False,
        )
        for name in results[0][0]
    ]


class Requests:
    """Sends gets, creates, updates and deletes of different connections, one at a time."""

    def __init__(self, server, settings):
        self.server = server
        self.count = settings.requests
        # Deletes must not use up the smaller namespace.
        deletes = (settings.rounds + 1) * self.count
        ids = data.ids(servers.database(server), min(FEW - 1, deletes + 100))
        self.keep = ids[:100]
        self.delete = ids[100:]

    def get_kept(self):
        with Client(self.server) as client:
            for identifier in self.keep:
                client.request("GET", f"{servers.COLLECTION}/{identifier}")

    def medians(self):
        """Returns the median time of each kind of request, in milliseconds."""
        times = {"get": [], "create": [], "update": [], "delete": []}
        with Client(self.server) as client:

            def send(kind, method, path, body=None):
                start = time.perf_counter()
                client.request(method, path, body)
                times[kind].append((time.perf_counter() - start) * 1000)

            for i in range(self.count):
                kept = self.keep[i % len(self.keep)]
                send("get", "GET", f"{servers.COLLECTION}/{kept}")
                send("create", "POST", servers.COLLECTION, data.create_body(str(uuid.uuid4())))
                body = data.create_body(kept, f"Boiler house {uuid.uuid4()}")
                send("update", "PUT", f"{servers.COLLECTION}/{kept}", body)
                send("delete", "DELETE", f"{servers.COLLECTION}/{self.delete.pop()}")
        return {kind: statistics.median(values) for kind, values in times.items()}


def first_byte(settings, large, small):
    """The time to the first byte of a list. The large list must be complete in spite of the small heap."""
    list_all(large, settings.many)
    for server in (large, small):
        server.warm_up(settings.warm_up / 2, lambda server=server: first_byte_of_list(server))
    subject, baseline = alternate(
        settings.rounds, lambda number: first_byte_of_list(large), lambda number: first_byte_of_list(small)
    )
    what = f"First byte of a list of {settings.many:,} connections, heap of 256 MB, beside {FEW:,}"
    return Row("scale-list", what, "ms", subject, baseline, REACH, False)

"""Requests in a namespace with many connections, beside one with 1,000. Both servers have a heap of 256 MB."""

import statistics
import time
import uuid

import data
import servers
from client import Client
from rounds import Row, alternate

from measurements.list_all import first_bytes, list_all

FEW = 1_000
HEAP = "-Xmx256m"
REACH = 1.2


def measure(settings):
    with (
        servers.service(data.folder(settings.many), [HEAP]) as large,
        servers.service(data.folder(FEW), [HEAP]) as small,
    ):
        rows = latencies(settings, large, small)
    with (
        servers.service(data.folder(settings.many), [HEAP]) as large,
        servers.service(data.folder(FEW), [HEAP]) as small,
    ):
        return rows + lists(settings, large, small)


def latencies(settings, large, small):
    with Requests(large, settings) as in_large, Requests(small, settings) as in_small:
        in_large.medians()
        in_small.medians()
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
        self.client = Client(server)
        self.count = settings.requests
        # Deletes must not use up the smaller namespace.
        deletes = (settings.rounds + 1) * self.count
        self.ids = data.ids(servers.database(server), min(FEW - 1, deletes + 100))
        self.keep = self.ids[:100]
        self.delete = self.ids[100:]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.__exit__()

    def medians(self):
        """Returns the median time of each kind of request, in milliseconds."""
        times = {"get": [], "create": [], "update": [], "delete": []}
        for i in range(self.count):
            kept = self.keep[i % len(self.keep)]
            path = f"{servers.COLLECTION}/{kept}"
            times["get"].append(self.time("GET", path))
            times["create"].append(self.time("POST", servers.COLLECTION, data.create_body(str(uuid.uuid4()))))
            times["update"].append(self.time("PUT", path, data.create_body(kept, f"Boiler house {uuid.uuid4()}")))
            times["delete"].append(self.time("DELETE", f"{servers.COLLECTION}/{self.delete.pop()}"))
        return {name: statistics.median(values) for name, values in times.items()}

    def time(self, method, path, body=None):
        start = time.perf_counter()
        self.client.request(method, path, body)
        return (time.perf_counter() - start) * 1000


def lists(settings, large, small):
    """The time to the first byte of a list. Lists must be complete, in spite of the small heap."""
    list_all(large, settings.many)
    for _ in range(5):
        list_all(small, FEW)
    subject, baseline = alternate(
        min(settings.rounds, 3), lambda number: list_all(large, settings.many), lambda number: list_all(small, FEW)
    )
    what = f"First byte of a list of {settings.many:,} connections, heap of 256 MB, beside {FEW:,}"
    return [Row("scale-list", what, "ms", first_bytes(subject), first_bytes(baseline), REACH, False)]

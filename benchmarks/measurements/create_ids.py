"""Create of a connection with many client ids: the cost of one id, beside a connection with fewer."""

import json
import time
import uuid

import servers
from client import Client
from rounds import Row, alternate

MANY = 10_000
FEW = 100


def measure(settings):
    creates = {MANY: max(2, settings.requests // 20), FEW: settings.requests // 2}
    with servers.service() as service:
        service.warm_up(settings.warm_up / 2, lambda: cost(service, MANY, 1))
        service.warm_up(settings.warm_up / 2, lambda: cost(service, FEW, 10))
        subject, baseline = alternate(
            settings.rounds,
            lambda number: cost(service, MANY, creates[MANY]),
            lambda number: cost(service, FEW, creates[FEW]),
        )
    what = f"Create with {MANY:,} client ids, time for each id, beside a create with {FEW}"
    return [Row("create-ids", what, "µs for each id", subject, baseline, 1, False)]


def cost(service, ids, creates):
    """Returns the microseconds for each client id."""
    bodies = [json.dumps({"ClientIds": [str(uuid.uuid4()) for _ in range(ids)]}) for _ in range(creates)]
    with Client(service) as client:
        start = time.perf_counter()
        for body in bodies:
            client.request("POST", servers.COLLECTION, body)
        return (time.perf_counter() - start) * 1e6 / creates / ids

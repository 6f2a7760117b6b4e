"""Get of one connection, beside a bare server that returns a constant, and beside mock servers."""

import data
import load
import servers
from client import Client
from rounds import Row, alternate

CLIENTS = 32


def beside_bare(settings):
    with servers.service(data.folder(settings.connections)) as service:
        path, response = one_connection(service)
        with servers.bare(response, service.token) as bare:
            require_same_size(bare, path, response)
            subject, baseline = measure(settings, service, path, bare, path)
    what = f"Get of one of {settings.connections:,} connections, {CLIENTS} clients, beside a bare Jersey resource"
    return [
        rate_row("get", what, rates(subject), rates(baseline), 0.6),
        Row("get-p99", what, "ms, 99%", [r.p99 for r in subject], [r.p99 for r in baseline], 1.5, False),
    ]


def beside_wiremock(settings):
    with servers.service(data.folder(settings.connections)) as service:
        path, response = one_connection(service)
        with servers.wiremock(path, response, service.token) as wiremock:
            subject, baseline = measure(settings, service, path, wiremock, path)
    return [rate_row("get-wiremock", "The same get, beside WireMock with the same body", rates(subject), rates(baseline), 1.5)]


def beside_prism(settings):
    with servers.service(data.folder(settings.connections)) as service:
        path, _ = one_connection(service)
        with servers.prism(service.token) as prism:
            # Prism ignores a server URL that is relative.
            subject, baseline = measure(settings, service, path, prism, path.removeprefix("/api/v1"))
    return [rate_row("get-prism", "The same get, beside Prism with an example of the contract", rates(subject), rates(baseline), 15)]


def one_connection(service):
    """Returns the path of a connection and the response for it."""
    path = f"{servers.COLLECTION}/{data.ids(servers.database(service), 1)[0]}"
    with Client(service) as client:
        return path, client.request("GET", path)


def require_same_size(bare, path, response):
    with Client(bare) as client:
        size = client.request("GET", path).size
    # Header fields such as Connection and their spelling may differ.
    if abs(size - response.size) > 0.1 * response.size:
        raise RuntimeError(f"The bare server's response has {size} bytes, and the service's {response.size}.")


def measure(settings, service, path, baseline, baseline_path):
    def loading(server, path):
        with Client(server) as client:
            size = client.request("GET", path).size
        server.warm_up(
            settings.warm_up, lambda: load.get(server, path, load.WARM_UP_CLIENTS, servers.WARM_UP_PART, size)
        )
        return lambda number: load.get(server, path, CLIENTS, settings.seconds, size)

    return alternate(settings.rounds, loading(service, path), loading(baseline, baseline_path))


def rates(results):
    return [result.rate for result in results]


def rate_row(name, what, subject, baseline, reach):
    return Row(name, what, "requests/s", subject, baseline, reach, True)

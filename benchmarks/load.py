"""Sends requests with wrk, and checks that all responses were right."""

import dataclasses
import json
import pathlib
import subprocess

# Few, so that requests leave processors to the just-in-time compiler.
WARM_UP_CLIENTS = 2
SCRIPT = pathlib.Path(__file__).with_name("load.lua")


@dataclasses.dataclass
class Result:
    """The result of a load: requests per second, and the 99th percentile of the response times in milliseconds."""

    requests: int
    rate: float
    p99: float


def get(server, path, clients, seconds, size):
    """Sends GET requests of the path. Each response must have a status below 400 and the size, including its head."""
    result, total = run(server, path, clients, seconds)
    # At the end, a response for each client is incomplete. Grizzly closes a connection after 256 requests, whose last
    # response has another header field for that.
    if not 0 <= total - result.requests * size <= (clients + result.requests / 1000) * size:
        raise RuntimeError(
            f"{server.name} sent {total} bytes in {result.requests} responses, but each should have {size} bytes."
        )
    return result


def create(server, path, clients, seconds, prefix):
    """Creates connections, whose client ids start with the prefix. Each response must have a status below 400."""
    result, _ = run(server, path, clients, seconds, prefix)
    return result


def run(server, path, clients, seconds, *arguments):
    command = ["wrk", "--threads", "1", "--connections", str(clients), "--duration", f"{seconds}s", "--latency"]
    command += ["--timeout", "10s", "--script", str(SCRIPT), "--header", "Content-Type: application/json"]
    command += ["--header", f"Authorization: Bearer {server.token}", f"http://127.0.0.1:{server.port}{path}"]
    done = subprocess.run(command + ["--", *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"wrk failed: {done.stderr or done.stdout}")
    measured = json.loads(done.stdout.splitlines()[-1])
    if measured["bad_statuses"] or measured["failures"] or not measured["requests"]:
        raise RuntimeError(f"{server.name} did not serve all requests: {measured}")
    rate = measured["requests"] / (measured["microseconds"] / 1e6)
    return Result(measured["requests"], rate, measured["p99"] / 1000), measured["bytes"]

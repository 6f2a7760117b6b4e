"""Measures how well callers of another tenant are served, in a process that loads do not slow down."""

import http.client
import json
import multiprocessing
import statistics
import threading
import time
import uuid

import service

THREADS = 4
TIMEOUT = 10
# A slower response counts as disturbed.
SLOW = 1.0
CREATED, OK = 202, 200


class Probe:
    """Small creates, gets, lists and deletes, by a few callers. They start at once, and end when result() is called."""

    def __init__(self, port, token, pause):
        context = multiprocessing.get_context("fork")
        self.stop = context.Event()
        self.receiver, sender = context.Pipe(duplex=False)
        self.process = context.Process(target=measure, args=(port, token, pause, self.stop, sender), daemon=True)
        self.process.start()
        sender.close()

    def result(self):
        """Returns the samples: start, end, and the status code (0 without a response), of every request."""
        self.stop.set()
        samples = self.receiver.recv()
        self.process.join()
        return samples

    def close(self):
        """Ends the process if result() was not called."""
        self.process.kill()
        self.process.join()


def measure(port, token, pause, stop, sender):
    samples = []
    threads = [
        threading.Thread(target=caller, args=(port, token, pause, stop, samples), daemon=True) for _ in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sender.send(sorted(samples))


def caller(port, token, pause, stop, samples):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
    path = service.connections(service.BYSTANDER)

    def request(method, at, body=None):
        """Returns the body of a successful response, or None."""
        start = time.monotonic()
        status, content = 0, b""
        try:
            connection.request(method, at, body, headers)
            response = connection.getresponse()
            content = response.read()
            status = response.status
        except (OSError, http.client.HTTPException):
            connection.close()
        samples.append((start, time.monotonic(), status))
        stop.wait(pause)
        return content if status in (OK, CREATED) else None

    while not stop.is_set():
        created = request("POST", path, json.dumps({"Name": "probe", "ClientIds": [str(uuid.uuid4())]}))
        request("GET", path)
        if created:
            one = path + "/" + json.loads(created)["Id"]
            request("GET", one)
            request("DELETE", one)
    connection.close()


def successful(samples):
    """The percentage of requests that succeeded."""
    return 100 * sum(status in (OK, CREATED) for _, _, status in samples) / len(samples) if samples else 0.0


def median(samples):
    """The median of the times of all requests, in seconds."""
    return statistics.median(end - start for start, end, _ in samples) if samples else float("inf")


def recovery(samples, load_end):
    """The seconds from the end of the load to the end of the last disturbed request."""
    disturbed = [
        end for start, end, status in samples if end > load_end and (status not in (OK, CREATED) or end - start > SLOW)
    ]
    return max(disturbed) - load_end if disturbed else 0.0

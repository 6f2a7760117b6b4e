"""Start of the process until its first response, and its resident memory then, beside a bare server."""

import shutil
import time

import data
import servers
from client import Client
from rounds import Row, alternate

from measurements.get import one_connection


def measure(settings):
    with servers.service(data.folder(settings.connections)) as service:
        path, response = one_connection(service)
        # Valid after each start: the key that signs tokens is in the data folder.
        token, port = service.token, service.port
        service.stop()
        service_folder, bare_folder = service.folder, servers.new_folder()
        archive = bare_folder / "classes.jsa"
        bare_start = servers.bare_command(bare_folder, response, port)

        def service_start(*java_options):
            command = servers.service_command(service_folder, port, java_options)
            return start("The service", command, port, path, token)

        def compare(name, *java_options):
            subject, baseline = alternate(
                settings.starts,
                lambda number: service_start(*java_options),
                lambda number: start("The bare server", bare_start, port, path, token),
            )
            return rows(name, subject, baseline)

        try:
            service_start(f"-XX:ArchiveClassesAtExit={archive}", "-Xlog:disable")
            if not archive.exists():
                raise RuntimeError("Java has made no archive of classes.")
            return compare("") + compare("-archive", f"-XX:SharedArchiveFile={archive}", "-Xshare:on")
        finally:
            shutil.rmtree(bare_folder)


def rows(name, subject, baseline):
    subject_seconds, subject_memory = zip(*subject)
    baseline_seconds, baseline_memory = zip(*baseline)
    of = " of the service with an archive of classes," if name else ""
    time_of = f"Time from the start of the process to its first response to a get,{of} beside the bare server"
    memory_of = f"Resident memory after the first response,{of} beside the bare server"
    return [
        Row("start" + name, time_of, "s", subject_seconds, baseline_seconds, 1.3, False),
        Row("memory" + name, memory_of, "MB", subject_memory, baseline_memory, 1.4, False),
    ]


def start(name, command, port, path, token):
    """Returns the seconds until the first response, and the resident memory after it in MB."""
    begin = time.perf_counter()
    # Users do not pin processes, and the start uses all processors.
    with servers.Server(name, command, port, pinned=False) as server:
        server.token = token
        server.wait_for(lambda: responds(server, path))
        return time.perf_counter() - begin, server.resident_memory()


def responds(server, path):
    try:
        with Client(server) as client:
            return client.request("GET", path).status == 200
    except OSError:
        return False  # not listening yet

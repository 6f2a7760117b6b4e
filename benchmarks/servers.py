"""The service and its baselines: processes that listen on a free port of 127.0.0.1 and are ended by their process id."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

from client import Client

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = HERE / "target"
JAR = ROOT / "server-impl" / "target" / "omf-connections.jar"
BARE_JAR = TARGET / "bare-server.jar"
WIREMOCK_JAR = TARGET / "wiremock-standalone.jar"
JDBC_CLASSES = f"{TARGET / 'classes'}{os.pathsep}{TARGET / 'lib' / '*'}"
PRISM = HERE / "prism" / "node_modules" / ".bin" / "prism"
CONTRACT = ROOT / "openapi" / "omf-connections.yaml"

TIMEOUT = 60
STOP_TIMEOUT = 30
# Seconds of load after which the warm-up looks at the compiler.
WARM_UP_PART = 3
CLIENT = "benchmark"
DATABASE = "omf-connections.db"
SECRET = "a-secret-of-the-benchmarks"
TENANT = "5a7c1b5e-3f0d-4d5f-9c3e-0d6f3a1e2b40"
COLLECTION = f"/api/v1/tenants/{TENANT}/namespaces/plant-a/omfConnections"
DIRECTORY = f"""
tenants:
  - id: {TENANT}
    namespaces: [{{id: plant-a}}]
    roles: [{{id: administrator, administrator: true}}]
    clients:
      - {{id: {CLIENT}, secret: {SECRET}, roles: [administrator]}}
"""


def cores():
    """The processors of servers and of load generators: halves that do not overlap. Both all, if there is only one."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None
    available = sorted(ALL_CORES)
    half = len(available) // 2
    return (available[:half], available[half:]) if half else (available, available)


ALL_CORES = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


def pin_load_generators():
    """Pins this process and the processes that it starts. A Server pins itself."""
    if ALL_CORES:
        os.sched_setaffinity(0, cores()[1])


def new_folder():
    """Creates a folder for the data of one server, on the file system of the project."""
    parent = TARGET / "work"
    parent.mkdir(parents=True, exist_ok=True)
    return pathlib.Path(tempfile.mkdtemp(dir=parent))


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Server:
    """A process, ended at the end of a with block. Its output goes to files in its folder, which is removed then.

    port: the port that the command has; None if the process prints it, or listens on none
    pinned: whether the process runs on the processors of servers only
    """

    token = None

    def __init__(self, name, command, port=None, folder=None, pinned=True):
        self.name = name
        self.port = port
        self.folder = folder or new_folder()
        self.out = self.folder / "out.txt"
        self.log = self.folder / "log.txt"
        on = (cores()[0] if pinned else ALL_CORES) or None
        with self.out.open("w") as out, self.log.open("w") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=log,
                preexec_fn=on and (lambda: os.sched_setaffinity(0, on)),
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self):
        if self.process.poll() is not None:
            return
        self.process.stdin.close()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait_for(self, condition, seconds=0):
        """Waits until the condition is neither None nor empty, and returns it. seconds: how long it takes at least."""
        end = time.monotonic() + seconds + TIMEOUT
        while time.monotonic() < end and self.process.poll() is None:
            value = condition()
            if value:
                return value
            time.sleep(0.005)
        self.stop()
        raise RuntimeError(f"{self.name} does not respond or has ended:\n{self.output()}{self.log.read_text()}")

    def output(self):
        return self.out.read_text()

    def send(self, line):
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def answer(self, line, seconds=0):
        """Sends a line, and returns the first line of the output that comes afterwards. seconds: the time that it takes"""
        before = len(self.output().splitlines())
        self.send(line)

        def whole_line():
            lines = self.output().splitlines(keepends=True)[before:]
            return lines and lines[0].endswith("\n") and lines[0]

        return self.wait_for(whole_line, seconds).strip()

    def printed_port(self):
        self.port = self.wait_for(lambda: match(r"^Listening on \S+://127\.0\.0\.1:(\d+)$", self.output()))
        return self

    def accepting(self):
        """Waits until the server accepts connections."""

        def connect():
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return True
            except OSError:
                return None

        self.wait_for(connect)
        return self

    def warm_up(self, seconds, work):
        """Repeats work, on all processors, until the just-in-time compiler of Java is idle, or for some seconds at most.

        On the processors of servers alone, the compiler would compete with the requests for minutes.
        """
        self.run_on(ALL_CORES)
        end = time.monotonic() + seconds
        compiled, idle = self.compiler_seconds(), 0
        while idle < 2 and time.monotonic() < end:
            start = time.monotonic()
            while time.monotonic() < start + WARM_UP_PART:
                work()
            before, compiled = compiled, self.compiler_seconds()
            idle = idle + 1 if compiled - before < 0.1 * (time.monotonic() - start) else 0
        self.run_on(cores()[0])

    def run_on(self, processors):
        """Lets the threads of the process run on these processors only."""
        if processors:
            for task in self.tasks():
                with contextlib.suppress(OSError):  # the thread has ended
                    os.sched_setaffinity(int(task.name), processors)

    def tasks(self):
        return pathlib.Path(f"/proc/{self.process.pid}/task").iterdir()

    def compiler_seconds(self):
        """The CPU time of the just-in-time compiler's threads; 0 if the process is not Java."""
        ticks = 0
        for task in self.tasks():
            with contextlib.suppress(OSError):  # the thread has ended
                name, _, fields = (task / "stat").read_text().rpartition(")")
                if re.search(r"\(C[12] CompilerThre", name):
                    ticks += sum(int(field) for field in fields.split()[11:13])
        return ticks / os.sysconf("SC_CLK_TCK")

    def resident_memory(self):
        """The resident set, in MB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return match(r"^VmRSS:\s+(\d+) kB$", status) / 1024


def match(pattern, text):
    found = re.search(pattern, text, re.M)
    return int(found[1]) if found else None


def service_command(folder, port=0, java_options=(), flags=(), database=None):
    """The command that starts the service with its data in the folder or in a PostgreSQL database."""
    (folder / "directory.yaml").write_text(DIRECTORY)
    command = ["java", *java_options, "-jar", JAR, "serve", "--port", port]
    storage = ["--database", database, "--database-user", "postgres"] if database else ["--data-dir", folder / "data"]
    return command + [*storage, "--directory", folder / "directory.yaml", *flags]


def service(data=None, java_options=(), flags=(), database=None):
    """Starts the service on a copy of a data folder, on a new one, or on a PostgreSQL database."""
    folder = new_folder()
    if data:
        shutil.copytree(data, folder / "data")
    server = Server("The service", service_command(folder, 0, java_options, flags, database), folder=folder)
    try:
        server.printed_port()
        server.token = new_token(server)
        return server
    except BaseException:
        server.__exit__()
        raise


def new_token(server):
    form = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
    with Client(server) as client:
        body = urllib.parse.urlencode(form)
        response = client.request("POST", "/identity/connect/token", body, "application/x-www-form-urlencoded")
        return json.loads(response.body)["access_token"]


def database(server):
    """The database file of a service."""
    return server.folder / "data" / DATABASE


def bare_command(folder, response, port=0):
    """The command that starts the bare server, which returns the same body and header fields as the response."""
    (folder / "body").write_bytes(response.body)
    # Grizzly writes these itself.
    own = {"content-length", "transfer-encoding", "connection"}
    fields = [part for field in response.headers.items() if field[0] not in own for part in field]
    return ["java", "-jar", BARE_JAR, port, folder / "body", *fields]


def bare(response, token):
    folder = new_folder()
    server = Server("The bare server", bare_command(folder, response), folder=folder).printed_port()
    server.token = token
    return server


def wiremock(path, response, token):
    """Starts WireMock with a stub that matches the method and the path. It keeps no journal of requests."""
    folder, port = new_folder(), free_port()
    (folder / "mappings").mkdir()
    stub = {
        "request": {"method": "GET", "urlPath": path},
        "response": {
            "status": 200,
            "headers": {"Content-Type": response.headers["content-type"]},
            "body": response.body.decode(),
        },
    }
    (folder / "mappings" / "get.json").write_text(json.dumps(stub))
    command = ["java", "-jar", WIREMOCK_JAR, "--bind-address", "127.0.0.1", "--port", port]
    command += ["--root-dir", folder, "--no-request-journal"]
    server = Server("WireMock", command, port, folder).accepting()
    server.token = token
    return server


def prism(token):
    """Starts Prism, which returns the examples of the contract."""
    port = free_port()
    server = Server("Prism", [PRISM, "mock", "--host", "127.0.0.1", "--port", port, CONTRACT], port).accepting()
    server.token = token
    return server


def program(name, class_name, *arguments, folder=None):
    """Starts a program of io.omfconnections.benchmarks."""
    command = ["java", "-cp", JDBC_CLASSES, f"io.omfconnections.benchmarks.{class_name}"]
    return Server(name, [*command, *arguments], folder=folder)


def jdbc(name, class_name, data, *arguments):
    """Starts a program that uses a copy of a SQLite database without the service."""
    folder = new_folder()
    shutil.copytree(data, folder / "data")
    return program(name, class_name, folder / "data" / DATABASE, *arguments, folder=folder)


def postgres():
    """Starts a PostgreSQL server. Its answer() executes a statement."""
    folder = new_folder()
    return program("PostgreSQL", "PostgresServer", folder / "data", folder=folder).printed_port()

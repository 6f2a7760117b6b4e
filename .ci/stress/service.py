"""The service under load: a process of its own, with two tenants and its data in a temporary folder."""

import base64
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent.parent / "benchmarks" / "target"

# The loads use the first tenant, the probe the second.
TARGET = "target"
BYSTANDER = "bystander"
SECRET = "a-secret-of-the-stress-program"
SALT = b"0123456789abcdef"
ITERATIONS = 600_000
START_TIMEOUT = 120
STOP_TIMEOUT = 60


def directory():
    digest = base64.b64encode(hashlib.pbkdf2_hmac("sha256", SECRET.encode(), SALT, ITERATIONS)).decode()
    secret_hash = f"pbkdf2-sha256${ITERATIONS}${base64.b64encode(SALT).decode()}${digest}"
    return f"""
tenants:
  - id: {TARGET}
    namespaces: [{{id: plant}}]
    roles: [{{id: administrator, administrator: true}}, {{id: guest}}]
    clients:
      - {{id: administrator-of-{TARGET}, secret: {SECRET}, roles: [administrator]}}
      - {{id: guest-of-{TARGET}, secret: {SECRET}, roles: [guest]}}
      - {{id: hashed-of-{TARGET}, secretHash: "{secret_hash}", roles: [guest]}}
  - id: {BYSTANDER}
    namespaces: [{{id: plant}}]
    roles: [{{id: administrator, administrator: true}}]
    clients:
      - {{id: administrator-of-{BYSTANDER}, secret: {SECRET}, roles: [administrator]}}
"""


class Postgres:
    """A PostgreSQL server, which listens on a free port of the loopback interface, and ends with this process."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="omf-stress-"))
        self.count = 0
        classes = f"{BENCHMARKS / 'classes'}{os.pathsep}{BENCHMARKS / 'lib' / '*'}"
        log = self.folder / "log.txt"
        self.process = subprocess.Popen(
            ["java", "-cp", classes, "io.omfconnections.benchmarks.PostgresServer", self.folder / "data"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log.open("w"),
            text=True,
        )
        self.url = self.process.stdout.readline().removeprefix("Listening on ").strip()
        if not self.url:
            problem = log.read_text()
            self.close()
            raise RuntimeError("PostgreSQL did not start:\n" + problem)

    def new_database(self):
        """Creates a database, and returns its URL."""
        self.count += 1
        self.process.stdin.write(f"postgres CREATE DATABASE stress{self.count}\n")
        self.process.stdin.flush()
        if not self.process.stdout.readline():
            raise RuntimeError("PostgreSQL has ended")
        return f"{self.url}/stress{self.count}"

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Service:
    """A new service, which listens on a free port of the loopback interface.

    heap: the value of -Xmx, or None for the JVM's default
    max_files: the limit of open files, or None
    unread_log: whether standard error is a pipe that nobody reads
    database: the URL of a PostgreSQL database, or None for SQLite
    """

    def __init__(self, jar, heap, max_files=None, unread_log=False, database=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="omf-stress-"))
        (self.folder / "directory.yaml").write_text(directory())
        self.out = self.folder / "out.txt"
        self.log = self.folder / "log.txt"
        read_end, write_end = os.pipe() if unread_log else (None, os.open(self.log, os.O_WRONLY | os.O_CREAT))
        self.unread = read_end
        command = ["java"] + ([f"-Xmx{heap}"] if heap else []) + ["-jar", jar, "serve", "--port", "0"]
        storage = ["--database", database, "--database-user", "postgres"] if database else ["--data-dir", self.folder / "data"]
        command += storage + ["--directory", self.folder / "directory.yaml"]
        command += ["--provisioning-delay", "PT0S", "--deletion-delay", "PT0S"]
        with self.out.open("w") as out:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=write_end,
                preexec_fn=max_files and (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (max_files, max_files))),
            )
        os.close(write_end)
        try:
            self.port = self.wait()
            self.guest = self.token("guest-of-" + TARGET)
            self.administrator = self.token("administrator-of-" + TARGET)
            self.bystander = self.token("administrator-of-" + BYSTANDER)
        except BaseException:
            self.close()
            raise

    def wait(self):
        end = time.monotonic() + START_TIMEOUT
        while time.monotonic() < end and self.process.poll() is None:
            listening = re.search(r"^Listening on http://127\.0\.0\.1:(\d+)$", self.out.read_text(), re.M)
            if listening:
                return int(listening[1])
            time.sleep(0.1)
        raise RuntimeError("the service did not start:\n" + self.out.read_text() + self.errors())

    def token(self, client):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", TOKEN_PATH, form(client, SECRET), {"Content-Type": FORM})
            return json.load(connection.getresponse())["access_token"]
        finally:
            connection.close()

    def errors(self):
        """The log; empty if nobody reads it."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def alive(self):
        return self.process.poll() is None

    def peak_memory(self):
        """The largest resident set so far, in MB; None if the process is dead."""
        return self.status_line("VmHWM")

    def status_line(self, name):
        if not self.alive():
            return None
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        match = re.search(rf"^{name}:\s+(\d+) kB$", status, re.M)
        return match and int(match[1]) // 1024

    def cpu_seconds(self):
        """The processor time of all threads but those of the just-in-time compiler, which is busy in a new process."""
        ticks = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            with contextlib.suppress(OSError):  # the thread has ended
                name, _, fields = (task / "stat").read_text().rpartition(")")
                if "CompilerThre" not in name:
                    ticks += sum(int(field) for field in fields.split()[11:13])
        return ticks / os.sysconf("SC_CLK_TCK")

    def write_ahead_log(self):
        """The size of the database's log, in MB."""
        log = self.folder / "data" / "omf-connections.db-wal"
        return log.stat().st_size / 1e6 if log.exists() else 0

    def terminate(self):
        """Sends SIGTERM. Returns the seconds until the process has ended, or None if it has not ended in time."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            return None
        return time.monotonic() - start

    def close(self):
        if self.alive():
            self.process.kill()
        self.process.wait()
        if self.unread is not None:
            os.close(self.unread)
        shutil.rmtree(self.folder, ignore_errors=True)


TOKEN_PATH = "/identity/connect/token"
FORM = "application/x-www-form-urlencoded"


def form(client, secret):
    return urllib.parse.urlencode(
        {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    ).encode()


def connections(tenant):
    return f"/api/v1/tenants/{tenant}/namespaces/plant/omfConnections"


def access_control(tenant):
    return f"/api/v1/tenants/{tenant}/namespaces/plant/accesscontrol/omfConnections"

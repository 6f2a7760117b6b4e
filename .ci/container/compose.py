"""Runs the services of compose.yaml without a container engine.

Each container has a network of its own, which a bridge connects with the others, and a root file system of its own: the
image of the Dockerfile, or a copy of this machine's file system with its PostgreSQL or nginx in place of the images postgres
and nginx. So this tests what compose.yaml says, with other versions of these two programs: commands, environment, secrets,
configurations, names of services, the order of the starts, health checks, limits of rights, published ports. What the image
postgres does with its documented variables is written down here. A property of compose.yaml that is not in PROPERTIES or NOT_RUN
is an error. Must run as root, below unshare --mount --mount-proc --pid --fork.
"""

import ctypes
import os
import re
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from dockerfile import COPIED_ROOT, Stage
from ruamel.yaml import YAML

NETWORK = "10.77.0"
CLONE_NEWNET = 0x40000000
PATIENCE = 120

# The properties that this program runs, by the part of compose.yaml that has them
PROPERTIES = {
    "file": {"services", "volumes", "secrets", "configs"},
    "volume": set(),
    "secret": {"file"},
    "config": {"content"},
    "service": set("""build cap_drop configs depends_on deploy environment healthcheck image ports read_only secrets
        security_opt stop_grace_period volumes""".split()),
    "deploy": {"replicas"},
    "healthcheck": {"test"},
    "configs": {"source", "target"},
    "depends_on": {"condition"},
}

# Those that it does not run, with the reason
NOT_RUN = {
    "healthcheck": {
        "interval": "a container is checked twice a second, so that the test is short",
        "retries": "PATIENCE limits the time until a container is healthy",
    },
}

# As the image does for an empty volume: a server that listens on a local socket only, until the database exists.
POSTGRES = """#!/bin/sh
set -eu
initdb --encoding=UTF8 --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" \\
  --auth-local=trust --auth-host=scram-sha-256
echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
echo "unix_socket_directories = '/tmp'" >>"$PGDATA/postgresql.conf"
pg_ctl --pgdata="$PGDATA" --options="-c listen_addresses=''" --wait start
createdb --host=/tmp --username="$POSTGRES_USER" "$POSTGRES_DB"
pg_ctl --pgdata="$PGDATA" --wait stop
exec postgres -D "$PGDATA" -c listen_addresses='*'
"""

NGINX = """
events {}
http {
  include /etc/nginx/conf.d/*.conf;
}
"""


def missing():
    """Returns what the machine does not have for this test; empty if it has everything."""
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    lacking = [tool for tool in ("nginx", "ip", "nsenter") if not shutil.which(tool)]
    if not postgres_programs():
        lacking.append("PostgreSQL")
    if not lacking and not can_make_networks():
        lacking.append("networks of containers")
    return lacking


def can_make_networks():
    """Returns whether this process may create a network namespace with a bridge and pairs of devices."""
    script = "ip link add omf type bridge && ip link add v1 type veth peer name v2"
    return subprocess.run(["unshare", "--net", "sh", "-c", script], capture_output=True).returncode == 0


def postgres_programs():
    """Returns the folder of the newest PostgreSQL; null if there is none with all programs."""
    programs = ("initdb", "pg_ctl", "postgres", "createdb", "pg_isready")
    folders = [
        folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if all((folder / program).exists() for program in programs)
    ]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


def require(part, properties, place):
    """Ends the program if it does not know one of the properties."""
    unknown = set(properties or {}) - PROPERTIES[part] - NOT_RUN.get(part, {}).keys()
    if unknown:
        sys.exit(f"{place} has {', '.join(sorted(unknown))}, which is not supported: add it to .ci/container/compose.py")


def require_known(content):
    """Ends the program if the file has a property that it does not know."""
    require("file", content, "compose.yaml")
    for part in ("volume", "secret", "config"):
        for name, properties in content.get(f"{part}s", {}).items():
            require(part, properties, f"{part}s.{name}")
    for name, service in content["services"].items():
        require("service", service, name)
        for part in ("deploy", "healthcheck"):
            require(part, service.get(part), f"{name}.{part}")
        for config in service.get("configs", []):
            require("configs", config, f"{name}.configs")
        for dependency, properties in service.get("depends_on", {}).items():
            require("depends_on", properties, f"{name}.depends_on.{dependency}")


def seconds(duration):
    number, unit = re.fullmatch(r"(\d+)(s|m)", duration).groups()
    return int(number) * {"s": 1, "m": 60}[unit]


def literal(text):
    """Returns a text without the escapes of variables."""
    if re.search(r"(?<!\$)\$(?!\$)", text.replace("$$", "")):
        sys.exit("variables are not supported: add them to .ci/container/compose.py")
    return text.replace("$$", "$")


def run(*command):
    subprocess.run(command, check=True)


@dataclass
class Container:
    """A container of a service."""

    service: str
    number: int
    image: Stage
    environment: dict
    read_only: bool
    no_capabilities: bool
    log: Path
    mounts: dict = field(default_factory=dict)
    process: subprocess.Popen = None

    @property
    def address(self):
        return f"{NETWORK}.{self.number}"

    def connect(self):
        """Gives the container a network with its address."""
        name = f"omf{self.number}"
        run("ip", "netns", "add", name)
        run("ip", "link", "add", f"v{self.number}", "type", "veth", "peer", "name", "eth0", "netns", name)
        run("ip", "link", "set", f"v{self.number}", "master", "omf", "up")
        run("ip", "-n", name, "address", "add", f"{self.address}/24", "dev", "eth0")
        for link in ("eth0", "lo"):
            run("ip", "-n", name, "link", "set", link, "up")

    def command(self, command):
        """Returns a command that runs as the user of the image, with the rights of the container."""
        user = self.image.user
        account = ["--reuid", user, "--regid", user, "--clear-groups"] if user != "0" else []
        capabilities = ["--bounding-set", "-all", "--inh-caps", "-all"] if self.no_capabilities else []
        variables = [f"{name}={value}" for name, value in (self.image.environment | self.environment).items()]
        return [
            *("setpriv", *account, *capabilities, "--no-new-privs"),
            *("env", "-i", "-C", self.image.folder, f"PATH={os.environ['PATH']}", *variables, *command),
        ]

    def start(self):
        """Starts the container, with mounts that only its own processes see."""
        root = self.image.root
        lines = ["set -e"]
        for volume in self.image.volumes:
            path = root / volume.lstrip("/")
            owner = path.stat()
            lines.append(f"mount -t tmpfs -o uid={owner.st_uid},gid={owner.st_gid},mode=0700 tmpfs {path}")
        for target, source in self.mounts.items():
            lines.append(f"mount --bind {source} {root / target.lstrip('/')}")
        if self.read_only:
            lines.append(f"mount -o remount,ro,bind {root}")
        lines.append(f'exec chroot {root} "$@"')
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", f"omf{self.number}", "/bin/sh", "-c", "\n".join(lines), "sh"]
            + self.command(self.image.entrypoint + self.image.command),
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
        )

    def is_healthy(self):
        if self.process.poll() is not None:
            sys.exit(f"the container of {self.service} has ended with status {self.process.returncode}")
        inside = ["nsenter", "--target", str(self.process.pid), "--mount", "--net", "--root"]
        check = inside + self.command(self.image.health_check)
        return subprocess.run(check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def stop(self, timeout):
        """Stops the container as a container engine does, and returns its exit status."""
        self.process.send_signal(self.image.stop_signal)
        return self.process.wait(timeout)


class Composition:
    """The services of compose.yaml."""

    def __init__(self, project, work, built):
        """Reads the file of the project. built is the image that the Dockerfile describes."""
        self.project = project
        self.work = work
        self.built = built
        self.content = YAML(typ="safe", pure=True).load((project / "compose.yaml").read_text())
        require_known(self.content)
        self.services = self.content["services"]
        self.containers = []
        for name, service in self.services.items():
            for _ in range(service.get("deploy", {}).get("replicas", 1)):
                self.containers.append(self.container(name, service, len(self.containers) + 2))

    def of(self, service):
        return [container for container in self.containers if container.service == service]

    def container(self, name, service, number):
        assert service.get("build", ".") == ".", "only the Dockerfile of the project is supported"
        image = self.built if "build" in service else self.replacement(service["image"], f"{name}{number}")
        if "healthcheck" in service:
            test = service["healthcheck"]["test"]
            assert test[0] == "CMD", "only health checks of the form CMD are supported"
            image.health_check = test[1:]
        assert service.get("cap_drop", ["ALL"]) == ["ALL"]
        assert service.get("security_opt", ["no-new-privileges:true"]) == ["no-new-privileges:true"]
        for volume in service.get("volumes", []):
            source, target = volume.split(":")
            assert source in self.content["volumes"], f"{source} is not a volume"
            assert target in image.volumes, f"{target} is not the volume of {image.name}"
        container = Container(
            name,
            number,
            image,
            {key: literal(str(value)) for key, value in service.get("environment", {}).items()},
            service.get("read_only", False),
            "cap_drop" in service,
            self.work / f"{name}{number}.log",
        )
        for secret in service.get("secrets", []):
            self.mount(container, f"/run/secrets/{secret}", self.project / self.content["secrets"][secret]["file"])
        for config in service.get("configs", []):
            file = self.work / f"config-{config['source']}"
            file.write_text(literal(self.content["configs"][config["source"]]["content"]))
            self.mount(container, config["target"], file)
        return container

    @staticmethod
    def mount(container, target, source):
        # A container engine creates the place of the mount in the root file system.
        place = container.image.root / target.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
        container.mounts[target] = source

    def replacement(self, image, name):
        """Returns a copy of this machine's file system, with what the image adds to the program of its name."""
        folder = self.work / name
        run(COPIED_ROOT, folder)
        root = folder / "root"
        program = image.split(":")[0]
        if program == "nginx":
            shutil.rmtree(root / "etc/nginx/conf.d", ignore_errors=True)
            (root / "etc/nginx/nginx.conf").write_text(NGINX)
            return Stage(image, root, entrypoint=["nginx", "-g", "daemon off;"])
        if program == "postgres":
            data = "/var/lib/postgresql/data"
            (root / data.lstrip("/")).mkdir(parents=True, exist_ok=True)
            shutil.chown(root / data.lstrip("/"), "postgres", "postgres")
            entrypoint = root / "usr/local/bin/docker-entrypoint.sh"
            entrypoint.write_text(POSTGRES)
            entrypoint.chmod(0o755)
            stage = Stage(image, root, user=str((root / data.lstrip("/")).stat().st_uid), volumes=[data])
            stage.environment = {"PGDATA": data, "PATH": f"{postgres_programs()}:{os.environ['PATH']}"}
            stage.entrypoint = ["/usr/local/bin/docker-entrypoint.sh"]
            stage.stop_signal = signal.SIGINT  # SIGTERM would wait for the clients
            return stage
        sys.exit(f"the image {image} is not supported: add it to .ci/container/compose.py")

    def start(self):
        """Starts the containers; each one when those that it depends on are healthy."""
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWNET) != 0:  # otherwise the machine's own network would be changed
            raise OSError(ctypes.get_errno(), "A network namespace can't be created")
        os.makedirs("/run/netns", exist_ok=True)
        run("mount", "-t", "tmpfs", "tmpfs", "/run/netns")  # so that the machine's own list is not changed
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "omf", "type", "bridge")
        run("ip", "address", "add", f"{NETWORK}.1/24", "dev", "omf")
        run("ip", "link", "set", "omf", "up")
        hosts = self.work / "hosts"
        names = [f"{container.address} {container.service}" for container in self.containers]
        hosts.write_text("\n".join(["127.0.0.1 localhost", *names]) + "\n")
        started = set()
        while len(started) < len(self.services):
            ready = [
                name
                for name, service in self.services.items()
                if name not in started and set(service.get("depends_on", {})) <= started
            ]
            assert ready, "the dependencies form a circle"
            for name in ready:
                self.start_service(name, hosts)
                started.add(name)
        for name, service in self.services.items():
            for port in service.get("ports", []):
                address, published, target = port.split(":")
                forward(address, int(published), self.of(name)[0].address, int(target))

    def start_service(self, name, hosts):
        for dependency, condition in self.services[name].get("depends_on", {}).items():
            assert condition == {"condition": "service_healthy"}
            self.await_healthy(dependency)
        for container in self.of(name):
            print(f"Starting {name} at {container.address}", flush=True)
            container.connect()
            container.mounts["/etc/hosts"] = hosts
            container.start()

    def await_healthy(self, name):
        end = time.monotonic() + PATIENCE
        for container in self.of(name):
            while not container.is_healthy():
                if time.monotonic() > end:
                    sys.exit(f"the container of {name} is not healthy after {PATIENCE} seconds")
                time.sleep(0.5)

    def stop(self):
        """Stops the containers in the reverse order. Returns the exit status of each."""
        statuses = {}
        order = []
        while len(order) < len(self.services):
            order += [
                name
                for name, service in self.services.items()
                if name not in order and set(service.get("depends_on", {})) <= set(order)
            ]
        for name in reversed(order):
            for container in self.of(name):
                timeout = seconds(self.services[name].get("stop_grace_period", "10s"))
                statuses[container.address] = container.stop(timeout)
        return statuses

    def print_logs(self):
        for container in self.containers:
            if container.log.exists():
                print(f"{container.service} at {container.address}:\n{container.log.read_text()}", file=sys.stderr)


def forward(address, port, target_address, target_port):
    """Forwards connections, as a container engine does for a published port."""
    listener = socket.create_server((address, port))

    def copy(client):
        try:
            target = socket.create_connection((target_address, target_port))
        except OSError:
            client.close()  # the container does not listen
            return
        with client, target:
            selector = selectors.DefaultSelector()
            selector.register(client, selectors.EVENT_READ, target)
            selector.register(target, selectors.EVENT_READ, client)
            while True:
                for key, _ in selector.select():
                    received = key.fileobj.recv(65536)
                    if not received:
                        return
                    key.data.sendall(received)

    def accept():
        while True:
            client, _ = listener.accept()
            threading.Thread(target=copy, args=[client], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()

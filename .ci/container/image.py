"""Builds the image of the Dockerfile, and tries it: as a container, and with compose.yaml. Started by run, with a folder for
mounts.
"""

import copy
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import compose
from client import CLIENT, ROLE, TENANT, Api
from dockerfile import Dockerfile, container

CONTEXT = Path(__file__).parents[2]
DIRECTORY = f"""
tenants:
  - id: {TENANT}
    namespaces: [{{id: plant-a}}]
    roles: [{{id: {ROLE}, name: Tenant Administrator, administrator: true}}]
    clients: [{{id: {CLIENT}, secret: packed, roles: [{ROLE}]}}]
"""


def without_tools(image, root):
    """Removes what the base image of the server does not have, but this machine may have."""
    if not image.startswith("maven:"):
        shutil.rmtree(root / "usr/lib/jvm", ignore_errors=True)
        for tool in ("curl", "wget", "mvn"):
            (root / "usr/bin" / tool).unlink(missing_ok=True)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def is_ready(image):
    return image.execute(image.health_check, stderr=subprocess.DEVNULL).wait() == 0


def started(image, environment):
    process = container(image, environment)
    for line in process.stdout:
        if line.startswith("Listening on"):
            return process
    sys.exit(f"the container has ended with status {process.wait()}")


def stop(process):
    process.terminate()
    if process.wait() != 143:
        sys.exit(f"the container has ended with status {process.returncode}")


def try_image(image):
    directory = image.root / "run/secrets/tenants"
    directory.parent.mkdir(parents=True, exist_ok=True)
    directory.write_text(DIRECTORY)
    directory.chmod(0o644)
    port = free_port()
    environment = {"OMF_CONNECTIONS_DIRECTORY": "/run/secrets/tenants", "OMF_CONNECTIONS_PORT": port}
    api = Api(f"http://127.0.0.1:{port}")

    assert not is_ready(image), "the health check succeeds without a server"
    first = started(image, environment)
    assert is_ready(image), "the health check fails"
    token = api.token("packed")
    created = api.create(token)
    stop(first)
    assert not is_ready(image), "the health check succeeds after the server has stopped"

    second = started(image, environment)
    assert api.list(token) == [created], "the volume has lost the connection"
    stop(second)
    print("The image works as a container with a read-only root file system.")


def configure(project, image):
    """Makes the files that compose.yaml needs, as docs/OPERATING.md says."""
    shutil.copy(CONTEXT / "compose.yaml", project)
    data = project / "omf-connections-data"
    data.mkdir()
    (data / "database-password").write_text("0123456789abcdef\n")
    hashing = image.execute([*image.entrypoint, "hash-secret"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    secret_hash, _ = hashing.communicate("packed\n")
    tenants = (CONTEXT / "server-impl/src/packaging/tenants.yaml").read_text()
    tenants = tenants.replace("clients: []", "clients:").replace("    #  ", "      ")
    tenants = tenants.replace("pbkdf2-sha256$600000$...", secret_hash.strip())
    (data / "tenants.yaml").write_text(tenants)
    for file in data.iterdir():
        file.chmod(0o644)


def try_composition(image, work):
    subprocess.run(["mount", "-o", "remount,rw,bind", image.root], check=True)
    project = work / "project"
    project.mkdir()
    configure(project, image)
    composition = compose.Composition(project, work, image)
    try:
        use(composition)
    except BaseException:
        composition.print_logs()
        raise


def use(composition):
    composition.start()
    servers = composition.of("server")
    assert len(servers) > 1
    through_balancer = Api("http://localhost:8080")
    through_balancer.await_ready()  # compose.yaml has no health check for the load balancer
    token = through_balancer.token("packed")
    created = through_balancer.create(token)
    for server in servers:
        assert Api(f"http://{server.address}:8080").list(token) == [created], "a server does not share data or signing keys"
    with through_balancer.get("/metrics") as response:
        # With this header field, the response would be that of a server.
        refused = response.status == 404 and "Operation-Id" not in response.headers
        assert refused, "the load balancer passes on requests for metrics"
    assert servers[0].stop(15) == 143
    assert through_balancer.list(token) == [created], "the load balancer needs each server"
    statuses = composition.stop()
    assert set(statuses.values()) == {0, 143}, f"the services ended with {statuses}"
    print("The services of compose.yaml work together, and end when they are asked to.")


def main():
    work = Path(sys.argv[1])
    image = Dockerfile(CONTEXT, work, without_tools).image
    assert image.user not in ("", "0", "root"), "the server runs as root"
    try_image(copy.deepcopy(image))
    missing = compose.missing()
    if missing:
        print(f"SKIPPED: compose.yaml was not run, because this machine does not have {', '.join(missing)}")
    else:
        try_composition(image, work)


main()

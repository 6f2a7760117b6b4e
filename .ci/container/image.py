"""Builds the image of the Dockerfile, and tries it as a container. Started by run, with a folder for mounts."""

import json
import shutil
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

from dockerfile import Dockerfile, container

TENANT = "0b7a54a1-6f0e-4c38-9d5b-2f8e1c7a9d10"
CLIENT = "4e8b1f7d-5a2c-4d96-b3e0-9c6f2d8a7b54"
ROLE = "7c2d9e64-1b3f-4a85-8e6d-0f4b5a9c3e21"
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


def send(url, token=None, body=None, form=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if body is not None:
        headers["Content-Type"] = "application/json"
    data = json.dumps(body) if body is not None else urllib.parse.urlencode(form) if form else None
    with urllib.request.urlopen(urllib.request.Request(url, data and data.encode(), headers)) as response:
        return json.load(response)


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


def main():
    image = Dockerfile(Path(__file__).parents[2], Path(sys.argv[1]), without_tools).image
    assert image.user not in ("", "0", "root"), "the server runs as root"

    directory = image.root / "run/secrets/tenants"
    directory.parent.mkdir(parents=True, exist_ok=True)
    directory.write_text(DIRECTORY)
    directory.chmod(0o644)
    port = free_port()
    environment = {"OMF_CONNECTIONS_DIRECTORY": "/run/secrets/tenants", "OMF_CONNECTIONS_PORT": port}
    base = f"http://127.0.0.1:{port}"

    assert not is_ready(image), "the health check succeeds without a server"
    first = started(image, environment)
    assert is_ready(image), "the health check fails"
    form = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": "packed"}
    token = send(f"{base}/identity/connect/token", form=form)["access_token"]
    connections = f"{base}/api/v1/tenants/{TENANT}/namespaces/plant-a/omfConnections"
    created = send(connections, token, {"Name": "Packed", "ClientIds": []})["Id"]
    stop(first)
    assert not is_ready(image), "the health check succeeds after the server has stopped"

    second = started(image, environment)
    assert [c["Id"] for c in send(connections, token)["Results"]] == [created], "the volume has lost the connection"
    stop(second)
    print("The image works as a container with a read-only root file system.")


main()

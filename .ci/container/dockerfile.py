"""Runs the instructions of a Dockerfile without a container engine, and then its image as a container.

Each stage is a copy of this machine's file system, in place of the base image. So this tests the commands, the files that
they make, the user, and what the image writes, but not the base images. An instruction that this program does not know is
an error. Must run as root, below unshare --mount --pid --fork.
"""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

COPIED_ROOT = Path(__file__).parents[1] / "copied-root"


def instructions(text):
    """Yields the instructions: name and arguments. Continued lines are joined, comments left out."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for line in lines.replace("\\\n", " ").splitlines():
        if line.strip():
            name, arguments = line.split(maxsplit=1)
            yield name, arguments.strip()


@dataclass
class Stage:
    """A stage, and what its instructions have configured."""

    name: str
    root: Path
    folder: str = "/"
    user: str = "0"
    environment: dict = field(default_factory=dict)
    volumes: list = field(default_factory=list)
    entrypoint: list = field(default_factory=list)
    command: list = field(default_factory=list)
    health_check: list = field(default_factory=list)
    stop_signal: int = signal.SIGTERM

    def execute(self, command, **options):
        """Starts a command as a container engine does."""
        account = ["--reuid", self.user, "--regid", self.user, "--clear-groups"] if self.user != "0" else []
        return subprocess.Popen(
            ["chroot", self.root, "setpriv", *account, "--no-new-privs", "env", "-C", self.folder, *command],
            env={"PATH": os.environ["PATH"], "HOME": "/root"} | self.environment,
            **options,
        )

    def run(self, command):
        if self.execute(["/bin/sh", "-c", command]).wait() != 0:
            sys.exit(f"failed in stage {self.name}: RUN {command}")


class Dockerfile:
    """Executes a Dockerfile; the last stage is then in image."""

    def __init__(self, context, work, prepare):
        self.context = context
        self.work = work
        self.prepare = prepare
        self.stages = {}
        self.image = None
        for name, arguments in instructions((context / "Dockerfile").read_text()):
            print(f"{name} {arguments}", flush=True)
            handler = getattr(self, f"do_{name.lower()}", None)
            if handler is None:
                sys.exit("this instruction is not supported: add it to .ci/container/dockerfile.py")
            handler(arguments)

    def do_from(self, arguments):
        image, name = re.fullmatch(r"(\S+)(?: AS (\S+))?", arguments).groups()
        folder = self.work / f"stage{len(self.stages)}"
        subprocess.run([COPIED_ROOT, folder], check=True)
        self.image = Stage(name or image, folder / "root")
        self.stages[self.image.name] = self.image
        self.prepare(image, self.image.root)

    def do_workdir(self, arguments):
        self.image.folder = arguments
        self.path(arguments).mkdir(parents=True, exist_ok=True)

    def do_copy(self, arguments):
        *options, source, target = arguments.split()
        target = self.path(os.path.join(self.image.folder, target))
        target.mkdir(parents=True, exist_ok=True)
        if not options:
            excluded = [f"--exclude={pattern}" for pattern in ignored(self.context / ".dockerignore")]
            origin = self.context / source
        else:
            excluded = []
            origin = self.stages[options[0].removeprefix("--from=")].root / source.lstrip("/")
        # As a container engine does, it copies the content of the folder, for root, with the times of the files.
        reader = subprocess.Popen(["tar", "-cf", "-", *excluded, "-C", origin, "."], stdout=subprocess.PIPE)
        subprocess.run(["tar", "-xf", "-", "--no-same-owner", "-C", target], stdin=reader.stdout, check=True)
        if reader.wait() != 0:
            sys.exit("the copy has failed")

    def do_run(self, arguments):
        # A cache is part of this machine's file system, too.
        self.image.run(re.sub(r"^--mount=type=cache,\S+\s+", "", arguments))

    def do_env(self, arguments):
        self.image.environment |= dict(pair.split("=", 1) for pair in shlex.split(arguments))

    def do_user(self, arguments):
        self.image.user = arguments

    def do_volume(self, arguments):
        self.image.volumes.append(arguments)

    def do_expose(self, arguments):
        pass

    def do_healthcheck(self, arguments):
        self.image.health_check = json.loads(arguments.split("CMD", 1)[1])

    def do_entrypoint(self, arguments):
        self.image.entrypoint = json.loads(arguments)

    def do_cmd(self, arguments):
        self.image.command = json.loads(arguments)

    def path(self, path):
        return self.image.root / path.lstrip("/")


def ignored(file):
    """Returns the patterns of .dockerignore as patterns of tar. Supports names in the context, and names in any folder."""
    for pattern in file.read_text().split():
        name = pattern.removeprefix("**/")
        if re.search(r"[/*?!\[]", name):
            sys.exit(f"this pattern of .dockerignore is not supported: {pattern}")
        yield f"*/{name}" if pattern.startswith("**/") else f"./{name}"


def container(image, environment):
    """Starts the image as a container with a read-only root file system, in which only its volumes can be written."""
    for volume in image.volumes:
        path = image.root / volume.lstrip("/")
        if not os.path.ismount(path):
            owner = path.stat()
            subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"uid={owner.st_uid},gid={owner.st_gid},mode=0700", "tmpfs", path], check=True
            )
    subprocess.run(["mount", "-o", "remount,ro,bind", image.root], check=True)
    image.environment |= environment
    return image.execute(image.entrypoint + image.command, stdout=subprocess.PIPE, text=True)

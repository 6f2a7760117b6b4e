"""Runs the kit and other tools on the same faulty servers, and counts how many each catches.

The run ends if a tool reports a problem of the unchanged service: its other results would mean nothing.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "fuzz"))
import fuzz  # noqa: E402
import specmatic  # noqa: E402

OUT = HERE / "target"
TESTS = ROOT / "contract-tests"
KIT = TESTS / "kit" / "target" / "omf-contract.jar"
FAULTY_CLASSES = [
    TESTS / "assurance" / "target" / "test-classes",
    TESTS / "service" / "target" / "classes",
    TESTS / "service" / "target" / "test-classes",
    KIT,
    fuzz.JAR,
]
FAULTY_MAIN = "io.omfconnections.contract.faulty.RunningFaultyServer"
README = TESTS / "README.md"
GENERATORS = HERE.parent / "generators"
PRISM = ROOT / "benchmarks" / "prism" / "node_modules" / ".bin" / "prism"
SCHEMATHESIS = HERE.parent / "fuzz" / "target" / "venv" / "bin" / "schemathesis"

# What a caller of a service with default settings can reach: not other issuers, web pages, CORS, or the directory file.
MUTATED = (
    r"io\.omfconnections\.server\.(access|connections|identity|rest)\."
    r"(?!External|Published|Limited|Directory|Web|StartPage|CrossOrigin|FatalErrors|StorageCheck).*"
)
MIN_MUTANTS_PERCENT = 95

CLIENT = "c1a5d0e2-7b64-4f3c-8e19-5d2b7f6a9c11"
SECOND_CLIENT = "c2b8f4a6-1d35-4e7a-9b02-6c3e8a5d7f22"
SECRET = "development-secret-not-for-production"
TOOL_TIMEOUT = 900


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A program in the background that announces when it is ready."""

    def __init__(self, name, command, ready, environment=None):
        self.log = OUT / "logs" / f"{name}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | (environment or {}),
            )
        self.match = None
        for _ in range(600):
            self.match = re.search(ready, self.log.read_text(errors="replace"))
            if self.match or self.process.poll() is not None:
                break
            time.sleep(0.1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def deletion_delay(tool):
    """The kit sees a connection while it is Deleting. For tools that generate requests, a deleted one is gone at once."""
    return "PT0S" if tool in ("schemathesis", "specmatic") else "PT0.5S"


def faulty_server(name, tool):
    """Starts a server of the enumeration FaultyServer; the service without a fault if the name is empty."""
    delay = f"-Dcontract.deletionDelay={deletion_delay(tool)}"
    path = os.pathsep.join(map(str, FAULTY_CLASSES))
    command = ["java", "-XX:TieredStopAtLevel=1", delay, "-cp", path, FAULTY_MAIN, *name.split()]
    return Process(f"server-{name or 'unchanged'}", command, r"Listening on (\S+)")


def mutant_server(folder, tool):
    """Starts the service from outside, with a changed class before its jar."""
    path = os.pathsep.join([str(folder), str(fuzz.JAR)])
    options = ["--port", "0", "--in-memory", "--provisioning-delay", "PT0S"]
    options += ["--deletion-delay", deletion_delay(tool)]
    main = "io.omfconnections.server.cli.Main"
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", path, main, "serve", *options]
    return Process(f"server-mutant-{folder.name}", command, r"Listening on (\S+)")


def execute(name, command, environment=None, cwd=ROOT):
    """Runs a program to its end. Returns its exit status, and what it wrote."""
    log = OUT / "logs" / f"{name}.log"
    with log.open("w") as file:
        try:
            status = subprocess.run(
                [str(word) for word in command],
                stdout=file,
                stderr=subprocess.STDOUT,
                env=os.environ | (environment or {}),
                cwd=cwd,
                timeout=TOOL_TIMEOUT,
            ).returncode
        except subprocess.TimeoutExpired:
            status = -1
    return status, log.read_text(errors="replace")


def run_kit(name, url):
    """The kit: everything, both versions. Returns what it found; empty if nothing."""
    status, output = execute(
        f"kit-{name}",
        ["java", "-XX:TieredStopAtLevel=1", "-jar", KIT, "verify", "--base-url", url, "--fail-fast"]
        + ["--tenant", fuzz.TENANT, "--namespace", "plant-a", "--client-id", CLIENT]
        + ["--second-client-id", SECOND_CLIENT, "--report", OUT / "logs" / f"kit-{name}"],
        {"OMF_CONTRACT_CLIENT_SECRET": SECRET, "OMF_CONTRACT_SECOND_CLIENT_SECRET": SECRET},
    )
    shutil.rmtree(OUT / "logs" / f"kit-{name}", ignore_errors=True)
    if status == 0:
        return ""
    failed = re.search(r"^FAILED (.*)", output, re.MULTILINE)
    return failed.group(1) if failed else f"exit status {status}: " + output.strip().splitlines()[-1]


def run_schemathesis(name, url):
    """Schemathesis: all checks and phases, as the administrator under one version and as the operator under the other."""
    try:
        fuzz.permit_operators_to_create(url)
    except Exception as e:
        return f"cannot be prepared: {e}"
    for identity, version in (("administrator", "v1"), ("operator", "v2-preview")):
        environment = {
            "FUZZ_IDENTITY": identity,
            "FUZZ_CLIENT": CLIENT if identity == "administrator" else SECOND_CLIENT,
            "FUZZ_SUFFIX": f" {version}",
            "FUZZ_COUNTS": str(OUT / "counts.json"),
            "PYTHONPATH": str(fuzz.HERE),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HYPOTHESIS_STORAGE_DIRECTORY": str(OUT / "hypothesis"),
        }
        status, output = execute(
            f"schemathesis-{name}-{identity}",
            [SCHEMATHESIS, "--config-file", fuzz.HERE / "schemathesis.toml", "run", fuzz.CONTRACT]
            + ["--url", f"{url}/api/{version}", "--phases", ",".join(fuzz.PHASES), "--checks", "all", "--mode", "all"]
            + ["--seed", "1", "--max-examples", "40", "--max-failures", "1", "--no-color"],
            environment,
            fuzz.HERE,
        )
        if status != 0:
            found = re.search(r"^- (.*)", output, re.MULTILINE)
            return found.group(1) if found else f"exit status {status}"
    return ""


def run_scenario(name, url, api=None):
    """The scenario of the client of openapi-fetch, with its own assertions."""
    environment = {
        "OMF_BASE_URL": url,
        "OMF_API_URL": api or f"{url}/api/v1",
        "OMF_TENANT": fuzz.TENANT,
        "OMF_NAMESPACE": "plant-a",
        "OMF_CLIENT_ID": CLIENT,
        "OMF_SECOND_CLIENT_ID": SECOND_CLIENT,
        "OMF_CLIENT_SECRET": SECRET,
    }
    status, output = execute(f"scenario-{name}", [GENERATORS / "openapi-fetch" / "run"], environment)
    return "" if status == 0 else (re.search(r"Error[^\n]*|timed out", output) or ["failed"])[0]


def run_prism(name, url):
    """Prism's validating proxy, through which the same scenario is run. Only violations that Prism reports count."""
    port = free_port()
    command = [PRISM, "proxy", "--errors", "--host", "127.0.0.1", "--port", port, fuzz.CONTRACT, f"{url}/api/v1"]
    with Process(f"prism-{name}", command, r"Prism is listening") as prism:
        run_scenario(f"prism-{name}", url, f"http://127.0.0.1:{port}")
        log = re.sub(r"\x1b\[[0-9;]*m", "", prism.log.read_text(errors="replace"))
        # A failure of the scenario without a violation is counted for the scenario alone.
        violation = re.search(r"Violation: (.*)", log)
        return violation.group(1) if violation else ""


def run_record(name, url):
    """The kit's recording proxy, through which the same scenario is run."""
    har = OUT / "logs" / f"record-{name}.har"
    command = ["java", "-XX:TieredStopAtLevel=1", "-jar", KIT, "record", "--base-url", url, "--output", har]
    with Process(f"record-{name}", command, r"Recording on (\S+)") as proxy:
        run_scenario(f"record-{name}", proxy.match.group(1))
    output = proxy.log.read_text(errors="replace")
    har.unlink(missing_ok=True)
    rule = re.search(r"\d+ times (.*)", output)
    return rule.group(1) if proxy.process.returncode == 1 and rule else ""


def run_specmatic(name, url):
    """Specmatic's contract tests. Returns the first operation of which one has failed."""
    folder = OUT / "specmatic"
    try:
        environment = specmatic.prepare(url, folder)
    except Exception as e:
        return f"cannot be prepared: {e}"
    failed = specmatic.failures(execute(f"specmatic-{name}", specmatic.command(url), environment, folder)[1])
    if not failed:
        (OUT / "logs" / f"specmatic-{name}.log").unlink()  # it has tens of megabytes
    return next(iter(failed), "")


# Name of the tool, its function, and what it is, for the table
TOOLS = {
    "kit": (run_kit, "`omf-contract verify --fail-fast`, both versions, two clients"),
    "schemathesis": (
        run_schemathesis,
        "Schemathesis VERSION: all phases (stateful, too) and checks, two identities, 40 examples, the hooks of `.ci/fuzz`",
    ),
    "specmatic": (
        run_specmatic,
        "Specmatic VERSION: valid and invalid requests (`resiliencyTests`), an example of each operation; failures of"
        " valid changes are not counted, because it generates some that break a rule in prose",
    ),
    "scenario": (run_scenario, "the scenario of a generated client (openapi-fetch), with its own assertions"),
    "prism": (run_prism, "Prism VERSION: `prism proxy --errors`, with the same scenario through it"),
    "record": (run_record, "`omf-contract record`, with the same scenario through it"),
}


def versions():
    def dependency(folder, package):
        return json.loads((folder / "package.json").read_text())["dependencies"][package]

    requirements = (fuzz.HERE / "requirements.txt").read_text()
    return {
        "schemathesis": re.search(r"^schemathesis==(\S+)", requirements, re.MULTILINE).group(1),
        "specmatic": dependency(HERE, "specmatic"),
        "prism": dependency(ROOT / "benchmarks" / "prism", "@stoplight/prism-cli"),
    }


def faulty_names():
    """The names of the faulty servers that can be caught from outside."""
    source = (TESTS / "assurance/src/test/java/io/omfconnections/contract/faulty/FaultyServer.java").read_text()
    constants = re.split(r"^  (?=[A-Z][A-Z0-9_]+\($)", source, flags=re.MULTILINE)[1:]
    return [each.split("(")[0] for each in constants if "serviceTest(" not in each]


def mutants(size, seed):
    """Writes mutants of the service. Returns the name and the folder of each."""
    folder = OUT / "mutants"
    shutil.rmtree(folder, ignore_errors=True)
    jars = os.pathsep.join(map(str, sorted((OUT / "pitest").glob("*.jar"))))
    lines = subprocess.run(
        ["java", "-cp", jars, HERE / "Mutants.java", fuzz.JAR, MUTATED, str(size), str(seed), folder],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.splitlines()
    return {line.split("\t")[1]: folder / line.split("\t")[0] for line in lines}


def exempt():
    """The mutants that a caller cannot observe, or only in what the contract leaves to the server, with the reason."""
    lines = (HERE / "unobservable.txt").read_text().splitlines()
    return dict(re.split(r"\s+# ", line, maxsplit=1) for line in lines if line and not line.startswith("#"))


class Results:
    """What each tool has found, by server; kept in a file so that an interrupted run can be continued."""

    def __init__(self, resume):
        self.file = OUT / "results.json"
        self.found = json.loads(self.file.read_text()) if resume and self.file.exists() else {}

    def run(self, tool, kind, name, server):
        key = f"{tool}|{kind}|{name}"
        if key not in self.found:
            safe = re.sub(r"\W+", "-", f"{kind}-{name or 'unchanged'}")[:100]
            with server() as running:
                started = time.monotonic()
                if not running.match:
                    found = "the server does not start"
                else:
                    found = TOOLS[tool][0](safe, running.match.group(1))
            self.found[key] = [found, round(time.monotonic() - started, 1)]
            self.file.write_text(json.dumps(self.found, indent=1))
            print(f"{tool:13} {kind} {name or 'unchanged'}: {found[:110] or '-'} ({self.found[key][1]} s)", flush=True)
        return self.found[key]

    def caught(self, tool, kind, names):
        return [name for name in names if self.found[f"{tool}|{kind}|{name}"][0]]

    def seconds(self, tool, kind, names):
        return sum(self.found[f"{tool}|{kind}|{name}"][1] for name in names)


def table(results, tools, faulty, mutated, arguments):
    introduction = (
        f"A random sample (seed {arguments.seed}) of {len(faulty)} of the {len(faulty_names())} faulty servers that can be"
        f" caught from outside, and of {len(mutated)} mutants that a caller can observe:"
    )
    rows = [
        textwrap.fill(introduction, 132),
        "",
        "| Tool and configuration | faulty servers | mutants | seconds for each server |",
        "| --- | ---: | ---: | ---: |",
    ]
    pinned = versions()
    for tool in tools:
        count = [len(results.caught(tool, "faulty", faulty)), len(results.caught(tool, "mutant", mutated))]
        seconds = results.seconds(tool, "faulty", faulty) + results.seconds(tool, "mutant", mutated)
        per_server = seconds / max(1, len(faulty) + len(mutated))
        title = TOOLS[tool][1].replace("VERSION", pinned.get(tool, ""))
        rows.append(f"| {title} | {count[0]} of {len(faulty)} | {count[1]} of {len(mutated)} | {per_server:.0f} |")
    return "\n".join(rows)


def write(text):
    begin, end = "<!-- field: written by .ci/field/run -->\n", "\n<!-- end of field -->"
    old = README.read_text()
    if begin not in old:
        sys.exit(f"{README} has no line {begin}")
    head, rest = old.split(begin, 1)
    README.write_text(head + begin + text + end + rest.split(end, 1)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faulty", type=int, default=20, help="number of faulty servers in the sample")
    parser.add_argument("--mutants", type=int, default=20, help="number of mutants on which all tools are run")
    parser.add_argument("--kit-mutants", type=int, default=60, help="number of mutants on which the kit is run")
    parser.add_argument("--seed", type=int, default=1, help="seed of the samples")
    parser.add_argument("--tools", default=",".join(TOOLS), help="the tools to run, separated by commas")
    parser.add_argument("--continue", dest="resume", action="store_true", help="keep the results of an earlier run")
    parser.add_argument("--write", action="store_true", help="write the table to contract-tests/README.md")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # stops the servers, too
    OUT.mkdir(exist_ok=True)
    tools = arguments.tools.split(",")
    if arguments.write and set(tools) != set(TOOLS):
        parser.error("--write needs all tools")
    results = Results(arguments.resume)

    for tool in tools:
        unchanged = {
            "service": lambda: mutant_server(OUT / "none", tool),
            "faulty": lambda: faulty_server("", tool),
        }
        for kind, server in unchanged.items():
            found = results.run(tool, kind, "", server)[0]
            if found:
                sys.exit(f"{tool} reports a problem of the unchanged service: {found}")

    faulty = random.Random(arguments.seed).sample(faulty_names(), min(arguments.faulty, len(faulty_names())))
    sample = mutants(max(arguments.mutants, arguments.kit_mutants), arguments.seed)
    unobservable = exempt()
    observable = [name for name in sample if name not in unobservable]
    for name in faulty:
        for tool in tools:
            results.run(tool, "faulty", name, lambda: faulty_server(name, tool))
    if "kit" in tools:
        for name, folder in sample.items():
            results.run("kit", "mutant", name, lambda: mutant_server(folder, "kit"))
    compared = observable[: arguments.mutants]
    for name in compared:
        for tool in tools:
            results.run(tool, "mutant", name, lambda: mutant_server(sample[name], tool))

    text = table(results, tools, faulty, compared, arguments)
    problems = []
    if "kit" in tools:
        caught = results.caught("kit", "mutant", observable)
        text += (
            f"\n\nOf {len(sample)} mutants, a caller can observe {len(observable)};"
            f" the kit catches {len(caught)} of these."
        )
        problems += [f"not caught: {name}" for name in faulty if name not in results.caught("kit", "faulty", faulty)]
        if 100 * len(caught) < MIN_MUTANTS_PERCENT * len(observable):
            problems += [f"not caught: {name}" for name in observable if name not in caught]
    print("\n" + text)
    if arguments.write:
        write(text)
    for problem in problems:
        print(f"FAILED: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

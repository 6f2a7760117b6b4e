"""Runs Schemathesis against the service: with two identities, each with a fixed seed and with a random seed.

Each run starts a new, empty service from the command line. A run fails if any check fails, or if too few requests
succeed: a server that rejects every request would pass all checks.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CONTRACT = ROOT / "openapi" / "omf-connections.yaml"
JAR = ROOT / "server-impl" / "target" / "omf-connections.jar"
OUT = HERE / "target"

FIXED_SEED = 1
TENANT = "5a7c1b5e-3f0d-4d5f-9c3e-0d6f3a1e2b40"
OPERATOR_ROLE = "2e9d7b31-5c60-4b1a-9f57-8d2c6a4e3f02"
READ_AND_WRITE = 3

PHASES = ("examples", "coverage", "fuzzing", "stateful")
# Operations that an identity is not permitted to call: ManageAccessControl on the collection is the administrator's.
FORBIDDEN = {
    "administrator": set(),
    "operator": {"getOmfConnectionsAccessControlList", "updateOmfConnectionsAccessControlList"},
}
# Path of the operations on one connection. With any seed, some of them must succeed in the stateful phase.
ON_A_CONNECTION = "/omfConnections/{omfConnectionId}"
# Minimum percentage of valid requests with a 2xx response.
MIN_SUCCESS_PERCENT = 50


class Service:
    """An empty service. It has no delays, so that a connection is Active or deleted immediately."""

    def __init__(self, log):
        self.log = log.open("w")
        self.process = subprocess.Popen(
            ["java", "-jar", JAR, "serve", "--port", "0", "--in-memory"]
            + ["--provisioning-delay", "PT0S", "--deletion-delay", "PT0S"],
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        try:
            self.url = self.wait(log)
        except BaseException:
            self.stop()
            raise

    def wait(self, log):
        for _ in range(600):
            for line in log.read_text().splitlines():
                if line.startswith("Listening on "):
                    return line.removeprefix("Listening on ")
            if self.process.poll() is not None:
                break
            time.sleep(0.2)
        sys.exit(f"the service did not start:\n{log.read_text()}")

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


def send(url, token=None, body=None, method=None, content_type="application/json"):
    request = urllib.request.Request(url, data=body, method=method)
    if body is not None:
        request.add_header("Content-Type", content_type)
    if token is not None:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def login(identity):
    """Returns the path of the token endpoint, and the form with the credentials of an identity."""
    document = yaml.safe_load((HERE / "identities.yaml").read_text())
    entry = next(entry for entry in document["auth"] if entry["name"] == identity)
    return document["authTemplate"]["loginEndpointAuth"]["endpoint"], entry["loginEndpointAuth"]["payloadRaw"]


def token_of(identity, url):
    """Returns a token of an identity."""
    endpoint, form = login(identity)
    return send(url + endpoint, body=form.encode(), content_type="application/x-www-form-urlencoded")["access_token"]


def permit_operators_to_create(url):
    """Adds the operator role to the access control list of the collection, which initially has the administrators only."""
    token = token_of("administrator", url)
    acl_url = f"{url}/api/v1/tenants/{TENANT}/namespaces/plant-a/accesscontrol/omfConnections"
    acl = send(acl_url, token)
    operators = {"Type": 3, "ObjectId": OPERATOR_ROLE}
    acl["RoleTrusteeAccessControlEntries"].append({"Trustee": operators, "AccessRights": READ_AND_WRITE})
    send(acl_url, token, json.dumps(acl).encode(), method="PUT")


def run(identity, seed, version, max_examples):
    """Runs Schemathesis once. Returns the problems, as sentences."""
    name = f"{identity}-{seed}-{version}"
    report, counts, output, log = (OUT / f"{name}.{end}" for end in ("json", "counts.json", "txt", "log"))
    for old in (report, counts):
        old.unlink(missing_ok=True)
    environment = {
        "FUZZ_IDENTITY": identity,
        "FUZZ_CLIENT": urllib.parse.parse_qs(login(identity)[1])["client_id"][0],
        "FUZZ_COUNTS": str(counts),
        "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(OUT / "hypothesis"),
    }
    started = time.monotonic()
    service = Service(log)
    try:
        permit_operators_to_create(service.url)
        with output.open("w") as file:
            status = subprocess.run(
                [pathlib.Path(sys.executable).parent / "schemathesis", "--config-file", HERE / "schemathesis.toml"]
                + ["run", CONTRACT, "--url", f"{service.url}/api/{version}", "--phases", ",".join(PHASES), "--checks", "all"]
                + ["--mode", "all", "--seed", str(seed), "--max-examples", str(max_examples), "--no-color"]
                + ["--report", "json", "--report-json-path", report],
                cwd=HERE,
                env=os.environ | environment,
                stdout=file,
                stderr=subprocess.STDOUT,
            ).returncode
    finally:
        service.stop()
    problems = [] if status == 0 else [f"Schemathesis ended with {status}"]
    if not (report.exists() and counts.exists()):
        problems.append("Schemathesis left no report")
    else:
        problems += judge(identity, json.loads(report.read_text()), json.loads(counts.read_text()))
    if problems:
        print(output.read_text())
    print("".join(f"  FAILED: {sentence}\n" for sentence in problems) + f"  {time.monotonic() - started:.0f} s", flush=True)
    return [f"{name}: {sentence}" for sentence in problems]


def judge(identity, report, counts):
    """Prints statistics of the requests. Returns a sentence for each requirement that the run does not meet."""
    problems = []
    for phase in PHASES:
        state = report["phases"].get(phase, {}).get("status")
        if state != "success":
            problems.append(f"the phase {phase} ended as {state}")

    by_phase, by_mode = collections.defaultdict(collections.Counter), collections.defaultdict(collections.Counter)
    succeeded_operations, forbidden, unauthorized, stateful = set(), set(), set(), set()
    for operation, phase, mode, status, count in counts:
        by_phase[phase][status] += count
        by_mode[mode][status] += count
        if status == 401:
            unauthorized.add(operation)
        if mode == "positive" and status == 403:
            forbidden.add(operation)
        if mode == "positive" and 200 <= status < 300:
            succeeded_operations.add(operation)
            if phase == "stateful":
                stateful.add(operation)

    print(f"  test cases: {report['test_cases']['generated']}; requests, by status:")
    for title, status_counts in [*by_phase.items(), *((f"all {mode}", each) for mode, each in by_mode.items())]:
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(status_counts.items()))
        print(f"    {title:18} {sum(status_counts.values()):6}   {statuses}")

    operations = {
        operation["operationId"]: path
        for path, item in yaml.safe_load(CONTRACT.read_text())["paths"].items()
        for method, operation in item.items()
        if method in ("get", "put", "post", "delete")
    }
    permitted = operations.keys() - FORBIDDEN[identity]
    on_a_connection = {each for each, path in operations.items() if ON_A_CONNECTION in path}
    for missing, sentence in (
        (permitted - succeeded_operations, "never succeeded"),
        (FORBIDDEN[identity] & succeeded_operations, "succeeded, but is forbidden"),
        (FORBIDDEN[identity] - forbidden, "was never rejected with 403"),
        (operations.keys() - unauthorized, "was never rejected with 401"),
    ):
        problems += [f"{operation} {sentence}" for operation in sorted(missing)]
    in_sequence = on_a_connection & stateful
    print(f"    {len(in_sequence)} of {len(on_a_connection)} operations on a connection succeeded in a sequence")
    if 4 * len(in_sequence) < len(on_a_connection):
        problems.append("too few operations on a connection succeeded in a sequence")
    valid = by_mode["positive"]
    succeeded = sum(count for status, count in valid.items() if 200 <= status < 300)
    share = 100 * succeeded // max(1, sum(valid.values()))
    print(f"    {share}% of the valid requests got 2xx")
    if share < MIN_SUCCESS_PERCENT:
        problems.append(f"less than {MIN_SUCCESS_PERCENT}% of the valid requests got 2xx")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    environment = os.environ.get
    parser.add_argument(
        "--seed",
        type=int,
        default=environment("FUZZ_SEED") or random.SystemRandom().randrange(2, 2**32),
        help="seed of the second run of each identity; default: the environment variable FUZZ_SEED, or random",
    )
    parser.add_argument(
        "--max-examples",
        type=int,
        default=environment("FUZZ_MAX_EXAMPLES") or 40,
        help="test cases per operation and phase, at most; default: the environment variable FUZZ_MAX_EXAMPLES, or 40",
    )
    arguments = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # stops the service, too

    started = time.monotonic()
    problems = []
    # Each seed uses one version of the API, because both versions behave alike.
    for seed, version in ((FIXED_SEED, "v1"), (arguments.seed, "v2-preview")):
        for identity in FORBIDDEN:
            print(f"{identity}, /api/{version}, seed {seed}:", flush=True)
            problems += run(identity, seed, version, arguments.max_examples)
    print(f"{time.monotonic() - started:.0f} s. To reproduce: FUZZ_SEED={arguments.seed}", flush=True)
    for sentence in problems:
        print(f"FAILED: {sentence}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

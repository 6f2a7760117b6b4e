"""Runs Schemathesis against the service: as two identities, with a fixed seed and with a fresh one.

Each run has a service of its own, started from the command line and empty. It fails on any failure of any check, and
where a run has not shown enough to count: a server that refuses everything breaks no rule of the contract.
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
# What the operator must not: ManageAccessControl on the collection is the administrator's.
REFUSED = {
    "administrator": set(),
    "operator": {"getOmfConnectionsAccessControlList", "updateOmfConnectionsAccessControlList"},
}
# The operations on one connection: the stateful phase has to have had some of them done, whatever the seed.
ON_A_CONNECTION = "/omfConnections/{omfConnectionId}"
# The least share of 2xx among the answers to valid requests, in percent.
LEAST_SUCCESS = 50


class Service:
    """The service, as its user starts it: nothing in it, and no delays, so that what is deleted is gone at once."""

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


def call(url, token=None, body=None, method=None, content_type="application/json"):
    request = urllib.request.Request(url, data=body, method=method)
    if body is not None:
        request.add_header("Content-Type", content_type)
    if token is not None:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def login(identity):
    """Where an identity gets its token, and the form that it posts there."""
    document = yaml.safe_load((HERE / "identities.yaml").read_text())
    entry = next(entry for entry in document["auth"] if entry["name"] == identity)
    return document["authTemplate"]["loginEndpointAuth"]["endpoint"], entry["loginEndpointAuth"]["payloadRaw"]


def let_operators_create(url):
    """Adds the operators to the collection's list, by the administrator. Only the administrator may at the start."""
    endpoint, form = login("administrator")
    token = call(url + endpoint, body=form.encode(), content_type="application/x-www-form-urlencoded")["access_token"]
    address = f"{url}/api/v1/tenants/{TENANT}/namespaces/plant-a/accesscontrol/omfConnections"
    access = call(address, token)
    operators = {"Type": 3, "ObjectId": OPERATOR_ROLE}
    access["RoleTrusteeAccessControlEntries"].append({"Trustee": operators, "AccessRights": READ_AND_WRITE})
    call(address, token, json.dumps(access).encode(), method="PUT")


def run(identity, seed, version, max_examples):
    """One run of Schemathesis; what is wrong with it, as sentences."""
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
        let_operators_create(service.url)
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
    wrong = [] if status == 0 else [f"Schemathesis ended with {status}"]
    if not (report.exists() and counts.exists()):
        wrong.append("Schemathesis left no report")
    else:
        wrong += judge(identity, json.loads(report.read_text()), json.loads(counts.read_text()))
    if wrong:
        print(output.read_text())
    print("".join(f"  FAILED: {sentence}\n" for sentence in wrong) + f"  {time.monotonic() - started:.0f} s", flush=True)
    return [f"{name}: {sentence}" for sentence in wrong]


def judge(identity, report, counts):
    """Prints what was sent and answered; says what is missing for the run to count."""
    wrong = []
    for phase in PHASES:
        state = report["phases"].get(phase, {}).get("status")
        if state != "success":
            wrong.append(f"the phase {phase} ended as {state}")

    by_phase, by_mode = collections.defaultdict(collections.Counter), collections.defaultdict(collections.Counter)
    done, refused, unauthorized, stateful = set(), set(), set(), set()
    for operation, phase, mode, status, count in counts:
        by_phase[phase][status] += count
        by_mode[mode][status] += count
        if status == 401:
            unauthorized.add(operation)
        if mode == "positive" and status == 403:
            refused.add(operation)
        if mode == "positive" and 200 <= status < 300:
            done.add(operation)
            if phase == "stateful":
                stateful.add(operation)

    print(f"  test cases: {report['test_cases']['generated']}; requests, by status:")
    for title, answers in [*by_phase.items(), *((f"all {mode} ones", each) for mode, each in by_mode.items())]:
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(answers.items()))
        print(f"    {title:18} {sum(answers.values()):6}   {statuses}")

    operations = {
        operation["operationId"]: path
        for path, item in yaml.safe_load(CONTRACT.read_text())["paths"].items()
        for method, operation in item.items()
        if method in ("get", "put", "post", "delete")
    }
    may = operations.keys() - REFUSED[identity]
    of_a_connection = {each for each, path in operations.items() if ON_A_CONNECTION in path}
    for missing, sentence in (
        (may - done, "never succeeded"),
        (REFUSED[identity] & done, "succeeded, and must not"),
        (REFUSED[identity] - refused, "was never refused with 403"),
        (operations.keys() - unauthorized, "was never refused with 401"),
    ):
        wrong += [f"{operation} {sentence}" for operation in sorted(missing)]
    in_sequences = of_a_connection & stateful
    print(f"    {len(in_sequences)} of {len(of_a_connection)} operations on a connection succeeded in a sequence")
    if 4 * len(in_sequences) < len(of_a_connection):
        wrong.append("hardly an operation on a connection ever succeeded in a sequence")
    valid = by_mode["positive"]
    succeeded = sum(count for status, count in valid.items() if 200 <= status < 300)
    share = 100 * succeeded // max(1, sum(valid.values()))
    print(f"    of the valid ones, {share}% got 2xx")
    if share < LEAST_SUCCESS:
        wrong.append(f"less than {LEAST_SUCCESS}% of the valid requests got 2xx")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    environment = os.environ.get
    parser.add_argument(
        "--seed",
        type=int,
        default=environment("FUZZ_SEED") or random.SystemRandom().randrange(2, 2**32),
        help="the seed beside the fixed one; a fresh one without (FUZZ_SEED)",
    )
    parser.add_argument(
        "--max-examples",
        type=int,
        default=environment("FUZZ_MAX_EXAMPLES") or 40,
        help="how many cases an operation gets at most in a phase (FUZZ_MAX_EXAMPLES)",
    )
    arguments = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that the service is stopped too

    started = time.monotonic()
    wrong = []
    # The fixed seed under the one version, the fresh one under the other: they are the same.
    for seed, version in ((FIXED_SEED, "v1"), (arguments.seed, "v2-preview")):
        for identity in REFUSED:
            print(f"{identity}, /api/{version}, seed {seed}:", flush=True)
            wrong += run(identity, seed, version, arguments.max_examples)
    print(f"{time.monotonic() - started:.0f} s. The same again: FUZZ_SEED={arguments.seed}", flush=True)
    for sentence in wrong:
        print(f"FAILED: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Specmatic on one server: its contract tests with generated requests, valid and invalid ones."""

import json
import pathlib
import re
import shutil
import sys

import yaml

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "fuzz"))
import fuzz  # noqa: E402

JAR = HERE / "node_modules" / "specmatic" / "specmatic.jar"
COLLECTION = f"/tenants/{fuzz.TENANT}/namespaces/plant-a"
LIST = "/omfConnections"
CONFIGURATION = {"version": 2, "test": {"resiliencyTests": {"enable": "all"}}}


def prepare(url, folder):
    """Writes what Specmatic needs into a folder: the contract, its configuration, and an example of each operation.

    Specmatic takes the values of a path from examples only. Returns the environment, with a token.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "examples").mkdir(parents=True)
    contract = yaml.safe_load(fuzz.CONTRACT.read_text())
    (folder / "contract.yaml").write_text(yaml.safe_dump(without_examples(contract), sort_keys=False))
    (folder / "specmatic.yaml").write_text(yaml.safe_dump(CONFIGURATION))
    token = fuzz.token_of("administrator", url)
    for number, example in enumerate(examples(f"{url}/api/v1{COLLECTION}", token)):
        (folder / "examples" / f"{number}.json").write_text(json.dumps(example))
    return {"clientCredentials": token}  # the name of the security scheme


def without_examples(value):
    """The contract without its own examples, whose paths Specmatic would make up."""
    if isinstance(value, dict):
        return {key: without_examples(each) for key, each in value.items() if key not in ("example", "examples")}
    return [without_examples(each) for each in value] if isinstance(value, list) else value


def examples(base, token):
    """A valid request and response of each operation."""

    def send(method, path, body=None):
        return fuzz.send(base + path, token, json.dumps(body).encode() if body else None, method=method)

    def example(method, path, status, response, body=None):
        json_type = {"Content-Type": "application/json"}
        request = {"method": method, "path": COLLECTION + path, "headers": {"Authorization": "Bearer " + token}}
        if body:
            request |= {"body": body, "headers": request["headers"] | json_type}
        return {"http-request": request, "http-response": {"status": status, "body": response, "headers": json_type}}

    content = {"Name": "of Specmatic", "ClientIds": []}
    kept, deleted = (LIST + "/" + send("POST", LIST, content)["Id"] for _ in range(2))
    connection = send("GET", kept)
    yield example("POST", LIST, 202, connection, content)
    yield example("PUT", kept, 200, connection, content)
    yield example("DELETE", deleted, 202, connection)
    for path in (LIST, kept, "/accessrights" + LIST, kept + "/accessrights"):
        yield example("GET", path, 200, send("GET", path))
    for path in ("/accesscontrol" + LIST, kept + "/accesscontrol", kept + "/owner"):
        value = send("GET", path)
        yield example("GET", path, 200, value)
        yield example("PUT", path, 200, value, value)


def command(url):
    """The command, which has to run in the folder."""
    return ["java", "-jar", JAR, "test", "contract.yaml", "--examples=examples", "--strict", f"--testBaseURL={url}/api/v1"]


def failures(output):
    """The operations of the failed tests, each with + for valid requests and - for invalid ones.

    Valid changes are left out: Specmatic generates some that break a rule in prose, or repeat a client id or a delete.
    """
    counts = re.search(r"^Tests run: [1-9]\d*, Successes: \d+, Failures: (\d+)", output, re.MULTILINE)
    found = re.findall(r'^  "([+-]?)(?:ve +)?Scenario: (.*?) ->.* FAILED"$', output, re.MULTILINE)
    if not counts or len(found) != int(counts.group(1)):
        return ["Specmatic has no usable result: " + (output.strip().splitlines() or ["no output"])[-1]]
    names = {f"{sign or '+'} {operation}" for sign, operation in found}
    return sorted(name for name in names if not re.match(r"\+ (POST|PUT|DELETE) ", name))

"""Adapts Schemathesis to rules that the contract states only in prose, and counts the requests.

Each rule names its erratum (openapi/ERRATA.md). An exception depends on the request only, never on the reason that the
service gives.
"""

import atexit
import collections
import itertools
import json
import os
import re

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData

TENANT = "5a7c1b5e-3f0d-4d5f-9c3e-0d6f3a1e2b40"
USER, CLIENT = 1, 2
OWN_CLIENT = os.environ["FUZZ_CLIENT"]
# Distinguishes clients from those of an earlier run on the same service.
SUFFIX = os.environ.get("FUZZ_SUFFIX", "")
WITH_CLIENTS = ("createOmfConnection", "updateOmfConnection")

# Number of requests by operation, phase, mode (positive: valid according to the contract; negative) and status code.
counts = collections.Counter()
# The clients of each existing connection, by connection identifier. All connections are in one namespace.
clients = {}
serial = itertools.count(1)


def operation_id(case):
    return case.operation.definition.raw["operationId"]


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Replaces the oauth2 scheme, which the check ignored_auth skips, by an equivalent bearer scheme."""
    schemes = raw_schema["components"]["securitySchemes"]
    assert schemes["clientCredentials"]["type"] == "oauth2"
    schemes["clientCredentials"] = {"type": "http", "scheme": "bearer"}


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta.generation.mode.value != "positive":
        return
    if operation_id(case) in WITH_CLIENTS:
        rename_clients(case)
    elif operation_id(case) == "updateOmfConnectionOwner" and can_own(case.body) and next(serial) % 4:
        # After a transfer, the former owner has no access any more. So three of four transfers are to the owner itself.
        case.body = case.body | {"Type": CLIENT, "ObjectId": OWN_CLIENT}


def rename_clients(case):
    """E23: a client occurs once per list and belongs to one connection. Renames clients that violate this."""
    own = case.path_parameters.get("omfConnectionId")
    taken = set().union(*(others for connection, others in clients.items() if connection != own))
    case.body = case.body | {"ClientIds": [free(client, taken) for client in case.body["ClientIds"]]}


def free(client, taken):
    name = client + SUFFIX
    while name in taken:
        name = f"{client}{SUFFIX} {next(serial)}"
    taken.add(name)
    return name


@schemathesis.hook
def after_call(context, case, response):
    meta = case.meta
    counts[operation_id(case), meta.phase.name.value, meta.generation.mode.value, response.status_code] += 1
    remember_clients(case, response)


def remember_clients(case, response):
    if not 200 <= response.status_code < 300:
        return
    if operation_id(case) in WITH_CLIENTS:
        connection = response.json()
        clients[connection["Id"]] = set(connection["ClientIds"])
    elif operation_id(case) == "deleteOmfConnection":
        clients.pop(case.path_parameters["omfConnectionId"], None)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Returns false for a response that the prose of the contract requires."""
    if isinstance(failure, (RejectedPositiveData, AcceptedNegativeData)) and response.status_code == 408:
        return not has_run_out_of_time(case, response)
    if isinstance(failure, RejectedPositiveData) and response.status_code == 400:
        return operation_id(case) != "updateOmfConnectionOwner" or can_own(case.body)
    return True


def has_run_out_of_time(case, response):
    """E33: whether the number of seconds in Request-Timeout has passed."""
    limit = str(case.headers.get("Request-Timeout", ""))
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", limit) is not None and response.elapsed >= float(limit)


def can_own(trustee):
    """E25: an owner is a user or a client with an identifier, and of the tenant in the path."""
    return (
        trustee.get("Type") in (USER, CLIENT)
        and bool(trustee.get("ObjectId"))
        and trustee.get("TenantId") in (None, TENANT)
    )


@schemathesis.hook
def after_load_schema(context, schema):
    atexit.register(write_counts, os.environ["FUZZ_COUNTS"])


def write_counts(path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump([[*key, count] for key, count in sorted(counts.items())], file)

"""Runs the scenario of SCENARIO.md with the Python client."""

import json
import os
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable

from omf_connections_client import (
    AccessControlApi,
    AccessControlEntry,
    AccessControlList,
    AccessType,
    ApiClient,
    ApiException,
    CommonAccessRights,
    Configuration,
    ErrorResponseBody,
    OMFConnectionsApi,
    OmfConnection,
    OmfConnectionCreate,
    OmfConnectionState,
    OmfConnectionUpdate,
    Trustee,
    TrusteeType,
)

TIMEOUT_SECONDS = 30

BASE = os.environ["OMF_BASE_URL"]
TENANT = os.environ["OMF_TENANT"]
NAMESPACE = os.environ["OMF_NAMESPACE"]
SECOND_ID = os.environ["OMF_SECOND_CLIENT_ID"]


def main() -> None:
    first = client(token(os.environ["OMF_CLIENT_ID"], os.environ["OMF_CLIENT_SECRET"]))
    second = client(token(SECOND_ID, os.environ["OMF_SECOND_CLIENT_SECRET"]))
    connections = OMFConnectionsApi(first)
    access = AccessControlApi(first)
    print_step(1)

    name = 'Boiler "house" 🏭 بيت'
    description = "first line\nback\\slash, cafe\u0301"
    client_ids = [new_client_id(), new_client_id()]
    created = connections.create_omf_connection(
        TENANT, NAMESPACE, OmfConnectionCreate(name=name, description=description, client_ids=client_ids)
    )
    assert created.state is OmfConnectionState.CREATING, created
    assert_properties(created, name, description, client_ids)
    assert created.id
    connection_id = created.id
    path = (TENANT, NAMESPACE, connection_id)
    print_step(2)

    wait_until(lambda: connections.get_omf_connection(*path).state is OmfConnectionState.ACTIVE)
    print_step(3)

    results = connections.get_omf_connections(TENANT, NAMESPACE).results or []
    assert connection_id in [connection.id for connection in results]
    print_step(4)

    read = connections.get_omf_connection(*path)
    assert_properties(read, name, description, client_ids)
    assert read.created_date == created.created_date
    print("created", read.created_date)
    print_step(5)

    first_client_id = client_ids[:1]
    updated = connections.update_omf_connection(
        *path, OmfConnectionUpdate(name="another name", description=None, client_ids=first_client_id)
    )
    assert_properties(updated, "another name", None, first_client_id)
    updated = connections.update_omf_connection(
        *path, OmfConnectionUpdate(name="another name", client_ids=first_client_id)
    )
    assert_properties(updated, "another name", None, first_client_id)
    print_step(6)

    assert access.get_omf_connection_access_control_list(*path).role_trustee_access_control_entries
    entries = AccessControlList(
        role_trustee_access_control_entries=[
            AccessControlEntry(
                trustee=trustee(TrusteeType.Role, "role-of-the-scenario"),
                access_type=AccessType.Allowed,
                access_rights=3,
            ),
            AccessControlEntry(
                trustee=trustee(TrusteeType.User, "user-of-the-scenario"),
                access_type=AccessType.Denied,
                access_rights=4,
            ),
            AccessControlEntry(trustee=None, access_type=AccessType.Allowed, access_rights=0),
        ]
    )
    assert access.update_omf_connection_access_control_list(*path, entries) == entries
    assert access.get_omf_connection_access_control_list(*path) == entries
    print_step(7)

    assert access.list_omf_connection_access_rights(*path) == list(CommonAccessRights)
    print_step(8)

    owner = access.get_omf_connection_owner(*path)
    new_owner = trustee(TrusteeType.Client, SECOND_ID)
    assert access.update_omf_connection_owner(*path, new_owner) == new_owner
    second_access = AccessControlApi(second)
    assert second_access.get_omf_connection_owner(*path) == new_owner
    assert second_access.update_omf_connection_owner(*path, owner) == owner
    print_step(9)

    collection = access.get_omf_connections_access_control_list(TENANT, NAMESPACE)
    read_entry = AccessControlEntry(trustee=new_owner, access_type=AccessType.Allowed, access_rights=1)
    extended = AccessControlList(
        role_trustee_access_control_entries=[
            *(collection.role_trustee_access_control_entries or []),
            read_entry,
        ]
    )
    assert access.update_omf_connections_access_control_list(TENANT, NAMESPACE, extended) == extended
    assert access.get_omf_connections_access_control_list(TENANT, NAMESPACE) == extended
    access.update_omf_connections_access_control_list(TENANT, NAMESPACE, collection)
    assert access.list_omf_connections_access_rights(TENANT, NAMESPACE) == list(CommonAccessRights)
    print_step(10)

    duplicate = error(
        400,
        lambda: connections.create_omf_connection(
            TENANT, NAMESPACE, OmfConnectionCreate(client_ids=first_client_id)
        ),
    )
    assert duplicate.parameters and "ClientIds[0]" in duplicate.parameters, duplicate
    print_step(11)

    error(401, lambda: OMFConnectionsApi(client("not-a-token")).get_omf_connections(TENANT, NAMESPACE))
    print_step(12)

    error(403, lambda: OMFConnectionsApi(second).get_omf_connection(*path))
    print_step(13)

    error(404, lambda: connections.get_omf_connection(TENANT, NAMESPACE, str(uuid.uuid4())))
    print_step(14)

    many_client_ids = [new_client_id() for _ in range(10_000)]
    big = connections.create_omf_connection(
        TENANT, NAMESPACE, OmfConnectionCreate(client_ids=many_client_ids)
    )
    assert big.id
    assert_properties(connections.get_omf_connection(TENANT, NAMESPACE, big.id), None, None, many_client_ids)
    connections.delete_omf_connection(TENANT, NAMESPACE, big.id)
    print_step(15)

    assert connections.delete_omf_connection(*path).state is OmfConnectionState.DELETING
    wait_until(lambda: is_deleted(connections, connection_id))
    print_step(16)


def token(client_id: str, secret: str) -> str:
    """Obtains a token: reads the discovery document, then posts the credentials as a form."""
    with urllib.request.urlopen(f"{BASE}/identity/.well-known/openid-configuration") as response:
        endpoint = json.load(response)["token_endpoint"]
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    with urllib.request.urlopen(endpoint, urllib.parse.urlencode(form).encode()) as response:
        return str(json.load(response)["access_token"])


def client(access_token: str) -> ApiClient:
    host = f"{BASE}/api/{os.environ['OMF_API_VERSION']}"
    return ApiClient(Configuration(host=host, access_token=access_token))


def trustee(kind: TrusteeType, object_id: str) -> Trustee:
    return Trustee(type=kind, object_id=object_id, tenant_id=TENANT)


def error(status: int, call: Callable[[], object]) -> ErrorResponseBody:
    """Requires an error response with the given status and all properties; returns its body."""
    try:
        call()
    except ApiException as e:
        assert e.status == status, e
        body = e.data
        assert isinstance(body, ErrorResponseBody), e
        assert body.operation_id and body.error and body.reason and body.resolution, body
        assert body.parameters, body
        return body
    raise AssertionError(f"expected an error response with status {status}")


def is_deleted(connections: OMFConnectionsApi, connection_id: str) -> bool:
    try:
        connections.get_omf_connection(TENANT, NAMESPACE, connection_id)
        return False
    except ApiException as e:
        assert e.status == 404, e
        return True


def assert_properties(
    connection: OmfConnection, name: str | None, description: str | None, client_ids: list[str]
) -> None:
    assert connection.name == name, connection
    assert connection.description == description, connection
    assert connection.client_ids == client_ids, connection


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        assert time.monotonic() < end, "timed out"
        time.sleep(0.05)


def new_client_id() -> str:
    return str(uuid.uuid4())


def print_step(step: int) -> None:
    print("step", step, flush=True)


if __name__ == "__main__":
    main()

"""The scenario of SCENARIO.md, with the client for Python."""

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

PATIENCE_SECONDS = 30

BASE = os.environ["OMF_BASE_URL"]
TENANT = os.environ["OMF_TENANT"]
NAMESPACE = os.environ["OMF_NAMESPACE"]
SECOND_ID = os.environ["OMF_SECOND_CLIENT_ID"]


def main() -> None:
    first = client(token(os.environ["OMF_CLIENT_ID"], os.environ["OMF_CLIENT_SECRET"]))
    second = client(token(SECOND_ID, os.environ["OMF_SECOND_CLIENT_SECRET"]))
    connections = OMFConnectionsApi(first)
    access = AccessControlApi(first)
    done(1)

    name = 'Boiler "house" 🏭 بيت'
    description = "first line\nback\\slash, cafe\u0301"
    clients = [new_client(), new_client()]
    created = connections.create_omf_connection(
        TENANT, NAMESPACE, OmfConnectionCreate(name=name, description=description, client_ids=clients)
    )
    assert created.state is OmfConnectionState.CREATING, created
    same(created, name, description, clients)
    assert created.id
    connection_id = created.id
    one = (TENANT, NAMESPACE, connection_id)
    done(2)

    until(lambda: connections.get_omf_connection(*one).state is OmfConnectionState.ACTIVE)
    done(3)

    results = connections.get_omf_connections(TENANT, NAMESPACE).results or []
    assert connection_id in [connection.id for connection in results]
    done(4)

    read = connections.get_omf_connection(*one)
    same(read, name, description, clients)
    assert read.created_date == created.created_date
    print("created", read.created_date)
    done(5)

    one_client = clients[:1]
    updated = connections.update_omf_connection(
        *one, OmfConnectionUpdate(name="another name", description=None, client_ids=one_client)
    )
    same(updated, "another name", None, one_client)
    updated = connections.update_omf_connection(
        *one, OmfConnectionUpdate(name="another name", client_ids=one_client)
    )
    same(updated, "another name", None, one_client)
    done(6)

    assert access.get_omf_connection_access_control_list(*one).role_trustee_access_control_entries
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
    assert access.update_omf_connection_access_control_list(*one, entries) == entries
    assert access.get_omf_connection_access_control_list(*one) == entries
    done(7)

    assert access.list_omf_connection_access_rights(*one) == list(CommonAccessRights)
    done(8)

    owner = access.get_omf_connection_owner(*one)
    new_owner = trustee(TrusteeType.Client, SECOND_ID)
    assert access.update_omf_connection_owner(*one, new_owner) == new_owner
    access_of_second = AccessControlApi(second)
    assert access_of_second.get_omf_connection_owner(*one) == new_owner
    assert access_of_second.update_omf_connection_owner(*one, owner) == owner
    done(9)

    collection = access.get_omf_connections_access_control_list(TENANT, NAMESPACE)
    reader = AccessControlEntry(trustee=new_owner, access_type=AccessType.Allowed, access_rights=1)
    more = AccessControlList(
        role_trustee_access_control_entries=[
            *(collection.role_trustee_access_control_entries or []),
            reader,
        ]
    )
    assert access.update_omf_connections_access_control_list(TENANT, NAMESPACE, more) == more
    assert access.get_omf_connections_access_control_list(TENANT, NAMESPACE) == more
    access.update_omf_connections_access_control_list(TENANT, NAMESPACE, collection)
    assert access.list_omf_connections_access_rights(TENANT, NAMESPACE) == list(CommonAccessRights)
    done(10)

    taken = error(
        400,
        lambda: connections.create_omf_connection(
            TENANT, NAMESPACE, OmfConnectionCreate(client_ids=one_client)
        ),
    )
    assert taken.parameters and "ClientIds[0]" in taken.parameters, taken
    done(11)

    error(401, lambda: OMFConnectionsApi(client("no-token-at-all")).get_omf_connections(TENANT, NAMESPACE))
    done(12)

    error(403, lambda: OMFConnectionsApi(second).get_omf_connection(*one))
    done(13)

    error(404, lambda: connections.get_omf_connection(TENANT, NAMESPACE, str(uuid.uuid4())))
    done(14)

    many = [new_client() for _ in range(10_000)]
    big = connections.create_omf_connection(TENANT, NAMESPACE, OmfConnectionCreate(client_ids=many))
    assert big.id
    same(connections.get_omf_connection(TENANT, NAMESPACE, big.id), None, None, many)
    connections.delete_omf_connection(TENANT, NAMESPACE, big.id)
    done(15)

    assert connections.delete_omf_connection(*one).state is OmfConnectionState.DELETING
    until(lambda: is_gone(connections, connection_id))
    done(16)


def token(client_id: str, secret: str) -> str:
    """How a program gets a token: discovery, then its credentials as a form."""
    with urllib.request.urlopen(f"{BASE}/identity/.well-known/openid-configuration") as answer:
        endpoint = json.load(answer)["token_endpoint"]
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    with urllib.request.urlopen(endpoint, urllib.parse.urlencode(form).encode()) as answer:
        return str(json.load(answer)["access_token"])


def client(access_token: str) -> ApiClient:
    host = f"{BASE}/api/{os.environ['OMF_API_VERSION']}"
    return ApiClient(Configuration(host=host, access_token=access_token))


def trustee(kind: TrusteeType, object_id: str) -> Trustee:
    return Trustee(type=kind, object_id=object_id, tenant_id=TENANT)


def error(status: int, call: Callable[[], object]) -> ErrorResponseBody:
    """Fails unless the call gets an error of that status, whose body has everything in it."""
    try:
        call()
    except ApiException as e:
        assert e.status == status, e
        body = e.data
        assert isinstance(body, ErrorResponseBody), e
        assert body.operation_id and body.error and body.reason and body.resolution, body
        assert body.parameters, body
        return body
    raise AssertionError(f"no error, and there should be a {status}")


def is_gone(connections: OMFConnectionsApi, connection_id: str) -> bool:
    try:
        connections.get_omf_connection(TENANT, NAMESPACE, connection_id)
        return False
    except ApiException as e:
        assert e.status == 404, e
        return True


def same(connection: OmfConnection, name: str | None, description: str | None, clients: list[str]) -> None:
    assert connection.name == name, connection
    assert connection.description == description, connection
    assert connection.client_ids == clients, connection


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


def new_client() -> str:
    return str(uuid.uuid4())


def done(step: int) -> None:
    print("step", step, flush=True)


if __name__ == "__main__":
    main()

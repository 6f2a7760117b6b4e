"""Runs the scenario with the client of openapi-python-client."""

import json
import os
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from omf_connections_client import AuthenticatedClient
from omf_connections_client.api.access_control import (
    get_omf_connection_access_control_list,
    get_omf_connection_owner,
    get_omf_connections_access_control_list,
    list_omf_connection_access_rights,
    list_omf_connections_access_rights,
    update_omf_connection_access_control_list,
    update_omf_connection_owner,
    update_omf_connections_access_control_list,
)
from omf_connections_client.api.omf_connections import (
    create_omf_connection,
    delete_omf_connection,
    get_omf_connection,
    get_omf_connections,
    update_omf_connection,
)
from omf_connections_client.models import (
    AccessControlEntry,
    AccessControlList,
    AccessType,
    CommonAccessRights,
    ErrorResponseBody,
    ErrorResponseBodyParametersType0,
    OmfConnection,
    OmfConnectionCreate,
    OmfConnections,
    OmfConnectionUpdate,
    Trustee,
    TrusteeType,
)
from omf_connections_client.types import Response

BASE = os.environ["OMF_BASE_URL"]
TENANT = os.environ["OMF_TENANT"]
COLLECTION = (TENANT, os.environ["OMF_NAMESPACE"])
ALL_RIGHTS = [
    CommonAccessRights.READ,
    CommonAccessRights.WRITE,
    CommonAccessRights.DELETE,
    CommonAccessRights.MANAGEACCESSCONTROL,
    CommonAccessRights.SHARE,
]
TIMEOUT_SECONDS = 30

T = TypeVar("T")


def main() -> None:
    client = AuthenticatedClient(base_url=f"{BASE}/api/v1", token=token())

    client_ids = [str(uuid.uuid4()), str(uuid.uuid4())]
    name, description = 'Boiler "house" 🏭', "line\nback\\slash"
    create = OmfConnectionCreate(name=name, description=description, client_ids=client_ids)
    created = data(OmfConnection, create_omf_connection.sync_detailed(*COLLECTION, client=client, body=create), 202)
    assert created.state == "Creating", created
    assert_properties(created, name, description, client_ids)
    assert isinstance(created.id, str)
    path = (*COLLECTION, created.id)

    def get() -> OmfConnection:
        return data(OmfConnection, get_omf_connection.sync_detailed(*path, client=client))

    until(lambda: get().state == "Active")
    active = get()
    assert_properties(active, name, description, client_ids)
    assert active.created_date == created.created_date
    listed = data(OmfConnections, get_omf_connections.sync_detailed(*COLLECTION, client=client)).results
    assert isinstance(listed, list) and active in listed, listed

    update = OmfConnectionUpdate(name="another name", description=None, client_ids=client_ids[1:])
    updated = data(OmfConnection, update_omf_connection.sync_detailed(*path, client=client, body=update))
    assert_properties(updated, "another name", None, client_ids[1:])

    acl = data(AccessControlList, get_omf_connection_access_control_list.sync_detailed(*path, client=client))
    new_acl = with_entries(
        acl,
        AccessControlEntry(trustee(TrusteeType.ROLE, "a role"), AccessType.ALLOWED, 3),
        AccessControlEntry(trustee(TrusteeType.USER, "a user"), AccessType.DENIED, 4),
        AccessControlEntry(None, AccessType.ALLOWED, 0),
    )
    response = update_omf_connection_access_control_list.sync_detailed(*path, client=client, body=new_acl)
    assert data(AccessControlList, response) == new_acl
    response = get_omf_connection_access_control_list.sync_detailed(*path, client=client)
    assert data(AccessControlList, response) == new_acl
    rights = list_omf_connection_access_rights.sync_detailed(*path, client=client)
    assert data(list, rights) == ALL_RIGHTS

    owner = get_omf_connection_owner.sync_detailed(*path, client=client)
    assert data(Trustee, owner) == trustee(TrusteeType.CLIENT, os.environ["OMF_CLIENT_ID"])
    new_owner = trustee(TrusteeType.CLIENT, os.environ["OMF_SECOND_CLIENT_ID"])
    owner = update_omf_connection_owner.sync_detailed(*path, client=client, body=new_owner)
    assert data(Trustee, owner) == new_owner
    assert data(Trustee, get_omf_connection_owner.sync_detailed(*path, client=client)) == new_owner

    response = get_omf_connections_access_control_list.sync_detailed(*COLLECTION, client=client)
    collection = data(AccessControlList, response)
    for acl in with_entries(collection, AccessControlEntry(new_owner, AccessType.ALLOWED, 1)), collection:
        response = update_omf_connections_access_control_list.sync_detailed(*COLLECTION, client=client, body=acl)
        assert data(AccessControlList, response) == acl
        response = get_omf_connections_access_control_list.sync_detailed(*COLLECTION, client=client)
        assert data(AccessControlList, response) == acl
    rights = list_omf_connections_access_rights.sync_detailed(*COLLECTION, client=client)
    assert data(list, rights) == ALL_RIGHTS

    create = OmfConnectionCreate(client_ids=client_ids[1:])
    duplicate = error(create_omf_connection.sync_detailed(*COLLECTION, client=client, body=create), 400)
    assert "ClientIds[0]" in duplicate, duplicate

    deleted = data(OmfConnection, delete_omf_connection.sync_detailed(*path, client=client), 202)
    assert deleted.state == "Deleting", deleted
    until(lambda: get_omf_connection.sync_detailed(*path, client=client).status_code != 200)
    error(get_omf_connection.sync_detailed(*path, client=client), 404)


def data(expected: type[T], response: Response[ErrorResponseBody | T], status: int = 200) -> T:
    assert response.status_code == status and isinstance(response.parsed, expected), response
    return response.parsed


def error(response: Response[Any], status: int) -> ErrorResponseBodyParametersType0:
    """Returns the parameters of an error body with all properties."""
    body = response.parsed
    assert response.status_code == status and isinstance(body, ErrorResponseBody), response
    assert body.operation_id and body.error and body.reason and body.resolution, body
    assert isinstance(body.parameters, ErrorResponseBodyParametersType0), body
    return body.parameters


def trustee(kind: TrusteeType, object_id: str) -> Trustee:
    return Trustee(kind, object_id, TENANT)


def with_entries(acl: AccessControlList, *entries: AccessControlEntry) -> AccessControlList:
    assert isinstance(acl.role_trustee_access_control_entries, list) and acl.role_trustee_access_control_entries, acl
    return AccessControlList([*acl.role_trustee_access_control_entries, *entries])


def assert_properties(
    connection: OmfConnection, name: str, description: str | None, client_ids: list[str]
) -> None:
    assert connection.name == name, connection
    assert connection.description == description, connection
    assert connection.client_ids == client_ids, connection


def token() -> str:
    with urllib.request.urlopen(f"{BASE}/identity/.well-known/openid-configuration") as response:
        endpoint = json.load(response)["token_endpoint"]
    form = {
        "grant_type": "client_credentials",
        "client_id": os.environ["OMF_CLIENT_ID"],
        "client_secret": os.environ["OMF_CLIENT_SECRET"],
    }
    with urllib.request.urlopen(endpoint, urllib.parse.urlencode(form).encode()) as response:
        return str(json.load(response)["access_token"])


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        assert time.monotonic() < end, "timed out"
        time.sleep(0.05)


if __name__ == "__main__":
    main()

"""What is in the service before a load."""

import asyncio
import time

from client import call, exchange, head
from service import TARGET, access_control, connections

SETUP_SECONDS = 5
IDS = 10_000
# So that the 10,000 client ids of a connection are almost the 4 MiB that a body may have.
LONG_ID = 380
ADMINISTRATORS = {"Trustee": {"Type": 3, "ObjectId": "administrator"}, "AccessRights": 31}


def large_connection(name, id_length=8):
    return {"Name": name, "ClientIds": [f"{name}-{i}".ljust(id_length, "x") for i in range(IDS)]}


async def create(service, count, connection):
    """Creates connections, four at once: count of them, or fewer if the service is slow. Returns their identifiers."""
    end = time.monotonic() + SETUP_SECONDS
    numbers = iter(range(count))
    ids, refused = [], []

    async def creator():
        for number in numbers:
            if time.monotonic() > end:
                return
            try:
                created = await call(service, "POST", connections(TARGET), connection(f"c{number}"))
                ids.append(created["Id"])
            except RuntimeError as e:
                refused.append(e)

    await asyncio.gather(*(creator() for _ in range(4)))
    if not ids:
        raise RuntimeError(f"nothing could be created: {refused}")
    return ids


async def nothing(service):
    pass


async def delete_many_ids(service):
    """Deletes connections with many client ids. Their rows are removed later, by whoever comes next."""
    ids = await create(service, 250, large_connection)
    path = connections(TARGET) + "/"
    requests = [head("DELETE", path + identifier, service.administrator) for identifier in ids]

    async def delete(some):
        for request in some:
            await exchange(service, request)

    await asyncio.gather(*(delete(requests[i::4]) for i in range(4)))


async def create_one_large(service):
    service.ids = await create(service, 1, lambda name: large_connection(name, LONG_ID))


async def create_one_small(service):
    service.ids = await create(service, 1, lambda name: {"Name": name, "ClientIds": []})


async def create_large(service):
    service.ids = await create(service, 64, lambda name: large_connection(name, LONG_ID))


async def create_with_long_access_lists(service):
    entries = [ADMINISTRATORS] + [
        {"Trustee": {"Type": 2, "ObjectId": f"client-{i}", "TenantId": TARGET}, "AccessRights": 1}
        for i in range(IDS)
    ]
    await call(service, "PUT", access_control(TARGET), {"RoleTrusteeAccessControlEntries": entries})
    service.ids = await create(service, 600, lambda name: {"Name": name, "ClientIds": [name]})

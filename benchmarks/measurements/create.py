"""Durable creates, beside one JDBC connection that commits the same rows one by one."""

import itertools
import shutil

import data
import load
import servers
from rounds import Row, alternate


def by_32_clients(settings):
    return measure(settings, "create-32", 32, 2)


def by_1_client(settings):
    return measure(settings, "create-1", 1, 0.6)


def measure(settings, name, clients, reach):
    pattern = data.new_folder()
    try:
        with servers.service(pattern) as service, servers.jdbc("The JDBC program", "JdbcCreate", pattern) as program:
            names = (f"warm-up-{number}-" for number in itertools.count())
            service.warm_up(
                settings.warm_up, lambda: create_with(service, load.WARM_UP_CLIENTS, servers.WARM_UP_PART, next(names))
            )
            program.warm_up(settings.warm_up, lambda: commit_with(program, servers.WARM_UP_PART))
            subject, baseline = alternate(
                settings.rounds,
                lambda number: create_with(service, clients, settings.seconds, f"round-{number}-"),
                lambda number: commit_with(program, settings.seconds),
            )
    finally:
        shutil.rmtree(pattern)
    what = f"Durable creates, {clients} client{'s' if clients > 1 else ''}, beside commits on one JDBC connection"
    return [Row(name, what, "creates/s", subject, baseline, reach, True)]


def create_with(service, clients, seconds, prefix):
    """Returns the creates per second. Each acknowledged one must be in the database."""
    before = data.rows(servers.database(service))
    result = load.create(service, servers.COLLECTION, clients, seconds, prefix)
    created = data.rows(servers.database(service)) - before
    # More are stored than acknowledged: wrk ends without waiting for the last responses.
    if created < result.requests:
        raise RuntimeError(f"The service acknowledged {result.requests} creates, and stored {created}.")
    return result.rate


def commit_with(program, seconds):
    """Returns the commits per second of the JDBC program. Each must be in the database."""
    file = servers.database(program)
    before = data.rows(file)
    reported = int(program.answer(seconds, seconds))
    committed = data.rows(file) - before
    if reported != committed:
        raise RuntimeError(f"The JDBC program reported {reported} commits, and stored {committed}.")
    return committed / seconds

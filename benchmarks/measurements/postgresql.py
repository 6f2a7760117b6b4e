"""Get and create on PostgreSQL, beside the same rows by plain JDBC, and two processes beside one."""

import contextlib
import itertools
from concurrent.futures import ThreadPoolExecutor

import load
import servers
from client import Client
from data import create_body
from measurements.get import rate_row
from rounds import alternate

CLIENTS = 32
# As the service's pools
READERS, WRITERS = 8, 4
ID = "md5(n::text)::uuid::text"
NUMBERS = itertools.count()


class Database:
    """A database of a PostgreSQL server, in which the service has created one connection."""

    def __init__(self, postgres):
        self.postgres = postgres
        self.name = f"benchmark{next(NUMBERS)}"
        postgres.answer(f"postgres CREATE DATABASE {self.name}")
        self.url = f"jdbc:postgresql://127.0.0.1:{postgres.port}/{self.name}"
        with servers.service(database=self.url) as server, Client(server) as client:
            client.request("POST", servers.COLLECTION, create_body("0" * 36))

    def execute(self, sql):
        return self.postgres.answer(f"{self.name} {sql}", 60)

    def rows(self):
        return int(self.execute("SELECT count(*) FROM omf_connection"))

    def fill(self, count):
        """Copies the one connection. The client id of a copy is its identifier. Returns one of the identifiers."""
        same = "name, description, active_at, owner_type, owner_id, access_control_list_id"
        self.execute(
            f"INSERT INTO omf_connection (tenant_id, namespace_id, id, created_at, {same})"
            f" SELECT tenant_id, namespace_id, {ID}, created_at - n, {same}"
            f" FROM omf_connection, generate_series(1, {count - 1}) AS n"
        )
        for table, column, value in [
            ("omf_connection_content", "client_ids", """'["' || id || '"]'"""),
            ("client_mapping", "client_id", "id"),
        ]:
            self.execute(
                f"INSERT INTO {table} (tenant_id, namespace_id, omf_connection_id, {column})"
                f" SELECT tenant_id, namespace_id, id, {value} FROM omf_connection AS c WHERE NOT EXISTS"
                f" (SELECT 1 FROM {table} AS t WHERE t.omf_connection_id = c.id)"
            )
        self.execute("VACUUM ANALYZE")
        return self.execute(f"SELECT {ID} FROM generate_series(1, 1) AS n")


@contextlib.contextmanager
def new_database():
    with servers.postgres() as postgres:
        yield Database(postgres)


def program(database, kind, pool_size):
    return servers.program("The JDBC program", "JdbcPostgres", database.url, CLIENTS, pool_size, kind)


def get(settings):
    with new_database() as database:
        path = f"{servers.COLLECTION}/{database.fill(settings.connections)}"
        with servers.service(database=database.url) as service, program(database, "get", READERS) as baseline:
            subject = get_from(settings, path, [service])
            baseline.warm_up(settings.warm_up, lambda: baseline.answer(servers.WARM_UP_PART, servers.WARM_UP_PART))
            rates = alternate(
                settings.rounds,
                subject,
                lambda number: int(baseline.answer(settings.seconds, settings.seconds)) / settings.seconds,
            )
    what = f"The same get on PostgreSQL, beside the same statement by plain JDBC with {READERS} connections"
    return [rate_row("get-postgresql", what, *rates, 0.6)]


def create(settings):
    with new_database() as database:
        # With statistics, as soon after autovacuum, and no autovacuum while it is measured.
        database.fill(settings.connections)
        with servers.service(database=database.url) as service, program(database, "create", WRITERS) as baseline:

            def commit(seconds):
                before = database.rows()
                reported = int(baseline.answer(seconds, seconds))
                require_stored("The JDBC program", reported, database.rows() - before)
                return reported / seconds

            subject = create_on(settings, database, [service])
            baseline.warm_up(settings.warm_up, lambda: commit(servers.WARM_UP_PART))
            rates = alternate(settings.rounds, subject, lambda number: commit(settings.seconds))
    what = f"Durable creates on PostgreSQL among {settings.connections:,}, {CLIENTS} clients, beside the same rows by plain JDBC with {WRITERS} connections"
    return [rate_row("create-postgresql", what, *rates, 0.6)]


def two_processes(settings):
    rows = []
    with new_database() as database:
        path = f"{servers.COLLECTION}/{database.fill(settings.connections)}"
        with contextlib.ExitStack() as stack:
            one, *two = [stack.enter_context(servers.service(database=database.url)) for _ in range(3)]
            for name, loading in [
                ("get", lambda processes: get_from(settings, path, processes)),
                ("create", lambda processes: create_on(settings, database, processes)),
            ]:
                rates = alternate(settings.rounds, loading(two), loading([one]))
                what = f"The {name} on PostgreSQL by two processes, beside one"
                rows.append(rate_row(f"two-processes-{name}", what, *rates, None))
    return rows


def get_from(settings, path, processes):
    """Warms processes up, and returns a function that measures the requests per second of all together."""
    sizes = []
    for process in processes:
        with Client(process) as client:
            sizes.append(client.request("GET", path).size)
        process.warm_up(
            settings.warm_up,
            lambda process=process: load.get(process, path, load.WARM_UP_CLIENTS, servers.WARM_UP_PART, sizes[-1]),
        )
    return lambda number: rate(
        at_once(processes, lambda i, clients: load.get(processes[i], path, clients, settings.seconds, sizes[i]))
    )


def create_on(settings, database, processes):
    """As get_from. Each create that is acknowledged must be in the database."""
    rounds = itertools.count()

    def create(process, clients, seconds):
        return load.create(process, servers.COLLECTION, clients, seconds, f"{next(NUMBERS)}-{next(rounds)}-")

    for process in processes:
        with Client(process) as client:  # the first request of a process can take seconds
            client.request("POST", servers.COLLECTION, create_body(f"first-{next(NUMBERS)}"))
        process.warm_up(
            settings.warm_up, lambda process=process: create(process, load.WARM_UP_CLIENTS, servers.WARM_UP_PART)
        )

    def measure(number):
        before = database.rows()
        results = at_once(processes, lambda i, clients: create(processes[i], clients, settings.seconds))
        require_stored("The service", sum(result.requests for result in results), database.rows() - before)
        return rate(results)

    return measure


def at_once(processes, loading):
    """Divides the clients among the processes. Returns the result of each."""
    with ThreadPoolExecutor(len(processes)) as pool:
        return list(pool.map(lambda i: loading(i, CLIENTS // len(processes)), range(len(processes))))


def rate(results):
    return sum(result.rate for result in results)


def require_stored(name, acknowledged, stored):
    # More are stored than acknowledged: wrk ends without waiting for the last responses.
    if stored < acknowledged:
        raise RuntimeError(f"{name} acknowledged {acknowledged} creates, and stored {stored}.")

"""Data folders of the service with many connections, kept in target/data as long as the service's jar does not change."""

import json
import shutil
import sqlite3

import servers
from client import Client


def create_body(client_id, name="Boiler house"):
    return json.dumps({"Name": name, "ClientIds": [client_id]})


def new_folder():
    """Creates a data folder with one connection, which the service has created."""
    with servers.service() as server:
        with Client(server) as client:
            client.request("POST", servers.COLLECTION, create_body("0" * 36))
        server.stop()
        folder = servers.new_folder()
        shutil.copytree(server.folder / "data", folder, dirs_exist_ok=True)
    return folder


def folder(count):
    """Returns a data folder with this number of connections, each with one client. Creates it if needed."""
    kept = servers.TARGET / "data" / str(count)
    if kept.exists() and kept.stat().st_mtime > servers.JAR.stat().st_mtime:
        return kept
    shutil.rmtree(kept, ignore_errors=True)
    new = new_folder()
    fill(new / servers.DATABASE, count)
    kept.parent.mkdir(exist_ok=True)
    new.rename(kept)
    kept.touch()
    return kept


def fill(file, count):
    """Copies the one connection of a database, with new identifiers, until it has this number of connections.

    The client id of a copy is its identifier. Copies of all tables' rows follow the schema of the service, whatever
    other columns it has.
    """
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA cache_size = -500000")
    database.execute("BEGIN")
    (pattern,) = database.execute("SELECT id FROM omf_connection").fetchone()
    database.execute("CREATE TEMP TABLE copy (number INTEGER PRIMARY KEY, id TEXT)")
    database.execute(
        """
        INSERT INTO copy
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
        SELECT n, substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-' || substr(h, 13, 4) || '-' || substr(h, 17, 4)
          || '-' || substr(h, 21) FROM (SELECT n, lower(hex(randomblob(16))) AS h FROM numbers)
        """,
        [count - 1],
    )
    # Each is older than the one before it, so that all are in the past.
    copy(database, "omf_connection", "id", pattern, {"id": "copy.id", "created_at": "created_at - copy.number"})
    clients = {"omf_connection_id": "copy.id", "client_ids": """'["' || copy.id || '"]'"""}
    copy(database, "omf_connection_content", "omf_connection_id", pattern, clients)
    mapping = {"omf_connection_id": "copy.id", "client_id": "copy.id"}
    copy(database, "client_mapping", "omf_connection_id", pattern, mapping)
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def copy(database, table, key, pattern, changes):
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changes.get(column, f"{table}.{column}") for column in columns)
    database.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM copy, {table} WHERE {table}.{key} = ?",
        [pattern],
    )


def rows(file):
    """Returns the number of connections in a database."""
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return database.execute("SELECT count(*) FROM omf_connection").fetchone()[0]
    finally:
        database.close()


def ids(file, count):
    """Returns identifiers of connections that fill has made, in random order."""
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        # The identifiers are random, so their order is random in time.
        query = """
            SELECT omf_connection_id FROM client_mapping WHERE omf_connection_id = client_id
            ORDER BY omf_connection_id LIMIT ?
        """
        found = [row[0] for row in database.execute(query, [count])]
    finally:
        database.close()
    if len(found) < count:
        raise RuntimeError(f"{file} has {len(found)} connections, and {count} are needed.")
    return found

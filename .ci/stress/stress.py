"""Sends each load at a new service while a probe of another tenant measures, and prints a table of results.

Fails if a bound is broken: the share and the median of the probe's requests during the load, the memory of the
service, the time until everything is served again, and what a load checks itself.
"""

import argparse
import asyncio
import os
import pathlib
import signal
import sys
import time

import loads
import probe
from service import Postgres, Service

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
JAR = ROOT / "server-impl" / "target" / "omf-connections.jar"

HEAPS = {"256m": "256m", "default": None}
MAX_SECONDS = 600
# The time that must be left when a load begins: most take less, with a start and a stop.
LOAD_SECONDS = 20

MIN_SUCCESSFUL = 95.0
MAX_MEDIAN = 0.5
MAX_RECOVERY = 1.0
# Beyond the heap: code, threads, buffers of the network, SQLite. The heap itself is bounded by the JVM.
MAX_BEYOND_HEAP_MB = 350
OBSERVED_AFTER = 2
# The first requests of a process are slow, because Java loads and compiles what they need.
WARM_UP = 1.5

COLUMNS = ["Row", "Load", "Heap", "Requests", "2xx", "Median", "Recovery", "Peak memory", "Result"]


def max_memory(heap):
    if heap:
        return int(heap.removesuffix("m")) + MAX_BEYOND_HEAP_MB
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return total // 4 + MAX_BEYOND_HEAP_MB  # the JVM's default heap is a quarter of the machine's memory


def run(load, jar, heap_name, postgres, servers):
    """Runs one load. Returns a row of the table, whose last cell is empty if all bounds hold.

    postgres: stores the data; None for SQLite
    servers: 2 to measure a second service on the same database, which the load is not sent to
    """
    heap = HEAPS[heap_name]
    service = other = watcher = None
    try:
        database = postgres and postgres.new_database()
        service = Service(jar, heap, load.max_files, load.unread_log, database)
        other = Service(jar, heap, database=database) if servers > 1 else None
        asyncio.run(load.setup(service))
        watched = other or service
        watcher = probe.Probe(watched.port, watched.bystander, load.pause)
        time.sleep(0 if load.cold else WARM_UP)
        start = time.monotonic()
        problems = asyncio.run(load.send(service))
        end = time.monotonic()
        time.sleep(OBSERVED_AFTER)
        memory = max(each.peak_memory() or 0 for each in (service, other) if each)
        samples = watcher.result()
        during = [sample for sample in samples if start <= sample[0] <= end]
        recovery = probe.recovery(samples, end)
        problems += load.check(service) if service.alive() else ["the process died"]
        if probe.successful(during) < MIN_SUCCESSFUL:
            problems.append("requests failed")
        if probe.median(during) > MAX_MEDIAN:
            problems.append("slow")
        if recovery > MAX_RECOVERY:
            problems.append("slow recovery")
        if memory and memory > max_memory(heap):
            problems.append("memory")
        if any("OutOfMemoryError" in each.errors() for each in (service, other) if each):
            problems.append("OutOfMemoryError")
        return [
            load.row,
            load.name,
            heap_name,
            str(len(during)),
            f"{probe.successful(during):.0f}%",
            f"{probe.median(during) * 1000:.0f} ms",
            f"{recovery:.1f} s",
            f"{memory} MB" if memory else "",
            ", ".join(problems),
        ]
    except (OSError, RuntimeError, ValueError, KeyError) as e:
        return [load.row, load.name, heap_name, "", "", "", "", "", f"not completed: {type(e).__name__}: {e}"]
    finally:
        for each in (watcher, service, other):
            if each:
                each.close()


def print_row(cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jar", default=JAR, type=pathlib.Path)
    parser.add_argument("--heap", choices=list(HEAPS))
    parser.add_argument("--only", help="names of loads, separated by commas")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--servers", choices=[1, 2], default=1, type=int, help="2: measure a second one on the database")
    arguments = parser.parse_args()
    if arguments.servers > 1 and arguments.database == "sqlite":
        parser.error("several servers need --database postgresql")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # stops the servers, too
    selected = [load for load in loads.LOADS if not arguments.only or load.name in arguments.only.split(",")]
    if not selected:
        parser.error("no such load; there are " + ", ".join(load.name for load in loads.LOADS))

    failures = 0
    print_row(COLUMNS)
    print_row(["---"] * len(COLUMNS))
    begin = time.monotonic()
    postgres = Postgres() if arguments.database == "postgresql" else None
    try:
        for heap in [arguments.heap] if arguments.heap else HEAPS:
            for load in selected:
                if time.monotonic() + LOAD_SECONDS > begin + MAX_SECONDS:
                    sys.exit(f"Not all loads could be sent within {MAX_SECONDS} seconds.")
                row = run(load, arguments.jar, heap, postgres, arguments.servers)
                failures += row[-1] != ""
                print_row(row[:-1] + [row[-1] or "ok"])
    finally:
        if postgres:
            postgres.close()
    print(f"\n{(time.monotonic() - begin) / 60:.0f} minutes")
    if failures:
        sys.exit(f"{failures} loads broke a bound.")


if __name__ == "__main__":
    main()

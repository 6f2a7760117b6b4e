"""Measures the service beside its baselines, and prints a table of ratios. See README.md."""

import argparse
import shutil
import signal
import sys
import time

import report
import servers
from measurements import create, create_ids, get, list_all, postgresql, scale, start
from settings import QUICK, WHOLE

# In the order of the table
MEASUREMENTS = {
    "get": get.beside_bare,
    "get-wiremock": get.beside_wiremock,
    "get-prism": get.beside_prism,
    "create-32": create.by_32_clients,
    "create-1": create.by_1_client,
    "create-ids": create_ids.measure,
    "list": list_all.measure,
    "get-postgresql": postgresql.get,
    "create-postgresql": postgresql.create,
    "two-processes": postgresql.two_processes,
    "start": start.measure,
    "memory": start.measure,
    "start-archive": start.measure,
    "memory-archive": start.measure,
    "scale": scale.measure,
}


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds and smaller data: to try it, not to compare")
    parser.add_argument(
        "--only", metavar="NAME,NAME", type=lambda text: text.split(","), default=list(MEASUREMENTS),
        help="measure only these: " + ", ".join(MEASUREMENTS),
    )  # fmt: skip
    parser.add_argument("--write", action="store_true", help="write the table and a picture into docs/BENCHMARKS.md")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.only) - set(MEASUREMENTS))
    if unknown:
        parser.error(f"unknown name: {', '.join(unknown)}; the names are {', '.join(MEASUREMENTS)}")
    if not shutil.which("wrk"):
        return "wrk is missing. Install it, for example with: apt-get install wrk"
    # A SIGTERM ends the servers, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))

    begin = time.monotonic()
    servers.pin_load_generators()
    rows = []
    # Each function once, although it may give several rows
    for measure in dict.fromkeys(MEASUREMENTS[name] for name in MEASUREMENTS if name in arguments.only):
        names = ", ".join(name for name in MEASUREMENTS if MEASUREMENTS[name] is measure)
        print(f"{names} …", file=sys.stderr, flush=True)
        try:
            rows += measure(QUICK if arguments.quick else WHOLE)
        except (RuntimeError, OSError) as e:
            return f"{names} failed, so there is no table. {e}"
    minutes = (time.monotonic() - begin) / 60
    print(report.table(rows))
    print(f"\n{minutes:.0f} minutes", *report.facts(), sep="\n- ")
    if arguments.write:
        report.write(rows, " ".join(["benchmarks/run", *sys.argv[1:]]), minutes)
    return None


if __name__ == "__main__":
    sys.exit(main())

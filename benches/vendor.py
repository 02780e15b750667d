"""The vendor's two Python SDKs for the same questions, where a package index has them."""

import subprocess
import sys
from pathlib import Path

from measure import RECORDS, alternate, expect, milliseconds, row, say, verdict
from process import run
from service import ENVIRONMENT, Sandbox

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "tests" / "vendor"
sys.path.insert(0, str(VENDOR))


def beside_sdks(invq):
    from run import python_with_sdks, target_directory

    python = python_with_sdks(target_directory() / "vendor-venv")
    if python is None:
        say("\nThe vendor's SDKs cannot be installed here; not measured")
        return
    asks = HERE / "sdk_asks.py"

    def sdk(which, server):
        return [str(python), str(asks), which, server.url.removeprefix("http://")]

    say("\nOne page of 50 records, whole process: invq beside the vendor's SDKs, 10 runs each")
    with Sandbox(invq, "--records", 50) as server:
        ratios(server.one_walk(invq, "-o", "jsonl"), sdk("older", server), sdk("newer", server), 10, 50)
    say(f"\n{RECORDS:,} records, whole process: invq beside the vendor's SDKs, 3 runs each")
    with Sandbox(invq, "--records", RECORDS) as server:
        ratios(server.one_walk(invq, "-o", "jsonl"), sdk("older", server), sdk("newer", server), 3, RECORDS)


def ratios(query, older, newer, times, records):
    expect(query, records)
    for command in (older, newer):
        told = subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.PIPE, check=True, text=True).stdout
        if int(told) != records:
            raise RuntimeError(f"{told} records in place of {records}")
    costs = alternate(times, *[lambda command=command: run(command, ENVIRONMENT) for command in (query, older, newer)])
    names = ("invq", "the older SDK", "the newer SDK")
    walls = [row(name, milliseconds(cost), "ms") for name, cost in zip(names, costs)]
    cpus = [row(name, [one.cpu * 1000 for one in cost], "ms of CPU") for name, cost in zip(names, costs)]
    if records == 50:
        verdict("the faster SDK / invq, whole process", min(walls[1:]) / walls[0], 30, least=True, digits=1)
    else:
        verdict("invq / the faster SDK, processor time", cpus[0] / min(cpus[1:]), 0.17)

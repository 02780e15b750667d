"""Many regions at once: how long a list takes, and what a long wait costs."""

import json
import tempfile
import time
from pathlib import Path

from measure import MIB, alternate, expect, row, say, verdict
from process import run, run_to, peak_memory
from service import ENVIRONMENT, Sandbox

REGIONS = Path(__file__).resolve().parent.parent / "src" / "api" / "regions.json"


def public_regions(count):
    regions = [region["region"] for region in json.loads(REGIONS.read_text()) if region["kind"] == "public"]
    return ",".join(regions[:count])


def ask(invq, server, regions, *flags):
    """The command that asks this server for several regions."""
    return [invq, "--endpoint", server.url, "--region", regions, "--no-notes", *flags]


def many_regions(invq):
    say("\n1,000 records in each of 30 regions, each answer after 50 ms, -o jsonl: beside one region, 5 runs each")
    with Sandbox(invq, "--records", 1000, "--latency", "50ms") as server:
        one = ask(invq, server, "cn-hangzhou", "--timed=false", "-o", "jsonl")
        all_of_them = ask(invq, server, public_regions(30), "--timed=false", "-o", "jsonl")
        expect(one, 1000)
        expect(all_of_them, 30_000)
        ours, alone = alternate(5, lambda: run(all_of_them, ENVIRONMENT), lambda: run(one, ENVIRONMENT))
        ratio = row("30 regions", [cost.wall for cost in ours], "s", 3) / row("one region", [cost.wall for cost in alone], "s", 3)
        verdict("30 regions / one region", ratio, 3)
        row("memory", [peak_memory(all_of_them, ENVIRONMENT) / MIB for _ in range(3)], "MiB")


def running(number):
    """An invocation that does not end, on five instances."""
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 600 - number))
    return {
        "InvokeId": f"t-{number:06}",
        "CommandName": "deploy",
        "InvocationStatus": "Running",
        "RepeatMode": "Once",
        "Timeout": 3600,
        "CreationTime": created,
        "InvokeInstances": {
            "InvokeInstance": [
                {"InstanceId": f"i-{number}-{instance}", "InvocationStatus": "Running", "StartTime": created}
                for instance in range(5)
            ]
        },
    }


def long_wait(invq):
    say("\n2,000 invocations that do not end, in 10 regions, --wait=60s, 1 run")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as saved:
        json.dump([running(number) for number in range(200)], saved)
        saved.flush()
        with Sandbox(invq, "--data", saved.name, "--latency", "20ms") as server:
            wait = ask(invq, server, public_regions(10), "--since", "1d", "--wait=60s", "-q")
            cost = run_to(124, wait, ENVIRONMENT)
            share = row("of one core", [cost.cpu / cost.wall * 100], "%", 2)
            verdict("of one core", share, 20, " %")
            short = ask(invq, server, public_regions(10), "--since", "1d", "--wait=5s", "-q")
            memory = row("memory", [peak_memory(short, ENVIRONMENT, 124) / MIB], "MiB")
            verdict("peak memory", memory, 64, " MiB", 1)

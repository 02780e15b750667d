"""What reports cost beside the result, and how large they become."""

import base64
import json
import subprocess
import tempfile
import time
from pathlib import Path

from measure import MIB, RECORDS, alternate, row, say, verdict
from process import peak_memory, run
from service import ENVIRONMENT, Sandbox

KINDS = ("junit", "md", "html")
INVOCATIONS, INSTANCES, OUTPUT = 10, 100, 24_000


def output(number):
    """Log lines: those of every second instance are alike."""
    whose = "all" if number % 2 else f"i-{number}"
    lines = (f"{whose} {line:06} checked /var/lib/data/segment/{line * 7919 % 4096}, no <difference> found\n" for line in range(400))
    return base64.b64encode("".join(lines).encode()[:OUTPUT]).decode()


def invocation(number):
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 600 - number))
    instances = [
        {
            "InstanceId": f"i-bp1bench{number:05}{instance:05}", "InvocationStatus": "Failed" if instance == 7 else "Success",
            "ExitCode": int(instance == 7), "StartTime": created, "FinishTime": created, "Output": output(number * INSTANCES + instance),
        }
        for instance in range(INSTANCES)
    ]
    return {
        "InvokeId": f"t-bench{number:05}", "CommandId": "c-bench", "CommandName": "bench", "InvocationStatus": "PartialFailed",
        "CreationTime": created, "RepeatMode": "Once", "InvokeInstances": {"InvokeInstance": instances},
    }


def measured(what, query, place, most_memory=64):
    """The query alone and with each report: processor time, memory and size."""
    files = {kind: Path(place) / kind for kind in KINDS}
    beside = [[*query, "--report", f"{kind}={files[kind]}"] for kind in KINDS]
    costs = alternate(7, *[lambda query=query: run(query, ENVIRONMENT) for query in [query, *beside]])
    alone = row(what, [cost.cpu * 1000 for cost in costs[0]], "ms of CPU")
    for kind, query, cost in zip(KINDS, beside, costs[1:]):
        cpu = row(f"with {kind}", [cost.cpu * 1000 for cost in cost], "ms of CPU")
        verdict(f"{kind}, beside the result alone", cpu / alone, 1.3)
        verdict(f"{kind}, peak memory", peak_memory(query, ENVIRONMENT) / MIB, most_memory, " MiB", 1)
        verdict(f"{kind}, its size", files[kind].stat().st_size / 1e6, {"md": 0.9}.get(kind, 5), " MB")


def reports(invq):
    say(f"\n{INVOCATIONS} invocations of {INSTANCES} instances with 24 KB of output, half of them alike, --include-output -o jsonl, 7 runs each")
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data.json"
        data.write_text(json.dumps([invocation(number) for number in range(INVOCATIONS)]))
        ids = [f"t-bench{number:05}" for number in range(INVOCATIONS)]
        with Sandbox(invq, "--data", data) as server:
            query = server.query(invq, *ids, "--include-output", "-o", "jsonl")
            lines = subprocess.run(query, env=ENVIRONMENT, stdout=subprocess.PIPE, check=True).stdout.count(b"\n")
            if lines != INVOCATIONS:
                raise RuntimeError("not all invocations are there")
            measured("-o jsonl", query, place)
        say(f"\n{RECORDS:,} small records with their output, 7 runs each")
        everywhere = ("--instance-id", "i-bp1sandbox0000000000")
        with Sandbox(invq, "--records", RECORDS) as server:
            measured("-o jsonl", server.one_walk(invq, "--include-output", "-o", "jsonl", *everywhere), place)

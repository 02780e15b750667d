"""What is searched and compared in saved outputs: 10,000 of 24 KiB, in a file."""

import base64
import json
import random
import tempfile
from pathlib import Path

from measure import RECORDS, alternate, expect, peak, row, say, verdict
from process import run
from service import ENVIRONMENT

OUTPUT = 24 * 1024
INSTANCES = 100
RUNS = 5


def outputs():
    """Log lines: nine of ten hosts print the same; on the others four lines are different ones, and a line says so."""
    dice = random.Random(1)
    words = [dice.choice(["nginx", "kernel", "sshd", "cron"]) for _ in range(400)]
    usual = [f"{place:06} {word}: request {dice.randrange(10**9):09} took {dice.randrange(900)} ms\n" for place, word in enumerate(words)]
    text = "".join(usual)[:OUTPUT]
    usual = text.splitlines(keepends=True)
    for number in range(RECORDS):
        if number % 10:
            yield text
            continue
        lines = list(usual)
        for place in dice.sample(range(len(lines) - 1), 4):
            lines[place] = f"{place:06} disk: host {number} is nearly full\n"
        yield "".join(lines)


def write(path):
    """Invocations of a hundred instances each, as `-o api` saves them."""
    with open(path, "w") as saved:
        instances = []
        for number, text in enumerate(outputs()):
            instances.append({
                "InstanceId": f"i-bench{number:012}", "InvocationStatus": "Success", "ExitCode": 0, "Dropped": 0,
                "StartTime": "2026-06-24T08:00:01Z", "FinishTime": "2026-06-24T08:00:05Z",
                "Output": base64.b64encode(text.encode()).decode(),
            })
            if len(instances) == INSTANCES:
                record = {"InvokeId": f"t-bench{number:012}", "InvocationStatus": "Success", "CreationTime": "2026-06-24T08:00:00Z",
                          "InvokeInstances": {"InvokeInstance": instances}}
                body = {"RequestId": "R", "Invocations": {"Invocation": [record]}}
                saved.write(json.dumps(body, separators=(",", ":")) + "\n")
                instances = []


# What is asked, beside the plain list of the same file.
FORMS = [
    ("--grep, a fixed text", ["--grep", "nearly full"]),
    ("--grep, a class before it", ["--grep", "[a-z]+ full$"]),
    ("--grep, nothing fixed", ["--grep", r"\b\d{3} is"]),
    ("--fold=diff", ["--fold=diff"]),
    ("--fold=diff --ignore", ["--fold=diff", "--ignore", r"host \d+"]),
]


def search(invq):
    say(f"\n{RECORDS:,} outputs of 24 KiB in a file: beside -o jsonl of the same file, {RUNS} runs each")
    with tempfile.TemporaryDirectory() as directory:
        saved = Path(directory) / "saved.json"
        write(saved)
        ask = [invq, "--from", str(saved), "--no-notes", "--include-output", "-o"]
        plain = [*ask, "jsonl"]
        expect(plain, RECORDS // INSTANCES)
        queries = [plain, *([*ask, "output", *flags] for _, flags in FORMS)]
        costs = alternate(RUNS, *[lambda query=query: run(query, ENVIRONMENT) for query in queries])
        seconds = [[cost.cpu for cost in each] for each in costs]
        theirs = row("-o jsonl", seconds[0], "s of CPU", 3)
        for (what, _), taken in zip(FORMS, seconds[1:]):
            verdict(f"{what} / -o jsonl", row(what, taken, "s of CPU", 3) / theirs, 1.5)
        row("memory of --fold=diff", peak(queries[4]), "MiB")

"""What is searched and compared in saved outputs: 10,000 of 24 KiB, in a file."""

import base64
import json
import random
import shutil
import tempfile
from pathlib import Path

from measure import RECORDS, alternate, expect, peak, row, say, verdict
from process import run, run_to
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


def write(saved, decoded):
    """Invocations of a hundred instances each as `-o api` saves them, and what they printed as one text."""
    with open(saved, "w") as saved, open(decoded, "w") as decoded:
        instances = []
        for number, text in enumerate(outputs()):
            decoded.write(text)
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


def search(invq):
    say(f"\n{RECORDS:,} outputs of 24 KiB in a file: beside -o jsonl of the same file, {RUNS} runs each")
    with tempfile.TemporaryDirectory() as directory:
        saved, decoded = Path(directory) / "saved.json", Path(directory) / "decoded"
        write(saved, decoded)
        ask = lambda *flags: [invq, "--from", str(saved), "--no-notes", "--include-output", *flags]
        plain = ask("-o", "jsonl")
        expect(plain, RECORDS // INSTANCES)
        patterns = {"a fixed text": "nearly full", "alternatives and classes": r"disk|oom-killer|panic: \w+"}
        forms = [(f"--grep, {what}", ask("-o", "output", "--grep", pattern)) for what, pattern in patterns.items()]
        forms.append(("--fold=diff", ask("-o", "output", "--fold=diff")))
        forms.append(("--fold=diff --ignore", ask("-o", "output", "--fold=diff", "--ignore", r"host \d+")))
        queries = [plain, *(query for _, query in forms)]
        grep = [shutil.which("grep"), "-a", "nearly full", str(decoded)]
        costs = alternate(RUNS, *[lambda query=query: run(query, ENVIRONMENT) for query in queries], lambda: run(grep))
        walls = [[cost.wall for cost in each] for each in costs]
        theirs = row("-o jsonl", walls[0], "s", 3)
        for (what, query), wall in zip(forms, walls[1:]):
            ours = row(what, wall, "s", 3)
            verdict(f"{what} / -o jsonl", ours / theirs, 1.5)
            row("memory", peak(query), "MiB")
        row("grep -a over the decoded outputs", walls[-1], "s", 3)

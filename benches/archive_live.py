#!/usr/bin/env python3
"""Keeps an archive of a fleet that moves: a sync a second for two minutes, then every query as the service answers it. Outputs are
kept of what has ended.

    benches/archive_live.py target/release/invq [SECONDS]"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time

REGIONS = ["--region", "cn-beijing,cn-hangzhou"]
QUERIES = ["", "--failed", "--since 1h", "-s running,pending", "-s success", "-t team=web", "--command-name disk-*",
           "--active", "-n 20",
           "-s success,failed,partialfailed,stopped --include-output -n 60", "i-bp1i7gg30r52z2emq3x1"]
OWN = ("Account", "SeenAt", "WithOutput")


def answers(invq, words, environment):
    command = [invq, *words, "--json", "--no-notes"]
    text = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout
    records = json.loads(text)
    for record in records:
        for name in OWN:
            record["Derived"].pop(name, None)
    return sorted(records, key=lambda record: (record["Derived"]["Region"], record["InvokeId"]))


def main():
    invq, seconds = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 120
    server = subprocess.Popen([invq, "sandbox"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        line = server.stdout.readline()
        # It logs every request, and waits while nobody reads.
        threading.Thread(target=server.stdout.read, daemon=True).start()
        url = next(word for word in line.split() if word.startswith("http://")).rstrip(".,")
        environment = {
            "PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", "ALIBABA_CLOUD_ACCESS_KEY_ID": "testid",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "testsecret", "ALIBABA_CLOUD_ENDPOINT": url,
        }
        with tempfile.TemporaryDirectory() as home:
            root, begun, syncs = os.path.join(home, "runs"), time.monotonic(), 0
            sync = [invq, *REGIONS, "--include-output", "--no-notes", "--into", root]
            while time.monotonic() - begun < seconds:
                subprocess.run(sync, env=environment, check=True, stdout=subprocess.DEVNULL)
                syncs += 1
                time.sleep(1)
            wrong = 0
            for query in QUERIES:
                # The fleet may move between two questions: then the next try finds both alike.
                for _ in range(5):
                    subprocess.run(sync, env=environment, check=True, stdout=subprocess.DEVNULL)
                    kept = answers(invq, [*query.split(), "--from", root], environment)
                    asked = answers(invq, [*query.split(), *REGIONS, "--timed=all"], environment)
                    if kept == asked:
                        break
                else:
                    wrong += 1
                    print(f"DIFFERS  {query}")
                print(f"{len(kept):4} records  {query}")
            files = sum(len(names) for _, _, names in os.walk(root))
            print(f"{syncs} syncs in {seconds} s, {files} files, {wrong} of {len(QUERIES)} queries differ")
            sys.exit(bool(wrong))
    finally:
        server.kill()


main()

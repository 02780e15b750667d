"""Starts `invq sandbox` and runs `invq`, each with an environment of its own and an end."""

import json
import subprocess
import tempfile
import threading
from dataclasses import dataclass

LONGEST_START = 10
LONGEST_RUN = 30


class Sandbox:
    """A running sandbox; `with` ends it."""

    def __init__(self, invq, *flags):
        command = [invq, "sandbox", *flags]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        watchdog = threading.Timer(LONGEST_START, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        if not line.startswith("endpoint http://"):
            self.end()
            raise RuntimeError(f"{command} said {line!r} in place of its endpoint")
        self.endpoint = line.split()[1]
        self.address = self.endpoint[len("http://"):]

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


@dataclass
class Run:
    """How a run of invq ended."""

    code: int
    out: bytes
    err: str

    def records(self):
        if self.code:
            raise RuntimeError(f"invq ended with {self.code}: {self.err.strip()}")
        return json.loads(self.out)


class Invq:
    """invq with a key, asking one server; nothing of the user's own settings reaches it."""

    def __init__(self, program, endpoint, key=("testid", "testsecret")):
        self.command = [program, "--endpoint", endpoint, "--region", "cn-hangzhou"]
        names = ("ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "SECURITY_TOKEN")
        self.environment = {f"ALIBABA_CLOUD_{name}": value for name, value in zip(names, key)}

    def run(self, *arguments):
        """Runs it. One call of an SDK is one walk, so a list asks for one kind of tasks unless the words say so."""
        says_so = [word for word in arguments if word.startswith(("--timed", "--history", "--from", "t-"))]
        if not says_so:
            arguments = ("--timed=false", *arguments)
        with tempfile.TemporaryDirectory() as home:
            ended = subprocess.run(
                [*self.command, *arguments],
                env={**self.environment, "HOME": home},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=LONGEST_RUN,
            )
        return Run(ended.returncode, ended.stdout, ended.stderr.decode(errors="replace"))

    def records(self, *arguments):
        return self.run("--json", *arguments).records()

"""Every check, a line each; run.py starts this where the SDKs are installed."""

import contextlib
import inspect
import json
import signal
import sys
import tempfile
from pathlib import Path

import asked
import compared
import hard
import hosts
import sdks
import signed
from programs import Sandbox


class World:
    """The servers that are asked."""

    GENERATED = 120

    def __init__(self, program, stack, directory):
        def sandbox(*flags):
            return stack.enter_context(Sandbox(program, *flags))

        def saved(name, text):
            path = Path(directory) / name
            path.write_bytes(text)
            return sandbox("--data", path)

        self.program = program
        self.builtin = sandbox()
        self.denied = sandbox(*(f"--fault=denied@{action}" for action in ("DescribeInstances", "ListTaskExecutionInvocations", "GetObject")))
        self.temporary_key = asked.TEMPORARY
        self.keys = saved("keys.json", json.dumps(hard.DELIVERED).encode())
        self.temporary = sandbox("--access-key", ":".join(asked.TEMPORARY))
        self.generated = sandbox("--records", str(self.GENERATED), "--instances", "3", "--output-bytes", "30000")
        self.hard = saved("hard.json", json.dumps(hard.FLEET).encode())
        # The built-in fleet moves. Saved as the older SDK gets it and served again, it stands still.
        bodies = list(whole_fleet(sdks.Older(self.builtin.address)))
        self.fleet = [record for body in bodies for record in json.loads(body)["Invocations"]["Invocation"]]
        self.still = saved("still.json", b"\n".join(bodies))


def whole_fleet(client):
    """The body of each invocation with its output, newest first as far as the list goes, then the timed ones."""
    for timed in (False, True):
        for record in client.walk(Timed=timed):
            yield client.body(InvokeId=record["InvokeId"], IncludeOutput=True)


def checks_of(module, *parameters):
    """The functions of a module that take these, in their order, each with its name as a sentence."""
    for name, function in vars(module).items():
        if inspect.isfunction(function) and tuple(inspect.signature(function).parameters) == parameters:
            yield name.replace("_", " "), function


def all_checks(world):
    for sdk in sdks.ALL:
        for name, check in checks_of(asked, "sdk", "world"):
            yield f"{sdk.name}: {name}", lambda check=check, sdk=sdk: check(sdk, world)
        for name, check in checks_of(hosts, "sdk", "world"):
            yield f"{sdk.name}: {name}", lambda check=check, sdk=sdk: check(sdk, world)
    for name, check in checks_of(hosts, "world"):
        yield f"other services: {name}", lambda check=check: check(world)
    for sdk in (sdks.Older, sdks.Newer):
        for name, check in checks_of(compared, "sdk", "world"):
            yield f"{sdk.name} and invq agree: {name}", lambda check=check, sdk=sdk: check(sdk, world)
    for name, check in checks_of(signed, "world"):
        yield f"invq's signatures: {name}", lambda check=check: check(world)


def main(program):
    passed = failed = 0
    with contextlib.ExitStack() as stack:
        world = World(program, stack, stack.enter_context(tempfile.TemporaryDirectory()))
        for name, check in all_checks(world):
            try:
                check()
            except Exception as error:
                failed += 1
                print(f"FAILED  {name}\n        {type(error).__name__}: {error}")
            else:
                passed += 1
                print(f"ok      {name}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    # Asked to end, it ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1]))

#!/usr/bin/env python3
"""Runs the vendor's two Python SDKs, unchanged, against `invq sandbox`, and checks invq's signatures with theirs.

    tests/vendor/run.py [INVQ]

INVQ is the program to check; left out, it is built. The SDKs go into a virtual environment under the target
directory, which is made once. Ends with 0 when every check passed, 1 when one failed, 77 when the SDKs cannot be
installed here, so that nothing was checked.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REQUIREMENTS = HERE / "requirements.txt"
NOTHING_CHECKED = 77


def target_directory():
    command = ["cargo", "metadata", "--no-deps", "--format-version", "1"]
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    return Path(json.loads(told)["target_directory"])


def build():
    subprocess.run(["cargo", "build", "--quiet"], cwd=ROOT, check=True)
    return target_directory() / "debug" / "invq"


def python_with_sdks(place):
    """The interpreter of the environment at a place, or nothing. A finished one is marked by its list of packages."""
    python, mark = place / "bin" / "python", place / "requirements.txt"
    if mark.exists() and mark.read_bytes() == REQUIREMENTS.read_bytes():
        return python
    print(f"installing the SDKs into {place}", flush=True)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--retries", "1", "install", "--quiet"]
    for command in ([sys.executable, "-m", "venv", "--clear", place], [*pip, "-r", REQUIREMENTS]):
        if subprocess.run(command).returncode:
            shutil.rmtree(place, ignore_errors=True)
            return None
    shutil.copy(REQUIREMENTS, mark)
    return python


def main():
    invq = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else build()
    python = python_with_sdks(target_directory() / "vendor-venv")
    if python is None:
        print("the vendor's SDKs cannot be installed here; nothing was checked")
        return NOTHING_CHECKED
    # Everything is on this machine: no proxy may come between.
    environment = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    return subprocess.run([python, HERE / "checks.py", invq], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Looks at the reports of invq as their readers do: a schema, a JUnit parser, and a browser with axe.

    tests/reports/run.py [INVQ] [--pictures DIRECTORY]

INVQ is the program; left out, it is built. What is not installed here is skipped, and that is said: xmllint (libxml2-utils),
junitparser (from PyPI, into the target directory), Chromium, and with node the packages axe-core and puppeteer-core (from npm).
Ends with 0 when every check that could be made passed, 1 when one failed, 77 when none could be made.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCHEMA = ROOT / "tests" / "fixtures" / "junit.xsd"
NOTHING_CHECKED = 77

SCRIPTS = (
    "<script>document.title='run'</script><img src='http://127.0.0.1:9/x' onerror=\"document.title='run'\"></pre></style>"
    "<svg onload=\"document.title='run'\">\n\x1b[31m<iframe srcdoc=\"<script>parent.document.title='run'</script>\">\x1b[0m\n"
    "```\n</details>\n]]>\x00\x07\x1b]0;t\x07\n"
)


def target():
    command = ["cargo", "metadata", "--no-deps", "--format-version", "1"]
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    return Path(json.loads(told)["target_directory"])


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def instance(number, status, code, output, start=0, took=5, **more):
    def time(second):
        return f"2026-06-24T07:{second // 60:02}:{second % 60:02}Z"

    return {
        "InstanceId": f"i-bp1{number:017}", "InvocationStatus": status, "ExitCode": code,
        "StartTime": time(start), "FinishTime": time(start + took), "Output": encoded(output), **more,
    }


def invocation(number, status, instances, name="deploy-web"):
    return {
        "InvokeId": f"t-{number:05}", "CommandId": "c-1", "CommandName": name, "InvocationStatus": status,
        "CreationTime": f"2026-06-{24 - number // 40:02}T{23 - number % 24:02}:00:00Z", "RepeatMode": "Once",
        "CommandContent": encoded(SCRIPTS), "InvokeInstances": {"InvokeInstance": instances},
    }


def one_of_500():
    ok = "Reading package lists...\n\x1b[32mdone\x1b[0m\n"
    bad = "\x1b[33mwarning\x1b[0m: slow\n\x1b[1;31mE: no lock\x1b[0m\n\x1b[38;5;208mretry\x1b[0m\n\x1b[41mFATAL\x1b[0m\n"
    good = [instance(number, "Success", 0, ok, number // 10, 3 + number % 40) for number in range(499)]
    return [invocation(0, "PartialFailed", [*good, instance(499, "Failed", 100, bad, 4, 61)])]


def thousand():
    def output(number):
        text = "".join(f"line {line} of output\n" for line in range(1000))
        return text[-24000:] if number % 2 else f"{number}\n{text}"[-24000:]

    return [invocation(0, "Success", [instance(number, "Success", 0, output(number)) for number in range(1000)])]


def hostile():
    return [invocation(0, "Failed", [instance(1, "Failed", 1, SCRIPTS, ErrorCode="<b>|`", ErrorInfo="<script>"),
                                     instance(2, "Running", 0, SCRIPTS)], name="\"><script>document.title='run'</script>|`")]


def listed():
    def one(number):
        failed = number % 17 == 0
        status, code = ("Failed", 3) if failed else ("Success", 0)
        return invocation(number, status, [instance(1, status, code, "no space\n" if failed else "ok\n")])

    return [one(number) for number in range(400)]


RUNS = {
    "one": ["--sandbox", "t-hz04d7m0c6t9ya"],
    "all": ["--sandbox"],
    "missing": ["--sandbox", "t-nowhere"],
    "part": ["--sandbox", "t-hz04d7m0c6t9ya", "t-nowhere", "--grep", "kpatch"],
    "pending": ["--sandbox", "t-hz04d7q6f3r8xa", "--exit-status"],
    "one-of-500": one_of_500,
    "thousand": thousand,
    "hostile": hostile,
    "list": listed,
}


def made(invq, place):
    """The reports of every run, by name."""
    for name, run in RUNS.items():
        words = run
        if callable(run):
            (place / f"{name}.json").write_text(json.dumps(run()))
            words = ["--from", place / f"{name}.json"]
        reports = [("junit", "xml"), ("md", "md"), ("html", "html")]
        flags = [f"--report={kind}={place / name}.{ending}" for kind, ending in reports]
        subprocess.run([invq, *words, *flags, "-q"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return [place / name for name in RUNS]


def schema(reports, place):
    xmllint = shutil.which("xmllint")
    if not xmllint:
        return "xmllint is not here"
    for report in reports:
        subprocess.run([xmllint, "--huge", "--noout", "--schema", SCHEMA, f"{report}.xml"], check=True, stderr=subprocess.DEVNULL)


def parser(reports, place):
    python = place / "venv" / "bin" / "python"
    if not python.exists():
        pip = [python, "-m", "pip", "--disable-pip-version-check", "--retries", "1", "install", "--quiet", "junitparser==4.0.2"]
        for command in ([sys.executable, "-m", "venv", place / "venv"], pip):
            if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode:
                shutil.rmtree(place / "venv", ignore_errors=True)
                return "junitparser cannot be installed here"
    for report in reports:
        subprocess.run([python, HERE / "parsed.py", f"{report}.xml"], check=True)


def sizes(reports, place):
    for report in reports:
        assert Path(f"{report}.html").stat().st_size < 5_000_000, report
        assert Path(f"{report}.md").stat().st_size <= 900_000, report


def browser(reports, place):
    chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if not chromium:
        return "no Chromium is here"
    if not (shutil.which("node") and shutil.which("npm")):
        return "node and npm are not here"
    packages = ["axe-core@4.11.0", "puppeteer-core@24.31.0"]
    npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", place, *packages]
    if not (place / "node_modules" / "puppeteer-core").exists() and subprocess.run(npm, check=False).returncode:
        return "axe-core and puppeteer-core cannot be installed here"
    pages = [f"{report}.html" for report in reports]
    environment = {**os.environ, "NODE_PATH": str(place / "node_modules"), "CHROMIUM": chromium}
    subprocess.run(["node", HERE / "page.cjs", *pages], env=environment, check=True)


def main():
    words = sys.argv[1:]
    pictures = Path(words.pop(words.index("--pictures") + 1)) if "--pictures" in words else None
    words = [word for word in words if word != "--pictures"]
    if not words:
        subprocess.run(["cargo", "build", "--quiet"], cwd=ROOT, check=True)
    invq = Path(words[0]).resolve() if words else target() / "debug" / "invq"
    place = target() / "report-checks"
    place.mkdir(parents=True, exist_ok=True)
    if pictures:
        os.environ["PICTURES"] = str(pictures.resolve())
    failed = skipped = 0
    checks = [schema, parser, sizes, browser]
    with tempfile.TemporaryDirectory() as temporary:
        reports = made(invq, Path(temporary))
        for check in checks:
            try:
                why = check(reports, place)
            except (subprocess.CalledProcessError, AssertionError, OSError) as error:
                failed += 1
                print(f"FAILED {check.__name__}: {error}")
            else:
                skipped += bool(why)
                print(f"skipped {check.__name__}: {why}" if why else f"ok {check.__name__}")
    print(f"{len(checks) - failed - skipped} passed, {failed} failed, {skipped} skipped")
    if failed:
        return 1
    return NOTHING_CHECKED if skipped == len(checks) else 0


if __name__ == "__main__":
    sys.exit(main())

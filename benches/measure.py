"""How a figure is measured, told, and held against its target."""

import subprocess
from statistics import median

from process import peak_memory
from service import ENVIRONMENT

RECORDS = 10_000
MIB = 1 << 20


def say(text):
    print(text, flush=True)


def row(what, values, unit, digits=1):
    """One line: the median, and from where to where. Gives the median."""
    low, middle, high = min(values), median(values), max(values)
    say(f"  {what:<44} {middle:8.{digits}f} {unit:<14} {low:.{digits}f}–{high:.{digits}f}")
    return middle


def verdict(what, value, target, unit="", digits=2, least=False):
    reached = value >= target if least else value <= target
    mark, bound = "ok  " if reached else "MISS", "at least" if least else "at most"
    say(f"  {mark} {what}: {value:.{digits}f}{unit}, {bound} {target}{unit}")


def alternate(times, *measures):
    """Takes turns, so that whatever else the machine does meets all of them; the first round only warms up."""
    rounds = [[measure() for measure in measures] for _ in range(times + 1)]
    return list(zip(*rounds[1:]))


def expect(query, records):
    """What is measured must be the whole work."""
    lines = subprocess.run(query, env=ENVIRONMENT, stdout=subprocess.PIPE, check=True).stdout.count(b"\n")
    if lines != records:
        raise RuntimeError(f"{lines} records in place of {records}")


def peak(command):
    return [peak_memory(command, ENVIRONMENT) / MIB for _ in range(3)]


def milliseconds(costs):
    return [cost.wall * 1000 for cost in costs]

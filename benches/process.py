"""Runs a program and tells what it took. Linux only: memory is read from /proc."""

import ctypes
import os
import signal
import time
from dataclasses import dataclass

QUIET = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]


@dataclass
class Cost:
    """What a run took, in seconds."""

    wall: float
    cpu: float


def run(argv, environment=None):
    """Runs to the end; standard output goes nowhere."""
    return run_to(0, argv, environment)


def run_to(code, argv, environment=None):
    """The same, to an end with this code. What is said on standard error is not to be seen where it is no success."""
    start = time.perf_counter()
    quiet = QUIET if code == 0 else [*QUIET, (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawn(argv[0], argv, environment or {}, file_actions=quiet)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    check(argv, status, code)
    return Cost(wall, usage.ru_utime + usage.ru_stime)


def check(argv, status, expected=0):
    code = os.waitstatus_to_exitcode(status)
    if code != expected:
        raise RuntimeError(f"{' '.join(map(str, argv))} ended with {code}")


# The numbers of ptrace(2).
TRACEME, CONT, SETOPTIONS = 0, 7, 0x4200
OPTION_EXIT, OPTION_KILL, EVENT_EXIT = 0x40, 0x100000, 6

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(request, pid=0, data=0):
    if libc.ptrace(request, pid, None, data) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def peak_memory(argv, environment=None, code=0):
    """The most memory that was resident, in bytes.

    The kernel's own figure, `ru_maxrss`, is never below what this script itself had when it started the program. So the
    program is stopped at its exit, when its own high-water mark can still be read.
    """
    pid = os.fork()
    if pid == 0:
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            if code:
                os.dup2(nowhere, 2)
            ptrace(TRACEME)
            os.execve(argv[0], argv, environment or {})
        finally:
            os._exit(127)
    peak, options = 0, OPTION_EXIT | OPTION_KILL
    while True:
        _, status = os.waitpid(pid, 0)
        if not os.WIFSTOPPED(status):
            check(argv, status, code)
            return peak
        if options:
            ptrace(SETOPTIONS, pid, options)
            options = 0
        if status >> 16 == EVENT_EXIT:
            peak = high_water_mark(pid)
        sent = os.WSTOPSIG(status)
        ptrace(CONT, pid, 0 if sent == signal.SIGTRAP else sent)


def high_water_mark(pid):
    with open(f"/proc/{pid}/status") as lines:
        for line in lines:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError("the kernel tells no VmHWM")

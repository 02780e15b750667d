//! Exit codes: what to do about those of invq, and what those of other programs usually mean.

use super::{Term, term};

/// What to know and do about each exit code of invq. What it means stands in the table of `exit`.
pub const EXITS: [(u8, &str); 14] = [
    (
        0,
        "an empty list is 0 too, unless an ID was named or a verdict was asked",
    ),
    (
        1,
        "the query itself worked, and its result is printed; `--failed` shows what failed, and why",
    ),
    (
        2,
        "the message names every problem at once; only where the first answer alone can tell, something was sent",
    ),
    (3, "`invq profiles --check` asks once with each profile"),
    (
        4,
        "records are gone after 30 days; right after its start the service may not show a run yet, and `--wait` looks \
         for a named one for 15 seconds",
    ),
    (
        5,
        "the last line of the message holds the service's own code: explain that",
    ),
    (
        6,
        "it was tried as often as `--retries` says; run it again later",
    ),
    (7, "the messages name those that did not answer"),
    (8, "`--wait` waits for the end"),
    (124, "the remote run goes on; `--wait=1h` waits longer"),
    (125, "the message says which; `-v` shows each request"),
    (
        130,
        "the last known state was told, and where to go on; the remote run goes on",
    ),
    (141, "its right: nothing is told"),
    (
        143,
        "the last known state was told, and where to go on; the remote run goes on",
    ),
];

/// What the exit code of a process usually means.
pub const PROCESS_EXITS: [Term; 22] = [
    term("0", "it ended well", ""),
    term(
        "124",
        "the `timeout` program ended it, where that was used",
        "a run that the service ended has the status Timeout, and no exit code",
    ),
    term(
        "126",
        "the shell found the program and could not run it",
        "check the file's mode, and its first line",
    ),
    term(
        "127",
        "the shell did not find the program",
        "check its name, and the PATH of the user that it runs as",
    ),
    term(
        "128",
        "the program was given a wrong exit code to end with",
        "",
    ),
    term(
        "129",
        "ended by signal 1, SIGHUP: its terminal went away",
        "",
    ),
    term("130", "ended by signal 2, SIGINT: interrupted", ""),
    term("131", "ended by signal 3, SIGQUIT", ""),
    term(
        "132",
        "ended by signal 4, SIGILL: an instruction that the processor does not have",
        "",
    ),
    term(
        "134",
        "ended by signal 6, SIGABRT: it gave up by itself",
        "",
    ),
    term(
        "135",
        "ended by signal 7, SIGBUS: a bad access to memory",
        "",
    ),
    term(
        "136",
        "ended by signal 8, SIGFPE: a division by zero or the like",
        "",
    ),
    term(
        "137",
        "ended by signal 9, SIGKILL",
        "often the kernel, when memory ran out: see the instance's kernel log",
    ),
    term(
        "139",
        "ended by signal 11, SIGSEGV: a bad access to memory",
        "",
    ),
    term(
        "141",
        "ended by signal 13, SIGPIPE: its reader went away",
        "",
    ),
    term("142", "ended by signal 14, SIGALRM: its own alarm", ""),
    term("143", "ended by signal 15, SIGTERM: asked to end", ""),
    term("193", "to the agent on Linux: power the instance off", ""),
    term("194", "to the agent on Linux: reboot the instance", ""),
    term(
        "255",
        "an exit code of -1, or a connection of ssh that failed",
        "",
    ),
    term(
        "3009",
        "to the agent on Windows: power the instance off",
        "",
    ),
    term("3010", "to the agent on Windows: reboot the instance", ""),
];

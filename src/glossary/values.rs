//! Words that other fields and parameters hold (product page).

use super::{Term, term};

/// `RepeatMode`: how often a command runs.
pub const REPEAT_MODES: [Term; 5] = [
    term("Once", "it runs once, at once", ""),
    term(
        "Period",
        "it runs on a schedule, which Frequency holds",
        "it does not end by itself, so it cannot be waited for",
    ),
    term(
        "NextRebootOnly",
        "it runs once, at the next start of the instance",
        "it does not end by itself, so it cannot be waited for",
    ),
    term(
        "EveryReboot",
        "it runs at every start of the instance",
        "it does not end by itself, so it cannot be waited for",
    ),
    term(
        "DryRun",
        "nothing was executed: request, instances and agents were checked",
        "occurs in answers and is no filter",
    ),
];

/// `CommandType`.
pub const COMMAND_TYPES: [Term; 3] = [
    term("RunShellScript", "a shell script, for Linux", ""),
    term(
        "RunPowerShellScript",
        "a PowerShell script, for Windows",
        "",
    ),
    term("RunBatScript", "a batch file, for Windows", ""),
];

/// `TerminationMode`: what ends when a run is stopped or times out.
pub const TERMINATION_MODES: [Term; 2] = [
    term(
        "Process",
        "the script's own process ends, its children may live on",
        "",
    ),
    term(
        "ProcessTree",
        "the script's process ends with all its children",
        "",
    ),
];

/// `ContentEncoding`.
pub const ENCODINGS: [Term; 2] = [
    term(
        "Base64",
        "scripts and outputs come encoded, and invq decodes them: every byte survives",
        "the default",
    ),
    term(
        "PlainText",
        "the service decodes scripts and outputs; bytes that are not text may be lost",
        "`--plain-text` asks for it",
    ),
];

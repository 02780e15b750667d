//! Numbers: exit codes of invq and of the processes that it tells of.

use super::topics::all;
use crate::vocabulary::{EXITS, Exit, ExitRow, Meaning, PROCESS_EXITS, process_exit};

const OWN: &str = "exit code of invq";
const PROCESS: &str = "exit code of a process (ExitCode)";

/// What a number means.
pub(super) fn of(number: i64) -> Vec<Meaning> {
    let word = number.to_string();
    let own = own().into_iter().filter(|meaning| meaning.word == word);
    let words = [word.clone(), process_exit(number)];
    let known = |meaning: &Meaning| words.iter().any(|word| meaning.word == *word);
    let known = processes().into_iter().find(known);
    let process = known.unwrap_or_else(|| Meaning::new(word.clone(), PROCESS, any(number)));
    let process = process.note(format!(
        "`--exit-code {word}` finds the instances whose process ended so"
    ));
    own.chain(std::iter::once(process)).collect()
}

/// The exit codes of invq.
pub(super) fn own() -> Vec<Meaning> {
    let meaning = |row: &ExitRow| {
        Meaning::new(row.code.to_string(), OWN, row.says)
            .note(row.more)
            .note(with_remote(row.exit))
    };
    EXITS.iter().map(meaning).collect()
}

/// What becomes of an exit where the exit code is to be the remote one.
fn with_remote(exit: Exit) -> String {
    let code = exit.code();
    match exit {
        // These two are the runs' own there.
        Exit::Success | Exit::Failed => String::new(),
        // An instance that is pending has no exit code, and so counts as 125.
        Exit::Pending | Exit::Deadline => {
            format!("with `--exit-status=remote` {code} is always the exit code of a process")
        }
        _ if exit.remote() != exit => format!(
            "with `--exit-status=remote` it becomes {}: {code} is then the exit code of a process",
            exit.remote().code()
        ),
        _ => format!(
            "with `--exit-status=remote` it cannot be told from a process that ended with {code}"
        ),
    }
}

/// The exit codes of processes that have a usual meaning.
pub(super) fn processes() -> Vec<Meaning> {
    all(&PROCESS_EXITS, PROCESS)
}

/// What can be said of any other.
fn any(number: i64) -> String {
    match number {
        1..=128 | 193..=255 => "what it means is for the program to say".to_owned(),
        129..=192 => format!(
            "ended by signal {}, where a shell reports it; otherwise what it means is for the program to say",
            number - 128
        ),
        // Windows has 32 bits, and tools disagree on whether the first is a sign.
        _ => match u32::try_from(number).or_else(|_| i32::try_from(number).map(i32::cast_unsigned))
        {
            Ok(bits) => format!(
                "0x{bits:08X} on Windows, where an exit code has 32 bits; on Linux there is no such code"
            ),
            Err(_) => "no system has such an exit code".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_ours_and_a_process_can_have_it_too() {
        let kinds = |number| {
            of(number)
                .iter()
                .map(|meaning| meaning.is)
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds(7), [OWN, PROCESS]);
        assert_eq!(kinds(77), [PROCESS]);
        assert_eq!(kinds(3010), [PROCESS]);
    }

    #[test]
    fn what_the_remote_code_hides_is_told() {
        let said = |number| of(number).first().unwrap().notes.join("\n");
        for code in [8, 124] {
            assert!(said(code).contains(&format!("{code} is always the exit code of a process")));
        }
        for code in [130, 143] {
            let same = format!("cannot be told from a process that ended with {code}");
            assert!(said(code).contains(&same));
        }
        for code in [2, 3, 4, 5, 6, 7] {
            assert!(said(code).contains("becomes 125"), "{code}");
        }
        assert!(!said(0).contains("remote") && !said(1).contains("--exit-status"));
    }

    #[test]
    fn codes_of_windows_are_shown_as_bits() {
        assert!(any(3_221_225_786).starts_with("0xC000013A"));
        assert!(any(-1_073_741_510).starts_with("0xC000013A"));
        assert!(any(i64::MAX).starts_with("no system"));
        assert!(any(152).starts_with("ended by signal 24"));
    }
}

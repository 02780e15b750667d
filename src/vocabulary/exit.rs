//! The exit codes, which one wins when several apply, and what those of other programs usually mean.

/// What is known of an exit code. Help, manual page, README and `invq explain` show it.
#[derive(Clone, Copy, Debug)]
pub struct ExitRow {
    /// The exit.
    pub exit: Exit,
    /// The number.
    pub code: u8,
    /// The kind of failure in a word, for programs.
    pub kind: &'static str,
    /// The lower wins: an end from outside first, then usage, a partial answer, an ID not found.
    rank: u8,
    /// When it occurs.
    pub says: &'static str,
    /// What to know or to do.
    pub more: &'static str,
}

/// A row is `Variant number "kind" rank: "when it occurs"; "what to know or to do"`; the lowest rank wins.
macro_rules! exits {
    ($($exit:ident $code:literal $kind:literal $rank:literal: $says:literal; $more:literal,)*) => {
        /// How a run of invq ended. Scripts rely on these numbers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Exit {
            $(#[doc = $says] $exit,)*
            /// With `--exit-status=remote`: the exit code of the remote process.
            Remote(u8),
        }

        /// Each exit of this program.
        pub const EXITS: &[ExitRow] = &[$(Exit::$exit.row()),*];

        impl Exit {
            const fn row(self) -> ExitRow {
                match self {
                    $(Self::$exit => ExitRow {
                        exit: Self::$exit, code: $code, kind: $kind, rank: $rank, says: $says, more: $more,
                    },)*
                    Self::Remote(0) => Self::Success.row(),
                    Self::Remote(code) => ExitRow { code, kind: "success", ..Self::Failed.row() },
                }
            }
        }
    };
}

exits! {
    Success 0 "success" 9: "the query worked; with a verdict asked, every invocation is Success"; "an empty list is 0 too, unless an ID was named or a verdict was asked",
    Failed 1 "failed" 2: "a verdict was asked: at least one is Failed, PartialFailed or Stopped"; "the query itself worked, and its result is printed; `--failed` shows what failed, and why",
    Usage 2 "usage" 1: "a bad flag, value or combination; nothing was sent"; "the message names every problem at once; only where the first answer alone can tell, something was sent",
    Identity 3 "identity" 5: "no usable identity, wrong key or secret, no permission, clock skew"; "`invq profiles --check` asks once with each profile",
    NothingThere 4 "not-found" 6: "a named ID was not found, or there was nothing to judge"; "records are gone after 30 days; right after its start the service may not show a run yet, and `--wait` looks for a named one for 15 seconds",
    Refused 5 "refused" 5: "the service refused the request or answered nonsense"; "the last line of the message holds the service's own code: explain that",
    Temporary 6 "temporary" 5: "throttled, server error, network or disk trouble, timeout"; "it was tried as often as `--retries` says; run it again later",
    Partly 7 "partly" 4: "some targets answered and some did not; what came is printed"; "the messages name those that did not answer",
    Pending 8 "pending" 8: "a verdict was asked without waiting, and something is still pending"; "`--wait` waits for the end",
    Deadline 124 "deadline" 3: "the deadline of --wait passed; the last known state is printed"; "the remote run goes on; `--wait=1h` waits longer",
    NoRemote 125 "no-remote" 7: "with --exit-status=remote: invq failed, or there is no exit code"; "the message says which; `-v` shows each request",
    Interrupted 130 "interrupted" 0: "interrupted (Ctrl-C)"; "the last known state was told, and where to go on; the remote run goes on",
    PipeClosed 141 "pipe-closed" 0: "the reader closed the pipe"; "a reader such as `head` may do that at any time; nothing is told",
    Terminated 143 "terminated" 0: "terminated"; "the last known state was told, and where to go on; the remote run goes on",
}

impl Exit {
    /// The number that the process ends with.
    #[must_use]
    pub fn code(self) -> u8 {
        self.row().code
    }

    /// The kind of failure in a word, for programs.
    #[must_use]
    pub fn kind(self) -> &'static str {
        self.row().kind
    }

    /// The one of two that wins.
    #[must_use]
    pub fn or_worse(self, other: Self) -> Self {
        if other.row().rank < self.row().rank {
            other
        } else {
            self
        }
    }

    /// What it becomes where the exit code is to be the remote one: a failure of invq must not look like one of the run.
    #[must_use]
    pub fn remote(self) -> Self {
        match self {
            Self::Success
            | Self::Remote(_)
            | Self::Interrupted
            | Self::PipeClosed
            | Self::Terminated => self,
            _ => Self::NoRemote,
        }
    }
}

/// The exit code of a process as people know it. One of Windows that has its highest bit set is written in hexadecimal,
/// whichever sign it was sent with.
#[must_use]
pub fn process_exit(code: i64) -> String {
    let signed = || i32::try_from(code).ok().filter(|code| *code < -0xFFFF);
    let bits = u32::try_from(code)
        .ok()
        .or_else(|| signed().map(i32::cast_unsigned));
    match bits {
        Some(bits @ 0x8000_0000..) => format!("0x{bits:08X}"),
        _ => code.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_has_its_own_number() {
        let mut codes: Vec<u8> = EXITS.iter().map(|row| row.exit.code()).collect();
        codes.dedup();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 124, 125, 130, 141, 143]);
    }

    #[test]
    fn the_worse_exit_wins_from_either_side() {
        let order = [
            Exit::Interrupted,
            Exit::Usage,
            Exit::Failed,
            Exit::Deadline,
            Exit::Partly,
            Exit::Temporary,
            Exit::NothingThere,
            Exit::Pending,
            Exit::Success,
        ];
        for (index, worse) in order.iter().enumerate() {
            for better in order.iter().skip(index) {
                assert_eq!(worse.or_worse(*better), *worse);
                assert_eq!(better.or_worse(*worse), *worse);
            }
        }
    }

    #[test]
    fn failures_of_our_own_fold_into_one_code_where_the_remote_one_is_wanted() {
        let codes: Vec<u8> = EXITS.iter().map(|row| row.exit.remote().code()).collect();
        assert_eq!(
            codes,
            [
                0, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 130, 141, 143
            ]
        );
        assert_eq!(Exit::Remote(42).code(), 42);
    }
}

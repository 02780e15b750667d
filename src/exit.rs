//! The exit codes, as data, and which one wins when several apply.

/// How a run of invq ended. Scripts rely on these numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exit {
    /// The query worked and, where a verdict was asked, every matched invocation is Success.
    Success,
    /// A verdict was asked: at least one is Failed, `PartialFailed` or Stopped.
    Failed,
    /// A bad flag, value or combination; nothing was sent.
    Usage,
    /// No identity, or one that may not ask.
    Identity,
    /// A named ID was not found, or a verdict was asked and nothing matched.
    NothingThere,
    /// The service refused the request, or answered what cannot be understood.
    Refused,
    /// A failure that may pass: throttling, a server error, the network, the disk.
    Temporary,
    /// Some targets answered and some did not; what came is printed.
    Partly,
    /// A verdict was asked without waiting, and something has not ended.
    Pending,
    /// The deadline of a wait passed.
    Deadline,
    /// With `--exit-status=remote`: this program itself failed, or an instance has no exit code.
    NoRemote,
    /// With `--exit-status=remote`: the exit code of the remote process.
    Remote(u8),
    /// Ctrl-C.
    Interrupted,
    /// The reader closed the pipe.
    PipeClosed,
    /// SIGTERM.
    Terminated,
}

/// Every exit: the number, and what it says. Help, manual page, README and `invq explain` show it.
pub const TABLE: [(Exit, u8, &str); 14] = [
    (
        Exit::Success,
        0,
        "the query worked; with a verdict asked, every invocation is Success",
    ),
    (
        Exit::Failed,
        1,
        "a verdict was asked: at least one is Failed, PartialFailed or Stopped",
    ),
    (
        Exit::Usage,
        2,
        "a bad flag, value or combination; nothing was sent",
    ),
    (
        Exit::Identity,
        3,
        "no usable identity, wrong key or secret, no permission, clock skew",
    ),
    (
        Exit::NothingThere,
        4,
        "a named ID was not found, or there was nothing to judge",
    ),
    (
        Exit::Refused,
        5,
        "the service refused the request or answered nonsense",
    ),
    (
        Exit::Temporary,
        6,
        "throttled, server error, network or disk trouble, timeout",
    ),
    (
        Exit::Partly,
        7,
        "some targets answered and some did not; what came is printed",
    ),
    (
        Exit::Pending,
        8,
        "a verdict was asked without waiting, and something is still pending",
    ),
    (
        Exit::Deadline,
        124,
        "the deadline of --wait passed; the last known state is printed",
    ),
    (
        Exit::NoRemote,
        125,
        "with --exit-status=remote: invq failed, or there is no exit code",
    ),
    (Exit::Interrupted, 130, "interrupted (Ctrl-C)"),
    (Exit::PipeClosed, 141, "the reader closed the pipe"),
    (Exit::Terminated, 143, "terminated"),
];

impl Exit {
    /// The number that the process ends with.
    #[must_use]
    pub fn code(self) -> u8 {
        if let Self::Remote(code) = self {
            return code;
        }
        let row = TABLE.iter().find(|(exit, _, _)| *exit == self);
        // The table is complete; a test says so.
        row.map_or(101, |(_, code, _)| *code)
    }

    /// The kind of failure in a word, for programs.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Success | Self::Remote(_) => "success",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Identity => "identity",
            Self::NothingThere => "not-found",
            Self::Refused => "refused",
            Self::Temporary => "temporary",
            Self::Partly => "partly",
            Self::Pending => "pending",
            Self::Deadline => "deadline",
            Self::NoRemote => "no-remote",
            Self::Interrupted => "interrupted",
            Self::PipeClosed => "pipe-closed",
            Self::Terminated => "terminated",
        }
    }

    /// The one of two that wins: an end from outside first, then usage, a partial answer, an ID not found.
    #[must_use]
    pub fn or_worse(self, other: Self) -> Self {
        if other.rank() < self.rank() {
            other
        } else {
            self
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Interrupted | Self::Terminated | Self::PipeClosed => 0,
            Self::Usage => 1,
            Self::Failed | Self::Remote(1..) => 2,
            Self::Deadline => 3,
            Self::Partly => 4,
            Self::Identity | Self::Refused | Self::Temporary => 5,
            Self::NothingThere => 6,
            Self::NoRemote => 7,
            Self::Pending => 8,
            Self::Success | Self::Remote(0) => 9,
        }
    }

    /// The same where the exit code is to be the remote one: a failure of our own must not look like one of theirs.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_has_its_own_number() {
        let mut codes: Vec<u8> = TABLE.iter().map(|(exit, _, _)| exit.code()).collect();
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
        let codes: Vec<u8> = TABLE
            .iter()
            .map(|(exit, _, _)| exit.remote().code())
            .collect();
        assert_eq!(
            codes,
            [
                0, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 130, 141, 143
            ]
        );
        assert_eq!(Exit::Remote(42).code(), 42);
    }
}

//! The exit codes, as data, and which one wins when several apply.

/// How a run of invq ended. Scripts rely on these numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exit {
    /// The query worked.
    Success,
    /// A bad flag, value or combination; nothing was sent.
    Usage,
    /// No identity, or one that may not ask.
    Identity,
    /// A named ID was not found.
    NothingThere,
    /// The service refused the request, or answered what cannot be understood.
    Refused,
    /// A failure that may pass: throttling, a server error, the network, the disk.
    Temporary,
    /// Some targets answered and some did not; what came is printed.
    Partly,
    /// Ctrl-C.
    Interrupted,
    /// The reader closed the pipe.
    PipeClosed,
    /// SIGTERM.
    Terminated,
}

/// Every exit: the number, and what it says.
pub const TABLE: [(Exit, u8, &str); 10] = [
    (
        Exit::Success,
        0,
        "the query worked; an empty list too, when no ID was named",
    ),
    (
        Exit::Usage,
        2,
        "bad flag, tag, value or combination; nothing was sent",
    ),
    (
        Exit::Identity,
        3,
        "no usable identity, wrong key or secret, no permission, clock skew",
    ),
    (Exit::NothingThere, 4, "a named ID was not found"),
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
    (Exit::Interrupted, 130, "interrupted (Ctrl-C)"),
    (Exit::PipeClosed, 141, "the reader closed the pipe"),
    (Exit::Terminated, 143, "terminated"),
];

impl Exit {
    /// The number that the process ends with.
    #[must_use]
    pub fn code(self) -> u8 {
        let row = TABLE.iter().find(|(exit, _, _)| *exit == self);
        // The table is complete; a test says so.
        row.map_or(101, |(_, code, _)| *code)
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
            Self::Partly => 2,
            Self::Identity | Self::Refused | Self::Temporary => 3,
            Self::NothingThere => 4,
            Self::Success => 5,
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
        assert_eq!(codes, [0, 2, 3, 4, 5, 6, 7, 130, 141, 143]);
    }

    #[test]
    fn the_worse_exit_wins_from_either_side() {
        for (worse, better) in [
            (Exit::PipeClosed, Exit::Partly),
            (Exit::Partly, Exit::NothingThere),
            (Exit::Temporary, Exit::NothingThere),
            (Exit::NothingThere, Exit::Success),
        ] {
            assert_eq!(worse.or_worse(better), worse);
            assert_eq!(better.or_worse(worse), worse);
        }
    }
}

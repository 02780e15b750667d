//! IDs, told apart by their prefix.

/// What an ID names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdKind {
    /// `t-…`: one run of a command.
    Invocation,
    /// `c-…`: a command.
    Command,
    /// `i-…`, or `mi-…` for a managed host outside ECS.
    Instance,
    /// `exec-…`: an execution of OOS.
    Execution,
}

impl IdKind {
    /// The kind's name, as messages say it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Invocation => "invocation",
            Self::Command => "command",
            Self::Instance => "instance",
            Self::Execution => "execution",
        }
    }

    /// What such an ID looks like.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::Invocation => "t-…",
            Self::Command => "c-…",
            Self::Instance => "i-… or mi-…",
            Self::Execution => "exec-…",
        }
    }
}

/// An ID of a known kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Id {
    /// What it names.
    pub kind: IdKind,
    /// The ID, whole.
    pub text: String,
}

impl Id {
    /// Reads an ID by its prefix. What follows must be letters, digits, `-`, `_` or `*` (documents mask IDs with it).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let prefixes = [
            ("t-", IdKind::Invocation),
            ("c-", IdKind::Command),
            ("i-", IdKind::Instance),
            ("mi-", IdKind::Instance),
            ("exec-", IdKind::Execution),
        ];
        let (rest, kind) = prefixes
            .iter()
            .find_map(|(prefix, kind)| text.strip_prefix(prefix).map(|rest| (rest, *kind)))?;
        // Tasks of an execution have its ID with a number behind a dot.
        let dotted = kind == IdKind::Execution;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_*".contains(c) || dotted && c == '.';
        (!rest.is_empty() && rest.chars().all(plain)).then(|| Self {
            kind,
            text: text.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_tells_the_kind() {
        let kind = |text: &str| Id::parse(text).map(|id| id.kind);
        assert_eq!(kind("t-hz0jdfwd9f"), Some(IdKind::Invocation));
        assert_eq!(kind("c-hz0jdfwcsr"), Some(IdKind::Command));
        assert_eq!(kind("i-bp1i7gg30r52z2em"), Some(IdKind::Instance));
        assert_eq!(kind("mi-hz01"), Some(IdKind::Instance));
        assert_eq!(kind("exec-4d7m.0001"), Some(IdKind::Execution));
        for other in [
            "",
            "t-",
            "T-1",
            "x-1",
            "t-a b",
            "t-a\u{1b}[0m",
            "web-01",
            "t-a.b",
            "t-a,i-b",
        ] {
            assert_eq!(kind(other), None, "{other:?}");
        }
    }
}

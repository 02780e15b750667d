//! Filters that the service does not have, applied to its answers.
//!
//! `since`, `until` and `active` make the set that is asked about; the rest chooses what of the set is shown.

use jiff::Timestamp;
use wildmatch::WildMatch;

use crate::model::{Instance, Invocation, Shown, Verdict};

/// All local filters of a query.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// Created then or later; a run: begun.
    pub since: Option<Timestamp>,
    /// Created then or earlier; a run: begun.
    pub until: Option<Timestamp>,
    /// Only what has not ended.
    pub active: bool,
    /// What of the set is shown.
    pub view: View,
}

/// What of the set is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// Only invocations that failed, and in them the instances that did.
    pub failed: bool,
    /// Instances with one of these statuses.
    pub instance_statuses: Vec<&'static str>,
    /// Instances whose process ended with one of these codes.
    pub exit_codes: Vec<ExitCodes>,
    /// Instances with an error code that matches one of these patterns.
    pub error_codes: Vec<ErrorPattern>,
}

/// Exit codes to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitCodes {
    /// Every one but 0.
    Nonzero,
    /// From the first to the last.
    Range(i64, i64),
}

/// A pattern for error codes: `*` stands for any ending or middle, `?` for one character, case does not count.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorPattern(WildMatch);

/// The name of a command to look for. Case counts.
#[derive(Clone, Debug, PartialEq)]
pub enum NamePattern {
    /// The whole name, which the service can look for.
    Whole(String),
    /// A pattern, where `*` stands for any part of a name and `?` for one character.
    Like(WildMatch),
}

impl NamePattern {
    /// A name or a pattern, as it was typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        if typed.contains(['*', '?']) {
            Self::Like(WildMatch::new(typed))
        } else {
            Self::Whole(typed.to_owned())
        }
    }

    /// The name that is looked for, unless it is a pattern.
    #[must_use]
    pub fn whole(&self) -> Option<&str> {
        match self {
            Self::Whole(name) => Some(name),
            Self::Like(_) => None,
        }
    }

    /// Whether an invocation is of a command with such a name.
    #[must_use]
    pub fn matches(&self, invocation: &Invocation) -> bool {
        let name = invocation.record().text("CommandName");
        name.is_some_and(|name| match self {
            Self::Whole(wanted) => *wanted == name,
            Self::Like(pattern) => pattern.matches(&name),
        })
    }
}

impl Filters {
    /// Whether any local filter is set, so that a page may give fewer rows than it has records.
    #[must_use]
    pub fn any(&self) -> bool {
        self.since.is_some() || self.until.is_some() || self.active || self.view.any()
    }

    /// Whether a time is asked for and an invocation has none that can be read, so that nobody knows whether it belongs to
    /// the set.
    #[must_use]
    pub fn cannot_place(&self, invocation: &Invocation) -> bool {
        let bounded = self.since.is_some() || self.until.is_some();
        bounded && invocation.time().is_none()
    }

    /// Whether an invocation belongs to the set. One without a time is in no span of time.
    #[must_use]
    pub fn in_set(&self, invocation: &Invocation) -> bool {
        let time = || invocation.time();
        let late_enough = self
            .since
            .is_none_or(|since| time().is_some_and(|time| time >= since));
        let early_enough = self
            .until
            .is_none_or(|until| time().is_some_and(|time| time <= until));
        let active = !self.active || invocation.verdict() == Verdict::Pending;
        late_enough && early_enough && active
    }
}

impl View {
    /// Whether it leaves anything out.
    #[must_use]
    pub fn any(&self) -> bool {
        self.failed || self.chooses_instances()
    }

    fn chooses_instances(&self) -> bool {
        !(self.instance_statuses.is_empty()
            && self.exit_codes.is_empty()
            && self.error_codes.is_empty())
    }

    /// What of an invocation is left of what was selected; `None` when it is not shown.
    #[must_use]
    pub fn narrow(&self, invocation: &Invocation, shown: Shown) -> Option<Shown> {
        if !self.any() {
            return Some(shown);
        }
        if self.failed && invocation.verdict() != Verdict::Failed {
            return None;
        }
        let left: Vec<usize> = invocation
            .instances()
            .enumerate()
            .filter(|(place, instance)| shown.holds(*place) && self.passes(*instance))
            .map(|(place, _)| place)
            .collect();
        // The service may call a run failed whose instances, as far as they came, say nothing of it.
        let whole = shown == Shown::All && !self.chooses_instances();
        (whole || !left.is_empty()).then_some(Shown::Some(left))
    }

    /// Whether an instance is shown that has ended, if its invocation is.
    #[must_use]
    pub fn passes(&self, instance: Instance<'_>) -> bool {
        let status = instance.status();
        let failed = !self.failed || instance.verdict() == Verdict::Failed;
        let in_status = one_of(&self.instance_statuses, |word| {
            word.eq_ignore_ascii_case(&status)
        });
        let exit = instance.exit_code();
        let with_exit = one_of(&self.exit_codes, |codes| {
            exit.is_some_and(|exit| codes.hold(exit))
        });
        let code = instance.record().text("ErrorCode");
        let with_code = one_of(&self.error_codes, |pattern| {
            code.as_deref().is_some_and(|code| pattern.matches(code))
        });
        failed && in_status && with_exit && with_code
    }
}

/// Whether one of them fits, or there is none.
fn one_of<T>(wanted: &[T], fits: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(fits)
}

impl ExitCodes {
    /// Reads `0`, `nonzero`, `!0` or `126-127`; numbers may be negative.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("nonzero") || text == "!0" {
            return Some(Self::Nonzero);
        }
        if let Ok(only) = text.parse() {
            return Some(Self::Range(only, only));
        }
        // The first character may be a sign, so the dash between is looked for behind it.
        let dash = text
            .char_indices()
            .skip(1)
            .find(|(_, c)| *c == '-')
            .map(|(place, _)| place)?;
        let (first, last) = text.split_at_checked(dash)?;
        let (first, last) = (first.parse().ok()?, last.strip_prefix('-')?.parse().ok()?);
        (first <= last).then_some(Self::Range(first, last))
    }

    fn hold(self, exit: i64) -> bool {
        match self {
            Self::Nonzero => exit != 0,
            Self::Range(first, last) => (first..=last).contains(&exit),
        }
    }
}

impl ErrorPattern {
    /// A pattern as it was typed.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        Self(WildMatch::new(&pattern.to_lowercase()))
    }

    fn matches(&self, code: &str) -> bool {
        self.0.matches(&code.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, Encoding};

    fn invocation() -> Invocation {
        let body = Body::new(
            r#"[{"InvokeId":"t-1","InvocationStatus":"PartialFailed","CreationTime":"2026-06-24T07:00:00Z","InvokeInstances":[
            {"InstanceId":"i-ok","InvocationStatus":"Success","ExitCode":0},
            {"InstanceId":"i-bad","InvocationStatus":"Failed","ExitCode":100,"ErrorCode":"ExitCodeNonzero"},
            {"InstanceId":"i-off","InvocationStatus":"Aborted","ExitCode":0,"ErrorCode":"ClientNotRunning"},
            {"InstanceId":"i-slow","InvocationStatus":"Timeout","ExitCode":137,"ErrorCode":"ExecutionTimeout"}]}]"#
                .to_owned(),
        );
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        Invocation::read_list(&body, Encoding::Base64, &mut parser)
            .unwrap()
            .remove(0)
    }

    fn shown(view: &View) -> Option<Vec<usize>> {
        match view.narrow(&invocation(), Shown::All)? {
            Shown::All => Some(vec![0, 1, 2, 3]),
            Shown::Some(places) => Some(places),
        }
    }

    #[test]
    fn failed_shows_the_instances_with_a_failed_verdict() {
        assert_eq!(
            shown(&View {
                failed: true,
                ..View::default()
            }),
            Some(vec![1, 2, 3])
        );
        assert_eq!(shown(&View::default()), Some(vec![0, 1, 2, 3]));
    }

    #[test]
    fn an_exit_code_counts_only_where_a_process_ended() {
        let with = |text| {
            let exit_codes = vec![ExitCodes::parse(text).unwrap()];
            shown(&View {
                exit_codes,
                ..View::default()
            })
        };
        assert_eq!(
            with("0"),
            Some(vec![0]),
            "the aborted one's 0 means nothing"
        );
        assert_eq!(
            with("nonzero"),
            Some(vec![1]),
            "nor does the timed out one's 137"
        );
        assert_eq!(with("90-110"), Some(vec![1]));
        assert_eq!(with("137"), None);
    }

    #[test]
    fn error_codes_match_patterns_and_all_kinds_are_joined() {
        let error_codes = vec![ErrorPattern::new("client*"), ErrorPattern::new("*timeout")];
        let view = View {
            error_codes,
            ..View::default()
        };
        assert_eq!(shown(&view), Some(vec![2, 3]));
        assert_eq!(
            shown(&View {
                instance_statuses: vec!["Aborted"],
                ..view
            }),
            Some(vec![2])
        );
    }

    #[test]
    fn what_was_selected_is_narrowed_and_never_widened() {
        let view = View {
            failed: true,
            ..View::default()
        };
        let left = view.narrow(&invocation(), Shown::Some(vec![0, 2]));
        assert_eq!(left, Some(Shown::Some(vec![2])));
        assert_eq!(view.narrow(&invocation(), Shown::Some(vec![0])), None);
    }

    #[test]
    fn the_set_is_bounded_on_both_sides() {
        let at = |text: &str| Some(text.parse().unwrap());
        let created = at("2026-06-24T07:00:00Z");
        let later = at("2026-06-24T07:00:01Z");
        let in_set = |filters: Filters| filters.in_set(&invocation());
        assert!(in_set(Filters {
            since: created,
            until: created,
            ..Filters::default()
        }));
        assert!(!in_set(Filters {
            since: later,
            ..Filters::default()
        }));
        assert!(!in_set(Filters {
            active: true,
            ..Filters::default()
        }));
    }

    #[test]
    fn exit_codes_are_read_in_every_form() {
        assert_eq!(ExitCodes::parse("!0"), Some(ExitCodes::Nonzero));
        assert_eq!(ExitCodes::parse("-1"), Some(ExitCodes::Range(-1, -1)));
        assert_eq!(
            ExitCodes::parse("126-127"),
            Some(ExitCodes::Range(126, 127))
        );
        assert_eq!(ExitCodes::parse("-5--1"), Some(ExitCodes::Range(-5, -1)));
        for wrong in ["", "x", "2-1", "1-", "-", "1-2-3"] {
            assert_eq!(ExitCodes::parse(wrong), None, "{wrong}");
        }
    }
}

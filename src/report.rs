//! Any failure as a person should read it: what happened, the context, what to do, and last the service's own words.

mod api;
mod asker;
mod keys;
mod local;

pub use api::{failures, refused, resume_with};
pub use asker::Asker;
pub use local::{
    damaged, endless_wait, gone, id_to_explain, missing, no_archive, no_host, no_id_to_judge,
    no_saved_host, not_saved, nothing_before, nothing_saved_to_judge, nothing_started,
    nothing_to_judge, older_runs, only_endless, other_files, print, same_report, sandbox, save,
    saved_in_part, saved_name, saved_without_output, setup, too_many_hosts, too_many_outputs,
    transport_setup, unkept, unknown_term, unnamed, unplaced, unreadable_data, unreadable_file,
    unwritable_report, unwritten, unwritten_report, usage, vanished,
};

use std::time::Duration;

use crate::ui::{Level, Message, Service, Ui};
use crate::vocabulary::{Exit, RefusalKind};

/// A failure, ready to be told.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The exit code that follows.
    pub exit: Exit,
    /// What happened, with the value that was wrong.
    pub message: String,
    /// Indented lines under it.
    pub context: Vec<String>,
    /// One thing to do.
    pub hint: Option<String>,
    /// What kind of failure it is, for programs.
    pub kind: &'static str,
    /// The service's code, HTTP status, request ID, region and profile.
    pub service: Option<Box<Service>>,
}

impl Report {
    fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            kind: exit.kind(),
            message: message.into(),
            context: Vec::new(),
            hint: None,
            service: None,
        }
    }

    fn context(mut self, line: impl Into<String>) -> Self {
        self.context.push(line.into());
        self
    }

    /// The same, of a file that is named.
    pub fn of_file(self, path: &std::path::Path) -> Self {
        Self {
            message: format!("{}: {}", path.display(), self.message),
            ..self
        }
    }

    /// The same, of a question about the past runs of tasks: not every task has such.
    pub fn of_history(self) -> Self {
        if self.kind != RefusalKind::Refused.word() {
            return self;
        }
        self.hint("tasks that run on a schedule or at every start have a history; leave --history out for others")
    }

    /// The same, of invocations that were found and do not have the instance that was named beside them.
    pub fn of_found_without_instance(self, invocations: &[&str]) -> Self {
        match invocations {
            [] => self,
            several => self.context(format!(
                "found, but not on a named instance: {}",
                several.join(", ")
            )),
        }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn hint_if(self, hint: Option<String>) -> Self {
        Self {
            hint: hint.or(self.hint.clone()),
            ..self
        }
    }

    fn said(self, said: Service) -> Self {
        Self {
            service: Some(Box::new(said)),
            ..self
        }
    }

    fn kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    /// Tells it on standard error, and gives the exit that follows.
    #[must_use]
    pub fn end(&self, ui: &Ui) -> Exit {
        self.tell(ui);
        self.exit
    }

    /// Tells it on standard error.
    pub fn tell(&self, ui: &Ui) {
        self.say(Level::Error, ui);
    }

    /// Warns of it, where the result is there and lacks no more than `what`.
    pub fn warn(mut self, what: &str, ui: &Ui) {
        self.message = format!("{what}: {}", self.message);
        self.say(Level::Warning, ui);
    }

    fn say(&self, level: Level, ui: &Ui) {
        ui.tell(&Message {
            level,
            exit: Some(self.exit.code()).filter(|_| level == Level::Error),
            kind: Some(self.kind),
            text: &self.message,
            context: &self.context,
            hint: self.hint.as_deref(),
            service: self.service.as_deref(),
            progress: None,
        });
    }
}

/// A length of time for a sentence: `0.4 s`, `31 s`, `22 min 49 s`.
#[must_use]
pub fn length(length: Duration) -> String {
    let tenths = length.as_millis().div_ceil(100);
    match (tenths / 10, tenths % 10) {
        (seconds @ ..10, tenth @ 1..) => format!("{seconds}.{tenth} s"),
        (seconds, tenth) => match seconds + u128::from(tenth > 0) {
            seconds @ ..120 => format!("{seconds} s"),
            seconds => format!("{} min {} s", seconds / 60, seconds % 60),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_told_as_people_tell_them() {
        for (millis, told) in [
            (0, "0 s"),
            (1, "0.1 s"),
            (400, "0.4 s"),
            (8_000, "8 s"),
            (9_950, "10 s"),
            (30_200, "31 s"),
            (119_000, "119 s"),
            (1_369_000, "22 min 49 s"),
        ] {
            assert_eq!(length(Duration::from_millis(millis)), told);
        }
    }
}

//! The next two commands: what a person would type who has read the text.

use super::super::OutputOptions;
use super::super::tail::failed;
use crate::model::why::EXIT_NONZERO;
use crate::model::{Row, Verdict};
use crate::sanitise;
use crate::vocabulary::{ERROR_CODES, find};

/// The rows that commands are about.
#[derive(Debug)]
pub(super) struct NextCommands {
    options: OutputOptions,
    failed: Option<Row>,
    open: Option<Row>,
    first: Option<Row>,
}

impl NextCommands {
    pub(super) fn new(options: &OutputOptions) -> Self {
        let options = options.clone();
        Self {
            options,
            failed: None,
            open: None,
            first: None,
        }
    }

    /// Keeps the first row of each kind.
    pub(super) fn see(&mut self, row: &Row) {
        let is_open = matches!(row.verdict(), Verdict::Pending | Verdict::Unknown);
        let kinds = [
            (&mut self.failed, failed(row).next().is_some()),
            (&mut self.open, is_open),
            (&mut self.first, true),
        ];
        for (first, fits) in kinds {
            if fits && first.is_none() {
                *first = Some(row.clone());
            }
        }
    }

    /// The lines.
    pub(super) fn commands(&self) -> Vec<String> {
        let typed = match (&self.failed, &self.open, &self.first) {
            (Some(row), ..) => {
                let code = failed(row).find_map(|instance| {
                    let code = instance.record().text("ErrorCode")?;
                    let code = Some(code).filter(|code| code != EXIT_NONZERO)?;
                    Some(format!("invq explain {}", find(&ERROR_CODES, &code)?.word))
                });
                let script = || {
                    self.of(
                        row,
                        if row.invocation().is_run() {
                            ""
                        } else {
                            " -o command"
                        },
                    )
                };
                [
                    self.of(row, " --failed -o output"),
                    code.unwrap_or_else(script),
                ]
            }
            (None, Some(row), _) if row.invocation().repeats() => {
                [self.of(row, ""), self.of(row, " --history")]
            }
            // What is saved does not go on.
            (None, Some(row), _) if self.options.placeless_program.is_some() => {
                [self.of(row, " --wait"), self.of(row, "")]
            }
            (None, _, Some(row)) => [self.of(row, " -o output"), self.of(row, "")],
            (None, _, None) => {
                let program = &self.options.program;
                [format!("{program} -n 5"), format!("{program} --summary")]
            }
        };
        let typed = typed.iter().map(|command| format!("next: {command}"));
        typed
            .map(|line| sanitise::line(&line).into_owned())
            .collect()
    }

    fn of(&self, row: &Row, flags: &str) -> String {
        let history = if row.invocation().is_run() {
            " --history"
        } else {
            ""
        };
        let program = self.options.program_for(row);
        format!("{program} {}{history}{flags}", row.id())
    }
}
